"""The queue as a whole: statistics, workers, the configuration, and who is looking at it."""

from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal

from queue_core.models.jobs import JobId
from queue_core.models.json import JsonValue
from queue_core.models.leases import WorkerId
from queue_core.models.states import WorkerState


@dataclass(frozen=True, slots=True, kw_only=True)
class Slots:
    """How much may run at once, and how much does."""

    limit: int
    """In force now: the configured limit times the multiplier within peak hours."""
    running: int
    held: int
    """Kept by lost attempts whose call may still be running."""
    manim_limit: int
    manim_running: int
    manim_held: int
    peak: bool
    full_since: datetime | None = None
    """Since when each look of the sweep, every ten seconds or so, has found `limit` reached, but for single ones; None:
    it is not, or nobody has looked. Of `Stats` only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldSlot:
    """A slot that a lost attempt keeps, since its call may still be running."""

    job_id: JobId
    """The job may have been deleted."""
    job_type: str
    worker: str | None
    """The one that was lost; None: another program."""
    until: datetime
    since: datetime | None = None
    """When the attempt was found to be lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """The numbers at the top of the screen. Counts of waiting jobs stop at 10,000 (`capped`)."""

    now: datetime
    queued: int
    """All jobs in status queued."""
    ready: int
    """Of those, what could be claimed now."""
    scheduled: int
    retrying: int
    capped: bool
    processing: int
    stuck: int
    cancelling: int
    completed_today: int
    failed_today: int
    """Today in the configured time zone."""
    queued_by_priority: dict[str, int]
    queued_by_type: dict[str, int]
    average_wait_seconds: float | None
    """From when a job could first be claimed to its first claim, over the last hour; None without any."""
    average_run_seconds: float | None
    """Of attempts that completed within the last hour; None without any."""
    oldest_ready_seconds: float | None
    """How long the oldest claimable job has waited."""
    completed_per_minute: tuple[int, ...]
    """The last 60 minutes, oldest first, the current one last."""
    failed_per_minute: tuple[int, ...]
    slots: Slots
    paused: bool
    workers_alive: int
    last_worker_seen_at: datetime | None
    held_slots: tuple[HeldSlot, ...] = ()
    """Those that are freed next first; 100 at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningJob:
    """What a worker is doing in one of its slots."""

    job_id: JobId
    job_type: str
    attempt: int
    started_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """A worker process that is, or lately was, there."""

    id: WorkerId
    name: str
    host: str
    process_id: int
    version: str
    concurrency: int
    state: WorkerState
    started_at: datetime
    last_seen_at: datetime
    running: tuple[RunningJob, ...]
    detail: dict[str, JsonValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class JobType:
    """What is configured for one type of job."""

    job_type: str
    default_priority: str
    resource: str | None
    limit: int | None
    """Most attempts of this type at once; None: only the limits for all types."""
    timeout_minutes: float | None
    """None: the timeout for all types."""
    paused: bool
    example: JsonValue
    """A payload to start from in the enqueue form; None where none was given."""
    json_schema: JsonValue
    """What a payload must look like; None: anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Who paused the queue or a type, as the log of operations has it."""

    job_type: str | None
    """None: the queue."""
    actor: str
    reason: str | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueConfig:
    """The row of `job_queue_config`, and the types."""

    max_concurrent_renders: int
    max_manim_renders: int
    job_timeout_minutes: int
    retry_interval_minutes: int
    backoff_cap_minutes: int
    give_up_hours: int
    """A job that only ever failed for want of a service is failed after so long."""
    retention_days: int
    """Finished jobs and what belongs to them are deleted when they are so old; 0: never. The audit log is kept."""
    lease_seconds: int
    heartbeat_seconds: int
    sweep_seconds: int
    peak_hour_start: time
    peak_hour_end: time
    peak_worker_multiplier: Decimal
    time_zone: str
    paused: bool
    pause_reason: str | None
    updated_at: datetime
    types: tuple[JobType, ...]
    alert_queue_depth: int = 20
    """More ready jobs than this are worth an alert; 0: never."""
    alert_oldest_minutes: int = 30
    """So is a ready job that has waited for longer; 0: never."""
    alert_failure_percent: int = 50
    """So are more failures than this share of what ended within 15 minutes, from five failures on; 0: never."""
    alert_worker_failures: int = 3
    """So is a worker whose attempts failed so often in a row; 0: never."""
    pauses: tuple[Pause, ...] = ()
    """Of what is paused now, the queue first; what another program paused is not among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What changed since a cursor."""

    cursor: str
    """To be given to the next call."""
    job_ids: tuple[JobId, ...]
    """Jobs that changed, each once."""
    reset: bool
    """True: too much has happened to say; load everything again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who the database takes us for."""

    role: str
    can_operate: bool
    can_work: bool
    read_only: bool
    """The database session refuses to write."""
    server: str
    """PostgreSQL's version, such as '15.8'."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaVersion:
    """What is installed in the database."""

    version: int
    """Timestamp of the newest migration, such as 20261123000000."""
    server: str
