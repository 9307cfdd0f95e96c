"""From a key to its painted answer, with 1,000,000 jobs against 1,000: what is shown already, and what has to be read.

The answer is there when the terminal has the job's id, or the word of a view, that the key leads to.
"""

import asyncio
from collections.abc import AsyncIterator
from random import Random
from time import perf_counter

from tests.benchmarks.result import Result
from tests.benchmarks.screens import LARGE, SMALL, VIEWS, ids, populate, shown
from tests.benchmarks.terminal import Terminal
from tests.support.databases import Database, fresh_database
from tests.support.server import Server

STEPS, ROUNDS = 60, 8
"""Moves of the cursor; how often each list and view is gone to."""
MOST_TIMES, MOST_MS = 1.5, 50
"""The targets for the 95th percentile."""
DICE = Random(4711)

Steps = AsyncIterator[tuple[str, str]]


async def report(server: Server, small: int = SMALL, large: int = LARGE) -> list[Result]:
    """The same keys on both, one after the other."""
    few, many = await _measured(server, small), await _measured(server, large)
    found = []
    for what, of_few, of_many in zip(("in the list", "that read", "to a view"), few, many, strict=True):
        ratio, name = _p95(of_many) / _p95(of_few), f"key to paint, p95, keys {what}"
        found += [
            Result(f"{name}, {small:,} jobs", _p95(of_few) * 1000, "ms"),
            Result(f"{name}, {large:,} jobs", _p95(of_many) * 1000, "ms", MOST_MS),
            Result(f"{name}, {large:,} against {small:,}", ratio, "times", MOST_TIMES),
        ]
    return found


async def _measured(server: Server, rows: int) -> tuple[list[float], list[float], list[float]]:
    with fresh_database(server) as database:
        await populate(database, rows)
        async with shown(database, "--fresh") as terminal:
            steps = (_moves(database), _reads(database), _views())
            moved, read, viewed = [
                [await _taken(terminal, key, wanted) async for key, wanted in group] for group in steps
            ]
            return moved, read, viewed[len(VIEWS) :]


async def _moves(database: Database) -> Steps:
    """Down the list, line by line and page by page, and some of the way back."""
    listed = await ids(database, newest_first=True)
    for place in range(STEPS):
        yield "j", listed[place][:8]
    for place in range(STEPS - 2, 0, -1):
        yield "k", listed[place][:8]


async def _reads(database: Database) -> Steps:
    """To both ends of the list, and to another list and back."""
    newest = (await ids(database, newest_first=True, limit=1))[0][:8]
    oldest = (await ids(database, newest_first=False, limit=1))[0][:8]
    failed = (await ids(database, newest_first=True, condition="status = 'failed'", limit=1))[0][:8]
    for _ in range(ROUNDS):
        yield "G", oldest
        yield "g", newest
        yield "f", failed
        yield "f", newest


async def _views() -> Steps:
    """To each view. The first time is not counted: a view is imported then, which does not depend on the jobs."""
    for _ in range(ROUNDS):
        for key, word in VIEWS.values():
            yield key, word


async def _taken(terminal: Terminal, key: str, wanted: str) -> float:
    await terminal.settled(0.15)
    await asyncio.sleep(DICE.uniform(0, 0.2))  # not in step with what the screen does by itself
    before, began = len(terminal.text), perf_counter()
    terminal.press(key)
    return await terminal.until(wanted, before) - began


def _p95(seconds: list[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.95)]
