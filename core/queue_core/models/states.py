"""The words the queue has for what a job, an attempt and a worker can be.

Each value is the text that the database stores and that a filter, a log line and a style class use;
nowhere else in the program is one of these words spelled out.
"""

from enum import StrEnum


class JobStatus(StrEnum):
    """The stored status of a job: the five of production."""

    QUEUED = "queued"
    """Waits to be claimed: now, or not before `run_at`."""
    PROCESSING = "processing"
    """Claimed by a worker that holds a lease on it."""
    COMPLETED = "completed"
    """Final: one result was accepted."""
    FAILED = "failed"
    """Final: no attempt is left, or the failure is of a kind that is not retried."""
    CANCELLED = "cancelled"
    """Final: stopped by a person or a program."""

    @property
    def is_final(self) -> bool:
        """Whether only an operator can make the job move again."""
        return self in (JobStatus.COMPLETED, JobStatus.FAILED, JobStatus.CANCELLED)


class Condition(StrEnum):
    """What an operator wants to know beyond the status; derived from the rows, never stored."""

    SCHEDULED = "scheduled"
    """Queued, not before `run_at`, never tried."""
    RETRYING = "retrying"
    """Queued, not before `run_at`, after a failed attempt."""
    CANCELLING = "cancelling"
    """Processing, a cancel was requested and the worker has not ended it yet."""
    STUCK = "stuck"
    """Processing, but its lease has expired or its deadline has passed."""
    HELD = "held"
    """Queued or final, while a lost attempt may still be running and keeps its slot."""


class Priority(StrEnum):
    """Order of claiming: high before medium before low, then the oldest first."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Outcome(StrEnum):
    """How an attempt ended."""

    COMPLETED = "completed"
    FAILED = "failed"
    TIMED_OUT = "timed_out"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"
    """Given back by a worker that was stopped; not counted."""
    LOST = "lost"
    """The worker stopped proving its lease."""


class Category(StrEnum):
    """Why an attempt did not complete; decides whether it counts and whether it is retried."""

    DEPENDENCY_DOWN = "dependency_down"
    AUTH = "auth"
    OVERLOADED = "overloaded"
    TIMEOUT = "timeout"
    API_ERROR = "api_error"
    INVALID_INPUT = "invalid_input"
    NOT_FOUND = "not_found"
    BAD_RESPONSE = "bad_response"
    HANDLER_ERROR = "handler_error"
    """A handler of the user's own raised something that names no category."""
    INTERRUPTED = "interrupted"
    LOST = "lost"
    POISON = "poison"
    """The job's worker died three times while running it."""
    CANCELLED = "cancelled"


class WorkerState(StrEnum):
    """What a worker says of itself, and `gone` for one that has stopped saying anything."""

    RUNNING = "running"
    QUIET = "quiet"
    """Claims nothing, keeps running what it has."""
    DRAINING = "draining"
    """Is stopping: claims nothing and exits when its jobs have ended."""
    STOPPED = "stopped"
    GONE = "gone"
