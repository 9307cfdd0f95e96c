"""Plain tables and lists of fields, aligned, for a terminal."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from queue_core.text import clean, width

GAP = "  "


@dataclass(frozen=True, slots=True)
class Column:
    """One column; the last one of a table gets the room that is left."""

    title: str
    most: int = 20
    """Cells at most; longer values are shortened."""
    right: bool = False
    """Numbers end below each other."""


def table(columns: Sequence[Column], rows: Iterable[Sequence[str]], cells: int) -> str:
    """The rows below their titles, in at most `cells` cells a line. Every value is cleaned."""
    shown = [[clean(value, column.most) for column, value in zip(columns, row, strict=True)] for row in rows]
    lines = [[column.title for column in columns], *shown]
    widths = [max(width(line[index]) for line in lines) for index in range(len(columns))]
    room = cells - sum(widths[:-1]) - len(GAP) * (len(columns) - 1)
    widths[-1] = min(widths[-1], max(room, width(columns[-1].title)))
    return "\n".join(_line(columns, line, widths) for line in lines)


def row(columns: Sequence[Column], values: Sequence[str], cells: int) -> str:
    """One row, its columns as wide as they may be: what comes later stands below it. Every value is cleaned."""
    widths = [column.most for column in columns]
    widths[-1] = max(1, cells - sum(widths[:-1]) - len(GAP) * (len(columns) - 1))
    return _line(columns, values, widths)


def fields(pairs: Iterable[tuple[str, str | None]], cells: int) -> str:
    """`name   value` in lines; a value of None leaves its line out."""
    present = [(name, value) for name, value in pairs if value is not None]
    widest = max((width(clean(name, 30)) for name, _ in present), default=0)
    room = cells - widest - len(GAP)
    return "\n".join(_padded(clean(name, 30), widest) + GAP + clean(value, room) for name, value in present)


def _line(columns: Sequence[Column], values: Sequence[str], widths: Sequence[int]) -> str:
    parts = []
    for column, value, cells in zip(columns, values, widths, strict=True):
        parts.append(_padded(clean(value, cells), cells, right=column.right))
    return GAP.join(parts).rstrip()


def _padded(text: str, cells: int, *, right: bool = False) -> str:
    padding = " " * (cells - width(text))
    return padding + text if right else text + padding
