"""The list of the operations view: a row for each operation, newest first. No Textual in here."""

from datetime import datetime
from typing import NamedTuple

from queue_core.models import Operation, OperationPage, OperationState
from queue_core.operation_words import verb_words
from queue_core.text import clean
from queue_tui.formatting import TimeStyle, age, elapsed, moment
from queue_tui.widgets.lines import column
from queue_tui.widgets.looks import Cell, Line, Look
from queue_tui.widgets.row_list import GUTTER, Row
from queue_tui.words.operation_lines import state_words, what_words

WIDE = 108
"""Cells from which on there is room for the reason."""
NUMBER_CELLS, VERB_CELLS = 7, 13

_LOOKS = {
    OperationState.PLANNED: Look.ATTENTION,
    OperationState.APPLYING: Look.RUNNING,
    OperationState.HALTED: Look.ATTENTION,
    OperationState.ABORTED: Look.CANCELLED,
    OperationState.APPLIED: Look.PLAIN,
}


class Widths(NamedTuple):
    """Of the columns; 0: as much as is left."""

    when: int
    who: int
    state: int
    what: int


def operation_rows(page: OperationPage, cells: int, style: TimeStyle) -> tuple[Line, list[Row]]:
    """The titles, and the operations, for a list that is so many cells wide."""
    when = 6 if style is TimeStyle.RELATIVE else 21
    room = cells - GUTTER - NUMBER_CELLS - VERB_CELLS - when
    widths = Widths(when, 18, 22, (room - 40) * 2 // 3) if cells >= WIDE else Widths(when, 11, 20, 0)
    titles = (
        Cell(column("No", NUMBER_CELLS, right=True), Look.TITLE),
        Cell(column("When", when) + column("Who", widths.who) + column("Verb", VERB_CELLS), Look.TITLE),
        Cell(column("State", widths.state) + (column("What", widths.what) if widths.what else "What"), Look.TITLE),
        Cell("Reason" if widths.what else "", Look.TITLE),
    )
    left = room + when - sum(widths)
    return titles, [Row(str(one.id), _line(one, page.now, style, widths, left)) for one in page.operations]


def _line(operation: Operation, now: datetime, style: TimeStyle, widths: Widths, left: int) -> Line:
    what = what_words(operation)
    cells = (
        Cell(column(str(operation.id), NUMBER_CELLS, right=True), Look.MUTED),
        Cell(column(_when(operation, now, style), widths.when), Look.PLAIN),
        Cell(column(operation.actor, widths.who), Look.PLAIN),
        Cell(column(verb_words(operation.verb), VERB_CELLS), Look.STRONG),
        Cell(column(state_words(operation), widths.state), _LOOKS[operation.state]),
        Cell(column(what, widths.what) if widths.what else clean(what, left), Look.PLAIN),
        Cell(clean(operation.reason or "", left) if widths.what else "", Look.MUTED),
    )
    return cells if operation.undone_by is None else tuple(Cell(cell.text, Look.MUTED) for cell in cells)


def _when(operation: Operation, now: datetime, style: TimeStyle) -> str:
    """An age is in minutes at least: nothing ticks."""
    if style is not TimeStyle.RELATIVE:
        return moment(operation.at, now, style)
    seconds = elapsed(operation.at, now) or 0.0
    return "<1m" if seconds < 60 else age(seconds)
