"""What a claim of ten jobs costs beside 1,000,000 finished ones, against 10,000, with 1,000 queued in both.

Claims alternate between the two tables, and what was claimed is given back, so that all find the same.
"""

from statistics import median
from time import perf_counter
from uuid import uuid4

from queue_core.models import Release, WorkerHello, WorkerId
from queue_core.queue import Queue
from queue_core.transports.postgres import PostgresTransport
from tests.benchmarks.pages_at_scale import LARGE, SMALL, fill
from tests.benchmarks.result import Result
from tests.support.databases import Database, fresh_database
from tests.support.server import Server

JOBS, CLAIMS, FIRST_CLAIMS = 10, 200, 20
"""Per claim; the claims that are counted, and those before."""
MOST_TIMES = 1.2
"""The target."""


async def report(server: Server) -> list[Result]:
    """What the runner prints."""
    small, large = await measure(server)
    return [
        Result(f"claim of {JOBS} beside {SMALL:,} finished jobs", small * 1000, "ms"),
        Result(f"claim of {JOBS} beside {LARGE:,} finished jobs", large * 1000, "ms"),
        Result(f"claim beside {LARGE:,} finished jobs against {SMALL:,}", large / small, "times", MOST_TIMES),
    ]


async def measure(server: Server) -> tuple[float, float]:
    """The middle seconds of a claim in the small and in the large table."""
    with fresh_database(server) as small, fresh_database(server) as large:
        await fill(small, SMALL)
        await fill(large, LARGE)
        async with _queue(small) as in_small, _queue(large) as in_large:
            workers = [Claiming(in_small), Claiming(in_large)]
            for worker in workers:
                await worker.say_hello()
            taken = [[await worker.claim() for worker in workers] for _ in range(FIRST_CLAIMS + CLAIMS)]
    of_small, of_large = zip(*taken[FIRST_CLAIMS:], strict=True)
    return median(of_small), median(of_large)


class Claiming:
    """A worker that gives back what it has claimed."""

    def __init__(self, queue: Queue) -> None:
        self._queue = queue
        self._worker_id = WorkerId(str(uuid4()))

    async def say_hello(self) -> None:
        """Register."""
        await self._queue.hello(
            WorkerHello(
                worker_id=self._worker_id, name="bench", host="here", process_id=1, version="1", concurrency=JOBS
            )
        )

    async def claim(self) -> float:
        """Claim, and give back. The seconds of the claim."""
        began = perf_counter()
        claim = await self._queue.claim(self._worker_id, JOBS)
        taken = perf_counter() - began
        if len(claim.leases) != JOBS:
            raise RuntimeError(f"{len(claim.leases)} jobs were claimed, not {JOBS}.")
        releases = [Release(job_id=lease.job_id, token=lease.token, reason="measured") for lease in claim.leases]
        await self._queue.release(self._worker_id, releases)
        return taken


def _queue(database: Database) -> Queue:
    return Queue(PostgresTransport(database.conninfo, label=database.name, program="bench"))
