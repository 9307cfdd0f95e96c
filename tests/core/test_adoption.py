"""Production's tables become ours in place, and no row is lost; see the two shapes in `support`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from queue_core.migrate import migrate, script
from queue_core.models import JobStatus, NewJob, Priority
from queue_core.queue import Queue
from tests.support.clock import INSTALL, Clock
from tests.support.databases import EMPTY_TEMPLATE, Database, fresh_database
from tests.support.jobs import ACTOR, claim, completion, enqueue, worker
from tests.support.server import Server
from tests.support.transports import direct

SUPPORT = Path(__file__).parents[1] / "support"
NOTHING_LOST = """
select id, job_type, payload::text, error_message, started_at, completed_at, user_id,
       case when payload ->> 'question' is distinct from 'careless' then created_at end
from public.jobs order by id
"""


@asynccontextmanager
async def adopted(server: Server, shape: str, *, by_script: bool = False) -> AsyncIterator[tuple[Database, Queue]]:
    """A database that had production's tables, migrated, with what must not change checked."""
    with fresh_database(server, EMPTY_TEMPLATE) as database:
        await database.execute((SUPPORT / f"production_{shape}.sql").read_text(), user="project_owner")
        before = await database.execute(NOTHING_LOST)
        if by_script:
            await database.execute(script(), user="project_owner")
        else:
            await migrate(database.conninfo)
        assert await database.execute(NOTHING_LOST) == before
        await database.execute(INSTALL)
        async with Queue(direct(database.conninfo)) as queue:
            yield database, queue


@pytest.mark.parametrize("by_script", [False, True], ids=["direct", "script"])
async def test_shape_a_keeps_every_row_as_it_was(server: Server, by_script: bool) -> None:
    async with adopted(server, "a", by_script=by_script) as (database, queue):
        counts = dict(await database.execute("select status, count(*) from public.jobs group by 1"))
        assert counts == {"queued": 4, "processing": 1, "completed": 1, "failed": 1, "cancelled": 1}
        page = await queue.jobs()
        assert len(page.jobs) == 8
        assert {job.error for job in page.jobs} == {None, "read timeout", "Job timed out"}
        stats = await queue.stats()
        assert (stats.queued, stats.queued_by_priority) == (4, {"high": 1, "medium": 1, "low": 2})


async def test_shape_a_is_claimed_in_the_real_order_of_priority(server: Server) -> None:
    async with adopted(server, "a") as (_, queue):
        leases = await claim(queue, await worker(queue))
        assert [lease.priority for lease in leases] == [Priority.HIGH, Priority.MEDIUM, Priority.LOW, Priority.LOW]
        assert [lease.payload for lease in leases[:2]] == [{"topic": "high"}, {"question": "medium"}]


async def test_what_finished_before_the_switch_counts_today_where_it_was_today(server: Server) -> None:
    async with adopted(server, "a") as (_, queue):
        stats = await queue.stats()
        assert (stats.completed_today, stats.failed_today) == (0, 1)


async def test_the_old_trigger_that_rewrote_every_position_is_gone(server: Server) -> None:
    async with adopted(server, "a") as (database, queue):
        await database.execute("update public.jobs set queue_position = 99 where status = 'queued'")
        await enqueue(queue)
        assert await database.execute("select count(*) from public.jobs where queue_position = 99") == [(4,)]


async def test_one_row_of_configuration_stays_and_it_is_the_edited_one(server: Server) -> None:
    async with adopted(server, "a") as (database, queue):
        assert (await queue.config()).max_concurrent_renders == 7
        await database.execute("insert into public.job_queue_config default values", user="project_owner")
        assert await database.execute("select count(*) from public.job_queue_config") == [(1,)]


async def test_a_long_history_is_kept_until_somebody_agrees_that_it_may_go(server: Server) -> None:
    with fresh_database(server, EMPTY_TEMPLATE) as database:
        await database.execute((SUPPORT / "production_a.sql").read_text(), user="project_owner")
        await database.execute(
            "update public.jobs set created_at = now() - interval '400 days', "
            "updated_at = now() - interval '399 days', "
            "completed_at = now() - interval '399 days' where status = 'completed'"
        )
        await migrate(database.conninfo)
        async with Queue(direct(database.conninfo)) as queue:
            assert (await queue.config()).retention_days == 0
            sweeper = await worker(queue)
            assert (await queue.sweep(sweeper)).pruned == 0
            await queue.configure({"retention_days": 30}, actor=ACTOR)
            assert (await queue.sweep(sweeper)).pruned == 1
    async with adopted(server, "a") as (_, queue):
        assert (await queue.config()).retention_days == 30


async def test_any_type_of_job_is_allowed_afterwards(server: Server) -> None:
    for shape in "ab":
        async with adopted(server, shape) as (_, queue):
            await queue.enqueue([NewJob(job_type="something_new", payload={})], actor=ACTOR)


async def test_shape_b_becomes_shape_a(server: Server) -> None:
    async with adopted(server, "b") as (database, queue):
        rows = dict(await database.execute("select (payload ->> 'n')::int, status || ' ' || priority from public.jobs"))
        assert rows == {
            1: "queued high",
            3: "queued high",
            4: "queued medium",
            7: "queued medium",
            8: "queued low",
            10: "queued low",
            0: "queued medium",
            20: "processing high",
            50: "completed medium",
            51: "failed medium",
            52: "cancelled medium",
        }
        assert await database.execute("select count(*) from public.jobs where retry_count is null") == [(0,)]
        assert await database.execute("select result ->> 'video_url' from public.jobs where result is not null") == [
            ("http://videos/50.mp4",)
        ]
        await enqueue(queue, user_id=None)
        assert len((await queue.jobs()).jobs) == 12


async def test_shape_b_is_worked_off(server: Server) -> None:
    async with adopted(server, "b") as (_, queue):
        worker_id = await worker(queue)
        leases = await claim(queue, worker_id)
        assert len(leases) == 7
        answers = await queue.complete(worker_id, [completion(lease) for lease in leases])
        assert {answer.status for answer in answers} == {JobStatus.COMPLETED}


@pytest.mark.parametrize("shape", ["a", "b"])
async def test_what_the_old_worker_was_running_is_noticed_when_it_never_ends(server: Server, shape: str) -> None:
    async with adopted(server, shape) as (database, queue):
        worker_id = await worker(queue)
        await queue.sweep(worker_id)
        assert (await queue.stats()).slots.running == 1, "it counts against the limits"
        await Clock(database).advance(11 * 60)
        await queue.sweep(worker_id)
        [job] = [job for job in (await queue.jobs()).jobs if job.attempts == 1]
        assert job.status is JobStatus.QUEUED


@pytest.mark.parametrize("shape", ["a", "b"])
async def test_the_old_worker_may_finish_what_it_was_running(server: Server, shape: str) -> None:
    async with adopted(server, shape) as (database, queue):
        await database.execute(
            "update public.jobs set status = 'completed', completed_at = now() where status = 'processing'",
            user="project_owner",
        )
        await queue.sweep(await worker(queue))
        assert (await queue.stats()).processing == 0
