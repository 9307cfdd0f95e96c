"""A sweep passes over what somebody holds: it neither waits for a frozen client nor ends in a deadlock."""

import asyncio

import psycopg
import pytest

from queue_core.models import JobStatus
from queue_core.queue import Queue
from tests.support.clock import Clock
from tests.support.databases import Database
from tests.support.jobs import claim, enqueue, worker


@pytest.mark.parametrize(
    "held",
    [
        "select from public.jobs where id = %s for update",
        "select from queue.leases where job_id = %s for update",
    ],
    ids=["job", "lease"],
)
async def test_what_a_frozen_client_holds_keeps_no_other_job_waiting(
    direct_queue: Queue, clock: Clock, database: Database, held: str
) -> None:
    one, other = await enqueue(direct_queue, 2)
    await claim(direct_queue, await worker(direct_queue, "dead"))
    await clock.advance(61)
    sweeper = await worker(direct_queue, "sweeper")
    async with await psycopg.AsyncConnection.connect(database.conninfo_of("postgres")) as frozen:
        await frozen.execute(held.encode(), (one,))
        assert (await direct_queue.sweep(sweeper)).lost == 1
        statuses = [(await direct_queue.job(job)).job.status for job in (one, other)]
        assert statuses == [JobStatus.PROCESSING, JobStatus.QUEUED]
    assert (await direct_queue.sweep(sweeper)).lost == 1


async def test_a_held_slot_that_somebody_looks_at_is_freed_by_the_next_sweep(
    direct_queue: Queue, clock: Clock, database: Database
) -> None:
    await enqueue(direct_queue)
    [lease] = await claim(direct_queue, await worker(direct_queue, "dead"))
    await clock.advance(61)
    await direct_queue.sweep(await worker(direct_queue, "sweeper"))
    await clock.advance(lease.timeout_seconds)
    sweeper = await worker(direct_queue, "another")
    async with await psycopg.AsyncConnection.connect(database.conninfo_of("postgres")) as frozen:
        await frozen.execute("select from queue.leases for update")
        assert (await direct_queue.sweep(sweeper)).slots_freed == 0
    assert (await direct_queue.sweep(sweeper)).slots_freed == 1


async def test_old_jobs_that_somebody_holds_are_deleted_later(
    direct_queue: Queue, clock: Clock, database: Database
) -> None:
    await database.execute(
        "insert into public.jobs (job_type, priority, status, payload, created_at, updated_at) "
        "select 'doubt', 'low', 'failed', jsonb_build_object('n', n), t.at, t.at "
        "from generate_series(1, 2) n, lateral (select now() - interval '40 days' as at) t"
    )
    sweeper = await worker(direct_queue, "sweeper")
    async with await psycopg.AsyncConnection.connect(database.conninfo_of("postgres")) as frozen:
        await frozen.execute("select from public.jobs where payload @> '{\"n\": 1}' for update")
        async with asyncio.timeout(30):
            assert (await direct_queue.sweep(sweeper)).pruned == 1
    assert (await direct_queue.sweep(sweeper)).pruned == 1
