"""How the queue has done over an hour and over a day, what is wrong now, and what a change would mean."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Half and nearly all of some lengths of time, read from histograms: right to the width of a bucket."""

    number: int
    """How many were measured."""
    p50_seconds: float | None
    """None where there was none."""
    p95_seconds: float | None
    """660 where it is more: longer ones share the last bucket."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """What happened in one stretch of time."""

    at: datetime
    """Its beginning."""
    enqueued: int
    completed: int
    failed: int
    wait: Spread
    run: Spread
    """Of completed attempts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A stretch of time, whole and in slices, oldest first."""

    slice_seconds: int
    slices: tuple[Slice, ...]
    enqueued: int
    completed: int
    failed: int
    wait: Spread
    run: Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeNumbers:
    """One type of job."""

    job_type: str
    queued: dict[str, int]
    """By priority; 10,000 at most of each."""
    processing: int
    held: int
    limit: int | None
    paused: bool
    completed_hour: int
    failed_hour: int
    completed_day: int
    failed_day: int
    wait: Spread
    """Over the day."""
    run: Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Something that is beyond its threshold."""

    code: str
    """depth, oldest, failure_rate, worker_failing, no_worker, stuck, held, breaker: stable, for scripts."""
    subject: str | None
    """The worker or service it is about."""
    value: float
    threshold: float
    """Both in the unit of the field that it is about: jobs, minutes, percent, attempts; 0 where there is no field."""
    sentence: str
    """For a person, without a full stop: "24 jobs queued, more than 20"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What the overview shows beside `Stats`."""

    now: datetime
    hour: Period
    """60 slices of a minute."""
    day: Period
    """96 slices of a quarter of an hour."""
    types: tuple[TypeNumbers, ...]
    """Those with most waiting first."""
    alerts: tuple[Alert, ...]
    backlog_seconds: float | None
    """How long the jobs that are ready take at the throughput of late; None where there was none, and while paused."""
    per_minute: float | None = None
    """That throughput: jobs of all types that ended per minute, the most of the last 5, 15 and 60 minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a change of configuration would mean, before it is made."""

    slots_before: int
    """Attempts that may run at once now."""
    slots_after: int
    manim_before: int
    manim_after: int
    running: int
    """What runs or is held now: none of it is stopped by a lower limit."""
    ready: int
    run_p50_seconds: float | None
    """Of what completed within the last 24 hours."""
    backlog_before_seconds: float | None
    """How long the ready jobs take at that p50, with all slots in use; None without a p50 or with no slot."""
    backlog_after_seconds: float | None
    alerts_after: tuple[Alert, ...]
    """What would be beyond its threshold then."""
    changes: tuple["FieldChange", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field that a change of configuration sets."""

    field: str
    """`max_concurrent_renders`, or `doubt.limit` for a type."""
    before: str | None
    after: str | None
