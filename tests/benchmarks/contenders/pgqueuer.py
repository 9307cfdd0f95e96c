"""PgQueuer, on asyncpg and uvloop, which its command uses by itself.

It claims `batch_size` jobs with one statement, and collects completions until there are as many or 100 ms
have passed. A cap on the jobs at once must be twice the batch. Without one it claims on and on, and holds
the whole backlog in memory where jobs take longer than claims: the fastest for jobs that take no time.
"""

import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg
from pgqueuer import AsyncpgDriver, Queries

from tests.benchmarks.contenders.base import PAYLOAD, Enqueue
from tests.support.databases import OWNER, Database


@dataclass(frozen=True)
class PgQueuer:
    """What `pgq run` runs."""

    is_capped: bool = True
    """Whether it runs as many jobs at once as the others, and claims half of that; else it claims that many
    and has no cap."""

    first_start = "select min(created) from pgqueuer_log where status = 'picked'"
    is_done = "select not exists (select from pgqueuer)"

    @property
    def name(self) -> str:
        """With a word about the cap where there is none."""
        return "PgQueuer" if self.is_capped else "PgQueuer without a cap"

    async def install(self, database: Database) -> None:
        """Its schema, with its default durability."""
        async with _connected(database) as connection:
            await Queries(AsyncpgDriver(connection)).install()

    @asynccontextmanager
    async def client(self, database: Database) -> AsyncIterator[Enqueue]:
        """All jobs in one call with lists."""
        async with _connected(database) as connection:
            queries = Queries(AsyncpgDriver(connection))

            async def enqueue(job_type: str, jobs: int) -> None:
                await queries.enqueue([job_type] * jobs, [json.dumps(PAYLOAD).encode()] * jobs, [0] * jobs)

            yield enqueue

    def command(self, concurrency: int) -> list[str]:
        """The batches that are fastest for a concurrency."""
        batch_size, most_at_once = (concurrency // 2, concurrency) if self.is_capped else (concurrency, 0)
        module = "tests.benchmarks.contenders.pgqueuer_app"
        return [sys.executable, "-m", module, str(batch_size), str(most_at_once)]


@asynccontextmanager
async def _connected(database: Database) -> "AsyncIterator[asyncpg.Connection]":
    connection = await asyncpg.connect(
        host=str(database.server.folder), port=int(database.server.port), user=OWNER, database=database.name
    )
    try:
        yield connection
    finally:
        await connection.close()
