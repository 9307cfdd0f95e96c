"""Jobs as operators see them: a row of the table, a page of rows, one job with all its attempts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from queue_core.models.json import JsonValue
from queue_core.models.states import Category, Condition, JobStatus, Outcome, Priority

JobId = NewType("JobId", str)
"""A job's uuid as text, in the form PostgreSQL prints it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One row of the job table: all that a list shows, nothing that can be large."""

    id: JobId
    job_type: str
    priority: Priority
    status: JobStatus
    condition: Condition | None
    queue_position: int | None
    """Place in the queue from 1, for the first 1,000 queued jobs; refreshed every few seconds."""
    attempts: int
    """Attempts begun so far, the running one included, counted or not."""
    counted_attempts: int
    """Of those since an operator last retried the job, the ones that count, the running one included."""
    max_attempts: int
    """Counted attempts the job may use before it fails: `max_retries` + 1."""
    created_at: datetime
    updated_at: datetime
    started_at: datetime | None
    """Start of the latest attempt."""
    completed_at: datetime | None
    """When the job reached its final status; may be missing on rows written by other programs."""
    run_at: datetime | None
    """Not claimed before this moment; None means as soon as possible."""
    worker: str | None
    """Name of the worker that runs it, or that ran the latest attempt."""
    progress: float | None
    """Share done, 0 to 1, as the handler last reported it."""
    error: str | None
    """The latest error in one line of at most 300 characters; None where there was none."""
    category: Category | None
    resource: str | None
    user_id: str | None
    parent_id: JobId | None
    cancel_requested_at: datetime | None
    held_until: datetime | None = None
    """Until then a lost attempt keeps its slot, since its call may still be running."""
    held_by: str | None = None
    """Name of the worker that was lost with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """A place in a sorted list of jobs: the sort value and id of one row."""

    value: str | None
    id: JobId


@dataclass(frozen=True, slots=True, kw_only=True)
class JobPage:
    """Some jobs in order, and how the search for them went."""

    jobs: tuple[Job, ...]
    first: Cursor | None
    """The place before which an earlier page ends; None on an empty page."""
    last: Cursor | None
    """The place after which the next page begins. After a search that stopped early it is the last
    row looked at, so that going on from here misses nothing; an empty page can have one."""
    more: bool
    """Whether there may be further matches beyond this page in the direction of reading."""
    searched: int
    """Rows looked at. A filter that no index serves stops after 10,000 and goes on at `last`."""
    now: datetime
    """The database's clock when the page was read: ages are counted from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobCount:
    """How many jobs match; `capped` says that counting stopped at `count`."""

    count: int
    capped: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One claim of a job."""

    number: int
    """From 1, without gaps."""
    worker: str | None
    started_at: datetime
    ended_at: datetime | None
    outcome: Outcome | None
    """None while it runs."""
    category: Category | None
    counted: bool
    """Whether it used up one of the job's attempts."""
    exception_type: str | None
    message: str | None
    stack: str | None
    fingerprint: str | None
    http_status: int | None
    excerpt: str | None
    """The beginning of what the service answered, bounded and with secrets removed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobEvent:
    """One change of a job's row, as the append-only log has it."""

    at: datetime
    kind: str
    """inserted, updated or deleted."""
    old_status: JobStatus | None
    new_status: JobStatus | None
    actor: str | None
    """Who did it where that is known: a worker's name, an operator; None for another program."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobOperation:
    """What an operator did to a job, from the log of operations."""

    id: int
    """The operation's."""
    verb: str
    effect: str
    """done, or requested: a running job whose cancel waits for its worker."""
    actor: str
    reason: str | None
    at: datetime
    """When it was asked for, or planned: a plan reaches a job later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobDetail:
    """One job with everything known about it."""

    job: Job
    payload: JsonValue
    result: JsonValue
    error_message: str | None
    """As stored, for readers of the old system: JSON text, or a plain sentence."""
    dedupe_key: str | None
    deadline_at: datetime | None
    """When the running attempt is timed out."""
    attempts: tuple[Attempt, ...]
    """Oldest first."""
    events: tuple[JobEvent, ...]
    """Oldest first; at most the latest 100."""
    now: datetime
    operations: tuple[JobOperation, ...] = ()
    """Oldest first; at most the latest 50."""
    cancel_acknowledged_at: datetime | None = None
    """When the worker of the running attempt heard of the cancel; None: not yet, or none was requested."""
    last_heartbeat_at: datetime | None = None
    """When that worker was last heard of."""
    run_p50_seconds: float | None = None
    """Half of the completed attempts of this type ran no longer within the last 24 hours; None where none completed."""
    run_p95_seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJob:
    """A job to enqueue.

    NewJob(job_type="doubt", payload={"question": "Explain Article 370"})
    NewJob(job_type="doubt", payload={...}, delay_seconds=600, dedupe_key="doubt-4711")
    """

    job_type: str
    payload: Mapping[str, JsonValue]
    priority: Priority | None = None
    """None: the default priority of the type, which is medium where nothing else was set."""
    delay_seconds: float = 0
    """Not before this long from now, by the database's clock; 0 to 31,536,000 (a year)."""
    max_retries: int | None = None
    """Counted attempts after the first; None: 3."""
    user_id: str | None = None
    dedupe_key: str | None = None
    """While a job with this key exists, enqueueing it again returns that job."""
    parent_id: JobId | None = None
    """The job this one is an edited copy of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EnqueuedJob:
    """The answer for one `NewJob`, in the order they were given."""

    id: JobId
    duplicate: bool
    """True: a job with the same dedupe key was there already, and this is its id."""
