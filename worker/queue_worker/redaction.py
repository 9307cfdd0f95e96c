"""Taking secrets out of text before it is logged or stored.

Two nets: the secrets this process was configured with, wherever they appear and however encoded or
escaped, and the forms in which services write theirs (headers, keys in JSON or in a query,
JSON Web Tokens, user and password in an address).
"""

import re
from collections.abc import Iterable
from urllib.parse import quote, unquote, urlsplit

MASK = "***"
SHORTEST_SECRET = 4
"""Shorter values are not looked for: masking every 'a' would hide the text and protect nothing."""

_NAMES = (
    "authorization|proxy-authorization|cookie|set-cookie|x-api-key|api[-_]?key|access[-_]?token|refresh[-_]?token"
    "|auth[-_]?token|id[-_]?token|client[-_]?secret|secret|password|passwd|pwd"
)
_FORMS: tuple[tuple[tuple[str, ...], re.Pattern[str], str], ...] = (
    (("://",), re.compile(r"(://)[^/\s@:]*:[^/\s@]*@"), rf"\1{MASK}@"),
    (
        (":", "="),
        re.compile(rf"""(?i)\b({_NAMES})(["']?\s*[:=]\s*["']?)(?:(?:bearer|basic)\s+)?[^\s"',;&}}]+"""),
        rf"\1\2{MASK}",
    ),
    (("bearer", "basic"), re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{8,}"), rf"\1 {MASK}"),
    (("=",), re.compile(r"(?i)([?&](?:token|key|sig|signature)=)[^&\s\"']+"), rf"\1{MASK}"),
    (
        ("eyj", "sb_secret", "sk-", "gh"),
        re.compile(r"\beyJ[\w-]{6,}\.[\w-]{6,}\.[\w-]*|\bsb_secret_\w+|\bsk-[\w-]{16,}|\bgh[pousr]_\w{20,}"),
        MASK,
    ),
)
"""What services write secrets like: a hint in small letters without which there is none, the form, what replaces it.

The hints are for speed: most texts that are looked at are ids and single words."""


class Redactor:
    """Replaces secrets in text.

    redact = Redactor([settings.token])
    redact("Authorization: Bearer abc")  # 'Authorization: ***'
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        values = {value for secret in secrets for value in (secret, *_passwords_in(secret))}
        longest_first = sorted((value for value in values if len(value) >= SHORTEST_SECRET), key=len, reverse=True)
        self._secrets = [(_hint(value), _however_written(value)) for value in longest_first]

    def __call__(self, text: str) -> str:
        """The text with every secret replaced by ***."""
        for hint, secret in self._secrets:
            if hint in text:
                text = secret.sub(MASK, text)
        lowered = text.lower()
        for hints, form, replacement in _FORMS:
            for hint in hints:
                if hint in lowered:
                    text = form.sub(replacement, text)
                    break
        return text


_PLAIN = re.compile(r"[A-Za-z0-9_.~-]+")
"""Characters that are written in one way only."""


def _hint(value: str) -> str:
    """A part of a secret without which a text does not hold it; for speed."""
    return max(_PLAIN.findall(value), key=len, default="")


def _however_written(value: str) -> re.Pattern[str]:
    """Finds the value as it is, percent-encoded as in an address, and escaped as in Python's or JSON's quotes."""
    return re.compile("".join(map(_character, value)))


def _character(character: str) -> str:
    if _PLAIN.fullmatch(character):
        return re.escape(character)
    percent = f"(?i:{quote(character, safe='', errors='replace')})"
    if character == "\\":
        return rf"(?:\\++|{percent})"
    number = f"{ord(character):x}"
    space = r"|\+" if character == " " else ""
    # quotes within quotes: any number of backslashes, possessive since nothing else can stand for them
    return rf"(?:\\*+(?:{re.escape(character)}|(?i:x{number:0>2}|u{number:0>4}))|{percent}{space})"


def _passwords_in(secret: str) -> list[str]:
    """The password of a database address, in any of its forms, as written and as meant."""
    pairs = [match.group(1) for match in _PASSWORD_PAIR.finditer(secret)]
    found = [re.sub(r"\\(.)", r"\1", value.strip("'")) for value in pairs] + [value.split("&")[0] for value in pairs]
    if "://" in secret:
        try:
            found += [urlsplit(secret).password or ""]
        except ValueError:
            return found
    return [form for password in found for form in (password, unquote(password))]


_PASSWORD_PAIR = re.compile(r"password\s*=\s*('(?:\\.|[^'\\])*'|\S+)")
