"""How many bytes the screen costs over SSH: while nothing happens, when five rows change, for a key, for a page."""

import asyncio
from time import perf_counter

from tests.benchmarks.result import Result
from tests.benchmarks.terminal import Terminal, environment, on_terminal
from tests.support.databases import Database, fresh_database
from tests.support.server import Server

IDLE_SECONDS = 20.0
IDLE_BYTES, FIVE_BYTES = 100, 2048
"""The targets."""
JOBS = """
insert into public.jobs (job_type, priority, status, payload, created_at, completed_at)
select (array['doubt', 'topic_short', 'daily_ca'])[1 + n % 3], 'medium', 'completed', '{}',
       now() - interval '1 hour' - n * interval '1 minute', now() - n * interval '1 minute'
from generate_series(1, 500) n
"""
CHANGE_FIVE = """
update public.jobs set status = case status when 'failed' then 'completed' else 'failed' end
where id in (select id from public.jobs order by created_at desc limit 5 offset 10)
"""


async def report(server: Server) -> list[Result]:
    """One screen, one thing after the other."""
    with fresh_database(server) as database:
        await database.execute(JOBS)
        await database.execute("vacuum analyze")
        environ = environment(QUEUE_DATABASE_URL=database.conninfo, QUEUE_LABEL="bench")
        async with on_terminal(["-m", "queue_tui"], environ) as terminal:
            await terminal.until("500 jobs")
            await asyncio.sleep(3.0)
            start, idle = len(terminal.text), await _idle(terminal)
            return [
                Result("written at the start, with the first rows", start, "bytes", 45_000),
                Result("written while nothing changes", idle, "bytes/s", IDLE_BYTES),
                Result("written when 5 rows change", await _changes(terminal, database, idle), "bytes", FIVE_BYTES),
                Result("written for a key that moves the cursor", await _keys(terminal, "j", 10), "bytes", 600),
                Result("written for a page down", await _keys(terminal, "\x1b[6~", 4), "bytes", 12_000),
            ]


async def _idle(terminal: Terminal) -> float:
    before, began = len(terminal.text), perf_counter()
    await asyncio.sleep(IDLE_SECONDS)
    return (len(terminal.text) - before) / (perf_counter() - began)


async def _changes(terminal: Terminal, database: Database, idle: float) -> float:
    costs = []
    for _ in range(5):
        before, began = len(terminal.text), perf_counter()
        await database.execute(CHANGE_FIVE)
        await asyncio.sleep(1.5)
        costs.append(len(terminal.text) - before - idle * (perf_counter() - began))
    return sorted(costs)[len(costs) // 2]


async def _keys(terminal: Terminal, key: str, times: int) -> float:
    before = len(terminal.text)
    for _ in range(times):
        terminal.press(key)
        await asyncio.sleep(0.3)
    return (len(terminal.text) - before) / times
