"""Why a job is not running, as the queue says it: never in disagreement with a claim."""

from typing import Any

import pytest

from queue_core.errors import InvalidInput, NotFound
from queue_core.models import (
    Block,
    JobId,
    JobStatus,
    WorkerState,
)
from queue_core.queue import Queue
from tests.support.clock import Clock
from tests.support.explaining import beat, blocks, is_next, limits
from tests.support.jobs import ACTOR, enqueue, worker


async def test_a_job_that_is_about_to_be_claimed_has_no_reason_to_wait(queue: Queue) -> None:
    [first, second] = await enqueue(queue, 2)
    worker_id = await worker(queue)
    found = await queue.explain(JobId(second[:13]))
    assert (found.job_id, found.status, found.reasons, found.start_in_seconds) == (second, JobStatus.QUEUED, (), 0)
    assert await is_next(queue, second, worker_id)
    running = await queue.explain(first)
    assert (running.status, running.reasons, running.start_in_seconds) == (JobStatus.PROCESSING, (), None)


async def test_an_unknown_job_is_not_found(direct_queue: Queue) -> None:
    with pytest.raises(NotFound):
        await direct_queue.explain(JobId("00000000-0000-4000-8000-000000000000"))
    with pytest.raises(InvalidInput):
        await direct_queue.explain(JobId("nothing"))


async def test_what_somebody_has_to_put_right_comes_first_and_has_no_end(queue: Queue, clock: Clock) -> None:
    [job_id] = await enqueue(queue, delay_seconds=600)
    await queue.pause(actor=ACTOR, reason="new disk")
    await queue.pause(actor=ACTOR, job_type="doubt")
    await limits(queue, 0)
    found = await queue.explain(job_id)
    assert [reason.block for reason in found.reasons] == [
        Block.PAUSED,
        Block.TYPE_PAUSED,
        Block.NO_WORKER,
        Block.NOT_BEFORE,
        Block.LIMIT,
    ]
    paused, of_type, _, later, limit = found.reasons
    assert (paused.subject, of_type.subject) == ("new disk", "doubt")
    assert (paused.pause, of_type.pause) == (await queue.config()).pauses
    assert later.until is not None
    assert (later.until - await clock.now()).total_seconds() == pytest.approx(600, abs=60)
    assert (limit.used, limit.limit, limit.holders) == (0, 0, ())
    assert found.start_in_seconds is None


async def test_a_scheduled_job_starts_at_its_time(direct_queue: Queue) -> None:
    [job_id] = await enqueue(direct_queue, delay_seconds=600)
    await worker(direct_queue)
    found = await direct_queue.explain(job_id)
    assert [reason.block for reason in found.reasons] == [Block.NOT_BEFORE]
    assert found.start_in_seconds == pytest.approx(600, abs=60)


async def test_quiet_workers_and_those_that_take_other_types_are_named(direct_queue: Queue, clock: Clock) -> None:
    [job_id] = await enqueue(direct_queue)
    worker_id = await worker(direct_queue)
    await direct_queue.quiet([worker_id], actor=ACTOR)
    assert await blocks(direct_queue, job_id) == [Block.QUIET]
    await direct_queue.quiet([worker_id], off=True, actor=ACTOR)
    await beat(direct_queue, worker_id, scope={"types": ["topic_short"]})
    [reason] = (await direct_queue.explain(job_id)).reasons
    assert (reason.block, reason.subject) == (Block.NO_WORKER_FOR_TYPE, "doubt")
    await beat(direct_queue, worker_id, scope={"types": None, "not_types": ["doubt"]})
    assert await blocks(direct_queue, job_id) == [Block.NO_WORKER_FOR_TYPE]
    await beat(direct_queue, worker_id, WorkerState.DRAINING)
    assert await blocks(direct_queue, job_id) == [Block.QUIET]
    await clock.advance(61)
    assert await blocks(direct_queue, job_id) == [Block.NO_WORKER]


async def test_a_breaker_is_a_reason_where_it_is_open_for_every_worker(direct_queue: Queue, clock: Clock) -> None:
    [job_id, mine] = [*await enqueue(direct_queue), *await enqueue(direct_queue, job_type="mine")]
    one, other = await worker(direct_queue, "one"), await worker(direct_queue, "other")
    down = {"orchestrator": {"state": "open", "next_probe_seconds": 20}, "manim": {"state": "open"}}
    await beat(direct_queue, one, dependencies=down, own_types=["mine"])
    assert await blocks(direct_queue, job_id) == []
    await beat(direct_queue, other, dependencies={"orchestrator": {"state": "half_open"}}, own_types=["mine"])
    [reason] = (await direct_queue.explain(job_id)).reasons
    assert (reason.block, reason.subject) == (Block.BREAKER, "orchestrator")
    assert reason.until is not None
    assert 0 < (reason.until - await clock.now()).total_seconds() <= 20
    assert await blocks(direct_queue, mine) == [], "its handler needs no orchestrator"


@pytest.mark.parametrize("detail", [{"dependencies": [1]}, {"dependencies": {"orchestrator": 7}}, {"scope": "all"}])
async def test_a_worker_that_says_something_odd_of_itself_is_no_reason(direct_queue: Queue, detail: Any) -> None:
    [job_id] = await enqueue(direct_queue)
    await beat(direct_queue, await worker(direct_queue), own_types={"doubt": None}, **detail)
    assert await blocks(direct_queue, job_id) == []
