"""The embedded server beside an event loop: started and left in threads, brought back when it dies."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import TypeVar

from queue_core.embedded.server import EmbeddedServer
from queue_core.errors import QueueError

T = TypeVar("T")

LOOK_SECONDS = 0.5
"""Between looks whether the server lives; a look costs microseconds."""

log = logging.getLogger(__name__)


@asynccontextmanager
async def supervised(server: EmbeddedServer) -> AsyncIterator[str]:
    """The server, running, for as long as the block; yields how to connect to it.

    A server that is killed meanwhile is started again, by one of its clients.
    """
    try:
        conninfo = await _to_its_end(server.start)
        watcher = asyncio.create_task(_bring_back(server))
        try:
            yield conninfo
        finally:
            watcher.cancel()
            await asyncio.wait({watcher})
    finally:
        await _leave(server)


async def _leave(server: EmbeddedServer) -> None:
    """Logged only: whoever is ending cannot do anything about it."""
    try:
        await _to_its_end(server.close)
    except QueueError as error:
        log.warning("The embedded database was not left in order: %s", error)


async def _bring_back(server: EmbeddedServer) -> None:
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        if server.is_running():
            continue
        log.warning("The embedded database has ended; it is started again.")
        try:
            await _to_its_end(server.start)
        except QueueError as error:
            log.error("%s", error)


async def _to_its_end(work: Callable[[], T]) -> T:
    """Run in a thread. A thread cannot be cancelled, so a cancelled caller waits until it has ended.

    No task around it: a loop that ends cancels all of its tasks, and one that has not begun yet would never begin.
    """
    future = asyncio.get_running_loop().run_in_executor(None, work)
    try:
        return await asyncio.shield(future)
    except asyncio.CancelledError:
        while not future.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait({future})
        raise
