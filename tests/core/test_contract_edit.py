"""Edit of queued jobs, and cancel by force of running ones."""

import pytest

from queue_core.errors import InvalidInput
from queue_core.models import (
    Condition,
    Heartbeat,
    JobId,
    JobStatus,
    JsonValue,
    LeaseProgress,
    Outcome,
    Priority,
    WorkerState,
)
from queue_core.queue import Queue
from tests.support.clock import Clock
from tests.support.databases import Database
from tests.support.jobs import ACTOR, claim, claim_one, completion, enqueue, failure, worker

NOBODY = JobId("00000000-0000-4000-8000-000000000000")


async def test_queued_jobs_get_another_priority_and_moment_and_others_are_skipped(queue: Queue) -> None:
    first, second = await enqueue(queue, 2)
    [done] = await enqueue(queue)
    await queue.cancel([done], actor=ACTOR)
    result = await queue.edit([second, done, NOBODY], {"priority": "high"}, actor=ACTOR)
    assert (result.done, result.undoable) == ((second,), True)
    assert {skipped.id: skipped.reason for skipped in result.skipped} == {
        done: "it is cancelled, not queued",
        NOBODY: "no such job",
    }
    later = await queue.edit([first], {"delay_seconds": 3600}, actor=ACTOR)
    job = (await queue.job(first)).job
    assert (later.done, job.condition, job.priority) == ((first,), Condition.SCHEDULED, Priority.MEDIUM)
    worker_id = await worker(queue)
    assert [lease.job_id for lease in await claim(queue, worker_id)] == [second]
    await queue.edit([first, second], {"delay_seconds": 0, "priority": "low"}, actor=ACTOR)
    assert (await claim_one(queue, worker_id)).job_id == first


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "priority"),
        ({"priority": "urgent"}, "high, medium or low"),
        ({"priority": None}, "high, medium or low"),
        ({"delay_seconds": -1}, "31536000"),
        ({"delay_seconds": None}, "31536000"),
        ({"payload": {}}, "payload"),
    ],
)
async def test_a_change_that_is_none_is_refused(direct_queue: Queue, changes: dict[str, JsonValue], words: str) -> None:
    [job_id] = await enqueue(direct_queue)
    with pytest.raises(InvalidInput, match=words):
        await direct_queue.edit([job_id], changes, actor=ACTOR)


async def test_a_job_cancelled_by_force_keeps_its_slot_and_its_result_is_refused(queue: Queue, clock: Clock) -> None:
    running, waiting = await enqueue(queue, 2)
    worker_id = await worker(queue)
    lease = await claim_one(queue, worker_id)
    result = await queue.force_cancel([running, waiting, NOBODY], actor="asha", reason="it hangs")
    assert (result.done, result.requested, result.undoable) == ((running,), (), False)
    assert [skipped.reason for skipped in result.skipped if skipped.id == waiting] == [
        "it is queued, not being processed"
    ]
    detail = await queue.job(running)
    assert (detail.job.status, detail.job.condition) == (JobStatus.CANCELLED, Condition.HELD)
    [attempt] = detail.attempts
    assert (attempt.outcome, attempt.message) == (
        Outcome.CANCELLED, "The cancel was forced by asha: the process that ran it (worker worker-1) was not stopped."
    )  # fmt: skip
    assert (await queue.stats()).slots.held == 1
    beat = Heartbeat(worker_id=worker_id, state=WorkerState.RUNNING, leases=(LeaseProgress(token=lease.token),))
    assert (await queue.heartbeat(beat)).lost == (lease.token,), "its worker hears that it is gone"
    [answer] = await queue.complete(worker_id, [completion(lease)])
    assert (answer.accepted, answer.status) == (False, JobStatus.CANCELLED)
    assert (await queue.stats()).slots.held == 0, "the call has ended"
    [answer] = await queue.fail(worker_id, [failure(lease)])
    assert not answer.accepted
    assert (await queue.job(running)).attempts == detail.attempts


async def test_the_slot_of_a_forced_cancel_is_free_at_the_deadline_whoever_ran_the_job(
    direct_queue: Queue, clock: Clock, database: Database
) -> None:
    queue = direct_queue
    [ours, theirs] = await enqueue(queue, 2)
    lease = await claim_one(queue, await worker(queue))
    assert lease.job_id == ours
    await database.execute("update public.jobs set status = 'processing' where id = %s", theirs)
    assert set((await queue.force_cancel([ours, theirs], actor=ACTOR)).done) == {ours, theirs}
    assert (await queue.stats()).slots.held == 2
    assert "another program" in str((await queue.job(theirs)).attempts[0].message)
    await clock.advance(lease.timeout_seconds + 1)
    await queue.sweep(await worker(queue))
    assert (await queue.stats()).slots.held == 0
