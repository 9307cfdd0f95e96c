"""One job of a group of failures is retried and watched before the others are. No Textual in here.

It is judged by its first attempt that counts: when that failed again there is nothing to wait for, though the
job itself has more attempts. It is watched job by job and not by the screen, so that it outlives both a change of
the view and an outage.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from queue_core.actor import current_actor
from queue_core.errors import NotFound, QueueError
from queue_core.filters import parse_filter
from queue_core.models import Attempt, JobDetail, JobId, JobStatus, OperationResult, Outcome
from queue_core.situation import REASONS
from queue_core.text import clean
from queue_tui.deeds.operations import insist
from queue_tui.formatting import duration, plural, short_id
from queue_tui.queue_view import QueueView
from queue_tui.reading.pacing import Backoff
from queue_tui.wanted import failed_with


class CanaryState(StrEnum):
    """How far it has come."""

    QUEUED = "queued"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED_AGAIN = "failed_again"
    """With the same fingerprint."""
    FAILED_OTHERWISE = "failed_otherwise"
    CANCELLED = "cancelled"
    DELETED = "deleted"

    @property
    def is_final(self) -> bool:
        """Whether there is nothing more to wait for."""
        return self not in (CanaryState.QUEUED, CanaryState.RUNNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Canary:
    """One job that goes first."""

    fingerprint: str
    """Of the group it was taken from."""
    job_id: JobId
    attempts: int
    """How many it had had before it was retried."""
    state: CanaryState = CanaryState.QUEUED
    seconds: int | None = None
    """How long its latest attempt runs, or ran."""
    note: str | None = None
    """What else happened, in a few words."""


async def send(queue: QueueView, fingerprint: str) -> tuple[Canary, OperationResult] | None:
    """Retry the job that failed last with this fingerprint; None where no job is failed with it."""
    page = await queue.jobs(parse_filter(failed_with(fingerprint)), sort="updated", limit=1)
    if not page.jobs:
        return None
    job_id = page.jobs[0].id
    before = await queue.job(job_id)
    result = await insist(
        lambda request_id: queue.retry(
            [job_id], actor=current_actor(), reason=f"canary of {fingerprint}", request_id=request_id
        )
    )
    last = max((attempt.number for attempt in before.attempts), default=0)
    return Canary(fingerprint=fingerprint, job_id=job_id, attempts=last), result


async def follow(queue: QueueView, canary: Canary, tell: Callable[[Canary], None], poll_seconds: float) -> Canary:
    """Look at it until it has ended, and tell each change; an outage is waited out."""
    backoff = Backoff()
    while not canary.state.is_final:
        await asyncio.sleep(poll_seconds)
        try:
            now = seen(canary, await queue.job(canary.job_id))
        except NotFound:
            now = replace(canary, state=CanaryState.DELETED)
        except QueueError:
            await asyncio.sleep(backoff.next_seconds())
            continue
        backoff.reset()
        if now != canary:
            tell(now)
        canary = now
    return canary


def seen(canary: Canary, detail: JobDetail) -> Canary:
    """The canary as its job says now."""
    job = detail.job
    since = [attempt for attempt in detail.attempts if attempt.number > canary.attempts]
    failed = [attempt for attempt in since if attempt.counted and _went_wrong(attempt)]
    latest = since[-1] if since else None
    seconds = None if latest is None else int(((latest.ended_at or detail.now) - latest.started_at).total_seconds())
    if job.status is JobStatus.COMPLETED:
        return replace(canary, state=CanaryState.COMPLETED, seconds=seconds, note=None)
    if job.status is JobStatus.CANCELLED:
        return replace(canary, state=CanaryState.CANCELLED, seconds=None, note=None)
    if failed:
        return _failed(canary, failed[-1])
    if job.status is JobStatus.FAILED:
        return replace(canary, state=CanaryState.FAILED_OTHERWISE, note=clean(job.error or "", 200))
    if job.status is JobStatus.PROCESSING:
        return replace(canary, state=CanaryState.RUNNING, seconds=seconds, note=None)
    lost = [attempt for attempt in since if attempt.category is not None]
    note = f"an attempt did not count, because {REASONS[lost[-1].category]}" if lost and lost[-1].category else None
    return replace(canary, state=CanaryState.QUEUED, seconds=None, note=note)


def _failed(canary: Canary, attempt: Attempt) -> Canary:
    if attempt.fingerprint == canary.fingerprint:
        return replace(canary, state=CanaryState.FAILED_AGAIN, note=None)
    what = ": ".join(part for part in (attempt.exception_type, attempt.message) if part)
    return replace(canary, state=CanaryState.FAILED_OTHERWISE, note=clean(what, 200))


def _went_wrong(attempt: Attempt) -> bool:
    return attempt.outcome not in (None, Outcome.COMPLETED, Outcome.CANCELLED)


def sentence(canary: Canary, others: int | None) -> str:
    """How it stands, and what to do about the `others` that are failed with its fingerprint; None: not known."""
    return f"canary {short_id(canary.job_id)}: {_how(canary, others)}"


def warning(canary: Canary) -> str:
    """What it speaks against a retry of the others, as a sentence; empty where it does not."""
    match canary.state:
        case CanaryState.FAILED_AGAIN:
            return f"The canary {short_id(canary.job_id)} failed again, same fingerprint."
        case CanaryState.FAILED_OTHERWISE:
            return f"The canary {short_id(canary.job_id)} failed in another way: {canary.note}"
        case CanaryState.QUEUED | CanaryState.RUNNING:
            return f"The canary {short_id(canary.job_id)} is still {canary.state.value}."
        case _:
            return ""


def _how(canary: Canary, others: int | None) -> str:
    match canary.state:
        case CanaryState.QUEUED:
            return f"queued; {canary.note}" if canary.note else "queued"
        case CanaryState.RUNNING:
            return f"running for {duration(canary.seconds)}"
        case CanaryState.COMPLETED:
            return f"completed in {duration(canary.seconds)}: {_rest(others)}"
        case CanaryState.FAILED_AGAIN:
            return "failed again, same fingerprint: do not retry the rest"
        case CanaryState.FAILED_OTHERWISE:
            return f"failed otherwise, look before you retry the rest: {canary.note}"
        case _:
            return f"was {canary.state.value}" + (f"; r sends another of {plural(others, 'job')}" if others else "")


def _rest(others: int | None) -> str:
    if others is None:
        return "3 leads to the others"
    return f"R retries the other {others}" if others else "no other job is failed with it"
