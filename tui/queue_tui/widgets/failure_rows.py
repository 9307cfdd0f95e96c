"""The list of the failures view: a row for each group, counts first. No Textual in here."""

from collections.abc import Sequence
from datetime import datetime

from queue_core.models import FailureGroup, Failures
from queue_core.text import clean
from queue_tui.formatting import age, count, elapsed, in_brief
from queue_tui.widgets.lines import column
from queue_tui.widgets.looks import Cell, Line, Look
from queue_tui.widgets.row_list import GUTTER, Row

NUMBER_CELLS = 7
AGE_CELLS = 6
TYPES_CELLS = 20
WIDE = 108
"""Cells from which on there is room for first seen and types."""


def failure_rows(failures: Failures, cells: int) -> tuple[Line, list[Row]]:
    """The titles, and a row for each group, for a list that is so many cells wide."""
    wide = cells >= WIDE
    numbers = ("1 h", "24 h", "7 d", "Failed")
    titles = "".join(column(title, NUMBER_CELLS, right=True) for title in numbers) + column("Last", AGE_CELLS)
    if wide:
        titles += column("First", AGE_CELLS) + column("Types", TYPES_CELLS)
    head = (Cell(f"{titles}{'Exception: message' if wide else 'Message'}", Look.TITLE),)
    room = max(cells - GUTTER - len(titles), 1)
    return head, [Row(group.fingerprint, _line(group, failures.now, wide, room)) for group in failures.groups]


def _line(group: FailureGroup, now: datetime, wide: bool, room: int) -> Line:
    def number(value: int, look: Look) -> Cell:
        return Cell(column(count(value) if value else "-", NUMBER_CELLS, right=True), look if value else Look.MUTED)

    more = (
        Cell(column(_since(group.first_seen, now), AGE_CELLS), Look.MUTED),
        Cell(column(types_in_words(group.types), TYPES_CELLS), Look.PLAIN),
    )
    message = in_brief(group.message)
    return (
        number(group.hour, Look.BAD),
        number(group.day, Look.PLAIN),
        number(group.week, Look.PLAIN),
        number(group.failed_jobs, Look.ATTENTION),
        Cell(column(_since(group.last_seen, now), AGE_CELLS), Look.PLAIN),
        *(more if wide else ()),
        # where there is little room, it is for what tells one group from another
        Cell(clean(f"{group.exception_type}: {message}" if wide else message, room), Look.PLAIN),
    )


def _since(at: datetime, now: datetime) -> str:
    """Minutes at least: nothing ticks."""
    seconds = elapsed(at, now) or 0.0
    return "<1m" if seconds < 60 else age(seconds)


def types_in_words(types: dict[str, int]) -> str:
    """The types, those with most first, with their numbers: "doubt 50, daily_ca 11"."""
    ordered: Sequence[tuple[str, int]] = sorted(types.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{clean(name, 30)} {count(number)}" for name, number in ordered)
