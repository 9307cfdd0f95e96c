"""Undo puts back what is still as the operation left it, and says in words what has moved on.

Undo of a retry and of a cancel of named jobs is in `test_contract_operator.py`.
"""

import asyncio
from typing import Any

import psycopg
import pytest

from queue_core.errors import Conflict
from queue_core.models import (
    Heartbeat,
    JobStatus,
    JsonValue,
    Operation,
    OperationState,
    Plan,
    Priority,
    WorkerId,
    WorkerState,
)
from queue_core.operation_words import undone
from queue_core.queue import Queue
from tests.support.databases import Database
from tests.support.jobs import ACTOR, claim_one, enqueue, worker

CHANGES: dict[str, JsonValue] = {
    "max_concurrent_renders": 3,
    "peak_hour_start": "22:00",
    "types": {"doubt": {"limit": 2, "resource": "manim"}, "new": {"limit": 1}},
}


async def latest(queue: Queue) -> Operation:
    """The newest operation that is no enqueue."""
    return (await queue.operations(limit=1)).operations[0]


async def is_quiet(queue: Queue, worker_id: WorkerId) -> bool:
    beat = Heartbeat(worker_id=worker_id, state=WorkerState.RUNNING, leases=())
    return (await queue.heartbeat(beat)).terms.quiet


# -- jobs ------------------------------------------------------------------------------------------------


async def test_an_edit_is_undone_with_priority_and_moment(direct_queue: Queue) -> None:
    [job_id] = await enqueue(direct_queue, priority=Priority.LOW, delay_seconds=600)
    before = (await direct_queue.job(job_id)).job
    edited = await direct_queue.edit([job_id], {"priority": "high", "delay_seconds": 0}, actor=ACTOR)
    assert edited.undoable
    undone = await direct_queue.undo(edited.operation_id, actor=ACTOR)
    assert (undone.done, undone.undoable) == ((job_id,), False)
    after = (await direct_queue.job(job_id)).job
    assert (after.priority, after.run_at) == (before.priority, before.run_at)
    operation = (await direct_queue.operation(edited.operation_id)).operation
    assert (operation.undoable, operation.undone_by) == (False, undone.operation_id)
    assert (await latest(direct_queue)).undoes == edited.operation_id


async def test_an_undo_that_put_nothing_back_has_undone_nothing(direct_queue: Queue) -> None:
    [job_id] = await enqueue(direct_queue)
    edited = await direct_queue.edit([job_id], {"priority": "high"}, actor=ACTOR)
    await direct_queue.edit([job_id], {"priority": "low"}, actor=ACTOR)
    undone = await direct_queue.undo(edited.operation_id, actor=ACTOR)
    assert (undone.done, len(undone.skipped)) == ((), 1)
    plan = await direct_queue.plan("undo", arguments={"operation_id": edited.operation_id}, actor=ACTOR)
    applied = await direct_queue.apply(plan.operation.id, actor=ACTOR, start=True)
    assert (applied.state, applied.done, applied.skipped) == (OperationState.APPLIED, 0, 1)
    operation = (await direct_queue.operation(edited.operation_id)).operation
    assert (operation.undone_by, operation.undoable) == (None, True)


async def undoing(queue: Queue, plan: Plan) -> tuple[str, OperationState | None]:
    """What the log says of the operation that is undone, and how far that is."""
    [listed] = [one for one in (await queue.operations()).operations if one.id == plan.operation.id]
    return undone(listed).removesuffix(f" by {listed.undone_by}"), listed.undo_state


async def test_a_bulk_operation_is_undone_by_a_plan(queue: Queue, database: Database) -> None:
    ids = await enqueue(queue, 6)
    plan = await queue.plan("cancel", ids=ids, actor=ACTOR)
    await queue.apply(plan.operation.id, actor=ACTOR, start=True)
    await queue.retry(ids[:1], actor=ACTOR)
    undo = await queue.plan("undo", arguments={"operation_id": plan.operation.id}, actor=ACTOR)
    assert (undo.operation.planned, undo.operation.skip_reasons) == (5, {"it has moved on since: it is queued": 1})
    assert (undo.statuses, undo.operation.undoes) == ({"cancelled": 5}, plan.operation.id)
    await queue.delete(ids[1:2], actor=ACTOR)
    second = await queue.plan("undo", arguments={"operation_id": plan.operation.id}, actor=ACTOR)
    operation = await queue.apply(undo.operation.id, actor=ACTOR, start=True, chunk=3)
    assert (operation.state, operation.undoable) == (OperationState.APPLYING, False)
    assert await undoing(queue, plan) == ("being undone", OperationState.APPLYING)
    await queue.halt(undo.operation.id, actor=ACTOR)
    assert await undoing(queue, plan) == ("partly undone", OperationState.HALTED)
    operation = await queue.apply(undo.operation.id, actor=ACTOR, start=True, chunk=3)
    assert await undoing(queue, plan) == ("undone", OperationState.APPLIED)
    assert (operation.state, operation.done, operation.skipped) == (OperationState.APPLIED, 4, 2)
    assert [job.status for job in (await queue.jobs()).jobs] == [JobStatus.QUEUED] * 5
    with pytest.raises(Conflict, match="undone before"):
        await queue.apply(second.operation.id, actor=ACTOR, start=True)


async def test_what_was_halted_is_undone_as_far_as_it_came_and_never_goes_on(direct_queue: Queue) -> None:
    queue = direct_queue
    ids = await enqueue(queue, 3)
    plan = await queue.plan("cancel", ids=ids, actor=ACTOR)
    operation_id = plan.operation.id
    with pytest.raises(Conflict, match="not been applied"):
        await queue.undo(operation_id, actor=ACTOR)
    await queue.apply(operation_id, actor=ACTOR, start=True, chunk=2)
    for undo in (
        queue.undo(operation_id, actor=ACTOR),
        queue.plan("undo", arguments={"operation_id": operation_id}, actor=ACTOR),
    ):
        with pytest.raises(Conflict, match="halt it first"):
            await undo
    assert (await queue.halt(operation_id, actor=ACTOR)).undoable
    assert len((await queue.undo(operation_id, actor=ACTOR)).done) == 2
    assert (await queue.operation(operation_id)).operation.state is OperationState.ABORTED
    with pytest.raises(Conflict, match="undone"):
        await queue.apply(operation_id, actor=ACTOR, start=True)


async def test_more_than_1000_jobs_want_a_plan(direct_queue: Queue, database: Database) -> None:
    cancelled = await direct_queue.cancel(await enqueue(direct_queue), actor=ACTOR)
    await database.execute("update queue.operations set done = 1001 where id = %s", cancelled.operation_id)
    with pytest.raises(Conflict, match=r"1001 jobs.*plan it"):
        await direct_queue.undo(cancelled.operation_id, actor=ACTOR)
    assert (await direct_queue.operation(cancelled.operation_id)).operation.undone_by is None


async def test_what_cannot_be_undone_is_said(direct_queue: Queue) -> None:
    queue = direct_queue
    [job_id] = await enqueue(queue)
    await claim_one(queue, await worker(queue))
    forced = await queue.force_cancel([job_id], actor=ACTOR)
    unlocked = await queue.unlock(seconds=60, actor=ACTOR, reason="a test")
    retried = await queue.retry([job_id], actor=ACTOR)
    undone = await queue.undo(retried.operation_id, actor=ACTOR)
    for operation_id in (forced.operation_id, unlocked.id, undone.operation_id):
        assert not (await queue.operation(operation_id)).operation.undoable
        with pytest.raises(Conflict, match="cannot be undone"):
            await queue.undo(operation_id, actor=ACTOR)


# -- configuration ---------------------------------------------------------------------------------------


async def test_a_change_of_configuration_is_put_back(queue: Queue) -> None:
    before = await queue.config()
    await queue.configure(CHANGES, actor=ACTOR)
    changed = await latest(queue)
    assert changed.undoable
    result = await queue.undo(changed.id, actor=ACTOR)
    assert (result.done, result.skipped, result.undoable) == ((), (), False)
    after = await queue.config()
    assert (after.max_concurrent_renders, after.peak_hour_start) == (10, before.peak_hour_start)
    assert [kind for kind in after.types if kind.job_type != "new"] == list(before.types)
    assert [kind.limit for kind in after.types if kind.job_type == "new"] == [None]
    with pytest.raises(Conflict, match="before"):
        await queue.undo(changed.id, actor=ACTOR)


async def test_fields_that_were_changed_again_are_named_and_nothing_is_put_back(direct_queue: Queue) -> None:
    await direct_queue.configure(CHANGES, actor=ACTOR)
    changed = await latest(direct_queue)
    later: dict[str, JsonValue] = {"max_concurrent_renders": 4, "types": {"doubt": {"limit": 9}}}
    await direct_queue.configure({**later, "max_manim_renders": 1}, actor=ACTOR)
    config = await direct_queue.config()
    with pytest.raises(Conflict, match=r"doubt\.limit, max_concurrent_renders\. Nothing was put back"):
        await direct_queue.undo(changed.id, actor=ACTOR)
    assert await direct_queue.config() == config
    assert (await direct_queue.operation(changed.id)).operation.undoable, "it may be possible again"


async def test_a_change_that_waited_for_another_goes_back_to_what_that_one_made(
    direct_queue: Queue, database: Database
) -> None:
    waits = (
        "select from pg_stat_activity where datname = current_database() "
        "and wait_event_type = 'Lock' and query ~ 'queue_configure'"
    )
    async with await psycopg.AsyncConnection.connect(database.conninfo_of("postgres")) as other:
        await other.execute("select queue_configure('{\"max_manim_renders\": 3}', 'other', null, gen_random_uuid())")
        changing = asyncio.create_task(direct_queue.configure({"max_manim_renders": 2}, actor=ACTOR))
        while not changing.done() and not await database.execute(waits):
            await asyncio.sleep(0.01)
        await other.commit()
    await changing
    await direct_queue.undo((await latest(direct_queue)).id, actor=ACTOR)
    assert (await direct_queue.config()).max_manim_renders == 3


@pytest.mark.parametrize("job_type", [None, "doubt"])
async def test_a_pause_and_a_resume_are_undone(direct_queue: Queue, job_type: str | None) -> None:
    queue = direct_queue
    await enqueue(queue)

    async def paused() -> Any:
        config = await queue.config()
        return config.paused if job_type is None else {kind.job_type: kind.paused for kind in config.types}[job_type]

    await queue.pause(actor=ACTOR, job_type=job_type, reason="upgrade")
    first = await latest(queue)
    await queue.resume(actor=ACTOR, job_type=job_type)
    with pytest.raises(Conflict, match="again since"):
        await queue.undo(first.id, actor=ACTOR)
    await queue.undo((await latest(queue)).id, actor=ACTOR)
    assert await paused()
    assert (await queue.config()).pause_reason == ("upgrade" if job_type is None else None)
    await queue.undo(first.id, actor=ACTOR)
    assert not await paused()


async def test_workers_that_are_still_quiet_are_woken_by_undo(direct_queue: Queue) -> None:
    queue = direct_queue
    already, asked, woken = [await worker(queue, name) for name in ("already", "asked", "woken")]
    await queue.quiet([already], actor=ACTOR)
    quiet = await queue.quiet([already, asked, woken], actor=ACTOR)
    await queue.quiet([woken], off=True, actor=ACTOR)
    await queue.undo(quiet.operation_id, actor=ACTOR)
    assert [await is_quiet(queue, worker_id) for worker_id in (already, asked, woken)] == [True, False, False]
    quiet = await queue.quiet([woken], actor=ACTOR)
    await queue.quiet([woken], off=True, actor=ACTOR)
    with pytest.raises(Conflict, match="None of the workers"):
        await queue.undo(quiet.operation_id, actor=ACTOR)


async def test_what_an_earlier_version_did_not_write_down_is_not_guessed(
    direct_queue: Queue, database: Database
) -> None:
    await direct_queue.pause(actor=ACTOR)
    paused = await latest(direct_queue)
    await database.execute("update queue.operations set detail = '{\"type\": null}' where id = %s", paused.id)
    with pytest.raises(Conflict, match="earlier version"):
        await direct_queue.undo(paused.id, actor=ACTOR)
    assert not (await direct_queue.operation(paused.id)).operation.undoable


async def test_operations_that_wrote_the_error_down_too_can_be_undone(direct_queue: Queue, database: Database) -> None:
    [job_id] = await enqueue(direct_queue)
    cancelled = await direct_queue.cancel([job_id], actor=ACTOR)
    await database.execute("update queue.operation_targets set after = after || '{\"error_message\": null}' where true")
    assert (await direct_queue.undo(cancelled.operation_id, actor=ACTOR)).done == (job_id,)
