"""How fast 20,000 queued jobs are worked off, against the other queues and against a raw loop.

By one worker process and by two, with up to 100 jobs at once in each and with up to 10, where no limit of
ours binds. All are measured in turn, so that a busy minute hits them all, and the middle one of three rounds
counts; but procrastinate is measured once, on 5,000 jobs, which suits it and keeps the whole within minutes.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from statistics import median

import psycopg

from tests.benchmarks.contenders.base import Contender, Workers, running
from tests.benchmarks.contenders.ours import Ours
from tests.benchmarks.contenders.pgqueuer import PgQueuer
from tests.benchmarks.contenders.procrastinate import Procrastinate
from tests.benchmarks.contenders.raw_loop import RawLoop
from tests.benchmarks.result import Result
from tests.support.databases import EMPTY_TEMPLATE, Database, fresh_database
from tests.support.server import Server

JOBS, FEWER_JOBS = 20_000, 5_000
ROUNDS = 3
SITUATIONS = ((1, 100), (2, 100), (1, 10))
"""Worker processes, and jobs at once in each."""
OF_A_RAW_LOOP = 0.5
"""The target, where the raw loop claims and completes 100 at a time."""
POLL_SECONDS = 0.05
LONGEST_SECONDS = 120.0


async def report(server: Server) -> list[Result]:
    """What the runner prints."""
    results = []
    for processes, concurrency in SITUATIONS:
        results += await _compare(server, processes, concurrency)
    return results


async def rates(
    server: Server, contenders: Sequence[Contender], *, processes: int = 1, concurrency: int
) -> list[float]:
    """Jobs per second of each, from the middle one of several rounds."""
    rounds = [
        [await rate(server, contender, processes=processes, concurrency=concurrency) for contender in contenders]
        for _ in range(ROUNDS)
    ]
    return [median(of_one) for of_one in zip(*rounds, strict=True)]


async def rate(server: Server, contender: Contender, *, processes: int, concurrency: int, jobs: int = JOBS) -> float:
    """Jobs per second from the first start to the last end, on the database's clock."""
    with fresh_database(server, EMPTY_TEMPLATE) as database:
        await contender.install(database)
        async with contender.client(database) as enqueue:
            await enqueue("noop", jobs)
        await database.execute("vacuum analyze")
        await database.execute("checkpoint")
        async with running(contender, database, processes=processes, concurrency=concurrency) as workers:
            ended = await _ended_at(contender, database, workers)
        [(began,)] = await database.execute(contender.first_start)
        return jobs / float((ended - began).total_seconds())


async def _compare(server: Server, processes: int, concurrency: int) -> list[Result]:
    ours, theirs, uncapped, raw = await rates(
        server, (Ours(), PgQueuer(), PgQueuer(is_capped=False), RawLoop()), processes=processes, concurrency=concurrency
    )
    other = await rate(server, Procrastinate(), processes=processes, concurrency=concurrency, jobs=FEWER_JOBS)
    where = f"{processes} x {concurrency} at once"
    least = OF_A_RAW_LOOP if concurrency == 100 else None
    return [
        Result(f"drained by queue-worker, {where}", ours, "jobs/s"),
        Result(f"drained by procrastinate, {where}", other, "jobs/s"),
        Result(f"drained by PgQueuer, {where}", theirs, "jobs/s"),
        Result(f"drained by PgQueuer without a cap on jobs at once, {where}", uncapped, "jobs/s"),
        Result(f"drained by a raw loop, {where}", raw, "jobs/s"),
        Result(f"drain against procrastinate, {where}", ours / other, "times", least=1),
        Result(f"drain against PgQueuer, {where}", ours / theirs, "times", least=1),
        Result(f"drain against PgQueuer without a cap, {where}", ours / uncapped, "times"),
        Result(f"drain against a raw loop, {where}", ours / raw, "times", least=least),
    ]


async def _ended_at(contender: Contender, database: Database, workers: Workers) -> datetime:
    query = f"select clock_timestamp(), done from ({contender.is_done}) last (done)"
    async with (
        asyncio.timeout(LONGEST_SECONDS),
        await psycopg.AsyncConnection.connect(database.conninfo_of("postgres"), autocommit=True) as connection,
    ):
        while True:
            cursor = await connection.execute(query.encode())
            if (row := await cursor.fetchone()) is not None and row[1]:
                ended: datetime = row[0]
                return ended
            workers.check()
            await asyncio.sleep(POLL_SECONDS)
