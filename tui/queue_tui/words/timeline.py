"""The life of a job as a list of moments: created, each attempt with its wait and its end, what people did.

Attempts say what happened and why; the log of row changes adds what no attempt explains, such as a
retry by an operator or a row changed by another program.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from queue_core.forced import FORCED, forced_by
from queue_core.models import Attempt, JobDetail, JobEvent, JobOperation, JobStatus, Outcome
from queue_core.situation import REASONS
from queue_tui.formatting import duration, elapsed

_SAME_MOMENT = timedelta(seconds=1)
"""A row change this close to an attempt's begin or end is part of it."""

_ENDS = {
    Outcome.COMPLETED: "completed",
    Outcome.FAILED: "failed",
    Outcome.TIMED_OUT: "timed out",
    Outcome.CANCELLED: "was cancelled",
    Outcome.INTERRUPTED: "was interrupted",
    Outcome.LOST: "was lost",
}


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the timeline."""

    at: datetime
    text: str
    """What happened; data in it is not cleaned."""
    status: JobStatus | None = None
    """The status it led to, for its colour; None: nothing to colour."""


def timeline(detail: JobDetail) -> tuple[Moment, ...]:
    """Oldest first. Moments of the same time keep their order: an attempt ends before the next change."""
    moments = [*_begin(detail), *_attempts(detail), *_changes(detail)]
    asked = detail.job.cancel_requested_at
    moments += _requests(detail)
    heard = detail.cancel_acknowledged_at
    if asked is not None and heard is not None:
        worker = f"worker {detail.job.worker}" if detail.job.worker else "its worker"
        moments.append(Moment(heard, f"cancel acknowledged by {worker} after {duration(elapsed(asked, heard))}"))
    return tuple(sorted(moments, key=lambda moment: moment.at))


def _requests(detail: JobDetail) -> Iterator[Moment]:
    """Who asked a worker to stop: from the log of operations, since the queue forgets it with the attempt's end."""
    asked = [operation for operation in detail.operations if operation.effect == "requested"]
    if not asked and detail.job.cancel_requested_at is not None:
        yield Moment(detail.job.cancel_requested_at, "cancel requested")
    for operation in asked:
        # a plan reaches a job after it was made: at the earliest when the attempt began that it meant
        meant = (a for a in detail.attempts if a.ended_at is None or a.ended_at >= operation.at)
        begun = next((attempt.started_at for attempt in meant), operation.at)
        yield Moment(max(operation.at, begun), f"cancel requested by {operation.actor}{_why(operation)}")


def _why(operation: JobOperation) -> str:
    return f": {operation.reason}" if operation.reason else ""


def _begin(detail: JobDetail) -> Iterator[Moment]:
    job = detail.job
    first = detail.events[0] if detail.events else None
    by = f" by {first.actor}" if first and first.kind == "inserted" and first.actor else ""
    later = f", to run {duration(wait)} later" if (wait := _planned_wait(detail)) else ""
    copy = f", copied from {job.parent_id}" if job.parent_id else ""
    yield Moment(job.created_at, f"created{by}{copy}{later}", JobStatus.QUEUED)


def _planned_wait(detail: JobDetail) -> float | None:
    """How long after its creation the job was first to run; None where at once, or no longer known."""
    if detail.attempts or detail.job.run_at is None:
        return None
    return elapsed(detail.job.created_at, detail.job.run_at)


def _attempts(detail: JobDetail) -> Iterator[Moment]:
    free_since = detail.job.created_at
    for attempt in detail.attempts:
        worker = f" on {attempt.worker}" if attempt.worker else ""
        wait = elapsed(free_since, attempt.started_at) or 0
        waited = f", after waiting {duration(wait)}" if wait >= 1 else ""
        yield Moment(attempt.started_at, f"attempt {attempt.number} began{worker}{waited}", JobStatus.PROCESSING)
        if attempt.ended_at is not None:
            free_since = attempt.ended_at
            yield Moment(attempt.ended_at, _end(attempt, forced_by(detail, attempt)), _status_after(attempt))


def _end(attempt: Attempt, forced: JobOperation | None) -> str:
    word = _ENDS[attempt.outcome] if attempt.outcome else "ended"
    took = duration(elapsed(attempt.started_at, attempt.ended_at))
    text = f"attempt {attempt.number} {word} after {took}"
    if attempt.exception_type == FORCED:
        by = f" by {forced.actor}{_why(forced)}" if forced else ""
        return f"{text}, by force{by}; no process was stopped"
    if attempt.outcome in (Outcome.COMPLETED, Outcome.CANCELLED):
        return text
    code = f" (HTTP {attempt.http_status})" if attempt.http_status else ""
    reason = f": {REASONS[attempt.category]}{code}" if attempt.category else ""
    return f"{text}{reason}{'' if attempt.counted else '; not counted'}"


def _status_after(attempt: Attempt) -> JobStatus:
    if attempt.outcome is Outcome.COMPLETED:
        return JobStatus.COMPLETED
    return JobStatus.CANCELLED if attempt.outcome is Outcome.CANCELLED else JobStatus.FAILED


def _changes(detail: JobDetail) -> Iterator[Moment]:
    """Changes of status that no attempt explains."""
    for event in detail.events:
        if event.kind != "updated" or event.old_status is event.new_status or event.new_status is None:
            continue
        if not _explained(event, detail.attempts):
            by = f" by {event.actor}" if event.actor else " by another program"
            yield Moment(event.at, f"{_change(event.new_status)}{by}", event.new_status)


def _explained(event: JobEvent, attempts: tuple[Attempt, ...]) -> bool:
    """Whether the change is the begin or the end of an attempt."""
    if event.new_status is JobStatus.PROCESSING:
        return any(abs(event.at - attempt.started_at) <= _SAME_MOMENT for attempt in attempts)
    if event.old_status is JobStatus.PROCESSING:
        return any(a.ended_at is not None and abs(event.at - a.ended_at) <= _SAME_MOMENT for a in attempts)
    return False


def _change(status: JobStatus) -> str:
    return "put back into the queue" if status is JobStatus.QUEUED else f"set to {status.value}"
