"""What a worker and the queue say to each other, over both transports."""

import pytest

from queue_core.errors import InvalidInput, NotFound
from queue_core.models import (
    Category,
    Completion,
    Heartbeat,
    HeartbeatAnswer,
    JobId,
    JobStatus,
    LeaseProgress,
    LeaseToken,
    Outcome,
    Priority,
    WorkerId,
    WorkerState,
)
from queue_core.queue import Queue
from tests.support.clock import Clock
from tests.support.databases import Database
from tests.support.jobs import ACTOR, claim, claim_one, completion, enqueue, failure, releases, worker, worker_hello

STRANGER = WorkerId("00000000-0000-4000-8000-000000000000")


async def beat(
    queue: Queue, worker_id: WorkerId, *leases: LeaseProgress, state: WorkerState = WorkerState.RUNNING
) -> HeartbeatAnswer:
    """A heartbeat with these leases."""
    return await queue.heartbeat(Heartbeat(worker_id=worker_id, state=state, leases=leases, detail={"breaker": "shut"}))


# -- hello -----------------------------------------------------------------------------------------------


async def test_hello_tells_the_terms(queue: Queue) -> None:
    terms = await queue.hello(worker_hello())
    assert (terms.lease_seconds, terms.heartbeat_seconds, terms.sweep_seconds) == (60, 15, 10)
    assert terms.schema_version == (await queue.version()).version


async def test_a_worker_may_say_hello_again_with_other_facts(queue: Queue) -> None:
    hello = worker_hello(name="before")
    await queue.hello(hello)
    await queue.hello(worker_hello(worker_id=hello.worker_id, name="after", concurrency=3))
    [found] = await queue.workers()
    assert (found.id, found.name, found.concurrency, found.state) == (hello.worker_id, "after", 3, WorkerState.RUNNING)


@pytest.mark.parametrize("concurrency", [0, -1, 1001])
async def test_a_worker_has_between_1_and_1000_slots(queue: Queue, concurrency: int) -> None:
    with pytest.raises(InvalidInput, match="concurrency"):
        await queue.hello(worker_hello(concurrency=concurrency))


# -- claim -----------------------------------------------------------------------------------------------


async def test_a_claim_gives_everything_that_is_needed_to_run(queue: Queue, clock: Clock) -> None:
    user_id = "5b3a1c52-0000-4000-8000-00000000abcd"
    [job_id] = await enqueue(queue, payload={"question": "?"}, priority=Priority.HIGH, user_id=user_id)
    lease = await claim_one(queue, await worker(queue))
    assert (lease.job_id, lease.attempt, lease.job_type, lease.priority) == (job_id, 1, "doubt", Priority.HIGH)
    assert (lease.payload, lease.user_id, lease.resource) == ({"question": "?"}, user_id, None)
    assert (lease.lease_seconds, lease.timeout_seconds) == (60, 600)
    job = (await queue.job(job_id)).job
    assert (job.status, job.worker, job.attempts) == (JobStatus.PROCESSING, "worker-1", 1)
    assert job.started_at is not None


async def test_a_claim_takes_no_more_than_the_free_slots(queue: Queue) -> None:
    await enqueue(queue, 5)
    worker_id = await worker(queue)
    assert len(await claim(queue, worker_id, 2)) == 2
    assert len(await claim(queue, worker_id, 0)) == 0
    assert len(await claim(queue, worker_id, 9)) == 3


@pytest.mark.parametrize("slots", [-1, 1001])
async def test_slots_out_of_range_are_refused(queue: Queue, slots: int) -> None:
    with pytest.raises(InvalidInput):
        await queue.claim(await worker(queue), slots)


async def test_a_stranger_gets_nothing(queue: Queue) -> None:
    await enqueue(queue)
    with pytest.raises(NotFound, match="hello"):
        await queue.claim(STRANGER, 1)
    with pytest.raises(NotFound, match="hello"):
        await beat(queue, STRANGER)


async def test_high_goes_before_medium_before_low_and_older_before_younger(queue: Queue) -> None:
    expected: list[JobId] = []
    for priority in (Priority.LOW, Priority.MEDIUM, Priority.HIGH):
        first, second = await enqueue(queue, priority=priority), await enqueue(queue, 2, priority=priority)
        expected = [*first, *second, *expected]
    assert [lease.job_id for lease in await claim(queue, await worker(queue))] == expected


async def test_a_job_is_not_claimed_before_its_time(queue: Queue, clock: Clock) -> None:
    await enqueue(queue, delay_seconds=600)
    worker_id = await worker(queue)
    answer = await queue.claim(worker_id, 1)
    assert answer.leases == ()
    assert answer.next_due_seconds == pytest.approx(600, abs=30)
    await clock.advance(601)
    assert len(await claim(queue, worker_id)) == 1


async def test_a_scheduled_job_does_not_hold_up_those_behind_it(queue: Queue) -> None:
    await enqueue(queue, 20, delay_seconds=600, priority=Priority.HIGH)
    [ready] = await enqueue(queue, priority=Priority.LOW)
    assert [lease.job_id for lease in await claim(queue, await worker(queue))] == [ready]


async def test_with_nothing_scheduled_there_is_no_next_time(queue: Queue) -> None:
    assert (await queue.claim(await worker(queue), 1)).next_due_seconds is None


# -- heartbeat -------------------------------------------------------------------------------------------


async def test_a_heartbeat_keeps_leases_alive_however_long_the_job_is(queue: Queue, clock: Clock) -> None:
    await enqueue(queue)
    worker_id = await worker(queue)
    lease = await claim_one(queue, worker_id)
    for _ in range(5):
        await clock.advance(50)
        answer = await beat(queue, worker_id, LeaseProgress(token=lease.token))
        assert (answer.cancel, answer.lost) == ((), ())
        assert (await queue.sweep(worker_id)).lost == 0


async def test_a_heartbeat_carries_progress_and_the_workers_state(queue: Queue) -> None:
    [job_id] = await enqueue(queue)
    worker_id = await worker(queue)
    lease = await claim_one(queue, worker_id)
    await beat(queue, worker_id, LeaseProgress(token=lease.token, progress=0.25), state=WorkerState.DRAINING)
    await beat(queue, worker_id, LeaseProgress(token=lease.token), state=WorkerState.DRAINING)
    assert (await queue.job(job_id)).job.progress == 0.25, "unknown progress leaves the last value"
    [found] = await queue.workers()
    assert (found.state, found.detail) == (WorkerState.DRAINING, {"breaker": "shut"})
    assert [running.job_id for running in found.running] == [job_id]


async def test_a_heartbeat_with_an_unknown_lease_hears_that_it_is_lost(queue: Queue) -> None:
    worker_id = await worker(queue)
    unknown = LeaseToken("00000000-0000-4000-8000-000000000001")
    assert (await beat(queue, worker_id, LeaseProgress(token=unknown))).lost == (unknown,)


async def test_a_worker_whose_lease_was_taken_hears_of_it_and_does_not_revive_it(queue: Queue, clock: Clock) -> None:
    await enqueue(queue)
    slow, other = await worker(queue, "slow"), await worker(queue, "other")
    lease = await claim_one(queue, slow)
    await clock.advance(61)
    assert (await queue.sweep(other)).lost == 1
    assert (await beat(queue, slow, LeaseProgress(token=lease.token))).lost == (lease.token,)


async def test_an_expired_lease_that_nobody_took_is_still_its_workers(queue: Queue, clock: Clock) -> None:
    await enqueue(queue)
    worker_id = await worker(queue)
    lease = await claim_one(queue, worker_id)
    await clock.advance(61)
    assert (await beat(queue, worker_id, LeaseProgress(token=lease.token))).lost == ()
    assert (await queue.sweep(worker_id)).lost == 0


async def test_a_cancel_reaches_the_worker_and_is_acknowledged(queue: Queue) -> None:
    [job_id] = await enqueue(queue)
    worker_id = await worker(queue)
    lease = await claim_one(queue, worker_id)
    result = await queue.cancel([job_id], actor=ACTOR)
    assert (result.done, result.requested) == ((), (job_id,))
    assert (await beat(queue, worker_id, LeaseProgress(token=lease.token))).cancel == (lease.token,)
    await beat(queue, worker_id, LeaseProgress(token=lease.token, cancel_acknowledged=True))
    cancelled = failure(lease, Category.CANCELLED, outcome=Outcome.CANCELLED)
    [answer] = await queue.fail(worker_id, [cancelled])
    assert (answer.accepted, answer.status) == (True, JobStatus.CANCELLED)


# -- complete --------------------------------------------------------------------------------------------


async def test_a_result_completes_the_job_and_pages_find_it_in_the_payload(queue: Queue) -> None:
    [job_id] = await enqueue(queue, payload={"question": "?", "duration": "asked for"})
    worker_id = await worker(queue)
    result = {"video_url": "v", "thumbnail_url": "t", "duration": 61, "processing_time_ms": 9, "extra": {"deep": [1]}}
    [answer] = await queue.complete(worker_id, [completion(await claim_one(queue, worker_id), **result)])
    assert (answer.accepted, answer.status) == (True, JobStatus.COMPLETED)
    detail = await queue.job(job_id)
    assert detail.result == result
    assert detail.payload == {"question": "?"} | {key: result[key] for key in result if key != "extra"}
    assert detail.job.completed_at is not None
    [attempt] = detail.attempts
    assert (attempt.number, attempt.outcome, attempt.category, attempt.worker) == (
        1,
        Outcome.COMPLETED,
        None,
        "worker-1",
    )


async def test_answers_come_in_the_order_that_was_given(queue: Queue) -> None:
    await enqueue(queue, 5)
    worker_id = await worker(queue)
    leases = (await claim(queue, worker_id))[::-1]
    answers = await queue.complete(worker_id, [completion(lease) for lease in leases])
    assert [answer.token for answer in answers] == [lease.token for lease in leases]


async def test_the_same_completion_again_is_accepted_again_and_writes_nothing(queue: Queue) -> None:
    [job_id] = await enqueue(queue)
    worker_id = await worker(queue)
    lease = await claim_one(queue, worker_id)
    first = await queue.complete(worker_id, [completion(lease)])
    detail = await queue.job(job_id)
    assert await queue.complete(worker_id, [completion(lease, video_url="another")]) == first
    again = await queue.job(job_id)
    assert (again.job, again.result, again.attempts) == (detail.job, detail.result, detail.attempts)


async def test_a_completion_of_a_lost_lease_is_refused_and_changes_nothing(queue: Queue, clock: Clock) -> None:
    [job_id] = await enqueue(queue)
    frozen, other = await worker(queue, "frozen"), await worker(queue, "other")
    stale = await claim_one(queue, frozen)
    await clock.advance(61)
    await queue.sweep(other)
    await clock.advance(3600)
    fresh = await claim_one(queue, other)
    [answer] = await queue.complete(frozen, [completion(stale, video_url="stale")])
    assert (answer.accepted, answer.status) == (False, JobStatus.PROCESSING)
    [answer] = await queue.complete(other, [completion(fresh, video_url="fresh")])
    assert answer.accepted
    [answer] = await queue.complete(frozen, [completion(stale, video_url="stale")])
    assert not answer.accepted, "also when the job has ended"
    detail = await queue.job(job_id)
    assert detail.result == {"video_url": "fresh"}
    assert [attempt.number for attempt in detail.attempts] == [1, 2]


async def test_each_refused_write_is_counted_for_the_jobs_type_also_when_its_minute_is_over(
    queue: Queue, database: Database, clock: Clock
) -> None:
    await enqueue(queue, job_type="doubt")
    frozen, other = await worker(queue, "frozen"), await worker(queue, "other")
    stale = await claim_one(queue, frozen)
    await clock.advance(61)
    await queue.sweep(other)
    assert not (await queue.complete(frozen, [completion(stale)]))[0].accepted
    assert not (await queue.fail(frozen, [failure(stale)]))[0].accepted
    await queue.release(frozen, releases([stale]))  # only says that its call has ended
    refused = "select job_type, sum(refused), bool_and(shard = 0) from queue.minutes where refused > 0 group by 1"
    assert await database.execute(refused) == [("doubt", 2, False)]
    await clock.advance(300)
    await queue.sweep(other)
    assert await database.execute(refused) == [("doubt", 2, True)]


async def test_nobody_can_complete_with_another_workers_token(queue: Queue) -> None:
    await enqueue(queue)
    lease = await claim_one(queue, await worker(queue, "owner"))
    [answer] = await queue.complete(await worker(queue, "thief"), [completion(lease)])
    assert not answer.accepted


async def test_a_token_counts_only_for_its_own_job(queue: Queue) -> None:
    await enqueue(queue, 2)
    worker_id = await worker(queue)
    one, two = await claim(queue, worker_id)
    [answer] = await queue.complete(worker_id, [Completion(job_id=two.job_id, token=one.token, result={})])
    assert not answer.accepted
    assert (await queue.stats()).processing == 2


async def test_a_job_that_was_deleted_meanwhile_has_no_status(queue: Queue) -> None:
    [job_id] = await enqueue(queue)
    worker_id = await worker(queue)
    lease = await claim_one(queue, worker_id)
    await queue.release(worker_id, releases([lease]))
    await queue.delete([job_id], actor=ACTOR)
    [answer] = await queue.complete(worker_id, [completion(lease)])
    assert (answer.accepted, answer.status) == (False, None)


async def test_a_late_finish_does_not_win_over_a_cancel(queue: Queue) -> None:
    [job_id] = await enqueue(queue)
    worker_id = await worker(queue)
    lease = await claim_one(queue, worker_id)
    await queue.cancel([job_id], actor=ACTOR)
    [answer] = await queue.complete(worker_id, [completion(lease)])
    assert (answer.accepted, answer.status) == (True, JobStatus.CANCELLED)
    assert (await queue.job(job_id)).result is None


async def test_an_empty_acknowledgement_is_nothing(queue: Queue) -> None:
    worker_id = await worker(queue)
    assert await queue.complete(worker_id, []) == ()
    assert await queue.fail(worker_id, []) == ()
    assert await queue.release(worker_id, []) == ()


# -- release ---------------------------------------------------------------------------------------------


async def test_a_released_job_is_claimable_at_once_and_its_attempt_is_given_back(queue: Queue) -> None:
    [job_id] = await enqueue(queue, max_retries=0)
    worker_id = await worker(queue)
    lease = await claim_one(queue, worker_id)
    [answer] = await queue.release(worker_id, releases([lease], "SIGTERM"))
    assert (answer.accepted, answer.status, answer.run_at) == (True, JobStatus.QUEUED, None)
    again = await claim_one(queue, worker_id)
    assert (again.attempt, again.idempotency_key) == (2, lease.idempotency_key)
    [attempt, _] = (await queue.job(job_id)).attempts
    assert (attempt.outcome, attempt.category, attempt.counted, attempt.message) == (
        Outcome.INTERRUPTED,
        Category.INTERRUPTED,
        False,
        "SIGTERM",
    )


async def test_a_release_repeated_or_stale_does_nothing_more(queue: Queue) -> None:
    await enqueue(queue)
    worker_id = await worker(queue)
    lease = await claim_one(queue, worker_id)
    first = await queue.release(worker_id, releases([lease]))
    assert await queue.release(worker_id, releases([lease])) == first
    again = await claim_one(queue, worker_id)
    [answer] = await queue.release(worker_id, releases([lease]))
    assert answer.status is JobStatus.PROCESSING
    [answer] = await queue.complete(worker_id, [completion(again)])
    assert answer.accepted


# -- sweep -----------------------------------------------------------------------------------------------


async def test_a_sweep_with_nothing_to_do_says_so(queue: Queue) -> None:
    swept = await queue.sweep(await worker(queue))
    assert (swept.lost, swept.poisoned, swept.slots_freed, swept.skipped) == (0, 0, 0, False)


async def test_a_dead_workers_job_is_queued_again_after_its_lease(queue: Queue, clock: Clock) -> None:
    [job_id] = await enqueue(queue, max_retries=0)
    dead, other = await worker(queue, "dead"), await worker(queue, "other")
    lease = await claim_one(queue, dead)
    await clock.advance(59)
    assert (await queue.sweep(other)).lost == 0
    await clock.advance(2)
    assert (await queue.sweep(other)).lost == 1
    detail = await queue.job(job_id)
    assert detail.job.status is JobStatus.QUEUED
    [attempt] = detail.attempts
    assert (attempt.outcome, attempt.category, attempt.counted) == (Outcome.LOST, Category.LOST, False)
    assert attempt.message
    assert attempt.message in (attempt.stack or "")
    await clock.advance(60)
    again = await claim_one(queue, other)
    assert (again.attempt, again.idempotency_key) == (2, lease.idempotency_key)


async def test_a_job_that_kills_three_workers_is_quarantined(queue: Queue, clock: Clock) -> None:
    [job_id] = await enqueue(queue, max_retries=50)
    for death in (1, 2, 3):
        lease = await claim_one(queue, await worker(queue, f"worker-{death}"))
        assert lease.attempt == death
        await clock.advance(61)
        swept = await queue.sweep(await worker(queue, "sweeper"))
        assert (swept.lost, swept.poisoned) == (1, death // 3)
        await clock.advance(3600)
    detail = await queue.job(job_id)
    assert (detail.job.status, detail.job.category) == (JobStatus.FAILED, Category.POISON)
    assert "three times" in (detail.job.error or "")
    assert detail.attempts[-1].outcome is Outcome.LOST


async def test_positions_are_told_to_those_who_wait(queue: Queue) -> None:
    [low] = await enqueue(queue, priority=Priority.LOW)
    [high] = await enqueue(queue, priority=Priority.HIGH)
    await enqueue(queue, delay_seconds=600)
    await queue.sweep(await worker(queue))
    positions = {job.id: job.queue_position for job in (await queue.jobs()).jobs if job.queue_position}
    assert positions == {high: 1, low: 2}
