"""The lists of the workers view: the workers, and what is in the slots. No Textual in here."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from queue_core.models import HeldSlot, JobId, RunningJob, Worker, WorkerState
from queue_core.services import ServiceState
from queue_core.text import clean
from queue_tui.formatting import TimeStyle, age, duration, elapsed, moment, short_id
from queue_tui.widgets.lines import column
from queue_tui.widgets.looks import Cell, Line, Look
from queue_tui.widgets.row_list import Row
from queue_tui.widgets.watch_panel import LOOKS
from queue_tui.words.worker_services import services_of, worst

GONE = (WorkerState.GONE, WorkerState.STOPPED)
WIDE = 108
"""Cells from which on names may be long."""
RUNNING, HELD = "running ", "held "
"""What the key of a slot begins with; the id of its job comes next."""

_LOOKS = {
    WorkerState.RUNNING: Look.GOOD,
    WorkerState.QUIET: Look.ATTENTION,
    WorkerState.DRAINING: Look.ATTENTION,
    WorkerState.STOPPED: Look.MUTED,
    WorkerState.GONE: Look.MUTED,
}
SILENT_BEATS = 2
"""Heartbeats after which a worker that has not been heard of is marked."""


class Seen(NamedTuple):
    """A worker at a time."""

    worker: Worker
    now: datetime
    silent: bool
    """It should have been heard of by now, though nobody calls it gone yet."""


class Column(NamedTuple):
    """One of the columns."""

    title: str
    cells: int
    value: Callable[[Seen], str]
    look: Callable[[Seen], Look] = lambda _: Look.PLAIN
    right: bool = False


def _columns(wide: bool) -> tuple[Column, ...]:
    return (
        Column("Name", 28 if wide else 14, lambda seen: seen.worker.name, lambda _: Look.STRONG),
        Column("Host", 24 if wide else 11, lambda seen: seen.worker.host),
        Column("Version", 9 if wide else 8, lambda seen: seen.worker.version, lambda _: Look.MUTED),
        Column("State", 9, _state, lambda seen: Look.ATTENTION if seen.silent else _LOOKS[seen.worker.state]),
        Column("Slots", 8 if wide else 7, _slots, right=True),
        Column("Seen", 5, lambda seen: age(elapsed(seen.worker.last_seen_at, seen.now)), _late, right=True),
        Column("Up", 5, lambda seen: age(elapsed(seen.worker.started_at, seen.now)), right=True),
    )


def _state(seen: Seen) -> str:
    return "silent" if seen.silent else seen.worker.state.value


def _slots(seen: Seen) -> str:
    return f"{len(seen.worker.running)}/{seen.worker.concurrency}"


def _late(seen: Seen) -> Look:
    return Look.ATTENTION if seen.silent else Look.PLAIN


def is_silent(worker: Worker, now: datetime, beat_seconds: float | None) -> bool:
    """Whether it has missed its heartbeats and is not called gone yet; None: how often it says so is not known."""
    unheard = (now - worker.last_seen_at).total_seconds()
    return worker.state not in GONE and beat_seconds is not None and unheard > SILENT_BEATS * beat_seconds


def worker_rows(
    workers: Sequence[Worker], now: datetime, cells: int, beat_seconds: float | None
) -> tuple[Line, list[Row]]:
    """The titles, and a row for each worker, those that are gone last, for a list that is so many cells wide."""
    columns = _columns(cells >= WIDE)
    titles = "".join(column(one.title, one.cells, right=one.right) for one in columns)
    ordered = sorted(workers, key=lambda worker: worker.state in GONE)
    seen = [Seen(worker, now, is_silent(worker, now, beat_seconds)) for worker in ordered]
    return (Cell(f"{titles}Services", Look.TITLE),), [Row(one.worker.id, _line(one, columns)) for one in seen]


def _line(seen: Seen, columns: Sequence[Column]) -> Line:
    gone = seen.worker.state in GONE
    rest = Look.ATTENTION if gone and seen.worker.running else Look.MUTED
    shown = [
        Cell(column(one.value(seen), one.cells, right=one.right), rest if gone else one.look(seen)) for one in columns
    ]
    return (*shown, Cell("-", Look.MUTED) if gone else _services(seen.worker, seen.now))


def _services(worker: Worker, now: datetime) -> Cell:
    """The worst of its services; which one, where that is not well."""
    service = worst(services_of(worker, now))
    if service is None:
        return Cell("-", Look.MUTED)
    if service.state is None:
        return Cell(clean(f"unknown {service.name}", 60), Look.ATTENTION)
    word = service.state.value
    return Cell(word if service.state is ServiceState.UP else clean(f"{word} {service.name}", 60), LOOKS[service.state])


def slot_rows(
    worker: Worker | None, held: Sequence[HeldSlot], now: datetime, style: TimeStyle
) -> tuple[Line, list[Row]]:
    """The titles, what the worker runs, and the slots that lost attempts of anybody still hold."""
    title = "".join((column("Slot", 9), column("Job", 10), column("Type", 18), column("For", 9, right=True)))
    running = () if worker is None else worker.running
    gone = worker is not None and worker.state in GONE
    rows = [Row(f"{RUNNING}{job.job_id}", _running(job, now, gone)) for job in running]
    # a job may hold several
    rows += [Row(f"{HELD}{slot.job_id} {slot.until.isoformat()}", _held(slot, now, style)) for slot in held]
    return (Cell(title, Look.TITLE),), rows


def job_of(key: str) -> tuple[JobId, bool]:
    """The job of a slot, and whether the slot is held."""
    return JobId(key.split(" ")[1]), key.startswith(HELD)


def _running(job: RunningJob, now: datetime, gone: bool) -> Line:
    return (
        Cell(column("stuck", 9), Look.ATTENTION) if gone else Cell(column("running", 9), Look.RUNNING),
        Cell(column(short_id(job.job_id), 10), Look.PLAIN),
        Cell(column(job.job_type, 18), Look.PLAIN),
        Cell(column(duration(elapsed(job.started_at, now)), 9, right=True), Look.PLAIN),
        Cell(f"attempt {job.attempt}{', its worker is gone' if gone else ''}", Look.MUTED),
    )


def _held(slot: HeldSlot, now: datetime, style: TimeStyle) -> Line:
    whose = "another program" if slot.worker is None else clean(slot.worker, 30)
    left = f"{duration(elapsed(now, slot.until))} more"
    kept = left if style is TimeStyle.RELATIVE else f"until {moment(slot.until, now, style)}"
    return (
        Cell(column("held", 9), Look.ATTENTION),
        Cell(column(short_id(slot.job_id), 10), Look.PLAIN),
        Cell(column(slot.job_type, 18), Look.PLAIN),
        Cell(column(duration(elapsed(slot.since, now)), 9, right=True), Look.PLAIN),
        Cell(f"kept {kept}, lost by {whose}", Look.ATTENTION),
    )
