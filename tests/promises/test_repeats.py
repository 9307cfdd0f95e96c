"""Every verb that writes, its answer lost and the call repeated: the database is as one call made it.

Each verb has a scene in which it has something to do. What the answers say is `tests/core/test_contract_repeats.py`.
"""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from queue_core.errors import AnswerLost
from queue_core.filters import Filter
from queue_core.models import Heartbeat, LeaseProgress, WorkerState
from queue_core.queue import Queue, new_request_id
from tests.support.clock import Clock
from tests.support.databases import Database
from tests.support.jobs import (
    ACTOR,
    claim_one,
    completion,
    enqueue,
    failure,
    new_job,
    releases,
    worker,
    worker_hello,
)
from tests.support.link import Link

Call = Callable[[], Awaitable[Any]]
Scene = Callable[[Queue, Clock], Awaitable[Call]]

PROOFS_OF_LIFE = {"last_seen_at", "expires_at"}
"""Later with each repeat, as they should be."""
COUNTS_WHAT_IT_DID = {"sweep"}
"""A sweep that is repeated finds less to do, and says so."""


async def hello(queue: Queue, _: Clock) -> Call:
    who = worker_hello()
    return lambda: queue.hello(who)


async def claim(queue: Queue, _: Clock) -> Call:
    await enqueue(queue, 5)
    worker_id, request_id = await worker(queue), new_request_id()
    return lambda: queue.claim(worker_id, 2, request_id=request_id)


async def heartbeat(queue: Queue, _: Clock) -> Call:
    await enqueue(queue)
    worker_id = await worker(queue)
    lease = await claim_one(queue, worker_id)
    await queue.cancel([lease.job_id], actor=ACTOR)
    progress = LeaseProgress(token=lease.token, progress=0.5, cancel_acknowledged=True)
    beat = Heartbeat(worker_id=worker_id, state=WorkerState.DRAINING, leases=(progress,), detail={"a": 1})
    return lambda: queue.heartbeat(beat)


async def complete(queue: Queue, _: Clock) -> Call:
    await enqueue(queue, 2)
    worker_id = await worker(queue)
    leases = [await claim_one(queue, worker_id) for _ in range(2)]
    await queue.cancel([leases[0].job_id], actor=ACTOR)
    return lambda: queue.complete(worker_id, [completion(lease) for lease in leases])


async def fail(queue: Queue, _: Clock) -> Call:
    await enqueue(queue, 2)
    worker_id = await worker(queue)
    leases = [await claim_one(queue, worker_id) for _ in range(2)]
    await queue.cancel([leases[0].job_id], actor=ACTOR)
    return lambda: queue.fail(worker_id, [failure(lease) for lease in leases])


async def release(queue: Queue, _: Clock) -> Call:
    await enqueue(queue)
    worker_id = await worker(queue)
    lease = await claim_one(queue, worker_id)
    return lambda: queue.release(worker_id, releases([lease]))


async def sweep(queue: Queue, clock: Clock) -> Call:
    await enqueue(queue, 3)
    worker_id = await worker(queue)
    await claim_one(queue, worker_id)
    await clock.advance(61)
    return lambda: queue.sweep(worker_id)


async def enqueue_some(queue: Queue, _: Clock) -> Call:
    await enqueue(queue, dedupe_key="there already")
    jobs = [new_job(), new_job(dedupe_key="there already"), new_job(dedupe_key="new")]
    request_id = new_request_id()
    return lambda: queue.enqueue(jobs, actor=ACTOR, request_id=request_id)


async def retry(queue: Queue, _: Clock) -> Call:
    ids = await enqueue(queue, 2)
    await queue.cancel(ids[:1], actor=ACTOR)
    request_id = new_request_id()
    return lambda: queue.retry(ids, actor=ACTOR, request_id=request_id)


async def cancel(queue: Queue, _: Clock) -> Call:
    ids = await enqueue(queue, 2)
    await claim_one(queue, await worker(queue))
    request_id = new_request_id()
    return lambda: queue.cancel(ids, actor=ACTOR, request_id=request_id)


async def delete(queue: Queue, _: Clock) -> Call:
    ids = await enqueue(queue, 2)
    await claim_one(queue, await worker(queue))
    request_id = new_request_id()
    return lambda: queue.delete(ids, actor=ACTOR, request_id=request_id)


async def undo(queue: Queue, _: Clock) -> Call:
    cancelled = await queue.cancel(await enqueue(queue, 2), actor=ACTOR)
    request_id = new_request_id()
    return lambda: queue.undo(cancelled.operation_id, actor=ACTOR, request_id=request_id)


async def configure(queue: Queue, _: Clock) -> Call:
    request_id = new_request_id()
    changes: Any = {"max_concurrent_renders": 3, "types": {"new": {"limit": 2}}}
    return lambda: queue.configure(changes, actor=ACTOR, reason="why", request_id=request_id)


async def pause(queue: Queue, _: Clock) -> Call:
    request_id = new_request_id()
    return lambda: queue.pause(actor=ACTOR, reason="why", request_id=request_id)


async def resume(queue: Queue, _: Clock) -> Call:
    await enqueue(queue)
    await queue.pause(actor=ACTOR, job_type="doubt")
    request_id = new_request_id()
    return lambda: queue.resume(actor=ACTOR, job_type="doubt", request_id=request_id)


async def release_slot(queue: Queue, clock: Clock) -> Call:
    [job_id] = await enqueue(queue)
    worker_id = await worker(queue)
    await claim_one(queue, worker_id)
    await clock.advance(61)
    await queue.sweep(worker_id)
    request_id = new_request_id()
    return lambda: queue.release_slots([job_id], actor=ACTOR, request_id=request_id)


async def quiet(queue: Queue, _: Clock) -> Call:
    worker_id, request_id = await worker(queue), new_request_id()
    return lambda: queue.quiet([worker_id], actor=ACTOR, request_id=request_id)


async def edit(queue: Queue, _: Clock) -> Call:
    ids = await enqueue(queue, 2)
    await claim_one(queue, await worker(queue))
    request_id = new_request_id()
    return lambda: queue.edit(ids, {"priority": "high", "delay_seconds": 60}, actor=ACTOR, request_id=request_id)


async def force_cancel(queue: Queue, _: Clock) -> Call:
    ids = await enqueue(queue, 2)
    await claim_one(queue, await worker(queue))
    request_id = new_request_id()
    return lambda: queue.force_cancel(ids, actor=ACTOR, request_id=request_id)


async def plan(queue: Queue, _: Clock) -> Call:
    await enqueue(queue, 3)
    await claim_one(queue, await worker(queue))
    request_id = new_request_id()
    return lambda: queue.plan("edit", Filter(), arguments={"priority": "low"}, actor=ACTOR, request_id=request_id)


async def apply(queue: Queue, _: Clock) -> Call:
    made = await queue.plan("cancel", ids=await enqueue(queue, 3), actor=ACTOR)
    return lambda: queue.apply(made.operation.id, actor=ACTOR, start=True)


async def halt(queue: Queue, _: Clock) -> Call:
    made = await queue.plan("cancel", ids=await enqueue(queue, 3), actor=ACTOR)
    await queue.apply(made.operation.id, actor=ACTOR, start=True, chunk=1)
    return lambda: queue.halt(made.operation.id, actor=ACTOR)


async def unlock(queue: Queue, _: Clock) -> Call:
    request_id = new_request_id()
    return lambda: queue.unlock(seconds=900, actor=ACTOR, reason="why", request_id=request_id)


SCENES: dict[str, Scene] = {
    "hello": hello,
    "claim": claim,
    "heartbeat": heartbeat,
    "complete": complete,
    "fail": fail,
    "release": release,
    "sweep": sweep,
    "enqueue": enqueue_some,
    "retry": retry,
    "cancel": cancel,
    "delete": delete,
    "undo": undo,
    "configure": configure,
    "pause": pause,
    "resume": resume,
    "release_slot": release_slot,
    "quiet": quiet,
    "edit": edit,
    "force_cancel": force_cancel,
    "plan": plan,
    "apply": apply,
    "halt": halt,
    "unlock": unlock,
}


async def test_every_verb_that_writes_has_a_scene(database: Database) -> None:
    rows = await database.execute(
        "select substr(proname, 7) from pg_proc where pronamespace = 'public'::regnamespace "
        "and proname like 'queue\\_%' and provolatile = 'v'"
    )
    assert {verb for (verb,) in rows} == SCENES.keys()


@pytest.mark.parametrize("verb", SCENES)
async def test_a_repeat_after_a_lost_answer_changes_nothing(
    verb: str, linked_queue: tuple[Queue, Link], database: Database, clock: Clock
) -> None:
    queue, link = linked_queue
    await clock.set((await clock.now()).replace(second=5))  # what a sweep does about statistics changes with the minute
    call = await SCENES[verb](queue, clock)
    await queue.version()  # the link is up: what is lost is the answer of the verb
    before = await dump(database)

    link.lose_next_answer()
    with pytest.raises(AnswerLost):
        await call()
    once = await dump(database)
    assert once != before

    await clock.advance(5)
    answer = await call()
    assert await dump(database) == once
    assert verb in COUNTS_WHAT_IT_DID or await call() == answer


async def dump(database: Database) -> dict[str, list[Any]]:
    """Every row of every table of the queue."""
    tables = await database.execute(
        "select oid::regclass::text from pg_class where relkind = 'r' and relname <> 'test_clock' and "
        "(relnamespace = 'queue'::regnamespace or relname in ('jobs', 'job_queue_config'))"
    )
    contents = {}
    for (table,) in sorted(tables):
        rows = await database.execute(f"select to_jsonb(t) from {table} t")
        contents[table] = [{k: v for k, v in row.items() if k not in PROOFS_OF_LIFE} for (row,) in rows]
        contents[table].sort(key=repr)
    return contents
