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


async def report(server: Server) -> list[Result]:
    """One view after the other, each opened twice: the first time also costs its mounting."""
    found = []
    with fresh_database(server) as database:
        await populate(database, SMALL)
        async with shown(database, "--fresh") as terminal:
            for name, (key, word) in VIEWS.items():
                await _open(terminal, key, word)
                terminal.press("2" if name != "jobs" else "1")
                await asyncio.sleep(SETTLING_SECONDS)
                opened = await _open(terminal, key, word)
                idle = await _idle(terminal)
                found += [
                    Result(f"written to open {name} again", opened, "bytes", OPEN_BYTES),
                    Result(f"written by {name} while nothing changes", idle, "bytes/s", IDLE_BYTES),
                    Result(f"written by {name} when 5 jobs change", await _change(terminal, database, idle), "bytes",
                           FIVE_BYTES),
                ]  # fmt: skip
    return found


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
