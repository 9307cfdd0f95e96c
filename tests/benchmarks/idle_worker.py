"""How much an idle worker asks of its database: the statements that it sends, out of the server's log.

All engines are idle at the same time, each on a database of its own, as they come. A transaction's begin and
commit are statements like others. (The embedded server has no pg_stat_statements.)
"""

import asyncio
import os
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path

from tests.benchmarks.contenders.base import Contender, running
from tests.benchmarks.contenders.clock import moments
from tests.benchmarks.contenders.ours import Ours
from tests.benchmarks.contenders.pgqueuer import PgQueuer
from tests.benchmarks.contenders.procrastinate import Procrastinate
from tests.benchmarks.result import Result
from tests.benchmarks.settings import SERVER_NAME
from tests.support.databases import EMPTY_TEMPLATE, Database, fresh_database
from tests.support.server import FOLDER_VARIABLE, Server

SECONDS = 60.0
SETTLING_SECONDS = 5.0
"""From the last job to what is called idle."""
MOST_PER_SECOND = 1.0
"""The target for ours."""
CONTENDERS: Sequence[Contender] = (Ours(), Procrastinate(), PgQueuer())


async def report(server: Server) -> list[Result]:
    """What the runner prints."""
    ours, procrastinate, pgqueuer = await measure(server)
    return [
        Result("sent by an idle worker", ours, "statements/s", MOST_PER_SECOND),
        Result("sent by an idle worker of procrastinate", procrastinate, "statements/s"),
        Result("sent by an idle worker of PgQueuer", pgqueuer, "statements/s"),
        Result("idle statements against procrastinate", ours / procrastinate, "times", 1),
        Result("idle statements against PgQueuer", ours / pgqueuer, "times", 1),
    ]


async def measure(server: Server) -> list[float]:
    """Statements per second of each."""
    async with AsyncExitStack() as stack:
        said = stack.enter_context(moments())
        databases = []
        for contender in CONTENDERS:
            database = stack.enter_context(fresh_database(server, EMPTY_TEMPLATE))
            await contender.install(database)
            await database.execute(f"alter database {database.name} set log_statement = 'all'")
            await stack.enter_async_context(running(contender, database, concurrency=10))
            async with contender.client(database) as enqueue:
                await enqueue("clock", 1)
            await said.next()
            databases.append(database)
        await asyncio.sleep(SETTLING_SECONDS)
        before = [_statements(database) for database in databases]
        await asyncio.sleep(SECONDS)
        after = [_statements(database) for database in databases]
    return [(last - first) / SECONDS for first, last in zip(before, after, strict=True)]


def _statements(database: Database) -> int:
    """How many the log has so far."""
    log = Path(os.environ[FOLDER_VARIABLE]) / SERVER_NAME / "postgres.log"
    beginnings = tuple(f"{database.name} LOG:  {how}".encode() for how in ("statement: ", "execute "))
    return sum(line.startswith(beginnings) for line in log.read_bytes().splitlines())
