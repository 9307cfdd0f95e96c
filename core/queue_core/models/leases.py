"""What a worker and the queue say to each other."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NewType

from queue_core.models.jobs import JobId
from queue_core.models.json import JsonValue
from queue_core.models.states import Category, JobStatus, Outcome, Priority, WorkerState

WorkerId = NewType("WorkerId", str)
"""A uuid that a worker process makes for itself when it starts."""
LeaseToken = NewType("LeaseToken", str)
"""A uuid that names one attempt; every write about the attempt carries it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerHello:
    """How a worker process introduces itself."""

    worker_id: WorkerId
    name: str
    host: str
    process_id: int
    version: str
    concurrency: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerTerms:
    """What the queue asks of a worker; returned by hello and by each heartbeat."""

    schema_version: int
    lease_seconds: float
    """A lease ends this long after the last heartbeat that the database accepted."""
    heartbeat_seconds: float
    sweep_seconds: float
    quiet: bool = False
    """An operator asks this worker to claim nothing more, and to go on with what it runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimScope:
    """What a claim may take; by itself, anything."""

    types: tuple[str, ...] | None = None
    """Only these types of job; None: all types."""
    not_types: tuple[str, ...] = ()
    """None of these types."""
    not_resources: tuple[str, ...] = ()
    """No job that needs one of these resources, such as 'manim', by itself or by its type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """One claimed job: the right to run it until the lease ends."""

    job_id: JobId
    token: LeaseToken
    attempt: int
    """Number of this attempt, from 1."""
    job_type: str
    priority: Priority
    payload: JsonValue
    resource: str | None
    user_id: str | None
    lease_seconds: float
    """Counted from before the claim was sent."""
    timeout_seconds: float
    """How long the attempt may take in all."""
    idempotency_key: str
    """Stays the same from attempt to attempt while the outcome of the earlier ones is unknown."""
    waited_seconds: float = 0.0
    """From when the job could first be claimed to its claim."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The answer to a claim."""

    leases: tuple[Lease, ...]
    next_due_seconds: float | None
    """When the next scheduled job becomes due, if one is known; None: no scheduled job."""
    paused: bool
    """Whether claiming is paused altogether."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaseProgress:
    """One lease in a heartbeat."""

    token: LeaseToken
    progress: float | None = None
    """Share done, 0 to 1; None: unknown, the last value stays."""
    cancel_acknowledged: bool = False
    """The worker has seen the request to cancel and is stopping the call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heartbeat:
    """What a worker says every few seconds."""

    worker_id: WorkerId
    state: WorkerState
    leases: tuple[LeaseProgress, ...]
    detail: dict[str, JsonValue] = field(default_factory=dict)
    """What else the worker shows of itself, such as its breaker; kept in its row as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeartbeatAnswer:
    """What the worker must do about it."""

    terms: WorkerTerms
    cancel: tuple[LeaseToken, ...]
    """Attempts to stop because their job was cancelled."""
    lost: tuple[LeaseToken, ...]
    """Attempts that no longer belong to this worker: stop at once, nothing they report is accepted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """The result of an attempt."""

    job_id: JobId
    token: LeaseToken
    result: dict[str, JsonValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """An attempt that ended without a result. No text in it is ever empty."""

    job_id: JobId
    token: LeaseToken
    outcome: Outcome
    category: Category
    exception_type: str
    message: str
    stack: str
    fingerprint: str
    """Eight hexadecimal digits, equal for failures of the same kind."""
    http_status: int | None = None
    excerpt: str | None = None
    retry_after_seconds: float | None = None
    """What the service asked for; takes the place of the backoff, within bounds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """An attempt that a stopping worker gives back."""

    job_id: JobId
    token: LeaseToken
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgement:
    """What became of one completion, failure or release, in the order they were given."""

    token: LeaseToken
    accepted: bool
    """False: the lease had passed to somebody else, and nothing was written."""
    status: JobStatus | None
    """The job's status after it; None where the job no longer exists."""
    run_at: datetime | None
    """When the job will be tried again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What one sweep put right."""

    lost: int
    """Attempts whose lease had expired."""
    poisoned: int
    """Of those, jobs that were failed because their worker died three times."""
    slots_freed: int
    """Held slots whose deadline has passed."""
    skipped: bool
    """Another worker was sweeping."""
    pruned: int = 0
    """Finished jobs that were deleted, since they were older than the configuration keeps them."""
