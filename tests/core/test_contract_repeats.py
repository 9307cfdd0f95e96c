"""A call whose answer was lost is repeated with its request id, and is carried out once."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from queue_core.errors import AnswerLost, Conflict
from queue_core.models import Heartbeat, JobId, LeaseProgress, WorkerState
from queue_core.queue import Queue, new_request_id
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

Verb = Callable[[], Awaitable[Any]]


async def once_more(link: Link, verb: Verb) -> Any:
    """Call a verb, lose its answer, and call it again."""
    link.lose_next_answer()
    with pytest.raises(AnswerLost):
        await verb()
    return await verb()


async def test_enqueue_is_done_once(linked_queue: tuple[Queue, Link]) -> None:
    queue, link = linked_queue
    await queue.version()
    request_id = new_request_id()
    made = await once_more(link, lambda: queue.enqueue([new_job()] * 3, actor=ACTOR, request_id=request_id))
    assert {job.id for job in made} == {job.id for job in (await queue.jobs()).jobs}
    assert len(made) == 3


async def test_claim_is_done_once(linked_queue: tuple[Queue, Link]) -> None:
    queue, link = linked_queue
    await enqueue(queue, 5)
    worker_id = await worker(queue)
    request_id = new_request_id()
    claimed = await once_more(link, lambda: queue.claim(worker_id, 2, request_id=request_id))
    assert len(claimed.leases) == 2
    assert (await queue.stats()).processing == 2
    another = await queue.claim(worker_id, 2)
    assert not {lease.token for lease in another.leases} & {lease.token for lease in claimed.leases}


async def test_a_repeated_claim_tells_only_what_still_is_the_workers(linked_queue: tuple[Queue, Link]) -> None:
    queue, _ = linked_queue
    await enqueue(queue, 2)
    worker_id = await worker(queue)
    request_id = new_request_id()
    first = await queue.claim(worker_id, 2, request_id=request_id)
    await queue.complete(worker_id, [completion(first.leases[0])])
    again = await queue.claim(worker_id, 2, request_id=request_id)
    assert [lease.token for lease in again.leases] == [first.leases[1].token]


async def test_acknowledgements_are_done_once(linked_queue: tuple[Queue, Link]) -> None:
    queue, link = linked_queue
    worker_id = await worker(queue)

    async def lease() -> Any:
        await enqueue(queue)
        return await claim_one(queue, worker_id)

    one, two, three = await lease(), await lease(), await lease()
    for answers in (
        await once_more(link, lambda: queue.complete(worker_id, [completion(one)])),
        await once_more(link, lambda: queue.fail(worker_id, [failure(two)])),
        await once_more(link, lambda: queue.release(worker_id, releases([three]))),
    ):
        assert [answer.accepted for answer in answers] == [True]
    stats = await queue.stats()
    assert (stats.completed_today, stats.processing, stats.queued) == (1, 0, 2)
    for done in (one, two, three):
        assert len((await queue.job(done.job_id)).attempts) == 1


async def test_hello_heartbeat_and_sweep_may_be_repeated(linked_queue: tuple[Queue, Link]) -> None:
    queue, link = linked_queue
    hello = worker_hello()
    await queue.version()
    await once_more(link, lambda: queue.hello(hello))
    await enqueue(queue)
    lease = await claim_one(queue, hello.worker_id)
    beat = Heartbeat(
        worker_id=hello.worker_id, state=WorkerState.RUNNING, leases=(LeaseProgress(token=lease.token, progress=0.5),)
    )
    assert (await once_more(link, lambda: queue.heartbeat(beat))).lost == ()
    assert (await once_more(link, lambda: queue.sweep(hello.worker_id))).lost == 0
    assert len(await queue.workers()) == 1


async def test_actions_are_done_once_and_recorded_once(linked_queue: tuple[Queue, Link], database: Database) -> None:
    queue, link = linked_queue
    [job_id] = await enqueue(queue)
    verbs: list[tuple[str, Callable[[Any], Awaitable[Any]]]] = [
        ("cancel", lambda request: queue.cancel([job_id], actor=ACTOR, request_id=request)),
        ("retry", lambda request: queue.retry([job_id], actor=ACTOR, request_id=request)),
        ("pause", lambda request: queue.pause(actor=ACTOR, reason="x", request_id=request)),
        ("resume", lambda request: queue.resume(actor=ACTOR, request_id=request)),
        (
            "configure",
            lambda request: queue.configure({"max_manim_renders": 2}, actor=ACTOR, request_id=request),
        ),
        ("release_slot", lambda request: queue.release_slots([job_id], actor=ACTOR, request_id=request)),
        ("delete", lambda request: queue.delete([job_id], actor=ACTOR, request_id=request)),
    ]
    for name, verb in verbs:
        request_id = new_request_id()
        answer = await once_more(link, lambda verb=verb, request_id=request_id: verb(request_id))  # type: ignore[misc]
        assert answer == await verb(request_id), name
        if name in ("cancel", "retry", "delete"):
            assert answer.done == (job_id,), name
    rows = await database.execute("select verb, count(*) from queue.operations where verb <> 'enqueue' group by verb")
    assert dict(rows) == {name: 1 for name, _ in verbs}


async def test_undo_is_done_once(linked_queue: tuple[Queue, Link]) -> None:
    queue, link = linked_queue
    [job_id] = await enqueue(queue)
    cancelled = await queue.cancel([job_id], actor=ACTOR)
    request_id = new_request_id()
    undone = await once_more(link, lambda: queue.undo(cancelled.operation_id, actor=ACTOR, request_id=request_id))
    assert undone.done == (job_id,)


async def test_a_request_id_belongs_to_one_verb(queue: Queue) -> None:
    request_id = new_request_id()
    [job] = await queue.enqueue([new_job()], actor=ACTOR, request_id=request_id)
    with pytest.raises(Conflict, match="enqueue"):
        await queue.cancel([job.id], actor=ACTOR, request_id=request_id)


async def test_repeats_that_come_at_the_same_moment_get_one_answer(queue: Queue) -> None:
    request_id = new_request_id()
    answers = await asyncio.gather(
        *(queue.enqueue([new_job()] * 2, actor=ACTOR, request_id=request_id) for _ in range(6))
    )
    assert len(set(answers)) == 1
    assert (await queue.count()).count == 2


async def test_claims_repeated_at_the_same_moment_take_no_more_than_one(queue: Queue) -> None:
    await enqueue(queue, 10)
    worker_id = await worker(queue)
    request_id = new_request_id()
    await asyncio.gather(*(queue.claim(worker_id, 2, request_id=request_id) for _ in range(6)))
    assert (await queue.stats()).processing == 2


async def test_an_action_that_failed_may_be_tried_again_with_its_request_id(queue: Queue) -> None:
    request_id = new_request_id()
    with pytest.raises(Exception, match="no_such_field"):
        await queue.configure({"no_such_field": 1}, actor=ACTOR, request_id=request_id)
    config = await queue.configure({"max_manim_renders": 1}, actor=ACTOR, request_id=request_id)
    assert config.max_manim_renders == 1


async def test_without_a_request_id_every_call_is_an_intent_of_its_own(queue: Queue) -> None:
    ids: set[JobId] = set()
    for _ in range(3):
        ids.update(await enqueue(queue))
    assert len(ids) == 3
