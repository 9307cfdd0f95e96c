"""Makes any string harmless for a terminal.

Job types, payloads, errors and names come from other programs. Written to a terminal as they are,
they could move the cursor, set the clipboard, reorder the line or hide what it says. Every face of
the queue passes them through `clean` first, so that there is one list of what is dangerous.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from unicodedata import category, east_asian_width

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
ELLIPSIS = "…"

_MARKS_IN_A_ROW = 4
"""Combining marks kept on one character; more of them only serve to grow out of the line."""
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0")
"""Letters that show nothing."""
_LINE_ENDS = frozenset("\n\x85\u2028\u2029")


def clean(text: str, limit: int | None = None, *, newlines: bool = False) -> str:
    r"""`text` without anything that drives a terminal, in at most `limit` cells.

    C0 controls become their pictures (␛), other controls, direction marks, invisible characters and
    lone surrogates become �. Line ends and tabs become spaces; with `newlines` line ends stay. What
    does not fit ends in "…". Nothing beyond the limit is looked at: a huge string costs no more.

        clean("a\x1b[2Jb")        → "a␛[2Jb"
        clean("connection reset", 11) → "connection…"
    """
    if limit is not None and limit <= 0:
        return ""
    if text.isascii() and text.isprintable():
        return text if limit is None or len(text) <= limit else text[: limit - 1] + ELLIPSIS
    if limit is None:
        return "".join(shown for shown, _ in _pieces(text, newlines))
    # Enough to fill the limit, whatever is in it: two code points for a line end, and the marks.
    head = text[: (limit + 1) * 2 * (_MARKS_IN_A_ROW + 1)]
    return _bounded(_pieces(head, newlines), limit, complete=len(head) == len(text))


def width(text: str) -> int:
    """Cells that a cleaned text takes on one line."""
    return len(text) if text.isascii() else sum(_harmless(character)[1] for character in text)


def listed(words: Iterable[str], last: str = "or") -> str:
    """Words in a sentence: `a, b or c`."""
    *first, end = words
    return f"{', '.join(first)} {last} {end}" if first else end


def _bounded(pieces: Iterable[tuple[str, int]], limit: int, *, complete: bool) -> str:
    parts: list[str] = []
    used = kept = 0
    for shown, cells in pieces:
        if used + cells > limit:
            return "".join(parts[:kept]) + ELLIPSIS
        parts.append(shown)
        used += cells
        if used < limit:
            kept = len(parts)
    return "".join(parts) if complete else "".join(parts[:kept]) + ELLIPSIS


def _pieces(text: str, newlines: bool) -> Iterator[tuple[str, int]]:
    """Each character's harmless form with its width; marks only on a character, and only a few."""
    marks = _MARKS_IN_A_ROW
    for character in text.replace("\r\n", "\n"):
        if newlines and character in _LINE_ENDS:
            marks = _MARKS_IN_A_ROW
            yield "\n", 0
            continue
        shown, cells = _harmless(character)
        if shown and not cells:
            marks += 1
        if marks > _MARKS_IN_A_ROW:
            shown, cells = REPLACEMENT, 1
        if cells:
            marks = 0
        yield shown, cells


@lru_cache(maxsize=4096)
def _harmless(character: str) -> tuple[str, int]:
    """What stands for one character, and its width in cells: 0 for a mark on the one before."""
    if character.isprintable() and character not in _FILLERS:
        return _visible(character)
    if character in _LINE_ENDS or character == "\t" or category(character) == "Zs":
        return " ", 1
    if character < " ":
        return chr(0x2400 + ord(character)), 1
    return {"\x7f": "\N{SYMBOL FOR DELETE}", "\xad": "-"}.get(character, REPLACEMENT), 1


def _visible(character: str) -> tuple[str, int]:
    if "\ufe00" <= character <= "\ufe0f":
        return "", 0  # asks for another look of the same character, and makes its width uncertain
    if "\U000e0100" <= character <= "\U000e01ef" or character == "\u034f":
        return REPLACEMENT, 1
    if category(character) in ("Mn", "Me") or "\u1160" <= character <= "\u11ff":
        return character, 0
    return character, 2 if east_asian_width(character) in "WF" else 1
