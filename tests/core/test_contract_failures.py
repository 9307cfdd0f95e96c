"""What becomes of a job when an attempt fails, by the category of the failure."""

import json
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from queue_core.errors import InvalidInput
from queue_core.models import Category, Condition, JobStatus, Outcome
from queue_core.queue import Queue
from tests.support.clock import Clock
from tests.support.jobs import ACTOR, claim, claim_one, completion, enqueue, failure, worker

COUNTED = (Category.TIMEOUT, Category.API_ERROR, Category.BAD_RESPONSE, Category.HANDLER_ERROR)
UNCOUNTED = (Category.DEPENDENCY_DOWN, Category.AUTH, Category.OVERLOADED)
FINAL = (Category.INVALID_INPUT, Category.NOT_FOUND)
SAME_KEY = (Category.TIMEOUT, Category.DEPENDENCY_DOWN, Category.AUTH, Category.OVERLOADED)


async def delay_seconds(queue: Queue, clock: Clock) -> float:
    """How long the only job waits from now."""
    [job] = (await queue.jobs()).jobs
    assert job.run_at is not None
    return (job.run_at - await clock.now()).total_seconds()


@pytest.mark.parametrize("category", COUNTED)
async def test_a_failure_that_counts_is_retried_until_no_attempt_is_left(
    direct_queue: Queue, clock: Clock, category: Category
) -> None:
    [job_id] = await enqueue(direct_queue, max_retries=2)
    worker_id = await worker(direct_queue)
    for number, status in enumerate((JobStatus.QUEUED, JobStatus.QUEUED, JobStatus.FAILED), start=1):
        [answer] = await direct_queue.fail(worker_id, [failure(await claim_one(direct_queue, worker_id), category)])
        assert (answer.accepted, answer.status) == (True, status)
        assert (answer.run_at is None) is (status is JobStatus.FAILED)
        await clock.advance(3600 * number)
    detail = await direct_queue.job(job_id)
    assert [attempt.counted for attempt in detail.attempts] == [True] * 3
    assert (detail.job.attempts, detail.job.max_attempts) == (3, 3)
    assert detail.job.completed_at is not None


@pytest.mark.parametrize("category", UNCOUNTED)
async def test_a_failure_of_the_dependency_burns_no_attempt(
    direct_queue: Queue, clock: Clock, category: Category
) -> None:
    [job_id] = await enqueue(direct_queue, max_retries=0)
    worker_id = await worker(direct_queue)
    for _ in range(5):
        [answer] = await direct_queue.fail(worker_id, [failure(await claim_one(direct_queue, worker_id), category)])
        assert answer.status is JobStatus.QUEUED
        assert 10 < await delay_seconds(direct_queue, clock) < 50
        await clock.advance(60)
    assert not any(attempt.counted for attempt in (await direct_queue.job(job_id)).attempts)


async def test_being_overloaded_is_bounded_all_the_same(direct_queue: Queue, clock: Clock) -> None:
    await enqueue(direct_queue)
    worker_id = await worker(direct_queue)
    statuses = []
    for _ in range(21):
        lease = await claim_one(direct_queue, worker_id)
        [answer] = await direct_queue.fail(worker_id, [failure(lease, Category.OVERLOADED)])
        statuses.append(answer.status)
        await clock.advance(60)
    assert statuses == [JobStatus.QUEUED] * 20 + [JobStatus.FAILED]


@pytest.mark.parametrize("category", UNCOUNTED)
async def test_a_job_that_no_service_will_serve_is_given_up(
    direct_queue: Queue, clock: Clock, category: Category
) -> None:
    """P7 is bounded: by hours since the first such attempt, however long the job had waited for it."""
    await direct_queue.configure({"give_up_hours": 2}, actor=ACTOR)
    [job_id] = await enqueue(direct_queue, max_retries=0)
    worker_id = await worker(direct_queue)

    async def fail() -> JobStatus | None:
        lease = await claim_one(direct_queue, worker_id)
        [answer] = await direct_queue.fail(worker_id, [failure(lease, category, message="401 Who are you?")])
        return answer.status

    await clock.advance(50 * 3600)
    assert await fail() is JobStatus.QUEUED
    await clock.advance(7000)
    assert await fail() is JobStatus.QUEUED
    await clock.advance(200)
    assert await fail() is JobStatus.FAILED
    detail = await direct_queue.job(job_id)
    assert detail.attempts[-1].message == (
        "The service it needs has not served it for 2 h: retry it once the service works. 401 Who are you?"
    )
    assert detail.job.category is category
    assert not any(attempt.counted for attempt in detail.attempts)

    await clock.advance(60)
    await direct_queue.retry([job_id], actor=ACTOR)
    assert await fail() is JobStatus.QUEUED, "the time begins anew with a retry"
    await clock.advance(7300)
    assert await fail() is JobStatus.FAILED


@pytest.mark.parametrize(
    ("category", "asked", "least", "most"),
    [
        (Category.DEPENDENCY_DOWN, None, 15, 45),
        (Category.AUTH, None, 15, 45),
        (Category.OVERLOADED, 1, 1, 6),
        (Category.OVERLOADED, 600, 600, 660),
        (Category.API_ERROR, None, 0, 300),
    ],
)
async def test_a_herd_that_failed_in_one_moment_comes_back_spread(
    direct_queue: Queue, clock: Clock, category: Category, asked: float | None, least: float, most: float
) -> None:
    await direct_queue.configure({"max_concurrent_renders": 100, "peak_worker_multiplier": 1}, actor=ACTOR)
    await enqueue(direct_queue, 100)
    worker_id = await worker(direct_queue)
    leases = await claim(direct_queue, worker_id)
    before = await clock.now()
    answers = await direct_queue.fail(
        worker_id, [failure(lease, category, retry_after_seconds=asked) for lease in leases]
    )
    took = (await clock.now() - before).total_seconds()
    waits = [(answer.run_at - before).total_seconds() for answer in answers if answer.run_at]
    assert len(waits) == 100
    assert least <= min(waits) <= max(waits) <= most + took
    tenth = (most - least) / 10
    crowds = Counter(int((wait - least) / tenth) for wait in waits)
    assert max(crowds.values()) < 40, "all in one moment would be 100, evenly spread is 10"


@pytest.mark.parametrize("category", FINAL)
async def test_a_failure_that_repeating_cannot_mend_is_not_retried(direct_queue: Queue, category: Category) -> None:
    await enqueue(direct_queue)
    worker_id = await worker(direct_queue)
    [answer] = await direct_queue.fail(worker_id, [failure(await claim_one(direct_queue, worker_id), category)])
    assert (answer.status, answer.run_at) == (JobStatus.FAILED, None)


async def test_the_wait_doubles_up_to_its_cap_with_full_jitter(direct_queue: Queue, clock: Clock) -> None:
    await direct_queue.configure({"retry_interval_minutes": 5, "backoff_cap_minutes": 30}, actor=ACTOR)
    worker_id = await worker(direct_queue)
    await enqueue(direct_queue, max_retries=100)
    delays = []
    for _ in range(12):
        await direct_queue.fail(worker_id, [failure(await claim_one(direct_queue, worker_id))])
        delays.append(await delay_seconds(direct_queue, clock))
        await clock.advance(3600)
    for number, delay in enumerate(delays):
        assert -1 < delay <= min(5 * 2**number, 30) * 60
    assert max(delays) > 5 * 60, "later waits are longer"
    assert len({round(delay) for delay in delays}) > 6, "and not all alike"


async def test_the_first_wait_is_spread_over_the_retry_interval(direct_queue: Queue, clock: Clock) -> None:
    await enqueue(direct_queue, 10)
    worker_id = await worker(direct_queue)
    await direct_queue.fail(worker_id, [failure(lease) for lease in await claim(direct_queue, worker_id)])
    now = await clock.now()
    delays = [(job.run_at - now).total_seconds() for job in (await direct_queue.jobs()).jobs if job.run_at]
    assert len(delays) == 10
    assert -1 < min(delays) < max(delays) <= 300
    assert max(delays) - min(delays) > 30


@pytest.mark.parametrize(("asked", "least", "most"), [(120, 118, 132), (0, -1, 6), (1e9, 3598, 3960), (-5, -1, 6)])
async def test_what_retry_after_asks_for_is_kept_within_bounds(
    direct_queue: Queue, clock: Clock, asked: float, least: float, most: float
) -> None:
    await enqueue(direct_queue)
    worker_id = await worker(direct_queue)
    lease = await claim_one(direct_queue, worker_id)
    await direct_queue.fail(worker_id, [failure(lease, Category.OVERLOADED, retry_after_seconds=asked)])
    assert least < await delay_seconds(direct_queue, clock) < most


@pytest.mark.parametrize("category", [*COUNTED, *UNCOUNTED])
async def test_the_idempotency_key_stays_while_the_outcome_is_unknown(
    direct_queue: Queue, clock: Clock, category: Category
) -> None:
    await enqueue(direct_queue)
    worker_id = await worker(direct_queue)
    first = await claim_one(direct_queue, worker_id)
    await direct_queue.fail(worker_id, [failure(first, category)])
    await clock.advance(3600)
    second = await claim_one(direct_queue, worker_id)
    assert (second.idempotency_key == first.idempotency_key) is (category in SAME_KEY)


async def test_every_attempt_keeps_all_of_its_own_error(queue: Queue, clock: Clock) -> None:
    [job_id] = await enqueue(queue)
    worker_id = await worker(queue)
    stack = "Traceback\n" + "  frame é ☃\n" * 5_000
    first = await claim_one(queue, worker_id)
    facts: dict[str, Any] = {"http_status": 502, "excerpt": "<html>", "fingerprint": "deadbeef"}
    await queue.fail(worker_id, [failure(first, message="first\nline two", stack=stack, **facts)])
    await clock.advance(3600)
    second = await claim_one(queue, worker_id)
    await queue.fail(worker_id, [failure(second, Category.TIMEOUT, outcome=Outcome.TIMED_OUT, message="second")])
    detail = await queue.job(job_id)
    one, two = detail.attempts
    assert (one.message, one.stack, one.category) == ("first\nline two", stack, Category.API_ERROR)
    assert (one.http_status, one.excerpt, one.fingerprint) == tuple(facts.values())
    assert one.exception_type == "httpx.HTTPStatusError"
    assert (two.message, two.outcome, two.category) == ("second", Outcome.TIMED_OUT, Category.TIMEOUT)
    assert (detail.job.error, detail.job.category, detail.job.condition) == (
        "second",
        Category.TIMEOUT,
        Condition.RETRYING,
    )


@pytest.mark.parametrize(
    ("category", "old_name", "retryable"),
    [
        (Category.TIMEOUT, "TIMEOUT", True),
        (Category.DEPENDENCY_DOWN, "TIMEOUT", True),
        (Category.API_ERROR, "API_ERROR", True),
        (Category.INVALID_INPUT, "INVALID_INPUT", False),
        (Category.NOT_FOUND, "NOT_FOUND", False),
        (Category.HANDLER_ERROR, "UNKNOWN", True),
    ],
)
async def test_readers_of_the_old_system_find_the_error_as_they_know_it(
    direct_queue: Queue, category: Category, old_name: str, retryable: bool
) -> None:
    [job_id] = await enqueue(direct_queue)
    worker_id = await worker(direct_queue)
    lease = await claim_one(direct_queue, worker_id)
    await direct_queue.fail(worker_id, [failure(lease, category, message="it broke", stack="s" * 600)])
    stored = (await direct_queue.job(job_id)).error_message
    assert stored is not None
    error = json.loads(stored)
    assert list(error) == ["message", "type", "retryable", "timestamp", "stack"]
    assert (error["message"], error["type"], error["retryable"]) == ("it broke", old_name, retryable)
    assert len(error["stack"]) == 500
    assert error["timestamp"].endswith("Z")


async def test_a_success_clears_the_error_that_pages_show(queue: Queue, clock: Clock) -> None:
    [job_id] = await enqueue(queue)
    worker_id = await worker(queue)
    await queue.fail(worker_id, [failure(await claim_one(queue, worker_id))])
    await clock.advance(3600)
    await queue.complete(worker_id, [completion(await claim_one(queue, worker_id))])
    detail = await queue.job(job_id)
    assert (detail.error_message, len(detail.attempts)) == (None, 2)


async def test_the_same_failure_again_is_accepted_again_and_counts_once(queue: Queue) -> None:
    [job_id] = await enqueue(queue)
    worker_id = await worker(queue)
    lease = await claim_one(queue, worker_id)
    first = await queue.fail(worker_id, [failure(lease)])
    assert await queue.fail(worker_id, [failure(lease, Category.INVALID_INPUT)]) == first
    assert len((await queue.job(job_id)).attempts) == 1


async def test_a_failure_of_a_lost_lease_is_refused(queue: Queue, clock: Clock) -> None:
    [job_id] = await enqueue(queue)
    frozen, other = await worker(queue, "frozen"), await worker(queue, "other")
    stale = await claim_one(queue, frozen)
    await clock.advance(61)
    await queue.sweep(other)
    [answer] = await queue.fail(frozen, [failure(stale, Category.INVALID_INPUT)])
    assert (answer.accepted, answer.status) == (False, JobStatus.QUEUED)
    assert (await queue.job(job_id)).attempts[0].outcome is Outcome.LOST


@pytest.mark.parametrize("field", ["message", "stack", "exception_type"])
async def test_an_attempt_cannot_fail_without_saying_why(direct_queue: Queue, field: str) -> None:
    await enqueue(direct_queue)
    worker_id = await worker(direct_queue)
    lease = await claim_one(direct_queue, worker_id)
    silent: dict[str, Any] = {field: ""}
    with pytest.raises(InvalidInput):
        await direct_queue.fail(worker_id, [replace(failure(lease), **silent)])
    assert (await direct_queue.stats()).processing == 1, "nothing was done"


async def test_hostile_texts_are_stored_as_they_are(queue: Queue) -> None:
    [job_id] = await enqueue(queue)
    worker_id = await worker(queue)
    text = "\x1b]52;c;aGk=\x07 \x9b31m \u202e [/x] [@click=app.quit] %s $$ ' \\ " + "x" * 1_000_000
    lease = await claim_one(queue, worker_id)
    await queue.fail(worker_id, [failure(lease, message=text, stack=text, excerpt=text[:1000])])
    detail = await queue.job(job_id)
    assert (detail.attempts[0].message, detail.attempts[0].stack) == (text, text)
    assert detail.job.error is not None
    assert len(detail.job.error) <= 300
