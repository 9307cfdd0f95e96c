"""From a key to its painted answer, with 1,000,000 jobs against 1,000: what is shown already, and what has to be read.

The answer is there when the terminal has the job's id, or the word of a view, that the key leads to.
"""

import asyncio
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

Step = tuple[str, str]
"""A key, and what the terminal has when it is answered."""


async def report(server: Server, small: int = SMALL, large: int = LARGE) -> list[Result]:
    """The same keys on both in turn, so that a busy moment hits both."""
    found = []
    for what, (of_few, of_many) in (await measure(server, small, large)).items():
        few, many, name = _p95(of_few), _p95(of_many), f"key to paint, p95, keys {what}"
        found += [
            Result(f"{name}, {small:,} jobs", few * 1000, "ms"),
            Result(f"{name}, {large:,} jobs", many * 1000, "ms", MOST_MS),
            Result(f"{name}, {large:,} against {small:,}", many / few, "times", MOST_TIMES),
        ]
    return found


async def measure(server: Server, small: int, large: int) -> dict[str, tuple[list[float], list[float]]]:
    """The seconds that each kind of key took on the small and on the large table."""
    with fresh_database(server) as few, fresh_database(server) as many:
        await populate(few, small)
        await populate(many, large)
        await many.execute("checkpoint")
        async with shown(few, "--fresh") as on_few, shown(many, "--fresh") as on_many:
            terminals = (on_few, on_many)
            found = {}
            for what, steps in {"in the list": _moves, "that read": _reads, "to a view": _views}.items():
                taken = [
                    [await _taken(terminal, *step) for terminal, step in zip(terminals, pair, strict=True)]
                    for pair in zip(await steps(few), await steps(many), strict=True)
                ]
                of_few, of_many = zip(*(taken[len(VIEWS) :] if steps is _views else taken), strict=True)
                found[what] = (list(of_few), list(of_many))
            return found


async def _moves(database: Database) -> list[Step]:
    """Down the list, line by line, and most of the way back."""
    listed = [name[:8] for name in await ids(database, newest_first=True)]
    return [("j", listed[place]) for place in range(STEPS)] + [
        ("k", listed[place]) for place in range(STEPS - 2, 0, -1)
    ]


async def _reads(database: Database) -> list[Step]:
    """To both ends of the list, and to another list and back."""
    [newest] = await ids(database, newest_first=True, limit=1)
    [oldest] = await ids(database, newest_first=False, limit=1)
    [failed] = await ids(database, newest_first=True, condition="status = 'failed'", limit=1)
    return [("G", oldest[:8]), ("g", newest[:8]), ("f", failed[:8]), ("f", newest[:8])] * ROUNDS


async def _views(_: Database) -> list[Step]:
    """To each view. The first time is not counted: a view is imported then, which does not depend on the jobs."""
    return list(VIEWS.values()) * ROUNDS


async def _taken(terminal: Terminal, key: str, wanted: str) -> float:
    await terminal.settled(0.15)
    await asyncio.sleep(DICE.uniform(0, 0.2))  # not in step with what the screen does by itself
    before, began = len(terminal.text), perf_counter()
    terminal.press(key)
    return await terminal.until(wanted, before) - began


def _p95(seconds: list[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.95)]
