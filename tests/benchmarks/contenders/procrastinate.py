"""procrastinate, on its asynchronous psycopg connector.

Its worker fetches one job per statement and says of each by itself that it has ended: there is no setting
for batches. What there is, is used: as many jobs at once as ours, NOTIFY on, a larger pool.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from procrastinate import PsycopgConnector
from procrastinate.types import JSONDict

from tests.benchmarks.contenders.base import PAYLOAD, Enqueue, program
from tests.benchmarks.contenders.procrastinate_app import app
from tests.support.databases import Database


@dataclass(frozen=True)
class Procrastinate:
    """`procrastinate worker`."""

    name = "procrastinate"
    first_start = "select min(at) from procrastinate_events where type = 'started'"
    is_done = "select not exists (select from procrastinate_jobs where status in ('todo', 'doing'))"

    async def install(self, database: Database) -> None:
        """Apply its schema."""
        with app.replace_connector(PsycopgConnector(conninfo=database.conninfo)) as connected:
            async with connected.open_async():
                await connected.schema_manager.apply_schema_async()

    @asynccontextmanager
    async def client(self, database: Database) -> AsyncIterator[Enqueue]:
        """All jobs in one call of its batch_defer."""
        arguments: JSONDict = dict(PAYLOAD)
        with app.replace_connector(PsycopgConnector(conninfo=database.conninfo)) as connected:

            async def enqueue(job_type: str, jobs: int) -> None:
                await connected.configure_task(job_type).batch_defer_async(*[arguments] * jobs)

            async with connected.open_async():
                yield enqueue

    def command(self, concurrency: int) -> list[str]:
        """Its concurrency is ours."""
        application = "tests.benchmarks.contenders.procrastinate_app.app"
        return [program("procrastinate"), "--app", application, "worker", "--concurrency", str(concurrency)]
