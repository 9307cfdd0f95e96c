"""queue-tui on a terminal, on a database of so many jobs: what the benchmarks of the UI have in common."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from queue_core.models import Heartbeat, WorkerState
from queue_core.queue import Queue
from tests.benchmarks.pages_at_scale import fill
from tests.benchmarks.terminal import Terminal, environment, on_terminal
from tests.support.databases import Database
from tests.support.jobs import claim, completion, worker
from tests.support.transports import direct

SMALL, LARGE = 1_000, 1_000_000
"""Finished jobs, beside 1,000 queued ones."""
VIEWS = {
    "overview": ("1", "Throughput"),
    "jobs": ("2", "Status"),
    "failures": ("3", "of failure"),
    "workers": ("4", "bench-worker"),
    "operations": ("5", "bench-actor"),
    "settings": ("6", "Jobs at once"),
}
"""The key of each view, and a word that only it shows."""


async def populate(database: Database, rows: int) -> None:
    """So many finished jobs, 1,000 queued ones, a worker that did five and stopped, and what an operator did."""
    await fill(database, rows)
    async with Queue(direct(database.conninfo)) as queue:
        await queue.pause(job_type="daily_ca", actor="bench-actor", reason="measured")
        await queue.resume(job_type="daily_ca", actor="bench-actor")
        worker_id = await worker(queue, name="bench-worker", concurrency=5)
        await queue.complete(worker_id, [completion(lease) for lease in await claim(queue, worker_id, 5)])
        await queue.heartbeat(Heartbeat(worker_id=worker_id, state=WorkerState.STOPPED, leases=()))


@asynccontextmanager
async def shown(database: Database, *flags: str) -> AsyncIterator[Terminal]:
    """The list of jobs, as somebody sees it who was never here before, when its rows are there."""
    with tempfile.TemporaryDirectory(prefix="queue-ui-", dir="/tmp") as folder:
        where = {"QUEUE_DATABASE_URL": database.conninfo, "QUEUE_LABEL": "bench", "QUEUE_HOME": folder}
        async with on_terminal(["-m", "queue_tui", *flags], environment(**where)) as terminal:
            await terminal.until((await ids(database, newest_first=True))[0][:8])
            await terminal.settled()
            yield terminal


async def ids(database: Database, *, newest_first: bool, condition: str = "true", limit: int = 500) -> list[str]:
    """The jobs of a list, from one of its ends."""
    direction = "desc" if newest_first else "asc"
    order = f"order by created_at {direction}, id {direction} limit {limit}"
    return [name for (name,) in await database.execute(f"select id::text from public.jobs where {condition} {order}")]
