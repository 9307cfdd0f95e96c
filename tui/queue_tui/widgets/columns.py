"""The columns of the job table: what each says about a job, and which of them fit.

A cell is a text of exactly its column's width, and a look. Everything that a cell says is said in words
too: no screen needs colour to be read.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from queue_core.models import Condition, Job, JobStatus, Priority
from queue_core.text import clean, width
from queue_tui.formatting import (
    TimeStyle,
    age,
    duration,
    elapsed,
    in_brief,
    percent,
    run_seconds,
    short_id,
    stamp,
    status_word,
    tries,
)
from queue_tui.widgets.looks import PRIORITIES, STATES, Cell, Look


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of the table."""

    name: str
    """What it is called where columns are chosen, and kept by."""
    title: str
    cells: int
    """Width without the space that follows; of the last column, the least."""
    draw: Callable[[Job, datetime], tuple[str, Look]]
    """Text and look; the text is cleaned and fitted by the caller."""
    right: bool = False
    from_width: int = 0
    """Width of the table from which on it is shown, unless columns were chosen."""
    usual: bool = True
    """Whether it is shown unless columns were chosen."""
    wider: tuple[tuple[int, int], ...] = ()
    """Further widths: (width of the table, cells from there on), ascending."""
    moment: "tuple[str, Callable[[Job], datetime]] | None" = None
    """Of an age: title of the moment that it is counted from, and the moment."""


def fitting(
    total: int,
    gutter: int = 0,
    chosen: Collection[str] | None = None,
    times: TimeStyle = TimeStyle.RELATIVE,
) -> tuple[Column, ...]:
    """The columns that fit into a table of this width beside its gutter, the last one taking all that is left.

    `chosen`: names of those that a person wants, of which as many are shown as there is room for.
    """
    named = [column for column in COLUMNS if chosen and column.name in chosen]
    usual = [column for column in COLUMNS if column.usual and total >= column.from_width]
    sized = [_sized(_timed(column, times), total) for column in named or usual]
    shown = _with_room(sized, total - gutter) if named else sized
    rest = total - gutter - sum(column.cells + 1 for column in shown[:-1])
    return (*shown[:-1], replace(shown[-1], cells=max(rest, 1)))


def _with_room(columns: Sequence[Column], room: int) -> list[Column]:
    """Those that fit, from left to right; the first whatever it takes."""
    shown: list[Column] = []
    for column in columns:
        if not shown or column.cells + 1 <= room:
            shown.append(column)
            room -= column.cells + 1
    return shown


def _timed(column: Column, times: TimeStyle) -> Column:
    """An age as the moment that it is counted from, where moments are wanted."""
    if times is TimeStyle.RELATIVE or column.moment is None:
        return column
    title, read = column.moment

    def draw(job: Job, now: datetime) -> tuple[str, Look]:
        return stamp(read(job), now, times), Look.PLAIN

    return replace(column, title=title, cells=12, draw=draw)


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
    if job.status is JobStatus.QUEUED and job.queue_position is None:
        return "waits", Look.MUTED  # beyond the first 1,000, or not numbered yet
    return ("" if job.queue_position is None else f"#{job.queue_position}"), Look.PLAIN


def _tries(job: Job, now: datetime) -> tuple[str, Look]:
    return tries(job), Look.PLAIN


def _age(job: Job, now: datetime) -> tuple[str, Look]:
    return coarse_age(elapsed(job.created_at, now)), Look.PLAIN


def _changed(job: Job, now: datetime) -> tuple[str, Look]:
    return coarse_age(elapsed(job.updated_at, now)), Look.PLAIN


def _user(job: Job, now: datetime) -> tuple[str, Look]:
    return short_id(job.user_id or ""), Look.PLAIN


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
    return in_brief(job.error or ""), Look.BAD if job.status is JobStatus.FAILED else Look.MUTED


COLUMNS: tuple[Column, ...] = (
    Column(name="id", title="Id", cells=8, draw=_id),
    Column(name="type", title="Type", cells=11, draw=_type, wider=((120, 14), (160, 20))),
    Column(name="priority", title="Pri", cells=4, draw=_priority),
    Column(name="status", title="Status", cells=10, draw=_status),
    Column(name="place", title="Pos/%", cells=6, draw=_place, right=True, from_width=66),
    Column(name="tries", title="Try", cells=4, draw=_tries, right=True, from_width=72),
    Column(name="age", title="Age", cells=4, draw=_age, right=True, moment=("Created", lambda job: job.created_at)),
    Column(
        name="changed",
        title="Chg",
        cells=4,
        draw=_changed,
        right=True,
        usual=False,
        moment=("Changed", lambda job: job.updated_at),
    ),
    Column(name="run", title="Run", cells=7, draw=_run, right=True, from_width=78),
    Column(name="worker", title="Worker", cells=12, draw=_worker, from_width=100, wider=((160, 20), (200, 26))),
    Column(name="category", title="Category", cells=15, draw=_category, from_width=150),
    Column(name="user", title="User", cells=8, draw=_user, usual=False),
    Column(name="error", title="Error", cells=10, draw=_error),
)
"""From left to right. The error comes last and takes all the room there is."""
