"""How long an idle queue takes from an enqueue to the first line of the handler, with real worker processes.

One job at a time, to each engine in turn; each is idle again before its next.
"""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from time import time

from tests.benchmarks.contenders.base import Contender, Enqueue, running
from tests.benchmarks.contenders.clock import Moments, moments
from tests.benchmarks.contenders.ours import Ours
from tests.benchmarks.contenders.pgqueuer import PgQueuer
from tests.benchmarks.contenders.procrastinate import Procrastinate
from tests.benchmarks.result import Result
from tests.support.databases import EMPTY_TEMPLATE, fresh_database
from tests.support.server import Server

JOBS, FIRST_JOBS = 200, 10
"""Measured of each, and not counted before: everything is slower once."""
IDLE_SECONDS = 0.1
"""Between two jobs."""
TARGET_SECONDS = 0.050
"""For the 95th percentile of ours."""
CONTENDERS: Sequence[Contender] = (Ours(), Procrastinate(), PgQueuer())


async def report(server: Server) -> list[Result]:
    """What the runner prints."""
    ours, procrastinate, pgqueuer = await measure(server)
    return [
        Result("enqueue to the handler's start, p50", _p50(ours), "ms"),
        Result("enqueue to the handler's start, p95", _p95(ours), "ms", TARGET_SECONDS * 1000),
        Result("the same, procrastinate, p50", _p50(procrastinate), "ms"),
        Result("the same, procrastinate, p95", _p95(procrastinate), "ms"),
        Result("the same, PgQueuer, p50", _p50(pgqueuer), "ms"),
        Result("the same, PgQueuer, p95", _p95(pgqueuer), "ms"),
        Result("enqueue to start against procrastinate, p50", _p50(ours) / _p50(procrastinate), "times", 1),
        Result("enqueue to start against procrastinate, p95", _p95(ours) / _p95(procrastinate), "times", 1),
        Result("enqueue to start against PgQueuer, p50", _p50(ours) / _p50(pgqueuer), "times", 1),
        Result("enqueue to start against PgQueuer, p95", _p95(ours) / _p95(pgqueuer), "times", 1),
    ]


async def measure(server: Server) -> list[list[float]]:
    """The milliseconds of each job, sorted, of each engine."""
    async with AsyncExitStack() as stack:
        said = stack.enter_context(moments())
        clients = [await _idle_queue(stack, server, contender) for contender in CONTENDERS]
        taken = [[await _one(enqueue, said) for enqueue in clients] for _ in range(FIRST_JOBS + JOBS)]
        return [sorted(of_one[FIRST_JOBS:]) for of_one in zip(*taken, strict=True)]


async def _idle_queue(stack: AsyncExitStack, server: Server, contender: Contender) -> Enqueue:
    database = stack.enter_context(fresh_database(server, EMPTY_TEMPLATE))
    await contender.install(database)
    enqueue = await stack.enter_async_context(contender.client(database))
    await stack.enter_async_context(running(contender, database, concurrency=10))
    return enqueue


async def _one(enqueue: Enqueue, said: Moments) -> float:
    await asyncio.sleep(IDLE_SECONDS)
    began = time()
    await enqueue("clock", 1)
    return (await said.next() - began) * 1000


def _p50(sorted_values: Sequence[float]) -> float:
    return sorted_values[len(sorted_values) // 2]


def _p95(sorted_values: Sequence[float]) -> float:
    return sorted_values[int(len(sorted_values) * 0.95)]
