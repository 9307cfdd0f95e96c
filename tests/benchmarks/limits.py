"""What limits cost: a drain with all three kinds of them binding, against one where none does."""

from tests.benchmarks.contenders.ours import Ours
from tests.benchmarks.drain import rates
from tests.benchmarks.result import Result
from tests.support.server import Server

CONCURRENCY = 100
LEAST_TIMES = 2 / 3
"""The target: limits cost a third of the throughput at most."""


async def report(server: Server) -> list[Result]:
    """The limit of all jobs, of their type and of Manim are what the worker can run at once."""
    bound = Ours(limit=CONCURRENCY, type_limit=CONCURRENCY, manim_limit=CONCURRENCY)
    free, limited = await rates(server, (Ours(), bound), concurrency=CONCURRENCY)
    return [
        Result("drained without limits that bind", free, "jobs/s"),
        Result("drained with three limits that bind", limited, "jobs/s"),
        Result("drain with limits against without", limited / free, "times", least=LEAST_TIMES),
    ]
