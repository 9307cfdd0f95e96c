"""Numbers over time as columns of blocks, with the times below and the largest value beside them. No Textual in here.

Two rows of numbers share the times: one above, as high as there is room, and one below it, which has a scale of
its own; so they are told apart without colours.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from queue_core.text import clean, width
from queue_tui.widgets.glyphs import Glyphs
from queue_tui.widgets.looks import Cell, Line, Look

SCALE_CELLS = 5
"""For the largest value, before the columns."""
TIME_CELLS = 6
LEAST_HEIGHT = 4
"""Title, a row of each, times."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """One row of numbers, oldest first."""

    values: Sequence[float]
    look: Look
    label: Callable[[float], str]
    """A value in at most four cells."""
    join: Callable[[Sequence[float]], float]
    """What becomes of neighbours that share a column: `sum` or `max`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """What is drawn."""

    title: Line
    above: Curve
    below: Curve
    times: Sequence[datetime]
    """The beginning of each stretch that a value is about, in the zone in which it is written."""
    tick_minutes: int
    """How far the times that are written are apart."""


def drawn(plot: Plot, columns: int, height: int, glyphs: Glyphs) -> list[Line]:
    """`height` lines of `columns` columns and the scale before them."""
    below = max((height - 2) // 4, 1)
    above = max(height - 2 - below, 1)
    return [
        _title(plot.title, columns + SCALE_CELLS),
        *_rows(plot.above, columns, above, glyphs),
        *_rows(plot.below, columns, below, glyphs),
        (Cell(" " * SCALE_CELLS + _times(plot, columns), Look.MUTED),),
    ]


def spread_over(values: Sequence[float], columns: int, join: Callable[[Sequence[float]], float]) -> list[float]:
    """One value for each column: neighbours joined where there are too many, each repeated where there are few."""
    if not values:
        return [0.0] * columns
    share = -(-len(values) // columns)
    padded = [0.0] * (-len(values) % share) + list(values)
    joined = [join(padded[at : at + share]) for at in range(0, len(padded), share)]
    return [value for value in joined for _ in range(max(columns // len(joined), 1))][-columns:]


def bars(values: Sequence[float], rows: int, levels: str) -> list[str]:
    """Rows of blocks from top to bottom. Nothing is a space, the least of something the lowest block."""
    top = max(values, default=0.0)
    steps = len(levels)
    heights = [max(int(value * rows * steps / top), 1) if value > 0 else 0 for value in values]
    return [
        "".join(_block(height - steps * row, levels) for height in heights)  # what is left of it above the rows below
        for row in reversed(range(rows))
    ]


def _block(height: int, levels: str) -> str:
    return " " if height <= 0 else levels[min(height, len(levels)) - 1]


def _rows(curve: Curve, columns: int, rows: int, glyphs: Glyphs) -> list[Line]:
    values = spread_over(curve.values, columns, curve.join)
    top = max(values, default=0.0)
    scale = [curve.label(top) if top else "0", *[""] * (rows - 1)]
    return [
        (Cell(f"{label:>{SCALE_CELLS - 1}} ", Look.MUTED), Cell(f"{row:<{columns}}", curve.look))
        for label, row in zip(scale, bars(values, rows, glyphs.levels), strict=True)
    ]


def _times(plot: Plot, columns: int) -> str:
    """The times that are whole, each where its column begins, as many as do not touch."""
    share = -(-len(plot.times) // columns) if plot.times else 1
    repeated = max(columns // max(-(-len(plot.times) // share), 1), 1)
    text = ""
    for index, at in enumerate(plot.times, start=-len(plot.times) % share):
        column = index // share * repeated
        is_whole = (at.hour * 60 + at.minute) % plot.tick_minutes == 0
        if is_whole and len(text) <= max(column - 1, 0) and column + TIME_CELLS <= columns:
            text = f"{text:<{column}}|{at:%H:%M}"
    return f"{text:<{columns}}"


def _title(title: Line, cells: int) -> Line:
    cut: list[Cell] = []
    for cell in title:
        shown = clean(cell.text, cells)
        cells -= width(shown)
        cut.append(Cell(shown, cell.look))
    return (*cut, Cell(" " * cells, Look.PLAIN))
