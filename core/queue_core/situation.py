"""Why a job is where it is, in sentences, for every face: the advice in them is that of the face.

A person who opens a job asks first "what is it waiting for?" or "what went wrong?". What is in the way of a queued one,
`explanation` knows better; these sentences are made of the job and the statistics alone.
"""

from dataclasses import dataclass
from datetime import datetime

from queue_core.counts import ordinal, plural
from queue_core.durations import duration, elapsed
from queue_core.forced import FORCED, forced_by
from queue_core.models import Category, Condition, Job, JobDetail, JobStatus, Stats

REASONS = {
    Category.DEPENDENCY_DOWN: "the service could not be reached",
    Category.AUTH: "the service refused the worker's credentials",
    Category.OVERLOADED: "the service had too much to do",
    Category.TIMEOUT: "it took too long",
    Category.API_ERROR: "the service failed",
    Category.INVALID_INPUT: "the service refused the input",
    Category.NOT_FOUND: "the service did not find what was asked for",
    Category.BAD_RESPONSE: "the service gave an answer that makes no sense",
    Category.HANDLER_ERROR: "its handler raised an error",
    Category.INTERRUPTED: "its worker was stopped",
    Category.LOST: "its worker vanished",
    Category.POISON: "its worker died three times while running it",
    Category.CANCELLED: "it was cancelled",
}
"""Each category as the end of a sentence that begins with "because"."""

SILENT_SECONDS = 45.0
"""A worker that has not been heard of for so long does not hear of a cancel either."""

_NEVER_RETRIED = (Category.INVALID_INPUT, Category.NOT_FOUND, Category.POISON)


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """How a face says what to do; without full stops."""

    forces: str
    """How a job is cancelled whose worker does not hear of it: "F forces it"."""
    frees: str
    """How the slot is freed that a lost attempt has: "S in view 4 frees it"."""


def situation(detail: JobDetail, stats: Stats | None, now: datetime, advice: Advice) -> str:
    """The sentence for a job's present state; data in it is not cleaned. Without `stats` less is known of what is in
    the way.
    """
    return f"{_by_status(detail, stats, now, advice)}{keeps_a_slot(detail.job, now, advice)}"


def keeps_a_slot(job: Job, now: datetime, advice: Advice) -> str:
    """That a lost attempt of the job still has a slot, as a sentence to be appended; empty where none has."""
    left = elapsed(now, job.held_until)
    if not left:
        return ""
    where = f" on worker {job.held_by}" if job.held_by else ""
    return f" Slot held for {duration(left)}, its call{where} may still run; {advice.frees}."


def run_seconds(job: Job, now: datetime) -> float | None:
    """How long the latest attempt has run or ran; None for a job that waits or was never started."""
    if job.status is JobStatus.QUEUED or job.started_at is None:
        return None
    end = now if job.status is JobStatus.PROCESSING else job.completed_at
    return elapsed(job.started_at, end)


def _by_status(detail: JobDetail, stats: Stats | None, now: datetime, advice: Advice) -> str:
    job = detail.job
    match job.status:
        case JobStatus.QUEUED:
            return _queued(job, stats, now)
        case JobStatus.PROCESSING:
            return _processing(detail, stats, now, advice)
        case JobStatus.COMPLETED:
            tries = f"{job.counted_attempts} of {job.max_attempts}"
            return f"Completed in {duration(run_seconds(job, now))}, at try {tries}."
        case JobStatus.FAILED:
            return _failed(job)
        case JobStatus.CANCELLED:
            return f"{_cancelled(detail)}; it runs again only if somebody retries it."


def _cancelled(detail: JobDetail) -> str:
    attempt = detail.attempts[-1] if detail.attempts else None
    if attempt is None or attempt.exception_type != FORCED:
        return "Cancelled"
    forced = forced_by(detail, attempt)
    return f"Cancelled by force by {forced.actor}" if forced else "Cancelled by force"


def _queued(job: Job, stats: Stats | None, now: datetime) -> str:
    wait = None if job.run_at is None else elapsed(now, job.run_at)
    if wait:
        if job.condition is Condition.RETRYING:
            return f"Tried again in {duration(wait)}, because {_reason(job)}."
        return f"Scheduled: not before {duration(wait)} from now."
    place = f"{ordinal(job.queue_position)} in the queue" if job.queue_position else "Waiting to be claimed"
    block = None if stats is None else _block(job, stats)
    return f"{place}; {block}." if block else f"{place}."


def _block(job: Job, stats: Stats) -> str | None:
    """What keeps any job of this kind from being claimed now."""
    if stats.paused:
        return "the queue is paused"
    if stats.workers_alive == 0:
        return "no worker is running"
    slots = stats.slots
    if slots.running + slots.held >= slots.limit:
        return f"{_of(slots.limit)} in use{_held(slots.held)}"
    if job.resource == "manim" and slots.manim_running + slots.manim_held >= slots.manim_limit:
        return f"{_of(slots.manim_limit)} for manim in use{_held(slots.manim_held)}"
    return None


def _of(limit: int) -> str:
    return "the only slot is" if limit == 1 else f"all {limit} slots are"


def _held(held: int) -> str:
    return f", {held} held by lost attempts" if held else ""


def _processing(detail: JobDetail, stats: Stats | None, now: datetime, advice: Advice) -> str:
    job = detail.job
    worker = f" on {job.worker}" if job.worker else ""
    if job.condition is Condition.CANCELLING:
        return _cancelling(detail, now, advice)
    if job.condition is Condition.STUCK:
        none = stats is not None and stats.workers_alive == 0
        back = "a worker has to be started to put it back" if none else "the next sweep puts it back"
        return f"Stuck{worker}: its worker no longer says that it is running; {back}."
    left = elapsed(now, detail.deadline_at)
    limit = f"; times out in {duration(left)}" if left else ""
    return f"Running{worker} for {duration(run_seconds(job, now))}{limit}."


def _cancelling(detail: JobDetail, now: datetime, advice: Advice) -> str:
    """How far a cancel has come, and the way on where its worker does not hear of it."""
    job = detail.job
    waited = duration(elapsed(job.cancel_requested_at, now))
    since = f"Cancel requested {waited} ago"
    if detail.cancel_acknowledged_at is not None:
        after = duration(elapsed(job.cancel_requested_at, detail.cancel_acknowledged_at))
        return f"{since}, acknowledged after {after}; its call is being stopped."
    silent = elapsed(detail.last_heartbeat_at, now)
    if silent is not None and silent >= SILENT_SECONDS:
        worker = f"worker {job.worker}" if job.worker else "its worker"
        return f"Cancel ignored for {waited}: {worker} not heard of for {duration(silent)}. {advice.forces}."
    return f"{since}; it ends when its worker has stopped the call."


def compared(detail: JobDetail, now: datetime) -> str:
    """How long a job has run, against what its type takes; empty where that is not known."""
    ran, half, most = run_seconds(detail.job, now), detail.run_p50_seconds, detail.run_p95_seconds
    if ran is None or half is None or most is None:
        return ""
    usual = f"half of its type take up to {duration(half)}, 95 % up to {duration(most)}"
    if ran > most:
        return f"Slower than nearly all: {usual}."
    return f"Slower than half: {usual}." if ran > half else f"As usual: {usual}."


def pace(detail: JobDetail, now: datetime) -> str:
    """How long a running job takes yet, going by its progress; empty where that says nothing."""
    job, ran, left = detail.job, run_seconds(detail.job, now), elapsed(now, detail.deadline_at)
    if not ran or not job.progress or not 0.05 <= job.progress < 1:
        return ""
    rest = ran * (1 - job.progress) / job.progress
    late = left is not None and rest > left
    return f"At this pace it takes {duration(rest)} more{', longer than its timeout allows' if late else ''}."


def _failed(job: Job) -> str:
    tried = {0: "without a try", 1: "at the first try"}.get(job.attempts, f"after {plural(job.attempts, 'try')}")
    more = ", which is not retried" if job.category in _NEVER_RETRIED else ""
    return f"Failed {tried}, because {_reason(job)}{more}."


def _reason(job: Job) -> str:
    return "of an error" if job.category is None else REASONS[job.category]
