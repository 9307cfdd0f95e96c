"""How much of a processor queue-tui takes while nothing happens and it looks once a second, in each view."""

import asyncio
import os
from pathlib import Path
from time import perf_counter

from tests.benchmarks.result import Result
from tests.benchmarks.screens import SMALL, VIEWS, populate, shown
from tests.support.databases import fresh_database
from tests.support.server import Server

SETTLING_SECONDS, SECONDS = 6.0, 30.0
MOST_PERCENT = 2.0
"""The target, of one core."""


async def report(server: Server) -> list[Result]:
    """One view after the other."""
    found = []
    with fresh_database(server) as database:
        await populate(database, SMALL)
        async with shown(database, "--fresh", "--interval", "1") as terminal:
            for name, (key, _) in VIEWS.items():
                terminal.press(key)
                await asyncio.sleep(SETTLING_SECONDS)
                before, began = _processor_seconds(terminal.process_id), perf_counter()
                await asyncio.sleep(SECONDS)
                taken = _processor_seconds(terminal.process_id) - before
                percent = 100 * taken / (perf_counter() - began)
                found.append(Result(f"processor time of queue-tui idle, {name}", percent, "% of a core", MOST_PERCENT))
    return found


def _processor_seconds(process_id: int) -> float:
    """User and system time so far."""
    fields = Path(f"/proc/{process_id}/stat").read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
