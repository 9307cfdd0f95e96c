"""What monitoring reads of the queue as a whole, over both transports."""

from datetime import UTC, datetime

import pytest

from queue_core.models import Category, EndedToday, Priority, TypeSlots, WorkerState
from queue_core.queue import Queue
from tests.support.clock import Clock
from tests.support.explaining import limits
from tests.support.jobs import ACTOR, claim, claim_one, completion, enqueue, failure, worker

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


async def jobs(queue: Queue) -> dict[tuple[str, str, str], int]:
    return {(row.job_type, row.status, row.priority): row.count for row in (await queue.metrics()).jobs}


async def test_of_an_empty_queue_there_is_nothing_to_tell(queue: Queue) -> None:
    found = await queue.metrics()
    assert (found.jobs, found.ended_today, found.oldest_ready_seconds, found.type_slots) == ((), (), {}, {})
    assert (found.refused_today, found.unacknowledged_cancels, found.workers) == (0, 0, {})
    assert (found.paused, found.capped) == (False, False)


async def test_jobs_are_counted_by_type_status_and_priority(queue: Queue) -> None:
    await enqueue(queue, 3, priority=Priority.HIGH)
    await enqueue(queue, 2, job_type="topic_short", priority=Priority.LOW)
    await enqueue(queue, 1, job_type="topic_short", delay_seconds=600)
    await claim(queue, await worker(queue), 2)
    assert await jobs(queue) == {
        ("doubt", "processing", "high"): 2,
        ("doubt", "queued", "high"): 1,
        ("topic_short", "queued", "low"): 2,
        ("topic_short", "queued", "medium"): 1,
    }


async def test_what_ended_today_is_told_by_type_and_yesterday_is_over(queue: Queue, clock: Clock) -> None:
    await clock.set(NOON)
    await enqueue(queue, 2, max_retries=0)
    [cancelled] = await enqueue(queue, job_type="topic_short")
    await queue.cancel([cancelled], actor=ACTOR)
    worker_id = await worker(queue)
    first, second = await claim(queue, worker_id)
    await queue.complete(worker_id, [completion(first)])
    await queue.fail(worker_id, [failure(second, Category.NOT_FOUND)])
    found = await queue.metrics()
    assert EndedToday(job_type="doubt", completed=1, failed=1, cancelled=0) in found.ended_today
    await clock.advance(86_400)
    assert (await queue.metrics()).ended_today == ()


async def test_stale_writes_are_counted(queue: Queue, clock: Clock) -> None:
    await enqueue(queue)
    frozen, other = await worker(queue, "frozen"), await worker(queue, "other")
    lease = await claim_one(queue, frozen)
    await clock.advance(61)
    await queue.sweep(other)
    [refused] = await queue.complete(frozen, [completion(lease)])
    assert not refused.accepted
    await clock.advance(61)  # what the sweep wrote down is too old by now
    assert (await queue.metrics()).refused_today == 1


async def test_the_oldest_ready_job_of_each_type_has_its_age(queue: Queue, clock: Clock) -> None:
    await enqueue(queue, priority=Priority.LOW)
    await clock.advance(100)
    await enqueue(queue, priority=Priority.HIGH)
    await enqueue(queue, job_type="topic_short")
    await enqueue(queue, job_type="daily_ca", delay_seconds=600)
    ages = (await queue.metrics()).oldest_ready_seconds
    assert set(ages) == {"doubt", "topic_short"}
    assert ages["doubt"] == pytest.approx(100, abs=30)
    assert ages["topic_short"] == pytest.approx(0, abs=30)


async def test_slots_are_told_in_all_and_for_each_type_with_a_limit(queue: Queue, clock: Clock) -> None:
    await queue.configure({"types": {"doubt": {"limit": 3, "resource": "manim"}}}, actor=ACTOR)
    await enqueue(queue, 2)
    await enqueue(queue, job_type="topic_short")
    lost = await claim_one(queue, await worker(queue, "lost"))
    await clock.advance(61)
    other = await worker(queue, "other")
    await queue.sweep(other)
    await claim(queue, other)
    await clock.advance(11)
    await queue.sweep(other)  # writes the numbers down anew

    found = await queue.metrics()
    assert lost.job_type == "doubt"
    assert found.type_slots == {"doubt": TypeSlots(limit=3, running=1, held=1)}
    assert (found.slots.running, found.slots.held) == (2, 1)
    assert (found.slots.manim_running, found.slots.manim_held, found.slots.manim_limit) == (1, 1, 4)
    assert found.workers == {WorkerState.GONE: 1, WorkerState.RUNNING: 1}


async def test_cancels_that_no_worker_has_heard_are_told(queue: Queue) -> None:
    [job_id] = await enqueue(queue)
    await claim_one(queue, await worker(queue))
    await queue.cancel([job_id], actor=ACTOR)
    assert (await queue.metrics()).unacknowledged_cancels == 1


async def test_quiet_workers_and_a_pause_are_told(queue: Queue) -> None:
    one, _ = await worker(queue, "one"), await worker(queue, "other")
    await queue.quiet([one], actor=ACTOR)
    await queue.pause(actor=ACTOR)
    found = await queue.metrics()
    assert (found.workers, found.paused) == ({WorkerState.QUIET: 1, WorkerState.RUNNING: 1}, True)


async def test_a_sweep_works_it_out_for_all_until_the_next(queue: Queue, clock: Clock) -> None:
    worker_id = await worker(queue)
    await queue.sweep(worker_id)
    first = await queue.metrics()
    await enqueue(queue)
    assert (await queue.metrics()).at == first.at
    await queue.sweep(worker_id)
    assert (await queue.metrics()).jobs == first.jobs == ()
    await clock.advance(11)
    await queue.sweep(worker_id)
    assert await jobs(queue) == {("doubt", "queued", "medium"): 1}


async def test_where_no_worker_sweeps_it_is_worked_out_at_once(queue: Queue, clock: Clock) -> None:
    worker_id = await worker(queue)
    await queue.sweep(worker_id)
    await enqueue(queue)
    await clock.advance(61)
    assert await jobs(queue) == {("doubt", "queued", "medium"): 1}


async def test_since_when_the_limit_is_reached_is_what_the_sweeps_have_seen(direct_queue: Queue, clock: Clock) -> None:
    queue = direct_queue
    await limits(queue, 1)
    worker_id = await worker(queue)
    await enqueue(queue, 4)

    async def full_since() -> datetime | None:
        return (await queue.stats()).slots.full_since

    async def look() -> datetime:
        await clock.advance(20)
        await queue.sweep(worker_id)
        return (await queue.metrics()).at

    await look()
    lease = await claim_one(queue, worker_id)
    assert await full_since() is None, "nobody has looked"
    begun = await look()
    await look()
    assert await full_since() == begun
    await queue.complete(worker_id, [completion(lease)])
    assert await full_since() is None
    await look()
    lease = await claim_one(queue, worker_id)
    assert await full_since() == begun, "one look that comes between two jobs is not the end of it"
    await queue.complete(worker_id, [completion(lease)])
    await look()
    await look()
    await claim_one(queue, worker_id)
    again = await look()
    assert await full_since() == again > begun
    await clock.advance(61)
    assert await full_since() is None, "nobody has looked of late"
