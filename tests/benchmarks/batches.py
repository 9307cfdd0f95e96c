"""What batches are worth over PostgREST: jobs claimed and completed 100 at a time, against one at a time."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import perf_counter
from uuid import uuid4

from queue_core.models import Completion, NewJob, WorkerHello, WorkerId
from queue_core.queue import Queue
from queue_core.transports.supabase import SupabaseTransport
from tests.benchmarks.contenders.ours import Ours
from tests.benchmarks.result import Result
from tests.support.databases import EMPTY_TEMPLATE, Database, fresh_database
from tests.support.gateway import Gateway
from tests.support.keys import SERVICE_KEY
from tests.support.postgrest import running_postgrest
from tests.support.server import Server

BATCH = 100
IN_BATCHES, ONE_BY_ONE = 5_000, 300
"""Jobs measured in each way."""
LEAST_TIMES = 10.0
"""The target."""


async def report(server: Server) -> list[Result]:
    """Both ways on one queue, one call at a time."""
    with fresh_database(server, EMPTY_TEMPLATE) as database:
        await Ours().install(database)
        async with _over_postgrest(database) as queue:
            worker_id = WorkerId(str(uuid4()))
            await queue.hello(
                WorkerHello(
                    worker_id=worker_id, name="bench", host="here", process_id=1, version="1", concurrency=BATCH
                )
            )
            await _rate(queue, worker_id, 10 * BATCH, BATCH)
            single = await _rate(queue, worker_id, ONE_BY_ONE, 1)
            batched = await _rate(queue, worker_id, IN_BATCHES, BATCH)
    return [
        Result("claimed and completed over PostgREST one by one", single, "jobs/s"),
        Result(f"claimed and completed over PostgREST {BATCH} at a time", batched, "jobs/s"),
        Result("batches against one by one over PostgREST", batched / single, "times", least=LEAST_TIMES),
    ]


async def _rate(queue: Queue, worker_id: WorkerId, jobs: int, batch: int) -> float:
    for start in range(0, jobs, 1000):
        count = min(1000, jobs - start)
        await queue.enqueue([NewJob(job_type="noop", payload={"question": "?"})] * count, actor="bench")
    began = perf_counter()
    while leases := (await queue.claim(worker_id, batch)).leases:
        completions = [Completion(job_id=lease.job_id, token=lease.token, result={}) for lease in leases]
        await queue.complete(worker_id, completions)
    return jobs / (perf_counter() - began)


@asynccontextmanager
async def _over_postgrest(database: Database) -> AsyncIterator[Queue]:
    with tempfile.TemporaryDirectory(prefix="queue-rest-", dir="/tmp") as folder:
        async with (
            running_postgrest(database, Path(folder)) as address,
            Gateway(address).running() as gateway,
            Queue(SupabaseTransport(gateway.url, SERVICE_KEY, label="bench")) as queue,
        ):
            yield queue
