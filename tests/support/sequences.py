"""Takes apart what was written to a terminal, and knows what Textual itself has reason to write."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_SEQUENCE = re.compile(
    r"(?P<csi>(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~])"
    r"|(?P<string>(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?)"
    r"|(?P<escape>\x1b[ -/]*[0-~]?)"
    r"|(?P<control>[\x00-\x1f\x7f-\x9f])"
    r"|(?P<text>[^\x00-\x1f\x7f-\x9f]+)"
)
_EXPECTED = re.compile(
    r"\x1b\[(?:"
    r"[0-9;:]*m"  # colours
    r"|\d{1,4};\d{1,4}H"  # a place
    r"|\?(?:7|25|1000|1003|1004|1006|1015|1016|1049|2004|2026|2048)[hl]"  # modes
    r"|\?(?:2026|2048)\$p"  # what the terminal can do
    r"|>\d{1,2}u|<u"  # Kitty's keyboard
    r")"
)
_EXPECTED_STRING = re.compile(r"\x1b\]22;[a-z-]*\x07")  # the shape of the mouse pointer
_EXPECTED_CONTROLS = "\r\n"


class Piece(NamedTuple):
    """A run of text, or one sequence."""

    kind: str
    text: str


def pieces(data: bytes) -> Iterator[Piece]:
    """All of `data`, in order."""
    for match in _SEQUENCE.finditer(data.decode(errors="surrogateescape")):
        yield Piece(match.lastgroup or "", match[0])


def unexpected(data: bytes) -> list[Piece]:
    """What Textual has no reason to write: every sequence but its own, and every character that shows nothing."""
    return [piece for piece in pieces(data) if not _is_expected(piece)]


def _is_expected(piece: Piece) -> bool:
    match piece.kind:
        case "text":
            return piece.text.isprintable()
        case "csi":
            return _EXPECTED.fullmatch(piece.text) is not None
        case "string":
            return _EXPECTED_STRING.fullmatch(piece.text) is not None
        case "control":
            return piece.text in _EXPECTED_CONTROLS
        case _:
            return False
