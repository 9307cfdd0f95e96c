"""What is old is deleted by the sweep, a batch at a time, and nothing that is still wanted; over both transports."""

from typing import Any

import pytest

from queue_core.errors import InvalidInput, NotFound
from queue_core.models import Category, JobId, JobStatus
from queue_core.queue import Queue, new_request_id
from tests.support.clock import Clock
from tests.support.databases import Database
from tests.support.jobs import ACTOR, claim_one, completion, enqueue, failure, new_job, worker

DAY = 86_400.0
LONG = 31 * DAY


async def ended(queue: Queue, category: Category | None = None, **fields: Any) -> JobId:
    """A job that has ended: completed, or failed for this reason."""
    [job_id] = await enqueue(queue, max_retries=0, **fields)
    worker_id = await worker(queue)
    lease = await claim_one(queue, worker_id)
    if category is None:
        await queue.complete(worker_id, [completion(lease)])
    else:
        await queue.fail(worker_id, [failure(lease, category)])
    return job_id


async def sweep(queue: Queue) -> int:
    return (await queue.sweep(await worker(queue, "sweeper"))).pruned


async def rows(database: Database, table: str) -> int:
    [(count,)] = await database.execute(f"select count(*) from {table}")
    assert isinstance(count, int)
    return count


async def exists(queue: Queue, job_id: JobId) -> bool:
    try:
        await queue.job(job_id)
    except NotFound:
        return False
    return True


async def test_finished_jobs_are_deleted_with_their_attempts_when_they_are_old(
    queue: Queue, clock: Clock, database: Database
) -> None:
    completed, failed = await ended(queue), await ended(queue, Category.NOT_FOUND)
    [cancelled] = await enqueue(queue)
    await queue.cancel([cancelled], actor=ACTOR)
    await clock.advance(29 * DAY)
    assert await sweep(queue) == 0
    await clock.advance(2 * DAY)
    young = await ended(queue)
    assert await sweep(queue) == 3
    assert [await exists(queue, job) for job in (completed, failed, cancelled, young)] == [False, False, False, True]
    assert await rows(database, "queue.attempts") == 1
    assert await sweep(queue) == 0


async def test_age_is_counted_from_the_end_of_a_job(queue: Queue, clock: Clock) -> None:
    job_id = await ended(queue, Category.NOT_FOUND)
    await clock.advance(LONG)
    await queue.retry([job_id], actor=ACTOR)
    worker_id = await worker(queue)
    await queue.complete(worker_id, [completion(await claim_one(queue, worker_id))])
    assert await sweep(queue) == 0
    await clock.advance(LONG)
    assert await sweep(queue) == 1


async def test_queued_and_processing_jobs_are_never_too_old(queue: Queue, clock: Clock, database: Database) -> None:
    running, waiting = await enqueue(queue, 2)
    await claim_one(queue, await worker(queue))
    await database.execute("update queue.leases set expires_at = '2100-01-01', deadline_at = '2100-01-01' where true")
    await clock.advance(400 * DAY)
    assert await sweep(queue) == 0
    statuses = [(await queue.job(job)).job.status for job in (running, waiting)]
    assert statuses == [JobStatus.PROCESSING, JobStatus.QUEUED]


async def test_a_job_that_still_holds_a_slot_stays(queue: Queue, clock: Clock, database: Database) -> None:
    await queue.configure({"types": {"doubt": {"timeout_minutes": 9000}}, "retention_days": 1}, actor=ACTOR)
    [job_id] = await enqueue(queue)
    await claim_one(queue, await worker(queue))
    await clock.advance(61)
    await sweep(queue)
    await queue.cancel([job_id], actor=ACTOR)
    await clock.advance(2 * DAY)
    assert await sweep(queue) == 0
    await queue.release_slots([job_id], actor=ACTOR)
    assert await sweep(queue) == 1


async def test_with_no_days_nothing_is_deleted(queue: Queue, clock: Clock, database: Database) -> None:
    assert (await queue.config()).retention_days == 30
    await queue.configure({"retention_days": 0}, actor=ACTOR)
    await ended(queue)
    await clock.advance(4000 * DAY)
    assert await sweep(queue) == 0
    assert (await rows(database, "public.jobs"), await rows(database, "queue.attempts")) == (1, 1)
    assert await rows(database, "queue.events") > 0
    assert await rows(database, "queue.minutes") > 0
    await queue.configure({"retention_days": 3999}, actor=ACTOR)
    assert await sweep(queue) == 1


@pytest.mark.parametrize("days", [-1, 1.5, 36501, "many", None])
async def test_the_days_are_a_whole_number(direct_queue: Queue, days: Any) -> None:
    with pytest.raises(InvalidInput, match="retention_days takes a whole number from 0 to 36500"):
        await direct_queue.configure({"retention_days": days}, actor=ACTOR)


async def test_at_most_500_jobs_are_deleted_at_once_the_oldest_first(
    direct_queue: Queue, clock: Clock, database: Database
) -> None:
    await database.execute(
        "insert into public.jobs (job_type, priority, status, payload, created_at, updated_at, completed_at) "
        "select 'doubt', 'low', 'completed', jsonb_build_object('n', n), t.at, t.at, t.at "
        "from generate_series(1, 1200) n, lateral (select now() - make_interval(days => 31, mins => n) as at) t"
    )
    assert await sweep(direct_queue) == 500
    assert await database.execute("select max((payload ->> 'n')::int) from public.jobs") == [(700,)]
    assert [await sweep(direct_queue) for _ in range(3)] == [500, 200, 0]


async def test_the_audit_log_is_kept_and_what_no_one_asks_for_again_is_not(
    direct_queue: Queue, clock: Clock, database: Database
) -> None:
    job_id = await ended(direct_queue, Category.NOT_FOUND)
    await direct_queue.retry([job_id], actor=ACTOR, reason="once more")
    worker_id = await worker(direct_queue, "second")
    await direct_queue.fail(worker_id, [failure(await claim_one(direct_queue, worker_id), Category.NOT_FOUND)])
    await clock.advance(8 * DAY)
    await direct_queue.sweep(worker_id)
    assert await rows(database, "queue.events where kind <> 'deleted'") == 0
    assert await rows(database, "queue.workers") == 0
    assert await exists(direct_queue, job_id)

    await clock.advance(LONG)
    assert await sweep(direct_queue) == 1
    assert await rows(database, "queue.minutes where minute < queue.now() - interval '30 days'") == 0
    audit = (
        "select o.verb, o.reason, t.job_id::text from queue.operations o "
        "join queue.operation_targets t on t.operation_id = o.id"
    )
    assert await database.execute(audit) == [("retry", "once more", job_id)]
    assert await rows(database, "queue.operations") == 1


async def test_the_change_feed_tells_of_what_was_deleted(queue: Queue, clock: Clock, database: Database) -> None:
    job_id = await ended(queue)
    await clock.advance(LONG)
    cursor = (await queue.changes(None)).cursor
    await sweep(queue)
    assert (await queue.changes(cursor)).job_ids == (job_id,)
    deleted = "select job_ids::text[], actor from queue.events where kind = 'deleted'"
    assert await database.execute(deleted) == [([job_id], "retention")]
    assert await rows(database, "queue.operations where verb = 'delete'") == 0


async def test_a_dedupe_key_is_free_again_with_its_job(queue: Queue, clock: Clock) -> None:
    job_id = await ended(queue, dedupe_key="once")
    [known] = await queue.enqueue([new_job(dedupe_key="once")], actor=ACTOR)
    assert (known.id, known.duplicate) == (job_id, True)
    await clock.advance(LONG)
    await sweep(queue)
    [fresh] = await queue.enqueue([new_job(dedupe_key="once")], actor=ACTOR)
    assert (fresh.id != job_id, fresh.duplicate) == (True, False)


async def test_a_repeat_of_an_enqueue_is_known_as_long_as_jobs_are_kept(queue: Queue, clock: Clock) -> None:
    request = new_request_id()
    first = await queue.enqueue([new_job()], actor=ACTOR, request_id=request)
    await clock.advance(29 * DAY)
    await sweep(queue)
    assert await queue.enqueue([new_job()], actor=ACTOR, request_id=request) == first


async def test_jobs_that_another_table_refers_to_stay_and_the_sweep_goes_on(
    direct_queue: Queue, clock: Clock, database: Database
) -> None:
    job_id = await ended(direct_queue)
    await database.execute("create table public.videos (job_id uuid references public.jobs (id))")
    await database.execute("insert into public.videos values (%s)", job_id)
    await enqueue(direct_queue)
    await claim_one(direct_queue, await worker(direct_queue))
    await clock.advance(LONG)
    swept = await direct_queue.sweep(await worker(direct_queue))
    assert (swept.lost, swept.pruned) == (1, 0)
    assert await exists(direct_queue, job_id)


async def test_jobs_of_other_programs_without_a_time_of_completion_count_from_their_last_change(
    direct_queue: Queue, clock: Clock, database: Database
) -> None:
    await database.execute(
        "insert into public.jobs (job_type, priority, status, payload, created_at, updated_at) "
        "select 'doubt', 'low', 'failed', '{}', now() - interval '31 days', changed "
        "from (values (now() - interval '31 days'), (now())) t (changed)"
    )
    assert await sweep(direct_queue) == 1
