"""This project's queue."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from queue_core.migrate import migrate
from queue_core.models import NewJob
from queue_core.queue import Queue
from queue_core.transports.postgres import PostgresTransport
from tests.benchmarks.contenders.base import PAYLOAD, Enqueue, program
from tests.support.databases import Database

LARGEST_BATCH = 1_000
"""What one enqueue takes."""


@dataclass(frozen=True)
class Ours:
    """The worker as it is started in production, with handlers instead of an orchestrator."""

    limit: int = 10_000
    """Most jobs at once, in all workers: far above the concurrency, unless it is what is measured."""
    type_limit: int | None = None
    """The same for the one type."""
    manim_limit: int | None = None
    """The same for jobs that need Manim; where it is set, all do."""

    name = "queue-worker"
    first_start = "select min(started_at) from public.jobs"
    is_done = "select not exists (select from public.jobs where status in ('queued', 'processing'))"

    async def install(self, database: Database) -> None:
        """Migrate, and set the limits."""
        await migrate(database.conninfo)
        await database.execute(
            "update public.job_queue_config set max_concurrent_renders = %s, max_manim_renders = %s where true",
            self.limit, self.manim_limit or self.limit,
        )  # fmt: skip
        await database.execute(
            "insert into queue.job_types (job_type, concurrency_limit, resource) values ('noop', %s, %s)",
            self.type_limit, None if self.manim_limit is None else "manim",
        )  # fmt: skip

    @asynccontextmanager
    async def client(self, database: Database) -> AsyncIterator[Enqueue]:
        """In the largest batches that are taken."""
        async with Queue(PostgresTransport(database.conninfo, label="bench", program="bench")) as queue:

            async def enqueue(job_type: str, jobs: int) -> None:
                for start in range(0, jobs, LARGEST_BATCH):
                    batch = [NewJob(job_type=job_type, payload=dict(PAYLOAD))] * min(LARGEST_BATCH, jobs - start)
                    await queue.enqueue(batch, actor="bench")

            yield enqueue

    def command(self, concurrency: int) -> list[str]:
        """The worker's one tunable is how many jobs it runs at once."""
        handlers = "tests.benchmarks.contenders.our_handlers"
        return [program("queue-worker"), "run", "--handlers", handlers, "--concurrency", str(concurrency)]
