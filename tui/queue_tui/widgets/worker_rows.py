"""The lists of the workers view: the workers, and what is in the slots. No Textual in here."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from queue_core.models import HeldSlot, JobId, RunningJob, Worker, WorkerState
from queue_core.text import clean
from queue_tui.formatting import TimeStyle, age, duration, elapsed, moment, short_id
from queue_tui.widgets.lines import column
from queue_tui.widgets.looks import Cell, Line, Look
from queue_tui.widgets.row_list import Row
from queue_tui.words.worker_services import CLOSED, services_of, worst

GONE = (WorkerState.GONE, WorkerState.STOPPED)
WIDE = 108
"""Cells from which on names may be long."""
RUNNING, HELD = "running ", "held "
"""What the key of a slot begins with, before the id of its job."""

_LOOKS = {
    WorkerState.RUNNING: Look.GOOD,
    WorkerState.QUIET: Look.ATTENTION,
    WorkerState.DRAINING: Look.ATTENTION,
    WorkerState.STOPPED: Look.MUTED,
    WorkerState.GONE: Look.MUTED,
}
BREAKERS = {CLOSED: Look.GOOD, "half open": Look.ATTENTION, "open": Look.BAD}


class Column(NamedTuple):
    """One of the columns."""

    title: str
    cells: int
    value: Callable[[Worker, datetime], str]
    look: Callable[[Worker], Look] = lambda _: Look.PLAIN
    right: bool = False


def _columns(wide: bool) -> tuple[Column, ...]:
    return (
        Column("Name", 28 if wide else 14, lambda worker, _: worker.name, lambda _: Look.STRONG),
        Column("Host", 24 if wide else 11, lambda worker, _: worker.host),
        Column("Version", 9 if wide else 8, lambda worker, _: worker.version, lambda _: Look.MUTED),
        Column("State", 9, lambda worker, _: worker.state.value, lambda worker: _LOOKS[worker.state]),
        Column("Slots", 8 if wide else 7, lambda worker, _: f"{len(worker.running)}/{worker.concurrency}", right=True),
        Column("Seen", 5, lambda worker, now: age(elapsed(worker.last_seen_at, now)), right=True),
        Column("Up", 5, lambda worker, now: age(elapsed(worker.started_at, now)), right=True),
    )


def worker_rows(workers: Sequence[Worker], now: datetime, cells: int) -> tuple[Line, list[Row]]:
    """The titles, and a row for each worker, those that are gone last, for a list that is so many cells wide."""
    columns = _columns(cells >= WIDE)
    titles = "".join(column(one.title, one.cells, right=one.right) for one in columns)
    ordered = sorted(workers, key=lambda worker: worker.state in GONE)
    rows = [Row(worker.id, _line(worker, now, columns)) for worker in ordered]
    return (Cell(f"{titles}Breaker", Look.TITLE),), rows


def _line(worker: Worker, now: datetime, columns: Sequence[Column]) -> Line:
    gone = worker.state in GONE
    shown = [
        Cell(column(one.value(worker, now), one.cells, right=one.right), Look.MUTED if gone else one.look(worker))
        for one in columns
    ]
    return (*shown, Cell("-", Look.MUTED) if gone else _breaker(worker, now))


def _breaker(worker: Worker, now: datetime) -> Cell:
    """The worst of its services; which one, where that is not well."""
    service = worst(services_of(worker, now))
    if service is None:
        return Cell("-", Look.MUTED)
    word = service.breaker if service.breaker == CLOSED else f"{service.breaker} {service.name}"
    return Cell(clean(word, 60), BREAKERS.get(service.breaker, Look.ATTENTION))


def slot_rows(
    worker: Worker | None, held: Sequence[HeldSlot], now: datetime, style: TimeStyle
) -> tuple[Line, list[Row]]:
    """The titles, what the worker runs, and the slots that lost attempts of anybody still hold."""
    title = "".join((column("Slot", 9), column("Job", 10), column("Type", 18), column("For", 9, right=True)))
    running = () if worker is None or worker.state in GONE else worker.running
    rows = [Row(f"{RUNNING}{job.job_id}", _running(job, now)) for job in running]
    rows += [Row(f"{HELD}{slot.job_id}", _held(slot, now, style)) for slot in held]
    return (Cell(title, Look.TITLE),), rows


def job_of(key: str) -> tuple[JobId, bool]:
    """The job of a slot, and whether the slot is held."""
    return JobId(key.removeprefix(RUNNING).removeprefix(HELD)), key.startswith(HELD)


def _running(job: RunningJob, now: datetime) -> Line:
    return (
        Cell(column("running", 9), Look.RUNNING),
        Cell(column(short_id(job.job_id), 10), Look.PLAIN),
        Cell(column(job.job_type, 18), Look.PLAIN),
        Cell(column(duration(elapsed(job.started_at, now)), 9, right=True), Look.PLAIN),
        Cell(f"attempt {job.attempt}", Look.MUTED),
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
