"""How long it takes from a committed change to its first byte on the terminal, direct and over PostgREST."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from time import perf_counter

from tests.benchmarks.result import Result
from tests.benchmarks.terminal import environment, on_terminal
from tests.support.databases import Database, fresh_database
from tests.support.gateway import Gateway
from tests.support.keys import SERVICE_KEY
from tests.support.postgrest import running_postgrest
from tests.support.server import Server

CHANGES = 40
DIRECT_SECONDS, POSTGREST_SECONDS = 0.25, 1.2
"""The targets for the 95th percentile."""
INSERT = "insert into public.jobs (job_type, priority, payload) values ('{name}', 'medium', '{{}}')"


async def report(server: Server) -> list[Result]:
    """Both ways, one after the other."""
    with fresh_database(server) as database:
        direct = await _seconds(database, {"QUEUE_DATABASE_URL": database.conninfo})
        async with _gateway(database) as gateway:
            names = {"SUPABASE_URL": gateway.url, "SUPABASE_SERVICE_ROLE_KEY": SERVICE_KEY}
            postgrest = await _seconds(database, names)
    return [
        Result("change committed to painted, p95, direct", _p95(direct), "s", DIRECT_SECONDS),
        Result("change committed to painted, p95, PostgREST", _p95(postgrest), "s", POSTGREST_SECONDS),
    ]


async def _seconds(database: Database, where: dict[str, str]) -> list[float]:
    dice = Random(4711)
    async with on_terminal(["-m", "queue_tui"], environment(**where)) as terminal:
        await terminal.until("Last hour")
        await asyncio.sleep(2.0)
        taken = []
        for number in range(CHANGES):
            await asyncio.sleep(dice.uniform(0.3, 1.3))
            name, before = f"t{number:05}", len(terminal.text)
            await database.execute(INSERT.format(name=name))
            committed = perf_counter()
            taken.append(await terminal.until(name, before) - committed)
        return taken


def _p95(seconds: list[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.95)]


@asynccontextmanager
async def _gateway(database: Database) -> AsyncIterator[Gateway]:
    with tempfile.TemporaryDirectory(prefix="queue-rest-", dir="/tmp") as folder:
        async with running_postgrest(database, Path(folder)) as address, Gateway(address).running() as gateway:
            yield gateway
