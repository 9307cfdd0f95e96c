"""How many bytes each view costs over SSH: to open it, while nothing happens, and when five jobs have changed."""

import asyncio
from statistics import median
from time import perf_counter

from tests.benchmarks.bytes_written import CHANGE_FIVE, FIVE_BYTES, IDLE_BYTES
from tests.benchmarks.result import Result
from tests.benchmarks.screens import SMALL, VIEWS, populate, shown
from tests.benchmarks.terminal import Terminal
from tests.support.databases import Database, fresh_database
from tests.support.server import Server

SETTLING_SECONDS, IDLE_SECONDS, CHANGE_SECONDS = 4.0, 12.0, 6.0
"""After a view was opened; while nothing is done; after a change, for what is read at a slower pace."""
CHANGES = 3
OPEN_BYTES = 30_000
"""The target for opening a view that was opened before."""

AGED = """
set session_replication_role = replica;
update public.jobs set created_at = created_at - interval '3 hours', updated_at = updated_at - interval '3 hours',
                       started_at = started_at - interval '3 hours', completed_at = completed_at - interval '3 hours'
  where status <> 'processing';
update queue.attempts set started_at = started_at - interval '3 hours', ended_at = ended_at - interval '3 hours'
  where ended_at is not null;
update queue.workers set last_seen_at = last_seen_at - interval '3 hours', started_at = started_at - interval '3 hours';
update queue.operations set at = at - interval '3 hours';
"""
"""An age in seconds would be another one each second."""


async def report(server: Server) -> list[Result]:
    """All views at rest, and then one after the other with changes, which are seen for a while."""
    with fresh_database(server) as database:
        await populate(database, SMALL)
        await database.execute(AGED)
        async with shown(database, "--fresh") as terminal:
            rest = {name: await _at_rest(terminal, name) for name in VIEWS}
            found = []
            for name, (opened, idle) in rest.items():
                await _open(terminal, *VIEWS[name])
                changed = max(await _change(terminal, database, idle), 0.0)
                found += [
                    Result(f"written to open {name} again", opened, "bytes", OPEN_BYTES),
                    Result(f"written by {name} while nothing changes", idle, "bytes/s", IDLE_BYTES),
                    Result(f"written by {name} when 5 jobs change", changed, "bytes", FIVE_BYTES),
                ]
    return found


async def _at_rest(terminal: Terminal, name: str) -> tuple[float, float]:
    """Bytes to open it the second time, since the first also costs its mounting; bytes per second after that."""
    await _open(terminal, *VIEWS[name])
    await _open(terminal, *VIEWS["overview" if name == "jobs" else "jobs"])
    return await _open(terminal, *VIEWS[name]), await _idle(terminal)


async def _open(terminal: Terminal, key: str, word: str) -> float:
    before = len(terminal.text)
    terminal.press(key)
    await terminal.until(word, before)
    await terminal.settled()
    opened = len(terminal.text) - before
    await asyncio.sleep(SETTLING_SECONDS)
    return opened


async def _idle(terminal: Terminal) -> float:
    before, began = len(terminal.text), perf_counter()
    await asyncio.sleep(IDLE_SECONDS)
    return (len(terminal.text) - before) / (perf_counter() - began)


async def _change(terminal: Terminal, database: Database, idle: float) -> float:
    costs = []
    for _ in range(CHANGES):
        before, began = len(terminal.text), perf_counter()
        await database.execute(CHANGE_FIVE)
        await asyncio.sleep(CHANGE_SECONDS)
        costs.append(len(terminal.text) - before - idle * (perf_counter() - began))
    return median(costs)
