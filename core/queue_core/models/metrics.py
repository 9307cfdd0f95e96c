"""What monitoring reads of the queue as a whole."""

from dataclasses import dataclass
from datetime import datetime

from queue_core.models.overview import Slots
from queue_core.models.states import JobStatus, Priority, WorkerState


@dataclass(frozen=True, slots=True, kw_only=True)
class JobsCounted:
    """How many jobs of one type, status and priority there are."""

    job_type: str
    status: JobStatus
    """queued or processing; what has ended is counted by day, in `EndedToday`."""
    priority: Priority
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EndedToday:
    """How many jobs of one type reached a final status today, in the configured time zone."""

    job_type: str
    completed: int
    failed: int
    cancelled: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeSlots:
    """The slots of a type that has a limit of its own."""

    limit: int
    running: int
    held: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueMetrics:
    """The queue as a whole at one moment, worked out once in some seconds for all who ask."""

    at: datetime
    age_seconds: float
    """How long ago that was, by the database's clock."""
    jobs: tuple[JobsCounted, ...]
    capped: bool
    """True: there are more queued jobs than the 100,000 that were counted."""
    ended_today: tuple[EndedToday, ...]
    refused_today: int
    """Stale writes of workers."""
    oldest_ready_seconds: dict[str, float]
    """By type: how long the oldest job has waited that could be claimed; no entry for a type without one."""
    slots: Slots
    type_slots: dict[str, TypeSlots]
    unacknowledged_cancels: int
    """Running jobs whose worker has not yet heard that they are to be cancelled."""
    workers: dict[WorkerState, int]
    """Those seen within the last day, by state."""
    paused: bool
