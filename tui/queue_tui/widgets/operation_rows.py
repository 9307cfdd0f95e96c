"""The list of the operations view: a row for each operation, newest first. No Textual in here."""

from datetime import datetime
from typing import NamedTuple

from queue_core.models import Operation, OperationPage, OperationState
from queue_core.operation_words import verb_words
from queue_core.text import clean, width
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
    """Of the columns; 0: there is no such column."""

    when: int
    who: int
    state: int
    what: int
    reason: int


def operation_rows(page: OperationPage, cells: int, style: TimeStyle) -> tuple[Line, list[Row]]:
    """The titles, and the operations, for a list that is so many cells wide."""
    widths = _widths(page, cells, style)
    names = ("When", widths.when), ("Who", widths.who), ("Verb", VERB_CELLS), ("State", widths.state)
    more = ("What", widths.what), *([("Reason", widths.reason)] if widths.reason else [])
    titles = "".join(column(name, cells) for name, cells in (*names, *more))
    head = Cell(column("No", NUMBER_CELLS, right=True), Look.TITLE), Cell(titles, Look.TITLE)
    return head, [Row(str(one.id), _line(one, page.now, style, widths)) for one in page.operations]


def _widths(page: OperationPage, cells: int, style: TimeStyle) -> Widths:
    """What was done gets the room that the reasons leave, and those a third of it at most."""
    when = 6 if style is TimeStyle.RELATIVE else 21
    wide = cells >= WIDE
    who, state = (18, 22) if wide else (11, 20)
    room = max(cells - GUTTER - NUMBER_CELLS - VERB_CELLS - when - who - state, 1)
    whats = max((width(what_words(one)) for one in page.operations), default=0) + 1
    reasons = max((width(clean(one.reason, room)) for one in page.operations if one.reason), default=0) + 1
    reason = min(reasons, max(room // 3, room - whats)) if wide and reasons > 1 else 0
    return Widths(when, who, state, room - reason, reason)


def _line(operation: Operation, now: datetime, style: TimeStyle, widths: Widths) -> Line:
    cells = (
        Cell(column(str(operation.id), NUMBER_CELLS, right=True), Look.MUTED),
        Cell(column(_when(operation, now, style), widths.when), Look.PLAIN),
        Cell(column(operation.actor, widths.who), Look.PLAIN),
        Cell(column(verb_words(operation.verb), VERB_CELLS), Look.STRONG),
        Cell(column(state_words(operation), widths.state), _LOOKS[operation.state]),
        Cell(column(what_words(operation), widths.what), Look.PLAIN),
        Cell(column(operation.reason or "", widths.reason) if widths.reason else "", Look.MUTED),
    )
    return cells if operation.undone_by is None else tuple(Cell(cell.text, Look.MUTED) for cell in cells)


def _when(operation: Operation, now: datetime, style: TimeStyle) -> str:
    """An age is in minutes at least: nothing ticks."""
    if style is not TimeStyle.RELATIVE:
        return moment(operation.at, now, style)
    seconds = elapsed(operation.at, now) or 0.0
    return "<1m" if seconds < 60 else age(seconds)
