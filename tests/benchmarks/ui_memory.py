"""How much memory queue-tui takes on 1,000,000 jobs, against 1,000, after it has been everywhere."""

import asyncio
from pathlib import Path

from tests.benchmarks.result import Result
from tests.benchmarks.screens import LARGE, SMALL, VIEWS, ids, populate, shown
from tests.support.databases import fresh_database
from tests.support.server import Server

PAGES = 30
SETTLING_SECONDS = 3.0
MOST_TIMES = 1.2
"""The target."""


async def report(server: Server, small: int = SMALL, large: int = LARGE) -> list[Result]:
    """One after the other, with the same keys."""
    few, many = await _megabytes(server, small), await _megabytes(server, large)
    return [
        Result(f"memory of queue-tui on {small:,} jobs", few, "MB"),
        Result(f"memory of queue-tui on {large:,} jobs", many, "MB"),
        Result(f"memory of queue-tui on {large:,} jobs against {small:,}", many / few, "times", MOST_TIMES),
    ]


async def _megabytes(server: Server, rows: int) -> float:
    """Resident, after all views, both ends of the list, and pages from its beginning."""
    with fresh_database(server) as database:
        await populate(database, rows)
        oldest = (await ids(database, newest_first=False, limit=1))[0][:8]
        async with shown(database, "--fresh") as terminal:
            for key, word in (*VIEWS.values(), VIEWS["jobs"], ("G", oldest)):
                before = len(terminal.text)
                terminal.press(key)
                await terminal.until(word, before)
            terminal.press("g")
            for _ in range(PAGES):
                await terminal.settled(0.1)
                terminal.press("\x1b[6~")
            await asyncio.sleep(SETTLING_SECONDS)
            return _resident(terminal.process_id)


def _resident(process_id: int) -> float:
    for line in Path(f"/proc/{process_id}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("This kernel does not say how much memory a process takes.")
