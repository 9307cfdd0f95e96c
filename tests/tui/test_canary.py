"""One job goes first: what its attempts say, and that nothing keeps it from being watched."""

from dataclasses import replace
from typing import Any

import pytest

from queue_core.errors import ConnectionFailed
from queue_core.models import Attempt, Category, JobDetail, JobStatus, Outcome
from queue_tui.deeds.canary import Canary, CanaryState, follow, seen, sentence
from queue_tui.reading.pacing import Backoff
from tests.tui.fake_queue import FakeQueue
from tests.tui.samples import JOB_ID, a_detail, a_job, an_attempt, completed_attempt

CANARY = Canary(fingerprint="9c1e8a2b", job_id=JOB_ID, attempts=1)
BEFORE = an_attempt(1, 900, 800)


def detail(status: JobStatus, *attempts: Attempt, **changes: Any) -> JobDetail:
    return a_detail(a_job(status=status, **changes), attempts=(BEFORE, *attempts))


def test_what_happened_before_it_was_retried_says_nothing() -> None:
    assert seen(CANARY, detail(JobStatus.QUEUED)) == CANARY


def test_it_is_judged_by_its_first_attempt_that_counts() -> None:
    again = seen(CANARY, detail(JobStatus.QUEUED, an_attempt(2, 90, 60)))
    assert again.state is CanaryState.FAILED_AGAIN
    assert sentence(again, 37) == "canary 3f2a9c1e: failed again, same fingerprint: do not retry the rest"
    other = an_attempt(2, 90, 60, fingerprint="other", exception_type="ValueError", message="no\x1b[2J")
    otherwise = seen(CANARY, detail(JobStatus.FAILED, other))
    assert sentence(otherwise, 37) == (
        "canary 3f2a9c1e: failed otherwise, look before you retry the rest: ValueError: no␛[2J"
    )
    down = an_attempt(
        2, 90, 60, outcome=Outcome.FAILED, category=Category.DEPENDENCY_DOWN, counted=False, fingerprint="down"
    )
    waits = seen(CANARY, detail(JobStatus.QUEUED, down))
    assert waits.state is CanaryState.QUEUED
    assert sentence(waits, 37).endswith("queued; an attempt did not count, because the service could not be reached")


def test_success_leads_to_the_others() -> None:
    done = seen(CANARY, detail(JobStatus.COMPLETED, completed_attempt(2, 180, 57)))
    assert sentence(done, 37) == "canary 3f2a9c1e: completed in 2m 03s: R retries the other 37"
    assert sentence(done, 0) == "canary 3f2a9c1e: completed in 2m 03s: no other job is failed with it"
    assert sentence(done, None) == "canary 3f2a9c1e: completed in 2m 03s: 3 leads to the others"
    cancelled = seen(CANARY, detail(JobStatus.CANCELLED))
    assert sentence(cancelled, 2) == "canary 3f2a9c1e: was cancelled; r sends another of 2 jobs"


async def test_it_is_watched_through_an_outage_until_it_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Backoff, "next_seconds", lambda _: 0.0)
    queue = FakeQueue()
    told: list[CanaryState] = []
    steps = iter(
        [
            detail(JobStatus.QUEUED),
            detail(JobStatus.PROCESSING, an_attempt(2, 12, None)),
            None,
            detail(JobStatus.COMPLETED, completed_attempt(2, 12, 0)),
        ]
    )

    async def job(_: object) -> JobDetail:
        step = next(steps)
        if step is None:
            raise ConnectionFailed("There is no server at db:5432.")
        return step

    monkeypatch.setattr(queue, "job", job)
    ended = await follow(queue, CANARY, lambda canary: told.append(canary.state), 0.0)
    assert told == [CanaryState.RUNNING, CanaryState.COMPLETED]
    assert ended == replace(CANARY, state=CanaryState.COMPLETED, seconds=12)


async def test_a_canary_that_was_deleted_is_no_longer_watched() -> None:
    told: list[Canary] = []
    ended = await follow(FakeQueue(), CANARY, told.append, 0.0)
    assert told == [ended]
    assert ended.state is CanaryState.DELETED
