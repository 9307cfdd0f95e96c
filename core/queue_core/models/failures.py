"""Failed attempts by what they have in common, and why a job is not running."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from queue_core.models.jobs import JobId
from queue_core.models.overview import Pause
from queue_core.models.states import Category, JobStatus, Priority


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureGroup:
    """Failed attempts with the same fingerprint: exception type, message without ids and numbers, first own frame."""

    fingerprint: str
    exception_type: str
    category: Category
    message: str
    """Of the latest one, one line of at most 300 characters."""
    hour: int
    """Failed attempts within the last hour, 24 hours, 7 days."""
    day: int
    week: int
    first_seen: datetime
    last_seen: datetime
    types: dict[str, int]
    """Attempts of the last 7 days by type of job."""
    failed_jobs: int
    """Jobs that are failed now and whose last attempt has this fingerprint: what a retry could put right.
    Among the attempts that were looked at, the latest 20,000 of all."""
    example: JobId
    """The job of the latest one."""


class FailureSort(StrEnum):
    """Which groups come first."""

    LAST = "last"
    """Seen last: what fails now."""
    HOUR = "hour"
    """Most failed attempts within the last hour, 24 hours, 7 days; then those seen last."""
    DAY = "day"
    WEEK = "week"
    FIRST = "first"
    """First seen latest: what has never failed so before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failures:
    """The groups of the last 7 days, in the order that was asked for."""

    groups: tuple[FailureGroup, ...]
    """100 at most."""
    capped: bool
    """True: only the latest 20,000 failed attempts were looked at, and these do not reach back 7 days."""
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Trait:
    """Something that failing payloads have in common and completed ones have not."""

    path: str
    """Key, or keys with dots between, such as `style` or `options.voice`; `priority`, `resource` for the columns."""
    value: str | None
    """The value as text, 100 characters at most; None: that the key is there, whatever its value."""
    failing: int
    """Failing jobs that have it, of `FailureDetail.failing_looked_at`."""
    completed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureDetail:
    """One group, with what its jobs have in common."""

    group: FailureGroup
    stack: str
    """Of the latest one."""
    http_status: int | None
    excerpt: str | None
    per_hour: tuple[int, ...]
    """Failed attempts in each of the last 24 hours, oldest first."""
    traits: tuple[Trait, ...]
    """Most telling first; 8 at most. None where there is no completed job to compare with."""
    failing_looked_at: int
    """How many jobs were compared: at most 200 of each kind."""
    completed_looked_at: int
    jobs: tuple[JobId, ...]
    """The latest jobs, 50 at most, each once."""
    now: datetime


class Block(StrEnum):
    """What keeps a queued job from being claimed."""

    PAUSED = "paused"
    TYPE_PAUSED = "type_paused"
    NOT_BEFORE = "not_before"
    NO_WORKER = "no_worker"
    """None is alive."""
    QUIET = "quiet"
    """All that are alive are quiet or stopping."""
    NO_WORKER_FOR_TYPE = "no_worker_for_type"
    """Workers are alive, none of them takes this type or resource now."""
    BREAKER = "breaker"
    """The service it needs is down for every worker alive."""
    LIMIT = "limit"
    RESOURCE_LIMIT = "resource_limit"
    TYPE_LIMIT = "type_limit"
    WORKERS_FULL = "workers_full"
    BEHIND = "behind"
    """Others come first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A job that has a slot."""

    job_id: JobId
    job_type: str
    worker: str | None
    since: datetime
    held: bool
    """A lost attempt that keeps its slot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One thing that keeps a job from being claimed now."""

    block: Block
    subject: str | None = None
    """The type, resource or service it is about; the reason given for a pause."""
    pause: Pause | None = None
    """Who paused it, where that is known."""
    until: datetime | None = None
    """When it ends by itself, where that is known."""
    used: int | None = None
    limit: int | None = None
    holders: tuple[Holder, ...] = ()
    """Which jobs have the slots, longest running first; 10 at most."""
    ahead: dict[Priority, int] | None = None
    """With `behind`: jobs that come first, by priority, 10,000 at most of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a job is not running. `queue_core.explanation` has the words."""

    job_id: JobId
    status: JobStatus
    reasons: tuple[Reason, ...]
    """What an operator would put right first, first; empty for a job that is not queued, or about to be claimed."""
    start_in_seconds: float | None
    """0 for a job about to be claimed; else an estimate from the throughput of late. None where nothing
    ended in it, or while something stands in the way that time does not move."""
    per_minute: float | None
    """That throughput: jobs of all types that ended per minute, the most of the last 5, 15 and 60 minutes."""
    now: datetime
