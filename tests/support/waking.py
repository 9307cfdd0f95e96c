"""Waiting for a wake-up of the database, so that none is missed."""

import asyncio

from queue_core.queue import Queue
from tests.support.databases import Database

LISTENS = (  # and is done with saying so: what is notified before that is not heard
    "select from pg_stat_activity where datname = current_database() and query = 'listen queue_wake' and state = 'idle'"
)
PATIENCE_SECONDS = 30.0


async def listening(queue: Queue, database: Database) -> "asyncio.Task[None]":
    """A task that ends with the next wake-up; the database knows by now that it listens."""
    waiting = asyncio.create_task(queue.wait_for_wake(2 * PATIENCE_SECONDS))
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not await is_listening(database):
            await asyncio.sleep(0.05)
    return waiting


async def is_listening(database: Database) -> bool:
    """Whether somebody would hear a wake-up of this database now."""
    return bool(await database.execute(LISTENS))
