"""One job in all its detail, in words."""

from queue_core.ctl.job_text import held, moment, state
from queue_core.ctl.table import Column, fields, table
from queue_core.durations import brief
from queue_core.models import Attempt, Job, JobDetail
from queue_core.operation_words import verb_words

_ATTEMPTS = (
    Column("TRY", 4, right=True),
    Column("OUTCOME", 11),
    Column("CATEGORY", 15),
    Column("TOOK", 7, right=True),
    Column("WORKER", 20),
    Column("MESSAGE", 200),
)

_OPERATIONS = (
    Column("OPERATION", 9, right=True),
    Column("VERB", 12),
    Column("AT", 20),
    Column("BY", 20),
    Column("REASON", 200),
)


def overview(detail: JobDetail, cells: int) -> str:
    """What it is and where it stands."""
    job = detail.job
    status = job.status if job.condition is None else f"{job.status} ({state(job)})"
    return fields(
        (
            ("id", job.id),
            ("type", job.job_type),
            ("priority", job.priority),
            ("status", status),
            ("tries", _tries(job)),
            ("worker", job.worker),
            ("progress", None if job.progress is None else f"{job.progress:.0%}"),
            ("position", None if job.queue_position is None else str(job.queue_position)),
            ("error", job.error),
            ("category", job.category),
            ("created", moment(job.created_at)),
            ("not before", moment(job.run_at)),
            ("started", moment(job.started_at)),
            ("deadline", moment(detail.deadline_at)),
            ("slot", None if job.held_until is None else held(job.id, job.held_until, job.held_by)),
            ("completed", moment(job.completed_at)),
            ("cancel asked", moment(job.cancel_requested_at)),
            ("cancel heard", _heard(detail)),
            ("last heartbeat", moment(detail.last_heartbeat_at)),
            ("usual run", _usual(detail)),
            ("user", job.user_id),
            ("resource", job.resource),
            ("dedupe key", detail.dedupe_key),
            ("copy of", job.parent_id),
        ),
        cells,
    )


def _heard(detail: JobDetail) -> str | None:
    """Whether the worker knows of the cancel."""
    asked, heard = detail.job.cancel_requested_at, detail.cancel_acknowledged_at
    if asked is None or detail.job.condition is None:
        return None
    if heard is None:
        return f"not by its worker, for {brief((detail.now - asked).total_seconds())}"
    return f"after {max(0.0, (heard - asked).total_seconds()):.1f} s, {moment(heard)}"


def _usual(detail: JobDetail) -> str | None:
    """How long jobs of this type ran within 24 hours."""
    half, nearly_all = detail.run_p50_seconds, detail.run_p95_seconds
    if half is None or nearly_all is None:
        return None
    return f"half of them within {brief(half)}, 95 % within {brief(nearly_all)}"


def _tries(job: Job) -> str:
    others = job.attempts - job.counted_attempts
    return f"{job.counted_attempts} of {job.max_attempts}" + (f", {others} not counted" if others > 0 else "")


def attempts(detail: JobDetail, cells: int) -> str:
    """A line for each attempt; nothing for a job that was never tried."""
    if not detail.attempts:
        return ""
    return table(_ATTEMPTS, (_attempt(attempt, detail) for attempt in detail.attempts), cells)


def operations(detail: JobDetail, cells: int) -> str:
    """What operators did to it, a line each; nothing where they left it alone."""
    if not detail.operations:
        return ""
    rows = (
        (str(one.id), verb_words(one.verb), moment(one.at) or "", one.actor, one.reason or "")
        for one in detail.operations
    )
    return table(_OPERATIONS, rows, cells)


def _attempt(attempt: Attempt, detail: JobDetail) -> tuple[str, ...]:
    took = ((attempt.ended_at or detail.now) - attempt.started_at).total_seconds()
    said = attempt.message or ""
    if attempt.http_status is not None:
        said = f"HTTP {attempt.http_status}: {said}"
    outcome, category = attempt.outcome or "running", attempt.category or ""
    return str(attempt.number), outcome, category, brief(took), attempt.worker or "", said
