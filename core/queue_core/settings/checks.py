"""What a setting must look like. A check returns the value as it is kept, or raises one sentence.

No sentence repeats a value that may hold a secret.
"""

import re
from pathlib import Path
from urllib.parse import urlsplit

from queue_core.errors import ConfigurationError
from queue_core.secret import Secret

COLOURS = ("red", "orange", "yellow", "green", "cyan", "blue", "magenta", "white", "grey")

LABEL_LIMIT = 40
"""Characters; a label has to fit beside the rest of a header 80 columns wide."""


def database_url(secret: Secret | str | None) -> Secret | None:
    """A PostgreSQL URL, or key=value pairs as libpq takes them."""
    if secret is None:
        return None
    secret = Secret(secret) if isinstance(secret, str) else secret
    url = secret.get_secret_value()
    scheme, separator, rest = url.partition("://")
    is_url = scheme in ("postgresql", "postgres") and bool(rest)
    is_pairs = not separator and re.match(r"\s*\w+\s*=", url) is not None
    if not is_url and not is_pairs:
        raise ConfigurationError("The database URL must look like postgresql://user:password@host:5432/database.")
    return secret


def supabase_url(url: str | None) -> str | None:
    """The project's address, with what PostgREST adds taken off."""
    if url is None:
        return None
    try:
        parts = urlsplit(url.strip())
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        parts, usable = urlsplit(""), False
    if not usable:
        raise ConfigurationError("The Supabase URL must look like https://project.supabase.co or http://host:54321.")
    if parts.username is not None or parts.query or parts.fragment:
        raise ConfigurationError("The Supabase URL must be an address only: no user, no password, no query.")
    return url.strip().rstrip("/").removesuffix("/rest/v1").rstrip("/")


def supabase_key(secret: Secret | str | None) -> Secret | None:
    """One word; what sort of key it is, the gateway decides."""
    if secret is None:
        return None
    secret = Secret(secret) if isinstance(secret, str) else secret
    if not re.fullmatch(r"[!-~]+", secret.get_secret_value()):
        raise ConfigurationError("The Supabase key must be one word without spaces: copy it again.")
    return secret


def home(path: Path | str) -> Path:
    """An absolute path that can be shown and passed on as text."""
    text = str(path)
    if not text.isprintable():
        raise ConfigurationError("QUEUE_HOME must be a path of printable characters.")
    try:
        return Path(text).expanduser().absolute()
    except (RuntimeError, OSError):
        raise ConfigurationError(f"QUEUE_HOME cannot be found from here: give {text} as an absolute path.") from None


def label(text: str | None) -> str | None:
    """Short and printable."""
    if text is not None and not (text.isprintable() and 0 < len(text) <= LABEL_LIMIT):
        raise ConfigurationError(f"The label must have 1 to {LABEL_LIMIT} printable characters.")
    return text


def colour(name: str | None) -> str | None:
    """A name of COLOURS or #rrggbb."""
    if name is not None and name not in COLOURS and not re.fullmatch(r"#[0-9a-fA-F]{6}", name):
        raise ConfigurationError(f"The colour must be one of {', '.join(COLOURS)}, or like #ff8800.")
    return name


def pair(url: str | None, key: Secret | None) -> None:
    """A key without an address, or the reverse, must not end in the embedded database by accident."""
    if url is not None and key is None:
        raise ConfigurationError("SUPABASE_URL needs SUPABASE_SERVICE_ROLE_KEY beside it: set both or none.")
    if url is None and key is not None:
        raise ConfigurationError("SUPABASE_SERVICE_ROLE_KEY needs SUPABASE_URL beside it: set both or none.")
