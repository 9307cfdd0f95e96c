"""The columns of the job table: what each says about a job, and which of them fit.

A cell is a text of exactly its column's width, and a look. Everything that a cell says is said in words
too: no screen needs colour to be read.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from queue_core.models import Condition, Job, JobStatus, Priority
from queue_core.text import clean, width
from queue_tui.formatting import age, duration, elapsed, percent, run_seconds, short_id, status_word, tries
from queue_tui.widgets.looks import PRIORITIES, STATES, Cell, Look


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of the table."""

    title: str
    cells: int
    """Width without the space that follows; of the last column, the least."""
    draw: Callable[[Job, datetime], tuple[str, Look]]
    """Text and look; the text is cleaned and fitted by the caller."""
    right: bool = False
    from_width: int = 0
    """Width of the table from which on it is shown."""
    wider: tuple[tuple[int, int], ...] = ()
    """Further widths: (width of the table, cells from there on), ascending."""


def fitting(total: int, gutter: int = 0) -> tuple[Column, ...]:
    """The columns that fit into a table of this width beside its gutter, the last one taking all that is left."""
    chosen = [_sized(column, total) for column in COLUMNS if total >= column.from_width]
    rest = total - gutter - sum(column.cells + 1 for column in chosen[:-1])
    return (*chosen[:-1], replace(chosen[-1], cells=max(rest, 1)))


def fitted(text: str, column: Column, last: bool) -> str:
    """`text`, harmless and in exactly the column's cells, with the space after all but the last."""
    shown = clean(text, column.cells)
    padding = " " * (column.cells - width(shown))
    return (padding + shown if column.right else shown + padding) + ("" if last else " ")


def cells_of(job: Job, columns: Sequence[Column], now: datetime) -> list[Cell]:
    """What a row says."""
    last = len(columns) - 1
    return [
        Cell(fitted(text, column, index == last), look)
        for index, column in enumerate(columns)
        for text, look in (column.draw(job, now),)
    ]


def titles(columns: Sequence[Column]) -> str:
    """The line above the rows."""
    last = len(columns) - 1
    return "".join(fitted(column.title, column, index == last) for index, column in enumerate(columns))


def coarse_age(seconds: float | None) -> str:
    """An age in steps so large that a table of them costs nothing while nothing happens."""
    if seconds is None or seconds >= 60:
        return age(seconds)
    return "now" if seconds < 10 else age(seconds - seconds % 10)


def _sized(column: Column, total: int) -> Column:
    fits = [cells for from_width, cells in column.wider if total >= from_width]
    return replace(column, cells=fits[-1]) if fits else column


def _id(job: Job, now: datetime) -> tuple[str, Look]:
    return short_id(job.id), Look.PLAIN


def _type(job: Job, now: datetime) -> tuple[str, Look]:
    return job.job_type, Look.PLAIN


def _priority(job: Job, now: datetime) -> tuple[str, Look]:
    word = "med" if job.priority is Priority.MEDIUM else job.priority.value
    return word, PRIORITIES[job.priority]


def _status(job: Job, now: datetime) -> tuple[str, Look]:
    word = status_word(job)
    return word, STATES[word]


def _place(job: Job, now: datetime) -> tuple[str, Look]:
    """How far it is: progress of a running job, place or waiting time of a queued one."""
    if job.condition is Condition.HELD:
        return "held", STATES[Condition.HELD]
    if job.status is JobStatus.PROCESSING:
        return percent(job.progress), Look.PLAIN
    if job.status is JobStatus.QUEUED and job.run_at is not None and job.run_at > now:
        return f"in {coarse_age(elapsed(now, job.run_at))}".replace("in now", "soon"), Look.PLAIN
    return ("" if job.queue_position is None else f"#{job.queue_position}"), Look.PLAIN


def _tries(job: Job, now: datetime) -> tuple[str, Look]:
    return tries(job), Look.PLAIN


def _age(job: Job, now: datetime) -> tuple[str, Look]:
    return coarse_age(elapsed(job.created_at, now)), Look.PLAIN


def _run(job: Job, now: datetime) -> tuple[str, Look]:
    seconds = run_seconds(job, now)
    if seconds is None:
        return "", Look.PLAIN
    if job.status is JobStatus.PROCESSING:
        seconds -= seconds % (5 if seconds >= 10 else 1)
    return duration(seconds), Look.PLAIN


def _worker(job: Job, now: datetime) -> tuple[str, Look]:
    return job.worker or "", Look.PLAIN


def _category(job: Job, now: datetime) -> tuple[str, Look]:
    return (job.category.value if job.category else ""), Look.PLAIN


def _error(job: Job, now: datetime) -> tuple[str, Look]:
    return job.error or "", Look.BAD if job.status is JobStatus.FAILED else Look.MUTED


COLUMNS: tuple[Column, ...] = (
    Column(title="Id", cells=8, draw=_id),
    Column(title="Type", cells=11, draw=_type, wider=((120, 14), (160, 20))),
    Column(title="Pri", cells=4, draw=_priority),
    Column(title="Status", cells=10, draw=_status),
    Column(title="Pos/%", cells=6, draw=_place, right=True, from_width=66),
    Column(title="Try", cells=4, draw=_tries, right=True, from_width=72),
    Column(title="Age", cells=4, draw=_age, right=True),
    Column(title="Run", cells=7, draw=_run, right=True, from_width=78),
    Column(title="Worker", cells=12, draw=_worker, from_width=100, wider=((160, 20), (200, 26))),
    Column(title="Category", cells=15, draw=_category, from_width=150),
    Column(title="Error", cells=10, draw=_error),
)
"""From left to right. The error comes last and takes all the room there is."""
