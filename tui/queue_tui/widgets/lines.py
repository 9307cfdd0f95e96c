"""Lines of cells that are wrapped, joined or cut as wholes. No Textual in here."""

from collections.abc import Iterator, Sequence

from queue_core.text import clean, width
from queue_tui.widgets.looks import Cell, Line, Look
from queue_tui.words.wrap import breaks

LABEL_CELLS = 11


def wrapped(line: Line, cells: int) -> list[Line]:
    """The line in as many rows as it takes, broken at spaces, each piece with its look."""
    text = "".join(cell.text for cell in line)
    return [tuple(_cut(line, begin, end)) for begin, end in breaks(text, max(cells, 2))]


def labelled(label: str, rows: Sequence[Line], look: Look = Look.MUTED) -> list[Line]:
    """Rows with a label before the first, and the others under it."""
    heads = [f" {label:<{LABEL_CELLS - 1}}", *[" " * LABEL_CELLS] * (len(rows) - 1)]
    return [(Cell(head, look if head.strip() else Look.PLAIN), *row) for head, row in zip(heads, rows, strict=True)]


def flowing(pieces: Sequence[Line], cells: int, gap: str = "   ") -> list[Line]:
    """The pieces beside each other, on as many rows as it takes; none is broken unless it alone is too wide."""
    rows: list[Line] = []
    used = 0
    for piece in pieces:
        need = sum(width(cell.text) for cell in piece)
        if rows and used + len(gap) + need <= cells:
            rows[-1] = (*rows[-1], Cell(gap, Look.PLAIN), *piece)
            used += len(gap) + need
        else:
            rows.append(piece)
            used = need
    return rows


def shortened(line: Line, cells: int) -> Line:
    """The line in so many cells; where it is cut, it ends as any text that is cut does."""
    if sum(width(cell.text) for cell in line) <= cells:
        return line
    kept: list[Cell] = []
    room = cells - 1
    for cell in line:
        if width(cell.text) > room:
            return (*kept, Cell(clean(f"{cell.text}{' ' * cells}", room + 1), cell.look))
        kept.append(cell)
        room -= width(cell.text)
    return tuple(kept)


def words(*pieces: Cell, between: str = "  ") -> Line:
    """The pieces that say something, with a space between them."""
    said = [piece for piece in pieces if piece.text]
    return tuple(part for piece in said for part in (Cell(between, Look.PLAIN), piece))[1:]


def column(text: str, cells: int, *, right: bool = False) -> str:
    """A text in so many cells, cut or padded, and one of them left free."""
    shown = clean(text, cells - 1)
    space = " " * (cells - 1 - width(shown))
    return f"{space}{shown} " if right else f"{shown}{space} "


def _cut(line: Line, begin: int, end: int) -> Iterator[Cell]:
    """The characters from `begin` to `end`."""
    at = 0
    for cell in line:
        piece = cell.text[max(begin - at, 0) : max(end - at, 0)]
        at += len(cell.text)
        if piece:
            yield Cell(piece, cell.look)
