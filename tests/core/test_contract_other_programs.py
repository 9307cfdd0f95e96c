"""Programs of the old system go on using the tables directly, and everything stays true."""

import asyncio
import json
from typing import Any

import httpx
import psycopg
import pytest

from queue_core.models import (
    Category,
    Heartbeat,
    JobStatus,
    LeaseProgress,
    Outcome,
    Priority,
    WorkerState,
)
from queue_core.queue import Queue
from tests.support.clock import Clock
from tests.support.databases import Database
from tests.support.gateway import Gateway
from tests.support.jobs import ACTOR, claim, claim_one, completion, enqueue, failure, releases, worker
from tests.support.keys import ANON_KEY, SERVICE_KEY
from tests.support.waking import PATIENCE_SECONDS, listening

INSERT = """
insert into public.jobs (job_type, priority, status, payload) values (%s, %s, 'queued', %s) returning id::text
"""

STATS_COLUMNS = {
    "total_queued",
    "total_processing",
    "total_completed_today",
    "total_failed_today",
    "avg_wait_time_minutes",
    "high_priority_count",
    "medium_priority_count",
    "low_priority_count",
}


def web(gateway: Gateway, key: str) -> httpx.AsyncClient:
    """A web page, or the web app's server, as it speaks to Supabase."""
    headers = {"apikey": key, "Authorization": f"Bearer {key}"}
    return httpx.AsyncClient(base_url=f"{gateway.url}/rest/v1", headers=headers, trust_env=False)


# -- inserting -------------------------------------------------------------------------------------------


async def test_a_plain_insert_makes_a_full_job(direct_queue: Queue, database: Database) -> None:
    [(job_id,)] = await database.execute(INSERT, "doubt", "high", '{"question": "?"}', user="project_owner")
    job = (await direct_queue.job(job_id)).job
    assert (job.status, job.priority, job.attempts, job.max_attempts) == (JobStatus.QUEUED, Priority.HIGH, 0, 4)
    lease = await claim_one(direct_queue, await worker(direct_queue))
    assert (lease.job_id, lease.payload) == (job_id, {"question": "?"})


async def test_a_type_seen_for_the_first_time_is_claimed_like_any_other(
    direct_queue: Queue, database: Database
) -> None:
    await database.execute(INSERT, "brand_new", "low", "{}", user="project_owner")
    assert (await claim_one(direct_queue, await worker(direct_queue))).job_type == "brand_new"


async def test_nulls_in_place_of_defaults_make_a_full_job_too(direct_queue: Queue, database: Database) -> None:
    await database.execute(
        "insert into public.jobs "
        "(job_type, payload, priority, status, retry_count, max_retries, created_at, updated_at) "
        "select 'doubt', '{}', null, null, null, null, null, null",
        user="project_owner",
    )
    lease = await claim_one(direct_queue, await worker(direct_queue))
    job = (await direct_queue.job(lease.job_id)).job
    assert (job.priority, job.max_attempts) == (Priority.MEDIUM, 4)


async def test_a_sleeping_worker_is_woken_by_an_insert(direct_queue: Queue, database: Database) -> None:
    await claim(direct_queue, await worker(direct_queue))
    woken = await listening(direct_queue, database)
    await database.execute(INSERT, "doubt", "low", "{}", user="project_owner")
    await asyncio.wait_for(woken, PATIENCE_SECONDS)


async def test_the_web_app_inserts_with_the_service_key(direct_queue: Queue, gateway: Gateway) -> None:
    row = {"job_type": "doubt", "priority": "high", "status": "queued", "payload": {"question": "?"}}
    async with web(gateway, SERVICE_KEY) as client:
        answer = await client.post("/jobs", json=row, headers={"Prefer": "return=representation"})
    assert answer.status_code == 201
    [inserted] = answer.json()
    assert inserted.items() >= row.items()
    assert (await claim_one(direct_queue, await worker(direct_queue))).job_id == inserted["id"]


async def test_pages_follow_a_job_with_the_anon_key(direct_queue: Queue, gateway: Gateway) -> None:
    [job_id] = await enqueue(direct_queue)
    worker_id = await worker(direct_queue)
    await direct_queue.sweep(worker_id)
    columns = "status,queue_position,retry_count,error_message,payload"
    async with web(gateway, ANON_KEY) as client:
        [row] = (await client.get(f"/jobs?id=eq.{job_id}&select={columns}")).json()
        assert (row["status"], row["queue_position"], row["retry_count"]) == ("queued", 1, 0)
        result = {"video_url": "http://videos/1.mp4", "thumbnail_url": "http://videos/1.jpg", "duration": 61}
        await direct_queue.complete(worker_id, [completion(await claim_one(direct_queue, worker_id), **result)])
        [row] = (await client.get(f"/jobs?id=eq.{job_id}&select={columns}")).json()
    assert (row["status"], row["queue_position"]) == ("completed", None)
    assert row["payload"].items() >= result.items()


async def test_pages_can_write_nothing_with_the_anon_key(direct_queue: Queue, gateway: Gateway) -> None:
    [job_id] = await enqueue(direct_queue)
    row = {"job_type": "doubt", "priority": "high", "payload": {}}
    async with web(gateway, ANON_KEY) as client:
        for answer in (
            await client.post("/jobs", json=row),
            await client.patch(f"/jobs?id=eq.{job_id}", json={"status": "cancelled"}),
            await client.delete(f"/jobs?id=eq.{job_id}"),
            await client.get("/job_queue_config"),
        ):
            assert answer.status_code in (401, 403)
    assert (await direct_queue.job(job_id)).job.status is JobStatus.QUEUED


# -- moving ----------------------------------------------------------------------------------------------


async def test_a_script_cancels_queued_jobs_with_an_update(queue: Queue, database: Database) -> None:
    [job_id] = await enqueue(queue)
    await database.execute(
        "update public.jobs set status = 'cancelled' where id = %s and status = 'queued'", job_id, user="project_owner"
    )
    assert (await queue.job(job_id)).job.status is JobStatus.CANCELLED
    assert await claim(queue, await worker(queue)) == ()


async def take(database: Database, job_id: str) -> None:
    """What the old worker does with a row that it found."""
    await database.execute(
        "update public.jobs set status = 'processing', started_at = now(), updated_at = now() where id = %s",
        job_id,
        user="project_owner",
    )


async def test_what_an_old_worker_runs_counts_against_the_limits(direct_queue: Queue, database: Database) -> None:
    await direct_queue.configure({"max_concurrent_renders": 1, "peak_worker_multiplier": 1}, actor=ACTOR)
    [first, _] = await enqueue(direct_queue, 2)
    await take(database, first)
    assert await claim(direct_queue, await worker(direct_queue)) == ()
    assert (await direct_queue.stats()).slots.running == 1
    await database.execute(
        "update public.jobs set status = 'completed', completed_at = now(), "
        'payload = payload || \'{"video_url": "http://videos/1.mp4"}\' where id = %s',
        first,
        user="project_owner",
    )
    assert len(await claim(direct_queue, await worker(direct_queue))) == 1
    [attempt] = (await direct_queue.job(first)).attempts
    assert (attempt.outcome, attempt.worker) == (Outcome.COMPLETED, None)


@pytest.mark.parametrize("status", ["queued", "failed"])
async def test_an_old_workers_failure_is_an_attempt_with_its_error(
    direct_queue: Queue, database: Database, status: str
) -> None:
    [job_id] = await enqueue(direct_queue)
    await take(database, job_id)
    error = json.dumps({"message": "Renderer said no", "type": "API_ERROR", "retryable": True})
    await database.execute(
        "update public.jobs set status = %s, retry_count = retry_count + 1, error_message = %s where id = %s",
        status,
        error,
        job_id,
        user="project_owner",
    )
    detail = await direct_queue.job(job_id)
    assert (detail.job.status, detail.job.error) == (status, "Renderer said no")
    [attempt] = detail.attempts
    assert (attempt.message, attempt.counted) == ("Renderer said no", True)
    assert attempt.stack
    if status == "queued":
        assert (await claim_one(direct_queue, await worker(direct_queue))).attempt == 2


async def test_an_old_worker_that_dies_is_noticed_at_the_jobs_timeout(
    direct_queue: Queue, database: Database, clock: Clock
) -> None:
    [job_id] = await enqueue(direct_queue)
    await take(database, job_id)
    worker_id = await worker(direct_queue)
    await clock.advance(61)
    assert (await direct_queue.sweep(worker_id)).lost == 0, "it knows nothing of heartbeats"
    await clock.advance(600)
    assert (await direct_queue.sweep(worker_id)).lost == 1
    assert (await direct_queue.job(job_id)).job.status is JobStatus.QUEUED


async def test_a_row_reset_by_hand_is_clean_and_its_worker_loses_it(direct_queue: Queue, database: Database) -> None:
    [job_id] = await enqueue(direct_queue)
    slow, other = await worker(direct_queue, "slow"), await worker(direct_queue, "other")
    stale = await claim_one(direct_queue, slow)
    await database.execute(
        "update public.jobs set status = 'queued', retry_count = retry_count + 1 where id = %s",
        job_id,
        user="project_owner",
    )
    fresh = await claim_one(direct_queue, other)
    assert (fresh.job_id, fresh.attempt) == (job_id, 2)
    assert (await direct_queue.job(job_id)).run_p50_seconds is None, "it has not completed: that is no measure of a run"
    beat = Heartbeat(worker_id=slow, state=WorkerState.RUNNING, leases=(LeaseProgress(token=stale.token),))
    assert (await direct_queue.heartbeat(beat)).lost == (stale.token,)
    [answer] = await direct_queue.complete(slow, [completion(stale)])
    assert not answer.accepted
    [answer] = await direct_queue.complete(other, [completion(fresh)])
    assert answer.accepted


async def test_a_running_job_set_to_completed_by_hand_ends_its_attempt(direct_queue: Queue, database: Database) -> None:
    [job_id] = await enqueue(direct_queue)
    worker_id = await worker(direct_queue)
    lease = await claim_one(direct_queue, worker_id)
    await database.execute("update public.jobs set status = 'completed' where id = %s", job_id, user="project_owner")
    [answer] = await direct_queue.fail(worker_id, [failure(lease)])
    assert (answer.accepted, answer.status) == (False, JobStatus.COMPLETED)
    assert (await direct_queue.job(job_id)).run_p50_seconds is not None
    slots = (await direct_queue.stats()).slots
    assert (slots.running, slots.held) == (0, 0), "whoever reports has ended its call"


async def test_a_deleted_running_row_leaves_nothing_behind(direct_queue: Queue, database: Database) -> None:
    await enqueue(direct_queue)
    worker_id = await worker(direct_queue)
    lease = await claim_one(direct_queue, worker_id)
    await database.execute("delete from public.jobs where true", user="project_owner")
    beat = Heartbeat(worker_id=worker_id, state=WorkerState.RUNNING, leases=(LeaseProgress(token=lease.token),))
    assert (await direct_queue.heartbeat(beat)).lost == (lease.token,)
    [answer] = await direct_queue.complete(worker_id, [completion(lease)])
    assert (answer.accepted, answer.status) == (False, None)
    stats = await direct_queue.stats()
    assert (stats.processing, stats.slots.running) == (0, 0)


async def test_a_deleted_running_row_keeps_its_slot_until_its_call_has_ended(
    direct_queue: Queue, database: Database
) -> None:
    await enqueue(direct_queue)
    worker_id = await worker(direct_queue)
    lease = await claim_one(direct_queue, worker_id)
    await database.execute("delete from public.jobs where true", user="project_owner")
    assert (await direct_queue.stats()).slots.held == 1
    await direct_queue.release(worker_id, releases([lease]))
    assert (await direct_queue.stats()).slots.held == 0


async def test_cancelling_what_an_old_worker_runs_is_told_recorded_and_undone(
    direct_queue: Queue, database: Database
) -> None:
    [job_id] = await enqueue(direct_queue)
    await take(database, job_id)
    result = await direct_queue.cancel([job_id], actor=ACTOR)
    assert (result.done, result.requested, result.skipped) == ((job_id,), (), ())
    detail = await direct_queue.job(job_id)
    assert detail.job.status is JobStatus.CANCELLED
    assert "cancelled" in (detail.attempts[0].message or "")
    assert (await direct_queue.undo(result.operation_id, actor=ACTOR)).done == (job_id,)
    assert (await direct_queue.job(job_id)).job.status is JobStatus.PROCESSING


async def test_a_row_inserted_as_processing_is_cancelled_at_once(direct_queue: Queue, database: Database) -> None:
    [(job_id,)] = await database.execute(
        "insert into public.jobs (job_type, priority, status, payload) values ('doubt', 'low', 'processing', '{}') "
        "returning id::text",
        user="project_owner",
    )
    assert (await direct_queue.cancel([job_id], actor=ACTOR)).done == (job_id,)
    assert (await direct_queue.job(job_id)).job.status is JobStatus.CANCELLED


async def test_what_an_old_worker_finishes_is_in_the_statistics(direct_queue: Queue, database: Database) -> None:
    ids = await enqueue(direct_queue, 3)
    for job_id, status in zip(ids, ("completed", "completed", "failed"), strict=True):
        await take(database, job_id)
        await database.execute("update public.jobs set status = %s where id = %s", status, job_id, user="project_owner")
    stats = await direct_queue.stats()
    assert (stats.completed_today, stats.failed_today) == (2, 1)


@pytest.mark.parametrize("payload", ['"text"', "[1]", "5"])
async def test_a_payload_that_is_no_object_stays_as_it_is(
    direct_queue: Queue, database: Database, payload: str
) -> None:
    [(job_id,)] = await database.execute(INSERT, "doubt", "high", payload, user="project_owner")
    worker_id = await worker(direct_queue)
    lease = await claim_one(direct_queue, worker_id)
    await direct_queue.complete(worker_id, [completion(lease)])
    detail = await direct_queue.job(job_id)
    assert (detail.job.status, detail.payload) == (JobStatus.COMPLETED, json.loads(payload))
    assert detail.result == completion(lease).result


@pytest.mark.parametrize("column", ["created_at", "updated_at"])
async def test_a_moment_set_to_null_does_not_end_a_list(direct_queue: Queue, database: Database, column: str) -> None:
    ids = await enqueue(direct_queue, 3)
    await database.execute(f"update public.jobs set {column} = null where id = %s", ids[0], user="project_owner")
    sort, found, cursor = column.removesuffix("_at"), [], None
    for _ in ids:
        page = await direct_queue.jobs(sort=sort, cursor=cursor, limit=1)
        found += [job.id for job in page.jobs]
        cursor = page.last
    assert set(found) == set(ids)


@pytest.mark.parametrize("moment", ["infinity", "-infinity", "20000-01-01", "0044-03-15 BC"])
@pytest.mark.parametrize("column", ["created_at", "updated_at", "started_at", "completed_at", "run_at"])
async def test_a_moment_out_of_this_world_stops_neither_lists_nor_claims(
    direct_queue: Queue, database: Database, column: str, moment: str
) -> None:
    ids = await enqueue(direct_queue, 2)
    await database.execute(f"update public.jobs set {column} = %s where id = %s", moment, ids[0], user="project_owner")
    assert {job.id for job in (await direct_queue.jobs()).jobs} == set(ids)
    assert (await direct_queue.job(ids[0])).job.id == ids[0]
    await direct_queue.stats()
    worker_id = await worker(direct_queue)
    assert ids[1] in {lease.job_id for lease in await claim(direct_queue, worker_id)}
    await take(database, ids[0])
    await database.execute("update public.jobs set status = 'failed' where true", user="project_owner")


async def test_a_row_inserted_as_processing_ends_at_its_timeout(
    direct_queue: Queue, database: Database, clock: Clock
) -> None:
    await database.execute(
        "insert into public.jobs (job_type, priority, status, payload) values ('doubt', 'low', 'processing', '{}')",
        user="project_owner",
    )
    worker_id = await worker(direct_queue)
    await direct_queue.sweep(worker_id)
    await clock.advance(661)
    assert (await direct_queue.sweep(worker_id)).lost == 1


async def test_old_and_new_workers_side_by_side_run_every_job_to_one_end(
    direct_queue: Queue, database: Database
) -> None:
    """The old worker's select and update race with our claims; it may run a job twice, as it always did."""
    await direct_queue.configure({"max_concurrent_renders": 100}, actor=ACTOR)
    await enqueue(direct_queue, 60)
    async with asyncio.TaskGroup() as workers:
        workers.create_task(_old_worker(database))
        workers.create_task(_new_worker(direct_queue))
    assert await database.execute("select status, count(*) from public.jobs group by 1") == [("completed", 60)]
    assert await database.execute("select count(*) from queue.leases where held_since is null") == [(0,)]
    assert await database.execute(
        "select count(*) from (select job_id from queue.attempts group by 1 having max(number) <> count(*)) gaps"
    ) == [(0,)]


async def _old_worker(database: Database) -> None:
    async with await psycopg.AsyncConnection.connect(database.conninfo, autocommit=True) as connection:
        while True:
            found = await connection.execute(
                "select id from public.jobs where status = 'queued' order by priority, created_at limit 1"
            )
            row: tuple[Any, ...] | None = await found.fetchone()
            if row is None:
                return
            for statement in (
                "update public.jobs set status = 'processing', started_at = now() where id = %s",
                "update public.jobs set status = 'completed', completed_at = now() where id = %s",
            ):
                await connection.execute(statement, row)


async def _new_worker(queue: Queue) -> None:
    worker_id = await worker(queue)
    while (await queue.stats()).queued:
        for lease in await claim(queue, worker_id, 3):
            await queue.complete(worker_id, [completion(lease)])


# -- get_queue_stats -------------------------------------------------------------------------------------


async def test_pages_read_the_first_element_of_the_statistics(
    direct_queue: Queue, database: Database, gateway: Gateway
) -> None:
    await enqueue(direct_queue, 2, priority=Priority.HIGH)
    await enqueue(direct_queue, 3, priority=Priority.LOW)
    worker_id = await worker(direct_queue)
    done, failed, _ = await claim(direct_queue, worker_id, 3)
    await direct_queue.complete(worker_id, [completion(done)])
    await direct_queue.fail(worker_id, [failure(failed, Category.INVALID_INPUT)])
    async with web(gateway, ANON_KEY) as client:
        for answer in (await client.post("/rpc/get_queue_stats", json={}), await client.get("/rpc/get_queue_stats")):
            assert answer.status_code == 200
            [stats] = answer.json()
            assert set(stats) == STATS_COLUMNS
            assert (stats["total_queued"], stats["total_processing"]) == (2, 1)
            assert (stats["total_completed_today"], stats["total_failed_today"]) == (1, 1)
            by_priority = [stats[f"{priority}_priority_count"] for priority in Priority]
            assert by_priority == [0, 0, 2]
            assert isinstance(stats["avg_wait_time_minutes"], int | float)
