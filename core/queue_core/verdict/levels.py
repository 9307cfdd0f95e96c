"""What a verdict is, and what its rules look at."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from queue_core.counts import count
from queue_core.durations import brief
from queue_core.models import QueueConfig, Stats, Worker, WorkerState


class Level(StrEnum):
    """How much a verdict asks of the operator."""

    OK = "ok"
    """Jobs run, or the next ones are about to."""
    IDLE = "idle"
    """There is nothing to do."""
    BUSY = "busy"
    """Jobs wait for a slot, as the limits want it."""
    WARNING = "warning"
    """It moves, but somebody should look; or it was stopped on purpose."""
    STALLED = "stalled"
    """Jobs wait and nothing will run them until somebody acts, or a deadline of minutes is over."""


class Cause(StrEnum):
    """What a verdict is about: stable, for scripts and for what a screen offers beside it."""

    RUNNING = "running"
    IDLE = "idle"
    PAUSED = "paused"
    TYPE_PAUSED = "type_paused"
    NO_WORKER = "no_worker"
    QUIET = "quiet"
    """All workers that are alive are quiet."""
    STOPPING = "stopping"
    """Or stopping."""
    BREAKER = "breaker"
    """A service that jobs need is down."""
    LIMIT_ZERO = "limit_zero"
    LIMIT = "limit"
    HELD = "held"
    """The limit again, and lost attempts keep some of the slots."""
    RESOURCE_LIMIT = "resource_limit"
    WORKERS_FULL = "workers_full"
    STUCK = "stuck"
    FAILING = "failing"
    WAITING = "waiting"
    """Jobs wait beside free slots, and it is not known why."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The state of the queue in a sentence."""

    level: Level
    sentence: str
    """Without a full stop, 200 cells at most."""
    advice: str | None = None
    """What helps, where something does."""
    cause: Cause = Cause.RUNNING

    @property
    def standstill(self) -> str:
        """`paused` or `stalled` while nothing is started, so that no speed of the past says anything; else empty."""
        return "paused" if self.cause is Cause.PAUSED else "stalled" if self.level is Level.STALLED else ""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the rules look at."""

    stats: Stats
    workers: Sequence[Worker]
    config: QueueConfig | None

    @property
    def ready(self) -> str:
        """The number of jobs that could run now; a count that was capped says so."""
        return count(self.stats.ready, self.stats.capped)

    @property
    def later(self) -> str:
        """The number of jobs that wait for their time; empty where there is none."""
        number = self.stats.scheduled + self.stats.retrying
        return count(number, self.stats.capped) if number else ""

    @property
    def waiting(self) -> str:
        """That number, and since when the first of them waits."""
        oldest = self.stats.oldest_ready_seconds
        return f"{self.ready} ready" + ("" if oldest is None else f", the oldest for {brief(oldest)}")

    @property
    def alive(self) -> list[Worker]:
        """Workers that still say something."""
        gone = (WorkerState.GONE, WorkerState.STOPPED)
        return [worker for worker in self.workers if worker.state not in gone]
