"""Taking secrets out of text before it is logged or stored.

Two nets: the secrets this process was configured with, wherever they appear and also percent-encoded
as in an address, and the forms in which services write theirs (headers, keys in JSON or in a query,
JSON Web Tokens, user and password in an address).
"""

import re
from collections.abc import Iterable
from urllib.parse import quote, quote_plus, unquote, urlsplit

MASK = "***"
SHORTEST_SECRET = 4
"""Shorter values are not looked for: masking every 'a' would hide the text and protect nothing."""

_NAMES = (
    "authorization|proxy-authorization|cookie|set-cookie|x-api-key|api[-_]?key|access[-_]?token|refresh[-_]?token"
    "|auth[-_]?token|id[-_]?token|client[-_]?secret|secret|password|passwd|pwd"
)
_NAMED = re.compile(rf"""(?i)\b({_NAMES})(["']?\s*[:=]\s*["']?)(?:(?:bearer|basic)\s+)?[^\s"',;&}}]+""")
_BEARER = re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{8,}")
_TOKEN_QUERY = re.compile(r"(?i)([?&](?:token|key|sig|signature)=)[^&\s\"']+")
_USERINFO = re.compile(r"(://)[^/\s@:]*:[^/\s@]*@")
_KNOWN_FORMS = re.compile(r"\beyJ[\w-]{6,}\.[\w-]{6,}\.[\w-]*|\bsb_secret_\w+|\bsk-[\w-]{16,}|\bgh[pousr]_\w{20,}")


class Redactor:
    """Replaces secrets in text.

    redact = Redactor([settings.token])
    redact("Authorization: Bearer abc")  # 'Authorization: ***'
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        forms = {form for secret in secrets for form in _forms(secret)}
        self._secrets = sorted(forms, key=len, reverse=True)

    def __call__(self, text: str) -> str:
        """The text with every secret replaced by ***."""
        for secret in self._secrets:
            text = text.replace(secret, MASK)
        text = _USERINFO.sub(rf"\1{MASK}@", text)
        text = _NAMED.sub(rf"\1\2{MASK}", text)
        text = _BEARER.sub(rf"\1 {MASK}", text)
        text = _TOKEN_QUERY.sub(rf"\1{MASK}", text)
        return _KNOWN_FORMS.sub(MASK, text)


def _forms(secret: str) -> set[str]:
    """The ways a secret can be written; the password in an address is a secret of its own."""
    values = {secret, *_passwords_in(secret)}
    values |= {quote(value, safe="") for value in values} | {quote_plus(value) for value in values}
    return {value for value in values if len(value) >= SHORTEST_SECRET}


def _passwords_in(secret: str) -> list[str]:
    """The password of a database address, in either of its two forms, as written and as meant."""
    found = [match.group(1).strip("'") for match in re.finditer(r"password\s*=\s*('[^']*'|\S+)", secret)]
    if "://" in secret:
        try:
            found += [urlsplit(secret).password or ""]
        except ValueError:
            return found
    return [form for password in found for form in (password, unquote(password))]
