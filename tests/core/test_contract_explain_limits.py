"""Which limit a job waits for, who comes first, and when it starts."""

import pytest

from queue_core.filters import parse_filter
from queue_core.models import (
    Block,
    Category,
    Explanation,
    JsonValue,
    Priority,
)
from queue_core.queue import Queue
from tests.support.clock import Clock
from tests.support.explaining import beat, blocks, is_next, limits
from tests.support.jobs import ACTOR, claim, completion, enqueue, failure, worker


async def test_a_limit_names_those_that_have_its_slots_longest_first(queue: Queue, clock: Clock) -> None:
    await limits(queue, 3)
    [oldest] = await enqueue(queue)
    lost = await worker(queue, "lost")
    await claim(queue, lost)
    await clock.advance(61)
    other = await worker(queue, "other")
    await queue.sweep(other)
    await clock.advance(1)
    await queue.cancel([oldest], actor=ACTOR)
    await enqueue(queue, 2, job_type="topic_short")
    await claim(queue, other)
    [job_id] = await enqueue(queue)
    found = await queue.explain(job_id)
    [limit] = found.reasons
    assert (limit.block, limit.used, limit.limit) == (Block.LIMIT, 3, 3)
    assert [(holder.job_type, holder.worker, holder.held) for holder in limit.holders] == [
        ("doubt", "lost", True),
        ("topic_short", "other", False),
        ("topic_short", "other", False),
    ]
    assert limit.holders[0].job_id == oldest
    assert not await is_next(queue, job_id, other)


async def test_the_limits_of_a_type_and_of_manim_are_told_apart(direct_queue: Queue) -> None:
    await direct_queue.configure({"types": {"doubt": {"limit": 1}, "scene": {"resource": "manim"}}}, actor=ACTOR)
    await limits(direct_queue, 10, max_manim_renders=1)
    await enqueue(direct_queue)
    await enqueue(direct_queue, job_type="scene")
    worker_id = await worker(direct_queue)
    await claim(direct_queue, worker_id)
    doubts, scenes = await enqueue(direct_queue, 2), await enqueue(direct_queue, job_type="scene")
    [of_type] = (await direct_queue.explain(doubts[0])).reasons
    assert (of_type.block, of_type.subject, of_type.used, of_type.limit) == (Block.TYPE_LIMIT, "doubt", 1, 1)
    assert await blocks(direct_queue, doubts[1]) == [Block.TYPE_LIMIT, Block.BEHIND]
    [of_manim] = (await direct_queue.explain(scenes[0])).reasons
    assert (of_manim.block, of_manim.subject) == (Block.RESOURCE_LIMIT, "manim")
    assert [holder.job_type for holder in of_manim.holders] == ["scene"]
    [free] = await enqueue(direct_queue, job_type="topic_short")
    assert await blocks(direct_queue, free) == [], "those whose own limit is reached are passed over"
    assert await is_next(direct_queue, free, worker_id)


async def test_full_workers_and_those_that_come_first_are_counted(queue: Queue) -> None:
    await limits(queue, 100)
    worker_id = await worker(queue, concurrency=1)
    await enqueue(queue)
    await claim(queue, worker_id, 1)
    await enqueue(queue, 3, priority=Priority.HIGH)
    await enqueue(queue, 2)
    await enqueue(queue, 1, priority=Priority.HIGH, delay_seconds=600)
    [job_id] = await enqueue(queue)
    await enqueue(queue, 2)
    await queue.configure({"types": {"paused": {"paused": True}}}, actor=ACTOR)
    await enqueue(queue, 5, job_type="paused", priority=Priority.HIGH)
    found = await queue.explain(job_id)
    full, behind = found.reasons
    assert (full.block, full.used, full.limit) == (Block.WORKERS_FULL, 1, 1)
    assert (behind.block, behind.ahead) == (
        Block.BEHIND,
        {Priority.HIGH: 3, Priority.MEDIUM: 2, Priority.LOW: 0},
    )
    assert found.start_in_seconds is None, "nothing has ended yet: there is no throughput"


async def test_the_estimate_comes_from_what_ended_in_the_last_hour(direct_queue: Queue, clock: Clock) -> None:
    await limits(direct_queue, 30)
    worker_id = await worker(direct_queue)
    await enqueue(direct_queue, 30)
    leases = await claim(direct_queue, worker_id)
    await direct_queue.complete(worker_id, [completion(lease) for lease in leases[:20]])
    await direct_queue.fail(worker_id, [failure(lease, Category.NOT_FOUND) for lease in leases[20:]])
    await limits(direct_queue, 1)
    await enqueue(direct_queue)
    await claim(direct_queue, worker_id)
    waiting = await enqueue(direct_queue, 5)

    async def explained() -> Explanation:
        return await direct_queue.explain(waiting[-1])

    found = await explained()
    assert [reason.block for reason in found.reasons] == [Block.LIMIT, Block.BEHIND]
    assert found.per_minute == pytest.approx(6), "30 within the last five minutes"
    assert found.start_in_seconds == pytest.approx(5 / 6 * 60)
    await clock.advance(20 * 60)
    assert (await explained()).per_minute == pytest.approx(0.5), "30 within the hour, and none lately"
    await limits(direct_queue, 0)
    assert (await explained()).start_in_seconds is None, "no time moves a limit of 0"
    await limits(direct_queue, 1)
    await clock.advance(3700)
    assert (await explained()).per_minute is None


async def test_full_is_who_would_take_it_whoever_else_has_free_slots(direct_queue: Queue) -> None:
    await limits(direct_queue, 100)
    full, shut = await worker(direct_queue, "full", 1), await worker(direct_queue, "shut", 50)
    await enqueue(direct_queue)
    await claim(direct_queue, full, 1)
    await beat(direct_queue, shut, dependencies={"orchestrator": {"state": "open"}})
    [job_id] = await enqueue(direct_queue)
    [reason] = (await direct_queue.explain(job_id)).reasons
    assert (reason.block, reason.used, reason.limit) == (Block.WORKERS_FULL, 1, 1)


async def test_what_has_no_reason_to_wait_is_just_what_a_claim_takes(direct_queue: Queue) -> None:
    """Priorities, types with limits of their own, manim, a pause, jobs of the future: all at once."""
    types: JsonValue = {"scarce": {"limit": 2}, "scene": {"resource": "manim"}, "still": {"paused": True}}
    await direct_queue.configure({"types": types}, actor=ACTOR)
    await limits(direct_queue, 9, max_manim_renders=2)
    worker_id = await worker(direct_queue, concurrency=8)
    for job_type in ("scarce", "scene", "doubt"):
        await enqueue(direct_queue, job_type=job_type)
    await claim(direct_queue, worker_id)
    for priority in (Priority.LOW, Priority.HIGH, Priority.MEDIUM):
        for job_type in ("scarce", "doubt", "scene", "still"):
            await enqueue(direct_queue, 2, job_type=job_type, priority=priority)
        await enqueue(direct_queue, priority=priority, delay_seconds=600)
    queued = [job.id for job in (await direct_queue.jobs(parse_filter("status:queued"))).jobs]
    next_ones = {job_id for job_id in queued if not await blocks(direct_queue, job_id)}
    assert next_ones == {lease.job_id for lease in await claim(direct_queue, worker_id, 5)}
    assert len(next_ones) == 5
