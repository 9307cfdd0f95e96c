"""The audit log: every admin action, what it touched, and what has become of that."""

import pytest

from queue_core.errors import InvalidInput, NotFound
from queue_core.models import Effect, Found, JobId, OperationId, OperationState
from queue_core.queue import Queue
from tests.support.clock import Clock
from tests.support.databases import Database
from tests.support.jobs import ACTOR, claim_one, completion, enqueue, failure, worker

NOBODY = JobId("00000000-0000-4000-8000-000000000000")


async def verbs(queue: Queue, **which: object) -> list[str]:
    return [operation.verb for operation in (await queue.operations(**which)).operations]  # type: ignore[arg-type]


async def test_the_log_is_read_newest_first_in_pages_without_enqueues(queue: Queue) -> None:
    [job_id] = await enqueue(queue)
    await queue.pause(actor="asha", reason="upgrade")
    await queue.resume(actor="asha")
    await queue.cancel([job_id, NOBODY], actor="ravi")
    page = await queue.operations(limit=2)
    assert ([operation.verb for operation in page.operations], page.more) == (["cancel", "resume"], True)
    cancel = page.operations[0]
    assert (cancel.actor, cancel.state, cancel.is_complete) == ("ravi", OperationState.APPLIED, True)
    assert (cancel.total, cancel.done, cancel.skipped) == (2, 1, 1)
    assert cancel.skip_reasons == {"no such job": 1}
    rest = await queue.operations(before=page.operations[-1].id)
    assert ([operation.reason for operation in rest.operations], rest.more) == (["upgrade"], False)
    assert await verbs(queue, actor="asha") == ["resume", "pause"]
    assert await verbs(queue, verb="pause", actor="ravi") == []
    assert await verbs(queue, verb="enqueue") == ["enqueue"]
    for limit in (0, 1001):
        with pytest.raises(InvalidInput, match="1 to 1000"):
            await queue.operations(limit=limit)


async def test_a_change_of_configuration_shows_the_fields_it_named_before_and_after(direct_queue: Queue) -> None:
    changes = {"max_manim_renders": 2, "types": {"doubt": {"limit": 5}, "new": {"paused": True}}}
    await direct_queue.configure(changes, actor=ACTOR)  # type: ignore[arg-type]
    [operation] = (await direct_queue.operations()).operations
    assert operation.detail == {
        "changes": changes,
        "before": {"max_manim_renders": 4, "types": {"doubt": {"limit": None}, "new": {"paused": False}}},
        "after": changes,
    }
    detail = await direct_queue.operation(operation.id)
    assert (detail.operation, detail.targets, detail.followed, detail.found) == (operation, (), None, None)


async def test_an_operation_shows_its_targets_skipped_ones_first(direct_queue: Queue) -> None:
    ids = await enqueue(direct_queue, 3)
    plan = await direct_queue.plan("edit", ids=[*ids, NOBODY], arguments={"priority": "low"}, actor=ACTOR)
    assert plan.operation.detail == {"priority": "low"}
    await direct_queue.apply(plan.operation.id, actor=ACTOR, start=True)
    detail = await direct_queue.operation(plan.operation.id)
    assert detail.found == Found(
        types=plan.types, statuses=plan.statuses, oldest=plan.oldest, newest=plan.newest, searched=plan.searched
    )
    assert [(target.job_id, target.effect) for target in detail.targets] == [
        (NOBODY, Effect.SKIPPED), *((job_id, Effect.DONE) for job_id in ids)
    ]  # fmt: skip
    first = detail.targets[1]
    assert isinstance(first.before, dict)
    assert isinstance(first.after, dict)
    assert (first.before["priority"], first.after["priority"]) == ("medium", "low")
    with pytest.raises(NotFound):
        await direct_queue.operation(OperationId(10**6))


async def test_the_outcome_of_a_retry_is_followed(queue: Queue, clock: Clock) -> None:
    ids = await enqueue(queue, 5, max_retries=0)
    worker_id = await worker(queue)
    for _ in ids:
        await queue.fail(worker_id, [failure(await claim_one(queue, worker_id))])
    retried = await queue.retry(ids, actor=ACTOR)
    await clock.advance(1)
    leases = [await claim_one(queue, worker_id) for _ in ids[:4]]
    await queue.fail(worker_id, [failure(leases[0]), failure(leases[1], fingerprint="00ff00ff")])
    await queue.complete(worker_id, [completion(leases[2])])
    await queue.delete([job_id for job_id in ids if job_id not in {lease.job_id for lease in leases}], actor=ACTOR)
    followed = (await queue.operation(retried.operation_id)).followed
    assert followed is not None
    assert followed.statuses == {"failed": 2, "completed": 1, "processing": 1, "deleted": 1}
    assert (followed.failed_again, followed.failed_otherwise, followed.capped) == (1, 1, False)


async def test_jobs_that_were_put_back_to_failed_have_not_failed_again(direct_queue: Queue) -> None:
    [job_id] = await enqueue(direct_queue, max_retries=0)
    worker_id = await worker(direct_queue)
    await direct_queue.fail(worker_id, [failure(await claim_one(direct_queue, worker_id))])
    retried = await direct_queue.retry([job_id], actor=ACTOR)
    undone = await direct_queue.undo(retried.operation_id, actor=ACTOR)
    for operation_id in (retried.operation_id, undone.operation_id):
        followed = (await direct_queue.operation(operation_id)).followed
        assert followed is not None
        assert (followed.statuses, followed.failed_again, followed.failed_otherwise) == ({"failed": 1}, 0, 0)


async def test_an_unlock_is_written_down_with_its_reason(queue: Queue) -> None:
    unlocked = await queue.unlock(seconds=900, actor="asha", reason="jobs are stuck")
    assert (unlocked.verb, unlocked.reason, unlocked.detail) == ("unlock", "jobs are stuck", {"seconds": 900})
    assert (await queue.operations()).operations == (unlocked,)
    for seconds, reason in ((0, "x"), (86_401, "x"), (60, " ")):
        with pytest.raises(InvalidInput):
            await queue.unlock(seconds=seconds, actor="asha", reason=reason)


async def test_counts_of_what_was_there_before_are_made_by_the_migration(
    direct_queue: Queue, database: Database
) -> None:
    """The same statements as the migration's, on operations as the version before left them."""
    [job_id] = await enqueue(direct_queue)
    cancelled = await direct_queue.cancel([job_id, NOBODY], actor=ACTOR)
    undone = await direct_queue.undo(cancelled.operation_id, actor=ACTOR)
    expected = (await direct_queue.operations()).operations
    await database.execute(
        "update queue.operations set total = 0, done = 0, skipped = 0, skip_reasons = '{}', undoes = null where true"
    )
    for statement in migration_updates():
        await database.execute(statement)
    assert (await direct_queue.operations()).operations == expected
    assert expected[0].undoes == cancelled.operation_id
    assert expected[0].id == undone.operation_id


def migration_updates() -> list[str]:
    from queue_core.schema import packaged

    [migration] = [migration for migration in packaged().migrations if migration.name.endswith("_operations")]
    return [part for part in migration.sql.split(";") if part.strip().startswith("update ")]
