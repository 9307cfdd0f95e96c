"""The few connections that a program shares among its calls.

psycopg_pool connects in the background: a caller never hears why that failed, waits for all its time
where the server refuses at once, and after an outage for the end of a backoff. Here the caller that
needs a connection makes it, within its own time, and gets the error that fits.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from queue_core.errors import ConnectionFailed
from queue_core.transports._connecting import CallTimedOut, Connection, connect, is_healthy

MOST_CONNECTIONS = 8
"""Calls beyond this number wait for one another."""

IDLE_SECONDS = 60.0
"""A connection that was not needed for so long is closed when another one comes back."""


class Connections:
    """Idle connections, the latest used first, and places for new ones."""

    def __init__(self, conninfo: str, *, program: str, read_only: bool) -> None:
        self._conninfo = conninfo
        self._program = program
        self._read_only = read_only
        self._idle: list[tuple[Connection, float]] = []
        self._places = asyncio.Semaphore(MOST_CONNECTIONS)
        self._closed = False

    async def set_read_only(self, read_only: bool) -> None:
        """Lend only connections of this kind from now on."""
        self._read_only = read_only
        await self._close_idle(before=float("inf"))

    async def close(self) -> None:
        """Close what is idle; what is in use is closed when it comes back."""
        self._closed = True
        await self._close_idle(before=float("inf"))

    @asynccontextmanager
    async def borrowed(self, deadline: float) -> AsyncIterator[Connection]:
        """A healthy connection, back when the block ends. Raises ConfigurationError or ConnectionFailed."""
        await self._wait_for_place(deadline)
        read_only = self._read_only
        try:
            connection = await self._idle_or_new(deadline)
            try:
                yield connection
            except CallTimedOut:
                await self._close_idle(before=float("inf"))  # the others go the same way through the network
                raise
            finally:
                await self._give_back(connection, as_now=read_only is self._read_only)
        finally:
            self._places.release()

    async def _wait_for_place(self, deadline: float) -> None:
        try:
            async with asyncio.timeout_at(deadline):
                await self._places.acquire()
        except TimeoutError:
            raise ConnectionFailed(f"All {MOST_CONNECTIONS} connections to the database are busy: try again.") from None

    async def _idle_or_new(self, deadline: float) -> Connection:
        if self._closed:
            raise ConnectionFailed("The connection to the database was closed by this program.")
        while self._idle:
            connection, _ = self._idle.pop()
            if is_healthy(connection):
                return connection
            await connection.close()
        left = deadline - asyncio.get_running_loop().time()
        return await connect(
            self._conninfo, program=self._program, timeout_seconds=max(0.0, left), read_only=self._read_only
        )

    async def _give_back(self, connection: Connection, *, as_now: bool) -> None:
        """Keep it, unless it is broken or was made `read_only` when the others now are not, or the reverse."""
        now = asyncio.get_running_loop().time()
        if self._closed or not as_now or not is_healthy(connection):
            await connection.close()
        else:
            self._idle.append((connection, now))
        await self._close_idle(before=now - IDLE_SECONDS)

    async def _close_idle(self, *, before: float) -> None:
        """Close the connections that were last used before a time; the oldest stand first."""
        while self._idle and self._idle[0][1] < before:
            connection, _ = self._idle.pop(0)
            await connection.close()
