"""Fault 10: 32 claimers on 32 connections while limits change, types pause and resume, and retries come in bulk.

The limits are not looked at here: the checker proves from the history that they held at each claim.
"""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from queue_core.models import Category, JobId
from queue_core.queue import Queue
from tests.chaos.running import FINAL
from tests.support.databases import Database
from tests.support.jobs import ACTOR, claim, completion, enqueue, failure, releases, worker
from tests.support.transports import direct

QUEUES = 4
CLAIMERS_OF_A_QUEUE = 8
"""As many as a queue has connections."""
LIMITS = (10, 3, 10, 6)
MANIM_LIMITS = (4, 0, 2, 4)


@pytest.fixture
async def queues(database: Database) -> AsyncIterator[list[Queue]]:
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(Queue(direct(database.conninfo))) for _ in range(QUEUES)]


async def test_limits_hold_at_each_moment_whatever_changes(
    database: Database, queues: list[Queue], direct_queue: Queue
) -> None:
    chance = random.Random(10)
    # jobs that failed go on at once, and as often as it takes
    await database.execute("update public.job_queue_config set retry_interval_minutes = 0")
    await database.execute("update queue.job_types set resource = 'manim' where job_type = 'topic_short'")
    manim = await enqueue(direct_queue, 60, job_type="topic_short", max_retries=100)
    changing = asyncio.create_task(change(direct_queue, database))
    done = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for number, queue in enumerate(queues * CLAIMERS_OF_A_QUEUE):
            group.create_task(claimer(queue, f"worker-{number}", random.Random(chance.random()), done))
        plain = await changing
        await all_final(database, [*plain, *manim])
        done.set()

    [(most,)] = await database.execute("select max(number) from queue.attempts")
    assert most > 1, "some were tried again"


async def claimer(queue: Queue, name: str, chance: random.Random, done: asyncio.Event) -> None:
    """Claim some, and end each in one way or another."""
    worker_id = await worker(queue, name)
    while not done.is_set():
        for lease in await claim(queue, worker_id, chance.randint(1, 4)):
            way = chance.random()
            if way < 0.7:
                await queue.complete(worker_id, [completion(lease)])
            elif way < 0.85:
                await queue.fail(worker_id, [failure(lease, Category.API_ERROR)])
            else:
                await queue.release(worker_id, releases([lease]))
        await asyncio.sleep(0.01)  # as many claims as there can be would only measure this machine


async def change(queue: Queue, database: Database) -> list[JobId]:
    """The operator's part, each step after some more jobs have ended; the jobs that came in meanwhile."""
    jobs: list[JobId] = []
    for step, (limit, manim_limit) in enumerate(zip(LIMITS, MANIM_LIMITS, strict=True)):
        before = await ended(database)
        new = await enqueue(
            queue, 30, max_retries=100
        )  # enough to end, whatever is paused and however fast the others go
        jobs += new
        await database.execute(
            "update public.job_queue_config set max_concurrent_renders = %s, max_manim_renders = %s", limit, manim_limit
        )
        while await ended(database) < before + 15:
            await asyncio.sleep(0.02)
        await (queue.pause if step % 2 else queue.resume)(job_type="topic_short", actor=ACTOR)
        await queue.cancel(new[:10], actor=ACTOR)
        await queue.retry(new[:10], actor=ACTOR)
    await queue.resume(job_type="topic_short", actor=ACTOR)
    return jobs


async def ended(database: Database) -> int:
    [(number,)] = await database.execute("select count(*)::int from queue.attempts")
    return int(number)


async def all_final(database: Database, jobs: list[JobId]) -> None:
    final = ", ".join(f"'{status}'" for status in FINAL)
    async with asyncio.timeout(60):
        while await database.execute(f"select from public.jobs where status not in ({final}) limit 1"):
            await asyncio.sleep(0.05)
    [(number,)] = await database.execute("select count(*)::int from public.jobs")
    assert number == len(jobs)
    assert await database.execute("select from public.jobs where status = 'failed'") == []
