"""What is read beside the list, each at its own pace. No Textual in here.

Reading everything at each change would cost the database more than the queue itself: numbers are
read again after a change, though not more often than a person reads, and slowly when nothing happens.
"""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TypeVar

from queue_core.errors import NotFound, Stopped
from queue_core.models import (
    FailureDetail,
    Failures,
    Identity,
    JobCount,
    JobDetail,
    JobId,
    OperationDetail,
    OperationPage,
    Overview,
    QueueConfig,
    Stats,
    Worker,
)
from queue_tui.queue_view import QueueView
from queue_tui.snapshot import Attention, Topic, View, Watched
from queue_tui.ticks import monotonic

T = TypeVar("T")


@dataclass(slots=True)
class Pace:
    """When one reading is due again."""

    after_change: float
    """Seconds between readings while things change."""
    idle: float
    """Seconds between readings while nothing does."""
    read_at: float | None = None
    changed: bool = True

    def due(self) -> bool:
        """Whether to read now."""
        if self.read_at is None:
            return True
        return monotonic() - self.read_at >= (self.after_change if self.changed else self.idle)

    def read(self) -> None:
        """Note that it is being read."""
        self.read_at, self.changed = monotonic(), False

    def hurry(self) -> None:
        """Make it due now."""
        self.read_at = None


class Readings:
    """The latest of everything but the list."""

    def __init__(self, unit_seconds: float) -> None:
        """`unit_seconds`: how often changes are polled; the paces are multiples of it."""
        self.stats: Stats | None = None
        self.workers: tuple[Worker, ...] | None = None
        self.identity: Identity | None = None
        self.config: QueueConfig | None = None
        self.watched: Watched | None = None
        self.overview: Overview | None = None
        self.failures: Failures | None = None
        self.failure: FailureDetail | None = None
        self.operations: OperationPage | None = None
        self.operation: OperationDetail | None = None
        self._attention = Attention()
        self._number: JobCount | None = None
        self._counted: View | None = None
        self.pace(unit_seconds)

    def pace(self, unit_seconds: float) -> None:
        """Read at other paces from now on, and everything once now."""
        self._stats = Pace(5 * unit_seconds, max(5.0, unit_seconds))
        self._workers = Pace(10 * unit_seconds, max(5.0, unit_seconds))
        self._count = Pace(10 * unit_seconds, max(30.0, unit_seconds))
        self._detail = Pace(0.0, max(2.0, unit_seconds))
        self._rest = Pace(60.0, 60.0)
        self._topics = Pace(10 * unit_seconds, max(5.0, unit_seconds))

    def attend(self, attention: Attention) -> None:
        """Keep fresh what is on screen now; what is not is kept as it was last read."""
        if attention == self._attention:
            return
        if self.failure is not None and self.failure.group.fingerprint != attention.fingerprint:
            self.failure = None
        if self.operation is not None and self.operation.operation.id != attention.operation_id:
            self.operation = None
        if self._attention.operations_before != attention.operations_before:
            self.operations = None
        self._attention = attention
        self._topics.hurry()

    def watch(self, job_id: JobId | None) -> None:
        """Keep one job with all its details fresh; None: no longer."""
        self.watched = None if job_id is None else Watched(job_id=job_id)
        self._detail.hurry()

    def hurry(self) -> None:
        """Read everything again at the next opportunity."""
        for pace in (self._stats, self._workers, self._count, self._detail, self._rest, self._topics):
            pace.hurry()

    def note(self, changed: Collection[JobId], everything: bool) -> None:
        """Jobs have changed."""
        if changed or everything:
            for pace in (self._stats, self._workers, self._count, self._topics):
                pace.changed = True
        if self.watched is not None and (everything or self.watched.job_id in changed):
            self._detail.hurry()

    def count_of(self, view: View) -> JobCount | None:
        """How many jobs the view has, where that is known."""
        return self._number if self._counted == view else None

    @property
    def has_workers(self) -> bool:
        """Whether a worker is alive, as far as has been read."""
        return self.stats is not None and self.stats.workers_alive > 0

    async def refresh(self, queue: QueueView, view: View) -> None:
        """Read what is due."""
        if self._detail.due() and self.watched is not None:
            await self._read_detail(queue, self.watched)
        if self._stats.due():
            self._stats.read()
            self.stats = await queue.stats()
            if self.config is not None and self.config.paused is not self.stats.paused:
                self._rest.hurry()  # who did it, and why
        if self._rest.due():
            self._rest.read()
            self.identity = _kept(self.identity, await queue.whoami())
            self.config = _kept(self.config, await queue.config())
        if self._workers.due():
            self._workers.read()
            self.workers = _kept(self.workers, await queue.workers())
        if self._count.due() or self._counted != view:
            await self._read_count(queue, view)
        if self._topics.due():
            await self._read_topics(queue, self._attention)

    async def _read_topics(self, queue: QueueView, wanted: Attention) -> None:
        self._topics.read()
        if Topic.SETTINGS in wanted.topics:
            self.config = _kept(self.config, await queue.config())
        if Topic.OVERVIEW in wanted.topics:
            self.overview = await queue.overview()
        if Topic.FAILURES in wanted.topics:
            failures = await queue.failures(wanted.failure_sort)
            self.failures = failures if wanted.failure_sort is self._attention.failure_sort else self.failures
        if Topic.OPERATIONS in wanted.topics:
            page = await queue.operations(before=wanted.operations_before)
            self.operations = page if wanted is self._attention else self.operations
        if wanted.fingerprint is not None:
            with suppress(NotFound):
                failure = await queue.failure(wanted.fingerprint)
                self.failure = failure if wanted is self._attention else self.failure
        if wanted.operation_id is not None:
            with suppress(NotFound):
                operation = await queue.operation(wanted.operation_id)
                self.operation = operation if wanted is self._attention else self.operation

    async def _read_count(self, queue: QueueView, view: View) -> None:
        self._count.read()
        if self._counted != view:
            self._number, self._counted = None, view
        with suppress(Stopped):  # the list says what to do about it
            self._number = await queue.count(view.filter)

    async def _read_detail(self, queue: QueueView, watched: Watched) -> None:
        self._detail.read()
        old = watched.detail
        try:
            new = await queue.job(watched.job_id)
        except NotFound as error:
            now = Watched(job_id=watched.job_id, detail=old, error=str(error))
        else:
            now = Watched(job_id=watched.job_id, detail=old if _same(old, new) else new)
        if self.watched is watched:
            self.watched = now


def _kept(old: T | None, new: T) -> T:
    """The old one where it says the same, so that nothing is drawn again."""
    return old if old == new and old is not None else new


def _same(old: JobDetail | None, new: JobDetail) -> bool:
    return old is not None and replace(new, now=old.now) == old
