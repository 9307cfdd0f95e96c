"""PgQueuer's worker of the benchmarks: `python -m tests.benchmarks.contenders.pgqueuer_app BATCH_SIZE MOST_AT_ONCE`.

`pgqueuer.run` is what its command `pgq run` is made of; the command itself (1.6.0) fails with a current typer.
"""

import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import pgqueuer
import uvloop
from pgqueuer import AsyncpgDriver, Job, PgQueuer

from tests.benchmarks.contenders.clock import say_now


@asynccontextmanager
async def queue() -> AsyncIterator[PgQueuer]:
    """On one connection, which is no slower than a pool; the address comes from libpq's variables."""
    connection = await asyncpg.connect()
    try:
        made = PgQueuer(AsyncpgDriver(connection))

        @made.entrypoint("noop")
        async def noop(job: Job) -> None:
            """Nothing."""

        @made.entrypoint("clock")
        async def clock(job: Job) -> None:
            """Only says when it began."""
            say_now()

        yield made
    finally:
        await connection.close()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    batch_size, most_at_once = map(int, sys.argv[1:])
    uvloop.run(pgqueuer.run(queue, batch_size=batch_size, max_concurrent_tasks=most_at_once))
