"""Plan, then apply: what was shown is touched and nothing else, chunk by chunk, whoever calls for the next."""

import asyncio
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from queue_core.errors import Conflict, InvalidInput, NotFound
from queue_core.filters import Filter, parse_filter
from queue_core.models import Effect, JobId, JobStatus, Operation, OperationId, OperationState, Plan, Priority
from queue_core.queue import Queue, new_request_id
from tests.support.clock import Clock
from tests.support.databases import Database
from tests.support.jobs import ACTOR, claim_one, enqueue, worker

NOBODY = JobId("00000000-0000-4000-8000-000000000000")
MANY = """
insert into public.jobs (job_type, priority, status, payload, created_at, updated_at)
select 'doubt', 'low', case when n % 5 = 0 then 'failed' else 'completed' end, '{}', t.at, t.at
from generate_series(1, 25000) n, lateral (select queue.now() - interval '2 hours' + n * interval '1 ms' as at) t
"""


async def plan_cancel(queue: Queue, ids: list[JobId], **more: Any) -> OperationId:
    return (await queue.plan("cancel", ids=ids, actor=ACTOR, **more)).operation.id


async def statuses(queue: Queue, ids: list[JobId]) -> list[JobStatus]:
    return [(await queue.job(job_id)).job.status for job_id in ids]


def progress(operation: Operation) -> tuple[OperationState, int, int, int, int]:
    return operation.state, operation.planned, operation.done, operation.requested, operation.skipped


# -- plan ------------------------------------------------------------------------------------------------


async def test_a_plan_shows_what_it_will_touch_and_touches_nothing(queue: Queue) -> None:
    ids = await enqueue(queue, 3) + await enqueue(queue, 1, job_type="topic_short")
    await queue.cancel(ids[:2], actor=ACTOR)
    await claim_one(queue, await worker(queue))
    plan = await queue.plan("retry", parse_filter("type:doubt,topic_short"), actor="asha", reason="fixed")
    operation = plan.operation
    assert progress(operation) == (OperationState.PLANNED, 2, 0, 0, 2)
    assert (operation.verb, operation.actor, operation.reason, operation.total) == ("retry", "asha", "fixed", 4)
    assert operation.filter == "type:doubt,topic_short"
    assert operation.skip_reasons == {"it is being processed": 1, "it is queued already": 1}
    assert (operation.is_complete, operation.undoable, plan.searched) == (True, False, 4)
    assert (plan.types, plan.statuses) == ({"doubt": 2}, {"cancelled": 2})
    jobs = [(await queue.job(job_id)).job for job_id in ids]
    assert (plan.oldest, plan.newest) == (jobs[0].created_at, jobs[1].created_at)
    assert [job.status for job in jobs].count(JobStatus.CANCELLED) == 2


async def test_a_plan_of_ids_keeps_their_order_and_names_those_that_are_not_there(direct_queue: Queue) -> None:
    ids = (await enqueue(direct_queue, 3))[::-1]
    plan = await direct_queue.plan("cancel", ids=[*ids, NOBODY, ids[0]], actor=ACTOR)
    assert progress(plan.operation) == (OperationState.PLANNED, 3, 0, 0, 1)
    targets = (await direct_queue.operation(plan.operation.id)).targets
    assert [(target.job_id, target.effect) for target in targets] == [
        (NOBODY, Effect.SKIPPED), *((job_id, Effect.PLANNED) for job_id in ids)
    ]  # fmt: skip
    assert targets[0].skip_reason == "no such job"


async def test_a_large_plan_is_made_in_several_calls_and_applied_only_when_it_is_complete(
    direct_queue: Queue, database: Database, clock: Clock
) -> None:
    await database.execute(MANY)
    request_id = new_request_id()

    async def go_on() -> Plan:
        return await direct_queue.plan(
            "retry", parse_filter("status:failed,completed age:<3h"), actor=ACTOR, request_id=request_id
        )

    plan = await go_on()
    assert (plan.operation.is_complete, plan.searched, plan.operation.planned) == (False, 10_000, 10_000)
    with pytest.raises(Conflict, match="not complete"):
        await direct_queue.apply(plan.operation.id, actor=ACTOR, start=True)
    await clock.advance(2 * 3600)  # the age counts from the first call
    await go_on()
    plan = await go_on()
    assert (plan.operation.is_complete, plan.searched, plan.operation.planned) == (True, 25_000, 25_000)
    assert (plan.types, plan.statuses) == ({"doubt": 25_000}, {"completed": 20_000, "failed": 5_000})
    assert await go_on() == plan
    operation = await direct_queue.apply(plan.operation.id, actor=ACTOR, start=True, chunk=1000)
    assert progress(operation) == (OperationState.APPLYING, 24_000, 1_000, 0, 0)
    [(newest, number)] = await database.execute(
        "select max(place), count(*) from queue.operation_targets where effect = 'done'"
    )
    assert newest == number == 1000, "the oldest first"


async def test_a_plan_with_too_many_targets_leaves_nothing_that_could_be_applied(
    direct_queue: Queue, database: Database
) -> None:
    await database.execute(MANY)
    request_id = new_request_id()
    plan = await direct_queue.plan("delete", Filter(), actor=ACTOR, request_id=request_id)
    await database.execute("update queue.operations set total = 95000 where id = %s", plan.operation.id)
    for _ in range(2):
        with pytest.raises(InvalidInput, match="narrow the filter"):
            await direct_queue.plan("delete", Filter(), actor=ACTOR, request_id=request_id)
    with pytest.raises(Conflict, match="not complete"):
        await direct_queue.apply(plan.operation.id, actor=ACTOR, start=True)


@pytest.mark.parametrize(
    ("verb", "how", "words"),
    [
        ("release_slot", {"ids": [NOBODY]}, "not for"),
        ("retry", {}, "either a filter or"),
        ("retry", {"ids": [NOBODY], "filter": Filter()}, "either a filter or"),
        ("retry", {"ids": []}, "10000"),
        ("retry", {"ids": ["no id"]}, "refused a value"),
        ("retry", {"ids": [NOBODY], "arguments": {"spread_seconds": 86_401}}, "86400"),
        ("retry", {"ids": [NOBODY], "arguments": {"spread_seconds": "soon"}}, "86400"),
        ("retry", {"ids": [NOBODY], "arguments": {"colour": 1}}, "colour"),
        ("cancel", {"ids": [NOBODY], "arguments": {"spread_seconds": 1}}, "spread_seconds"),
        ("edit", {"ids": [NOBODY]}, "priority"),
        ("edit", {"ids": [NOBODY], "arguments": {"priority": "urgent"}}, "urgent"),
        ("undo", {"ids": [NOBODY], "arguments": {"operation_id": 1}}, "neither"),
        ("undo", {"arguments": {}}, "operation_id"),
    ],
)
async def test_what_cannot_be_planned_is_refused_in_words_and_leaves_no_record(
    direct_queue: Queue, verb: str, how: dict[str, Any], words: str
) -> None:
    with pytest.raises(InvalidInput, match=words):
        await direct_queue.plan(verb, actor=ACTOR, **how)
    assert (await direct_queue.operations()).operations == ()


async def test_the_request_id_of_a_plan_is_of_no_other_action(direct_queue: Queue) -> None:
    ids = await enqueue(direct_queue, 2)
    request_id = new_request_id()
    first = await direct_queue.plan("cancel", ids=ids, actor=ACTOR, request_id=request_id)
    assert await direct_queue.plan("cancel", ids=ids, actor=ACTOR, request_id=request_id) == first
    with pytest.raises(Conflict, match="cancel"):
        await direct_queue.plan("delete", ids=ids, actor=ACTOR, request_id=request_id)
    with pytest.raises(Conflict, match="plan of cancel"):
        await direct_queue.cancel(ids, actor=ACTOR, request_id=request_id)
    done, request_id = ids[:1], new_request_id()
    await direct_queue.cancel(done, actor=ACTOR, request_id=request_id)
    with pytest.raises(Conflict, match="cancel"):
        await direct_queue.plan("cancel", ids=ids, actor=ACTOR, request_id=request_id)


# -- apply -----------------------------------------------------------------------------------------------


async def test_what_has_moved_on_since_the_plan_is_left_alone_and_what_came_later_too(
    queue: Queue, database: Database
) -> None:
    claimed, edited, retried, deleted, untouched = await enqueue(queue, 5)
    plan = await queue.plan("cancel", parse_filter("status:queued"), actor=ACTOR)
    assert plan.operation.planned == 5
    [later] = await enqueue(queue)
    assert (await claim_one(queue, await worker(queue))).job_id == claimed
    await queue.edit([edited], {"priority": "low"}, actor=ACTOR)
    await queue.cancel([retried], actor=ACTOR)
    await queue.retry([retried], actor=ACTOR)
    await queue.delete([deleted], actor=ACTOR)
    operation = await queue.apply(plan.operation.id, actor=ACTOR, start=True)
    assert progress(operation) == (OperationState.APPLIED, 0, 1, 0, 4)
    assert operation.skip_reasons == {
        "it has moved on since: it is processing": 1,
        "it has moved on since: it is queued": 2,
        "no such job": 1,
    }
    assert operation.undoable
    assert await statuses(queue, [untouched, later, edited]) == ["cancelled", "queued", "queued"]


async def test_running_jobs_are_asked_to_stop_and_the_rest_is_cancelled_at_once(direct_queue: Queue) -> None:
    ids = await enqueue(direct_queue, 3)
    lease = await claim_one(direct_queue, await worker(direct_queue))
    operation_id = await plan_cancel(direct_queue, ids)
    operation = await direct_queue.apply(operation_id, actor=ACTOR, start=True)
    assert progress(operation) == (OperationState.APPLIED, 0, 2, 1, 0)
    assert (await direct_queue.job(lease.job_id)).job.cancel_requested_at is not None


async def test_clients_that_apply_at_once_touch_each_job_once(queue: Queue, database: Database) -> None:
    operation_id = await plan_cancel(queue, await enqueue(queue, 40))
    await asyncio.gather(*(queue.apply(operation_id, actor=ACTOR, start=True, chunk=7) for _ in range(8)))
    operation = (await queue.operation(operation_id)).operation
    assert progress(operation) == (OperationState.APPLIED, 0, 40, 0, 0)
    assert await database.execute(
        "select count(*), count(distinct job_id) from queue.event_rows where new_status = 'cancelled'"
    ) == [(40, 40)]


async def test_a_halted_plan_waits_until_it_is_started_again(direct_queue: Queue) -> None:
    operation_id = await plan_cancel(direct_queue, await enqueue(direct_queue, 5))
    assert (await direct_queue.apply(operation_id, actor=ACTOR)).state is OperationState.PLANNED, (
        "nobody has started it"
    )
    await direct_queue.apply(operation_id, actor=ACTOR, start=True, chunk=2)
    halted = await direct_queue.halt(operation_id, actor="asha")
    assert progress(halted) == (OperationState.HALTED, 3, 2, 0, 0)
    assert halted.detail == {"applied_by": ACTOR, "halted_by": "asha"}
    assert await direct_queue.apply(operation_id, actor=ACTOR) == halted
    assert progress(await direct_queue.apply(operation_id, actor=ACTOR, start=True)) == (
        OperationState.APPLIED,
        0,
        5,
        0,
        0,
    )
    ended = await direct_queue.halt(operation_id, actor=ACTOR, abort=True)
    assert ended.state is OperationState.APPLIED, "it has ended"


async def test_an_aborted_plan_keeps_what_was_done_and_never_goes_on(direct_queue: Queue) -> None:
    operation_id = await plan_cancel(direct_queue, await enqueue(direct_queue, 3))
    await direct_queue.apply(operation_id, actor=ACTOR, start=True, chunk=1)
    aborted = await direct_queue.halt(operation_id, actor=ACTOR, abort=True)
    assert progress(aborted) == (OperationState.ABORTED, 2, 1, 0, 0)
    assert aborted.undoable
    assert await direct_queue.apply(operation_id, actor=ACTOR) == aborted
    with pytest.raises(Conflict, match="aborted"):
        await direct_queue.apply(operation_id, actor=ACTOR, start=True)


async def test_only_a_plan_can_be_applied(direct_queue: Queue) -> None:
    at_once = await direct_queue.cancel(await enqueue(direct_queue), actor=ACTOR)
    with pytest.raises(Conflict, match="no plan"):
        await direct_queue.apply(at_once.operation_id, actor=ACTOR, start=True)
    for call in (
        direct_queue.apply(OperationId(10**6), actor=ACTOR),
        direct_queue.halt(OperationId(10**6), actor=ACTOR),
    ):
        with pytest.raises(NotFound):
            await call
    for chunk in (0, 1001):
        with pytest.raises(InvalidInput, match="1 to 1000"):
            await direct_queue.apply(at_once.operation_id, actor=ACTOR, chunk=chunk)
    with pytest.raises(InvalidInput, match="actor"):
        await direct_queue.apply(at_once.operation_id, actor=" ")


# -- retry spread over time --------------------------------------------------------------------------------


async def test_a_spread_makes_jobs_due_one_after_the_other_and_goes_on_after_a_halt(
    direct_queue: Queue, clock: Clock
) -> None:
    ids = await enqueue(direct_queue, 4)
    await direct_queue.cancel(ids, actor=ACTOR)
    plan = await direct_queue.plan("retry", ids=ids, arguments={"spread_seconds": 400}, actor=ACTOR)
    begun = await clock.now()
    await direct_queue.apply(plan.operation.id, actor=ACTOR, start=True, chunk=2)
    await direct_queue.halt(plan.operation.id, actor=ACTOR)
    await clock.advance(10_000)
    again = await clock.now()
    await direct_queue.apply(plan.operation.id, actor=ACTOR, start=True)
    due = [(await direct_queue.job(job_id)).job.run_at for job_id in ids]
    expected = [begun, begun + timedelta(seconds=100), again, again + timedelta(seconds=100)]
    for found, wanted in zip(due, expected, strict=True):
        assert found is not None
        assert timedelta(0) <= found - wanted < timedelta(seconds=60)


# -- the sweep goes on with it -------------------------------------------------------------------------------


async def test_a_plan_that_nobody_calls_for_goes_on_in_the_sweep(direct_queue: Queue, clock: Clock) -> None:
    ids = await enqueue(direct_queue, 3)
    operation_id = await plan_cancel(direct_queue, ids)
    sweeper = await worker(direct_queue)
    await clock.advance(3600)
    await direct_queue.sweep(sweeper)
    assert await statuses(direct_queue, ids) == ["queued"] * 3, "nobody has started it"
    await direct_queue.apply(operation_id, actor=ACTOR, start=True, chunk=1)
    await direct_queue.sweep(sweeper)
    assert (await statuses(direct_queue, ids)).count(JobStatus.CANCELLED) == 1, "somebody has just called"
    await clock.advance(11)
    await direct_queue.sweep(sweeper)
    operation = (await direct_queue.operation(operation_id)).operation
    assert progress(operation) == (OperationState.APPLIED, 0, 3, 0, 0)
    assert [event.actor for event in (await direct_queue.job(ids[2])).events][-1] == ACTOR


@pytest.mark.parametrize("held", ["select from public.jobs where id = %s for update",
                                  "select from queue.leases where job_id = %s for update"])  # fmt: skip
async def test_the_sweep_leaves_targets_that_somebody_holds_for_later(
    direct_queue: Queue, clock: Clock, database: Database, held: str
) -> None:
    ids = await enqueue(direct_queue, 3)
    running = await claim_one(direct_queue, await worker(direct_queue))
    operation_id = await plan_cancel(direct_queue, ids)
    [idle] = await enqueue(direct_queue, priority=Priority.LOW)
    await database.execute(
        "update queue.operations set state = 'applying', begun_at = queue.now(), moved_at = queue.now() where id = %s",
        operation_id,
    )
    await clock.advance(11)
    sweeper = await worker(direct_queue)
    async with await psycopg.AsyncConnection.connect(database.conninfo_of("postgres")) as frozen:
        await frozen.execute(held.encode(), (running.job_id,))
        async with asyncio.timeout(30):
            await direct_queue.sweep(sweeper)
        operation = (await direct_queue.operation(operation_id)).operation
        assert progress(operation) == (OperationState.APPLYING, 1, 2, 0, 0)
    await direct_queue.sweep(sweeper)
    operation = (await direct_queue.operation(operation_id)).operation
    assert progress(operation) == (OperationState.APPLIED, 0, 2, 1, 0)
    assert await statuses(direct_queue, [idle]) == ["queued"]


async def test_a_plan_whose_work_fails_is_halted_and_keeps_no_sweep_from_the_rest(
    direct_queue: Queue, clock: Clock, database: Database
) -> None:
    first, second = await enqueue(direct_queue, 2)
    plan = await direct_queue.plan("delete", ids=[first, second], actor=ACTOR)
    await direct_queue.apply(plan.operation.id, actor=ACTOR, start=True, chunk=1)
    await database.execute(
        "create table public.videos (job_id uuid references public.jobs); "
        "insert into public.videos select id from public.jobs"
    )
    await clock.advance(11)
    assert not (await direct_queue.sweep(await worker(direct_queue))).skipped
    operation = (await direct_queue.operation(plan.operation.id)).operation
    assert progress(operation) == (OperationState.HALTED, 1, 1, 0, 0)
    assert operation.detail["halted_by"] == "sweep"
    assert "videos" in str(operation.detail["error"])


async def test_a_plan_that_nobody_begins_within_a_day_is_aborted(direct_queue: Queue, clock: Clock) -> None:
    operation_id = await plan_cancel(direct_queue, await enqueue(direct_queue))
    await clock.advance(24 * 3600 + 1)
    await direct_queue.sweep(await worker(direct_queue))
    assert (await direct_queue.operation(operation_id)).operation.state is OperationState.ABORTED
