"""Where a line has to break to fit a width. No Textual in here: it only counts cells.

Textual's own wrapping takes seconds for a hundred kilobytes of short lines, or of words on one line.
"""

from collections.abc import Iterator

from queue_core.text import width as cells_of


def breaks(text: str, width: int) -> Iterator[tuple[int, int]]:
    """Begin and end of each row of a line without line ends; at least one, also for an empty line.

    Breaks at spaces, which are then not shown, and within words that are longer than a row.
    """
    begin = 0
    for end, following in _cuts(text, max(width, 2)):
        yield begin, end
        begin = following
    yield begin, len(text)


def _cuts(text: str, width: int) -> Iterator[tuple[int, int]]:
    """End of each row but the last, and where the next one begins."""
    begin = 0
    while True:
        limit = _reach(text, begin, width)
        if limit >= len(text):
            return
        space = text.rfind(" ", begin + 1, limit + 1)
        # A space far to the left is no place to break: an indented long word would leave its row empty.
        if space - begin > width // 3:
            yield space, space + 1
            begin = space + 1
        else:
            yield limit, limit
            begin = limit


def _reach(text: str, begin: int, width: int) -> int:
    """How far a row that begins here can go."""
    piece = text[begin : begin + width]
    if piece.isascii():
        return begin + len(piece)
    used = 0
    for index in range(begin, len(text)):
        used += cells_of(text[index])
        if used > width:
            return max(index, begin + 1)
    return len(text)
