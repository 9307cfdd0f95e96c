"""How long an idle queue takes from an enqueue to the first line of the handler, with a real worker process."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import time

from queue_core.models import JobId, JobStatus, NewJob
from queue_core.queue import Queue
from queue_core.transports.postgres import PostgresTransport
from tests.benchmarks.result import Result
from tests.support.databases import Database, fresh_database
from tests.support.server import Server

JOBS = 60
IDLE_SECONDS = 0.1
"""How long the queue has been idle before each job: longer than a worker keeps between two wake-ups."""
TARGET_SECONDS = 0.050
"""For the 95th percentile, direct."""


@asynccontextmanager
async def running_worker(database: Database) -> AsyncIterator[None]:
    """A worker process whose handler says when it began."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "queue_worker", "--handlers", "tests.benchmarks.clock_handler",
        env=os.environ | {"QUEUE_DATABASE_URL": database.conninfo},
        stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield
    finally:
        process.terminate()
        await process.wait()


async def report(server: Server) -> list[Result]:
    """What the runner prints."""
    seconds = await measure(server)
    p95 = seconds[int(len(seconds) * 0.95)]
    return [Result("enqueue to the handler's start, p95, direct", p95 * 1000, "ms", TARGET_SECONDS * 1000)]


async def measure(server: Server) -> list[float]:
    """The seconds of each job, sorted."""
    with fresh_database(server) as database:
        async with (
            running_worker(database),
            Queue(PostgresTransport(database.conninfo, label="bench", program="bench")) as queue,
        ):
            return sorted([await _one(queue, database) for _ in range(JOBS)][10:])


async def _one(queue: Queue, database: Database) -> float:
    while not await database.execute("select from queue.workers where sleeping"):
        await asyncio.sleep(0.05)
    await asyncio.sleep(IDLE_SECONDS)
    began = time()
    [job] = await queue.enqueue([NewJob(job_type="clock", payload={})], actor="bench")
    return await _started_at(queue, job.id) - began


async def _started_at(queue: Queue, job_id: JobId) -> float:
    while True:
        detail = await queue.job(job_id)
        if detail.job.status is JobStatus.COMPLETED:
            assert isinstance(detail.result, dict)
            started_at = detail.result["started_at"]
            assert isinstance(started_at, float)
            return started_at
        await asyncio.sleep(0.02)
