"""Workers that an operator sets quiet and active again, over both transports."""

import asyncio
from typing import cast

import pytest

from queue_core.errors import InvalidInput
from queue_core.models import Heartbeat, WorkerId, WorkerState
from queue_core.queue import Queue, new_request_id
from tests.support.clock import Clock
from tests.support.databases import Database
from tests.support.jobs import ACTOR, claim, claim_one, completion, enqueue, worker, worker_hello
from tests.support.waking import listening

NOBODY = WorkerId("00000000-0000-4000-8000-000000000000")


async def beat(queue: Queue, worker_id: WorkerId, state: WorkerState = WorkerState.RUNNING) -> bool:
    """What the worker hears of being quiet."""
    return (await queue.heartbeat(Heartbeat(worker_id=worker_id, state=state, leases=()))).terms.quiet


async def states(queue: Queue) -> dict[WorkerId, WorkerState]:
    return {worker.id: worker.state for worker in await queue.workers()}


async def test_a_quiet_worker_claims_nothing_and_goes_on_with_what_it_runs(queue: Queue) -> None:
    await enqueue(queue, 2)
    worker_id = await worker(queue)
    lease = await claim_one(queue, worker_id)
    assert not await beat(queue, worker_id)

    asked = await queue.quiet([worker_id], actor=ACTOR, reason="upgrade")
    assert (asked.done, asked.skipped) == ((worker_id,), ())
    assert await claim(queue, worker_id) == ()
    assert await beat(queue, worker_id)
    assert await states(queue) == {worker_id: WorkerState.QUIET}
    [done] = await queue.complete(worker_id, [completion(lease)])
    assert done.accepted

    await queue.quiet([worker_id], off=True, actor=ACTOR)
    assert not await beat(queue, worker_id)
    assert len(await claim(queue, worker_id)) == 1


async def test_others_go_on_claiming(queue: Queue) -> None:
    await enqueue(queue)
    one, other = await worker(queue, "one"), await worker(queue, "other")
    await queue.quiet([one], actor=ACTOR)
    assert await claim(queue, one) == ()
    assert len(await claim(queue, other)) == 1


async def test_a_worker_that_says_hello_again_stays_quiet(queue: Queue) -> None:
    hello = worker_hello()
    assert not (await queue.hello(hello)).quiet
    await queue.quiet([hello.worker_id], actor=ACTOR)
    assert (await queue.hello(hello)).quiet


async def test_what_the_worker_says_of_itself_is_shown_where_it_tells_more(queue: Queue) -> None:
    worker_id = await worker(queue)
    await queue.quiet([worker_id], actor=ACTOR)
    await beat(queue, worker_id, WorkerState.DRAINING)
    assert await states(queue) == {worker_id: WorkerState.DRAINING}


async def test_workers_that_are_unknown_stopped_or_gone_are_skipped_with_the_reason(queue: Queue, clock: Clock) -> None:
    gone = await worker(queue, "gone")
    await clock.advance(61)
    stopped, alive = await worker(queue, "stopped"), await worker(queue, "alive")
    await beat(queue, stopped, WorkerState.STOPPED)
    asked = await queue.quiet([alive, gone, stopped, NOBODY], actor=ACTOR)
    assert asked.done == (alive,)
    reasons = {skipped.id: skipped.reason for skipped in asked.skipped}
    assert reasons == {gone: "it is gone", stopped: "it has stopped", NOBODY: "no such worker"}


async def test_a_repeat_is_answered_like_the_first_call_and_does_nothing(queue: Queue) -> None:
    worker_id, request = await worker(queue), new_request_id()
    first = await queue.quiet([worker_id], actor=ACTOR, request_id=request)
    await queue.quiet([worker_id], off=True, actor=ACTOR)
    assert await queue.quiet([worker_id], actor=ACTOR, request_id=request) == first
    assert not await beat(queue, worker_id)


async def test_it_is_audited(queue: Queue, database: Database) -> None:
    worker_id = await worker(queue)
    asked = await queue.quiet([worker_id], actor="me", reason="upgrade")
    rows = await database.execute(
        "select verb, actor, reason, detail from queue.operations where id = %s", asked.operation_id
    )
    assert rows == [("quiet", "me", "upgrade", {"quiet": True, "workers": [worker_id], "changed": [worker_id]})]


@pytest.mark.parametrize("ids", [[], ["not an id"], [NOBODY] * 1001], ids=["none", "no id", "too many"])
async def test_what_is_no_list_of_ids_is_refused(queue: Queue, ids: list[str]) -> None:
    with pytest.raises(InvalidInput):
        await queue.quiet(cast(list[WorkerId], ids), actor=ACTOR)


async def test_whoever_listens_is_woken(direct_queue: Queue, database: Database) -> None:
    worker_id = await worker(direct_queue)
    woken = await listening(direct_queue, database)
    await direct_queue.quiet([worker_id], actor=ACTOR)
    async with asyncio.timeout(30):
        await woken
