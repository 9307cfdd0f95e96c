"""The table of the overview: what waits, runs and ended of each type. No Textual in here."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from queue_core.models import Priority, TypeNumbers
from queue_tui.formatting import count, duration
from queue_tui.widgets.lines import column
from queue_tui.widgets.looks import Cell, Line, Look
from queue_tui.widgets.row_list import GUTTER, Row

TYPE_CELLS = 17


class Column(NamedTuple):
    """One of the columns, of which a narrow screen leaves out the last ones."""

    title: str
    cells: int
    value: Callable[[TypeNumbers], str]
    look: Callable[[TypeNumbers], Look] = lambda _: Look.PLAIN


def _bad(number: int) -> Look:
    return Look.BAD if number else Look.PLAIN


def _strong(kind: TypeNumbers) -> Look:
    return Look.STRONG if kind.queued.get(Priority.HIGH) else Look.PLAIN


def _running(kind: TypeNumbers) -> str:
    number = f"{kind.processing + kind.held}" + (f" of {kind.limit}" if kind.limit is not None else "")
    return f"paused {number}" if kind.paused else number


COLUMNS: tuple[Column, ...] = (
    Column("High", 7, lambda kind: count(kind.queued.get(Priority.HIGH, 0)), _strong),
    Column("Med", 7, lambda kind: count(kind.queued.get(Priority.MEDIUM, 0))),
    Column("Low", 7, lambda kind: count(kind.queued.get(Priority.LOW, 0)), lambda _: Look.MUTED),
    Column("Running", 9, _running, lambda kind: Look.ATTENTION if kind.paused else Look.RUNNING),
    Column("1h done", 8, lambda kind: count(kind.completed_hour)),
    Column("failed", 7, lambda kind: count(kind.failed_hour), lambda kind: _bad(kind.failed_hour)),
    Column("24h done", 9, lambda kind: count(kind.completed_day)),
    Column("failed", 7, lambda kind: count(kind.failed_day), lambda kind: _bad(kind.failed_day)),
    Column("Wait p50", 9, lambda kind: duration(kind.wait.p50_seconds)),
    Column("p95", 8, lambda kind: duration(kind.wait.p95_seconds)),
    Column("Run p50", 8, lambda kind: duration(kind.run.p50_seconds)),
    Column("p95", 8, lambda kind: duration(kind.run.p95_seconds)),
)


def type_rows(types: Sequence[TypeNumbers], cells: int) -> tuple[Line, list[Row]]:
    """The titles, and a row for each type, for a list that is so many cells wide."""
    shown, room = [], cells - GUTTER - TYPE_CELLS
    for one in COLUMNS:
        room -= one.cells
        if room < 0:
            break
        shown.append(one)
    head = Cell(column("Type", TYPE_CELLS), Look.TITLE)
    titles = (head, *(Cell(column(one.title, one.cells, right=True), Look.TITLE) for one in shown))
    return titles, [Row(kind.job_type, _line(kind, shown)) for kind in types]


def _line(kind: TypeNumbers, shown: Sequence[Column]) -> Line:
    return (
        Cell(column(kind.job_type, TYPE_CELLS), Look.PLAIN),
        *(Cell(column(one.value(kind), one.cells, right=True), one.look(kind)) for one in shown),
        Cell("", Look.PLAIN),
    )
