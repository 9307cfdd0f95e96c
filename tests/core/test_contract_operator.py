"""What operators and scripts do to jobs and to the configuration, over both transports."""

import asyncio
from datetime import time
from decimal import Decimal

import pytest

from queue_core.errors import Conflict, InvalidInput, NotFound
from queue_core.models import Category, Condition, JobId, JobStatus, JsonValue, OperationId, Priority
from queue_core.queue import Queue, new_request_id
from tests.support.clock import Clock
from tests.support.databases import Database
from tests.support.jobs import ACTOR, claim_one, completion, enqueue, failure, new_job, worker

NOBODY = JobId("00000000-0000-4000-8000-000000000000")


async def finished(queue: Queue, *, failed: bool = False) -> JobId:
    """A job that has ended."""
    [job_id] = await enqueue(queue, max_retries=0)
    worker_id = await worker(queue)
    lease = await claim_one(queue, worker_id)
    if failed:
        await queue.fail(worker_id, [failure(lease)])
    else:
        await queue.complete(worker_id, [completion(lease)])
    return job_id


async def status(queue: Queue, job_id: JobId) -> JobStatus:
    return (await queue.job(job_id)).job.status


# -- enqueue ---------------------------------------------------------------------------------------------


async def test_enqueued_jobs_have_the_defaults_of_the_queue(queue: Queue) -> None:
    [job_id] = await enqueue(queue, job_type="daily_ca", payload={})
    job = (await queue.job(job_id)).job
    assert (job.job_type, job.priority) == ("daily_ca", Priority.MEDIUM)
    assert (job.status, job.condition) == (JobStatus.QUEUED, None)
    assert (job.attempts, job.max_attempts, job.run_at, job.user_id, job.error) == (0, 4, None, None, None)
    assert job.created_at == job.updated_at


async def test_everything_about_a_new_job_can_be_chosen(queue: Queue, clock: Clock) -> None:
    user_id = "5b3a1c52-0000-4000-8000-00000000abcd"
    [parent] = await enqueue(queue)
    [job_id] = await enqueue(
        queue,
        job_type="never seen before",
        priority=Priority.HIGH,
        delay_seconds=600,
        max_retries=7,
        user_id=user_id,
        dedupe_key="key",
        parent_id=parent,
    )
    detail = await queue.job(job_id)
    job = detail.job
    assert (job.job_type, job.priority) == ("never seen before", Priority.HIGH)
    assert (job.max_attempts, job.user_id) == (8, user_id)
    assert (job.parent_id, detail.dedupe_key, job.condition) == (parent, "key", Condition.SCHEDULED)
    assert job.run_at is not None
    assert (job.run_at - await clock.now()).total_seconds() == pytest.approx(600, abs=30)


async def test_a_type_may_have_a_default_priority(queue: Queue) -> None:
    await queue.configure({"types": {"doubt": {"default_priority": "high"}}}, actor=ACTOR)
    [job_id] = await enqueue(queue)
    assert (await queue.job(job_id)).job.priority is Priority.HIGH


async def test_the_answer_has_the_order_of_the_question(queue: Queue) -> None:
    made = await queue.enqueue([new_job(payload={"n": n}) for n in range(1_000)], actor=ACTOR)
    assert len({job.id for job in made}) == 1_000
    for n in (0, 500, 999):
        assert (await queue.job(made[n].id)).payload == {"n": n}


async def test_a_dedupe_key_leads_to_the_job_that_is_there(queue: Queue) -> None:
    jobs = [new_job(dedupe_key="a"), new_job(dedupe_key="b"), new_job(dedupe_key="a"), new_job()]
    first = await queue.enqueue(jobs, actor=ACTOR)
    assert [job.duplicate for job in first] == [False, False, True, False]
    assert first[0].id == first[2].id
    second = await queue.enqueue(jobs[:1], actor=ACTOR)
    assert (second[0].id, second[0].duplicate) == (first[0].id, True)
    await queue.cancel([first[0].id], actor=ACTOR)
    await queue.delete([first[0].id], actor=ACTOR)
    [third] = await queue.enqueue(jobs[:1], actor=ACTOR)
    assert not third.duplicate


async def test_calls_with_the_same_keys_in_another_order_do_not_block_each_other(queue: Queue) -> None:
    jobs = [new_job(dedupe_key=f"key-{number}") for number in range(1000)]
    orders = (jobs, jobs[::-1], jobs[500:] + jobs[:500])
    answers = await asyncio.gather(*(queue.enqueue(order, actor=ACTOR) for order in orders))
    ids = [{job.id for job in answer} for answer in answers]
    assert ids[0] == ids[1] == ids[2]
    assert len(ids[0]) == 1000


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"job_type": ""}, "type"),
        ({"job_type": "x" * 101}, "type"),
        ({"payload": []}, "JSON object"),
        ({"payload": "text"}, "JSON object"),
        ({"payload": {"text": "x" * 1_100_000}}, "1048576"),
        ({"priority": "urgent"}, "high, medium or low"),
        ({"max_retries": -1}, "retries"),
        ({"max_retries": 101}, "retries"),
        ({"delay_seconds": -1}, "delay"),
        ({"delay_seconds": 31_536_001}, "delay"),
        ({"dedupe_key": ""}, "dedupe key"),
        ({"user_id": "me"}, "refused a value"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)
async def test_a_job_that_cannot_be_is_refused_in_words_and_nothing_is_enqueued(
    queue: Queue, fields: dict[str, JsonValue], words: str
) -> None:
    with pytest.raises(InvalidInput, match=words):
        await queue.enqueue([new_job(), new_job(**fields)], actor=ACTOR)
    assert (await queue.count()).count == 0


@pytest.mark.parametrize("count", [0, 1001])
async def test_a_batch_has_between_1_and_1000_jobs(queue: Queue, count: int) -> None:
    with pytest.raises(InvalidInput, match="1 to 1000"):
        await queue.enqueue([new_job()] * count, actor=ACTOR)


async def test_an_action_needs_an_actor(queue: Queue) -> None:
    with pytest.raises(InvalidInput, match="actor"):
        await queue.enqueue([new_job()], actor=" ")
    with pytest.raises(InvalidInput, match="actor"):
        await queue.pause(actor="")


# -- retry -----------------------------------------------------------------------------------------------


async def test_a_failed_job_is_retried_with_all_attempts_available_again(queue: Queue) -> None:
    job_id = await finished(queue, failed=True)
    result = await queue.retry([job_id], actor=ACTOR, reason="the renderer is back")
    assert (result.done, result.skipped, result.undoable) == ((job_id,), (), True)
    job = (await queue.job(job_id)).job
    assert (job.status, job.condition, job.completed_at, job.attempts) == (JobStatus.QUEUED, None, None, 1)
    assert (await claim_one(queue, await worker(queue))).attempt == 2


async def test_after_a_retry_an_overloaded_service_has_all_its_patience_again(queue: Queue, database: Database) -> None:
    [job_id] = await enqueue(queue)
    worker_id = await worker(queue)

    async def overloaded() -> JobStatus | None:
        await database.execute("update public.jobs set run_at = null where true")
        lease = await claim_one(queue, worker_id)
        [answer] = await queue.fail(worker_id, [failure(lease, Category.OVERLOADED)])
        return answer.status

    answers = [await overloaded() for _ in range(21)]
    assert answers == [JobStatus.QUEUED] * 20 + [JobStatus.FAILED]
    await queue.retry([job_id], actor=ACTOR)
    assert await overloaded() is JobStatus.QUEUED


async def test_completed_and_cancelled_jobs_may_be_run_again(queue: Queue) -> None:
    completed = await finished(queue)
    [cancelled] = await enqueue(queue)
    await queue.cancel([cancelled], actor=ACTOR)
    result = await queue.retry([completed, cancelled], actor=ACTOR)
    assert set(result.done) == {completed, cancelled}


async def test_a_job_that_waits_for_later_is_made_due_now(queue: Queue) -> None:
    [job_id] = await enqueue(queue, delay_seconds=3600)
    assert (await queue.retry([job_id], actor=ACTOR)).done == (job_id,)
    assert (await claim_one(queue, await worker(queue))).job_id == job_id


async def test_what_a_retry_leaves_alone_is_said_with_the_reason(queue: Queue) -> None:
    [running] = await enqueue(queue, priority=Priority.HIGH)
    await claim_one(queue, await worker(queue))
    [queued] = await enqueue(queue)
    result = await queue.retry([running, queued, NOBODY], actor=ACTOR)
    assert (result.done, result.undoable) == ((), False)
    reasons = {skipped.id: skipped.reason for skipped in result.skipped}
    assert set(reasons) == {running, queued, NOBODY}
    assert all(reasons.values())


# -- cancel, delete --------------------------------------------------------------------------------------


async def test_a_queued_job_is_cancelled_at_once(queue: Queue) -> None:
    [job_id] = await enqueue(queue)
    result = await queue.cancel([job_id], actor=ACTOR)
    assert (result.done, result.requested, result.undoable) == ((job_id,), (), True)
    assert await status(queue, job_id) is JobStatus.CANCELLED


async def test_a_running_job_shows_that_its_cancel_was_requested(queue: Queue) -> None:
    [job_id] = await enqueue(queue)
    await claim_one(queue, await worker(queue))
    result = await queue.cancel([job_id], actor=ACTOR)
    assert (result.done, result.requested) == ((), (job_id,))
    job = (await queue.job(job_id)).job
    assert (job.status, job.condition) == (JobStatus.PROCESSING, Condition.CANCELLING)
    assert job.cancel_requested_at is not None


async def test_a_cancel_requested_of_a_worker_that_died_is_carried_out(queue: Queue, clock: Clock) -> None:
    [job_id] = await enqueue(queue)
    await claim_one(queue, await worker(queue, "dead"))
    await queue.cancel([job_id], actor=ACTOR)
    await clock.advance(61)
    await queue.sweep(await worker(queue, "other"))
    assert await status(queue, job_id) is JobStatus.CANCELLED


async def test_a_finished_job_cannot_be_cancelled(queue: Queue) -> None:
    job_id = await finished(queue)
    result = await queue.cancel([job_id, NOBODY], actor=ACTOR)
    assert (result.done, result.requested, len(result.skipped)) == ((), (), 2)
    assert await status(queue, job_id) is JobStatus.COMPLETED


async def test_a_deleted_job_is_gone_with_its_attempts(queue: Queue, database: Database) -> None:
    job_id = await finished(queue)
    result = await queue.delete([job_id], actor=ACTOR)
    assert (result.done, result.undoable) == ((job_id,), False)
    with pytest.raises(NotFound):
        await queue.job(job_id)
    assert await database.execute("select count(*) from queue.attempts") == [(0,)]


async def test_a_running_job_is_not_deleted(queue: Queue) -> None:
    [job_id] = await enqueue(queue)
    await claim_one(queue, await worker(queue))
    result = await queue.delete([job_id], actor=ACTOR)
    assert (result.done, [skipped.id for skipped in result.skipped]) == ((), [job_id])


@pytest.mark.parametrize("verb", ["retry", "cancel", "delete"])
async def test_an_action_takes_between_1_and_1000_ids(queue: Queue, verb: str) -> None:
    act = getattr(queue, verb)
    for ids in ([], [NOBODY] * 1001, ["no uuid"]):
        with pytest.raises(InvalidInput):
            await act(ids, actor=ACTOR)
    assert len((await act([NOBODY, NOBODY], actor=ACTOR)).skipped) == 1, "each id once"


# -- undo ------------------------------------------------------------------------------------------------


async def test_a_retry_can_be_undone(queue: Queue) -> None:
    job_id = await finished(queue, failed=True)
    before = (await queue.job(job_id)).job
    retried = await queue.retry([job_id], actor=ACTOR)
    result = await queue.undo(retried.operation_id, actor=ACTOR)
    assert result.done == (job_id,)
    after = (await queue.job(job_id)).job
    assert (after.status, after.error, after.completed_at, after.started_at, after.attempts) == (
        before.status,
        before.error,
        before.completed_at,
        before.started_at,
        before.attempts,
    )


async def test_a_cancel_can_be_undone_and_the_job_runs(queue: Queue) -> None:
    [job_id] = await enqueue(queue)
    cancelled = await queue.cancel([job_id], actor=ACTOR)
    await queue.undo(cancelled.operation_id, actor=ACTOR)
    assert (await claim_one(queue, await worker(queue))).job_id == job_id


async def test_undo_leaves_alone_what_has_moved_on(queue: Queue) -> None:
    [first, second] = await enqueue(queue, 2)
    cancelled = await queue.cancel([first, second], actor=ACTOR)
    await queue.retry([first], actor=ACTOR)
    result = await queue.undo(cancelled.operation_id, actor=ACTOR)
    assert result.done == (second,)
    [skipped] = result.skipped
    assert (skipped.id, "moved on" in skipped.reason) == (first, True)


async def test_undo_is_done_once_and_only_for_what_can_be_undone(queue: Queue) -> None:
    [job_id] = await enqueue(queue)
    cancelled = await queue.cancel([job_id], actor=ACTOR)
    await queue.undo(cancelled.operation_id, actor=ACTOR)
    with pytest.raises(Conflict, match="before"):
        await queue.undo(cancelled.operation_id, actor=ACTOR)
    await queue.cancel([job_id], actor=ACTOR)
    deleted = await queue.delete([job_id], actor=ACTOR)
    with pytest.raises(Conflict, match="cannot be undone"):
        await queue.undo(deleted.operation_id, actor=ACTOR)
    with pytest.raises(NotFound):
        await queue.undo(OperationId(1_000_000), actor=ACTOR)


# -- configure, pause ------------------------------------------------------------------------------------


async def test_the_configuration_starts_as_productions(queue: Queue) -> None:
    config = await queue.config()
    assert (config.max_concurrent_renders, config.max_manim_renders) == (10, 4)
    assert (config.job_timeout_minutes, config.retry_interval_minutes) == (10, 5)
    assert (config.peak_hour_start, config.peak_hour_end) == (time(6), time(21))
    assert (config.peak_worker_multiplier, config.time_zone) == (Decimal("1.5"), "UTC")
    assert (config.paused, config.pause_reason) == (False, None)
    assert [kind.job_type for kind in config.types] == ["daily_ca", "doubt", "topic_short"]


async def test_fields_of_the_configuration_change_and_stay_changed(queue: Queue) -> None:
    changes: dict[str, JsonValue] = {
        "max_concurrent_renders": 3,
        "peak_hour_start": "22:00",
        "peak_worker_multiplier": 2.5,
        "time_zone": "Asia/Kolkata",
        "types": {"doubt": {"limit": 2, "resource": "manim", "timeout_minutes": 1.5, "default_priority": "high"}},
    }
    answered = await queue.configure(changes, actor=ACTOR)
    assert answered == await queue.config()
    assert (answered.max_concurrent_renders, answered.peak_hour_start) == (3, time(22))
    assert (answered.peak_worker_multiplier, answered.time_zone) == (Decimal("2.5"), "Asia/Kolkata")
    [doubt] = [kind for kind in answered.types if kind.job_type == "doubt"]
    assert (doubt.limit, doubt.resource, doubt.timeout_minutes, doubt.default_priority) == (2, "manim", 1.5, "high")


async def test_lease_and_heartbeat_grow_together(queue: Queue, database: Database) -> None:
    await queue.configure({"heartbeat_seconds": 60, "lease_seconds": 180}, actor=ACTOR)
    assert await database.execute("select heartbeat_seconds, lease_seconds from public.job_queue_config") == [(60, 180)]
    with pytest.raises(InvalidInput, match="three heartbeats"):
        await queue.configure({"lease_seconds": 179}, actor=ACTOR)


async def test_a_types_timeout_is_its_jobs_timeout(queue: Queue) -> None:
    await queue.configure({"job_timeout_minutes": 20, "types": {"doubt": {"timeout_minutes": 1.5}}}, actor=ACTOR)
    await enqueue(queue)
    await enqueue(queue, job_type="topic_short")
    worker_id = await worker(queue)
    seconds = {lease.job_type: lease.timeout_seconds for lease in (await queue.claim(worker_id, 2)).leases}
    assert seconds == {"doubt": 90, "topic_short": 1200}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "at least one field"),
        ({"no_such_field": 1}, "no_such_field"),
        ({"max_concurrent_renders": -1}, "max_concurrent_renders"),
        ({"max_concurrent_renders": "many"}, "max_concurrent_renders"),
        ({"max_concurrent_renders": None}, "max_concurrent_renders"),
        ({"job_timeout_minutes": 0}, "job_timeout_minutes"),
        ({"peak_hour_start": "25:00"}, "peak_hour_start"),
        ({"peak_worker_multiplier": -1}, "peak_worker_multiplier"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"lease_seconds": 20}, "three heartbeats"),
        ({"types": {"doubt": {"limit": -1}}}, "limit"),
        ({"types": {"doubt": {"colour": "red"}}}, "colour"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)
async def test_a_value_out_of_range_is_named_and_nothing_changes(
    queue: Queue, changes: dict[str, JsonValue], words: str
) -> None:
    before = await queue.config()
    with pytest.raises(InvalidInput, match=words):
        await queue.configure({"max_manim_renders": 9, **changes} if changes else {}, actor=ACTOR)
    assert await queue.config() == before


async def test_pause_and_resume_are_told(queue: Queue) -> None:
    paused = await queue.pause(actor=ACTOR, reason="upgrade")
    assert (paused.paused, paused.pause_reason) == (True, "upgrade")
    assert (await queue.stats()).paused
    resumed = await queue.resume(actor=ACTOR)
    assert (resumed.paused, resumed.pause_reason) == (False, None)


async def test_a_pause_says_whose_it_is_unless_another_program_made_it(queue: Queue, database: Database) -> None:
    async def pauses() -> list[tuple[str | None, str, str | None]]:
        return [(pause.job_type, pause.actor, pause.reason) for pause in (await queue.config()).pauses]

    await queue.pause(actor="anna", reason="deploy")
    paused = await queue.pause(actor="bela", job_type="doubt", reason="bad payloads")
    assert paused == await queue.config()
    assert await pauses() == [(None, "anna", "deploy"), ("doubt", "bela", "bad payloads")]
    await queue.pause(actor="cleo", reason="new disk")
    [latest, *_] = (await queue.operations(verb="pause")).operations
    assert (latest.actor, latest.at) == ("cleo", (await queue.config()).pauses[0].at)
    await queue.undo(latest.id, actor=ACTOR)
    assert await pauses() == [(None, "anna", "deploy"), ("doubt", "bela", "bad payloads")]
    again: dict[str, JsonValue] = {"types": {"doubt": {"paused": True, "limit": 2}}}
    request_id = new_request_id()
    configured = await queue.configure(again, actor="dora", request_id=request_id)
    assert configured == await queue.configure(again, actor="dora", request_id=request_id) == await queue.config()
    assert await pauses() == [(None, "anna", "deploy"), ("doubt", "dora", None)]
    await queue.resume(actor=ACTOR)
    await queue.configure({"types": {"doubt": {"paused": False}}}, actor=ACTOR)
    await database.execute("update public.job_queue_config set paused = true")
    await database.execute("update queue.job_types set paused = true")
    assert await pauses() == []
    await queue.pause(actor="anna", reason="deploy")
    await database.execute("update public.job_queue_config set pause_reason = 'maintenance'")
    assert await pauses() == []


async def test_a_type_that_nobody_knows_cannot_be_paused(queue: Queue) -> None:
    with pytest.raises(NotFound, match="no_such_type"):
        await queue.pause(actor=ACTOR, job_type="no_such_type")


# -- the record ------------------------------------------------------------------------------------------


async def test_every_action_is_on_record_with_who_why_and_what_it_changed(queue: Queue, database: Database) -> None:
    [job_id] = await enqueue(queue)
    await queue.cancel([job_id, NOBODY], actor="asha", reason="a mistake")
    await queue.configure({"max_concurrent_renders": 3}, actor="asha", reason="the night")
    await queue.delete([job_id], actor="asha")
    rows = await database.execute(
        "select verb, actor, reason, database_role from queue.operations where actor = 'asha' order by id"
    )
    role = (await queue.whoami()).role
    assert rows == [
        ("cancel", "asha", "a mistake", role),
        ("configure", "asha", "the night", role),
        ("delete", "asha", None, role),
    ]
    assert await database.execute(
        "select effect, skip_reason, before ->> 'status', after ->> 'status' from queue.operation_targets t "
        "join queue.operations o on o.id = t.operation_id where o.verb = 'cancel' order by effect"
    ) == [("done", None, "queued", "cancelled"), ("skipped", "no such job", None, None)]
    [(before, after)] = await database.execute(
        "select detail -> 'before' ->> 'max_concurrent_renders', detail -> 'after' ->> 'max_concurrent_renders' "
        "from queue.operations where verb = 'configure'"
    )
    assert (before, after) == ("10", "3")
