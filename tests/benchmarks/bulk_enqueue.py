"""How fast 20,000 jobs are enqueued in bulk by one client: each engine in the fastest way it has for that."""

from collections.abc import Sequence
from statistics import median
from time import perf_counter

from tests.benchmarks.contenders.base import Contender
from tests.benchmarks.contenders.ours import Ours
from tests.benchmarks.contenders.pgqueuer import PgQueuer
from tests.benchmarks.contenders.procrastinate import Procrastinate
from tests.benchmarks.result import Result
from tests.support.databases import EMPTY_TEMPLATE, fresh_database
from tests.support.server import Server

JOBS = 20_000
ROUNDS = 3
CONTENDERS: Sequence[Contender] = (Ours(), Procrastinate(), PgQueuer())


async def report(server: Server) -> list[Result]:
    """All in turn; the middle one of the rounds."""
    rounds = [[await _rate(server, contender) for contender in CONTENDERS] for _ in range(ROUNDS)]
    ours, procrastinate, pgqueuer = (median(of_one) for of_one in zip(*rounds, strict=True))
    return [
        Result("enqueued in bulk by this queue", ours, "jobs/s"),
        Result("enqueued in bulk by procrastinate", procrastinate, "jobs/s"),
        Result("enqueued in bulk by PgQueuer", pgqueuer, "jobs/s"),
        Result("bulk enqueue against procrastinate", ours / procrastinate, "times", least=1),
        Result("bulk enqueue against PgQueuer", ours / pgqueuer, "times", least=1),
    ]


async def _rate(server: Server, contender: Contender) -> float:
    with fresh_database(server, EMPTY_TEMPLATE) as database:
        await contender.install(database)
        async with contender.client(database) as enqueue:
            await enqueue("noop", 1)
            began = perf_counter()
            await enqueue("noop", JOBS)
            return JOBS / (perf_counter() - began)
