"""Which error a code or a sentence of the other side means, and how that is said: the only place that knows SQLSTATEs,
PostgREST's codes, and the words in which a connection or a gateway refuses.
"""

from queue_core.errors import (
    AnswerLost,
    ConfigurationError,
    Conflict,
    ConnectionFailed,
    InvalidInput,
    NotFound,
    PermissionRefused,
    QueueError,
    Refused,
    SchemaMismatch,
    Stopped,
    one_line,
)

MIGRATE_HINT = "run 'queuectl migrate'"

_BY_SQLSTATE: dict[str, type[QueueError]] = {
    "QU404": NotFound,
    "QU409": Conflict,
    "QU400": InvalidInput,
    "QU403": PermissionRefused,
    "22023": InvalidInput,
    "22P02": InvalidInput,
    "22P05": InvalidInput,
    "22003": InvalidInput,
    "22007": InvalidInput,
    "22008": InvalidInput,
    "23514": InvalidInput,
    "25006": PermissionRefused,
    "28P01": ConfigurationError,
    "28000": ConfigurationError,
    "3D000": ConfigurationError,
    "42501": PermissionRefused,
    "3F000": SchemaMismatch,
    "42883": SchemaMismatch,
    "42P01": SchemaMismatch,
    # PostgREST: function or table not in its schema cache
    "PGRST202": SchemaMismatch,
    "PGRST205": SchemaMismatch,
    # PostgREST: the key (JWT) is wrong, expired, or none was sent
    "PGRST300": ConfigurationError,
    "PGRST301": ConfigurationError,
    "PGRST302": ConfigurationError,
    "PGRST303": ConfigurationError,
    # PostgREST: it has no connection to the database, or got none in time
    "PGRST000": ConnectionFailed,
    "PGRST001": ConnectionFailed,
    "PGRST002": ConnectionFailed,
    "PGRST003": ConnectionFailed,
    "57014": Stopped,
    "57P01": AnswerLost,
    "57P02": AnswerLost,
    "57P03": ConnectionFailed,
    "57P05": AnswerLost,
    "53300": ConnectionFailed,
    "53100": Refused,
    "55P03": AnswerLost,
    "40P01": AnswerLost,
}

_SENTENCES: dict[str, str] = {
    "25006": "This session may only read: nothing was changed.",
    "28P01": "The database refused the user or password: check QUEUE_DATABASE_URL, or the profile.",
    "28000": "The database refused the user: check QUEUE_DATABASE_URL, or the profile.",
    "3D000": "There is no such database on the server: check the name in QUEUE_DATABASE_URL, or in the profile.",
    "53100": "The database's disk is full: free some space; nothing was changed.",
    "53300": "The database has no connection left: close some clients or raise max_connections.",
    "57014": "This took too long and was stopped by the database: narrow your filter, or try again.",
    "PGRST301": "The key in SUPABASE_SERVICE_ROLE_KEY is not valid for this project: copy it again.",
    "PGRST303": "The key in SUPABASE_SERVICE_ROLE_KEY has expired or is not valid: copy it again.",
}

_SENTENCES_BY_KIND: dict[type[QueueError], str] = {
    SchemaMismatch: "The database does not have the queue that this program needs ({function}): " + MIGRATE_HINT + ".",
    PermissionRefused: "This user or key may not call {function}: "
    "use one with the queue_operator or queue_worker role.",
    InvalidInput: "The database refused a value: {said}.",
    ConnectionFailed: "The database did not answer ({said}): try again.",
    AnswerLost: "The database did not answer ({said}): try again.",
}


def from_code(code: str, message: str, *, function: str) -> QueueError:
    """The error for a SQLSTATE or PostgREST code.

    `message` is the server's sentence. It is used as it is for the queue's own codes (QUxxx), whose
    sentences are written for operators, and behind a fixed sentence for everything else.
    """
    if code == "PGRST301" and "expired" in message:
        code = "PGRST303"  # as PostgREST 14 says it
    broken = code.startswith(("08", "57P"))
    kind = _BY_SQLSTATE.get(code, AnswerLost if broken else Refused)
    if code.startswith("QU"):
        return kind(message)
    otherwise = _SENTENCES_BY_KIND.get(kind, "The database refused {function} ({code}): {said}.")
    sentence = _SENTENCES.get(code, otherwise)
    return kind(sentence.format(function=function, code=code, said=one_line(message)))


_CONNECT_FAILURES: tuple[tuple[str, str], ...] = (
    ("password authentication failed", "28P01"),
    ("authentication failed", "28000"),
    ("no pg_hba.conf entry", "28000"),
    ("permission denied for database", "28000"),
    ("is not permitted to log in", "28000"),
    ("tenant or user not found", "28000"),
    ('role "', "28000"),
    ('database "', "3D000"),
    ("too many clients", "53300"),
    ("too many connections", "53300"),
    ("connection slots", "53300"),
    ("the database system is", "57P03"),
)
"""Before a connection stands, the client library hands on the server's words but not its SQLSTATE."""


def from_connect_failure(message: str) -> QueueError:
    """The error for a connection to PostgreSQL that could not be made, from the client library's words."""
    lowered = message.lower()
    if "no password supplied" in lowered:
        return from_code("28P01", message, function="connect")
    for phrase, code in _CONNECT_FAILURES:
        if "fatal:" in lowered and phrase in lowered:
            return from_code(code, message, function="connect")
    if "does not support ssl" in lowered or "certificate" in lowered or "sslmode" in lowered:
        return ConfigurationError(
            f"The encrypted connection to the database failed ({one_line(message)}): check sslmode and sslrootcert "
            "in QUEUE_DATABASE_URL, or in the profile."
        )
    return ConnectionFailed(f"The database cannot be reached ({one_line(message)}): check its address and its network.")


def from_status(status: int, *, function: str) -> QueueError:
    """The error for an HTTP answer that is not PostgREST's: what stands before it has spoken."""
    if status in (401, 403):
        return ConfigurationError(
            f"The gateway refused the Supabase key (HTTP {status}): copy it again to SUPABASE_SERVICE_ROLE_KEY."
        )
    if status == 413:
        return InvalidInput(f"The gateway refused {function} as too large (HTTP 413): send less at once.")
    if status == 429:
        return ConnectionFailed("The gateway lets no more calls through for now (HTTP 429): try again later.")
    if status < 400 or status in (404, 405):
        return ConfigurationError(f"SUPABASE_URL does not lead to Supabase's API (HTTP {status}): check the address.")
    if status < 500:
        return Refused(f"The gateway refused {function} (HTTP {status}).")
    return AnswerLost(f"The gateway got no answer from the database (HTTP {status}): try again.")
