"""Hears PostgreSQL's NOTIFY on a connection of its own, which heals by itself."""

import asyncio
from contextlib import aclosing
from random import uniform

from psycopg import Error

from queue_core.errors import QueueError
from queue_core.transports._connecting import CallTimedOut, Connection, connect, execute

CHANNEL = "queue_wake"

LONGEST_PAUSE_SECONDS = 30.0
"""Between attempts to connect again; the first comes within a second."""


class Wakes:
    """Waits for the next wake-up.

    A connection that was made anew counts as a wake-up: what was notified meanwhile was not heard.
    """

    def __init__(self, conninfo: str, *, program: str) -> None:
        self._conninfo = conninfo
        self._program = program
        self._connection: Connection | None = None
        self._failures = 0

    async def close(self) -> None:
        if self._connection is not None:
            await self._connection.close()
            self._connection = None

    async def wait(self, timeout_seconds: float) -> None:
        """Return at the next wake-up or after the time; never raises QueueError."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout_seconds
        while (left := deadline - loop.time()) > 0:
            try:
                if self._connection is None:
                    heals = self._failures > 0
                    self._connection = await self._listen(left)
                    self._failures = 0
                    if heals:
                        return
                elif await self._is_notified(self._connection, left):
                    return
            except (Error, OSError, QueueError, CallTimedOut):
                await self.close()
                self._failures += 1
                await asyncio.sleep(min(self._pause_seconds(), max(0.0, deadline - loop.time())))

    async def _listen(self, timeout_seconds: float) -> Connection:
        deadline = asyncio.get_running_loop().time() + timeout_seconds
        connection = await connect(self._conninfo, program=self._program, timeout_seconds=timeout_seconds)
        try:
            await execute(connection, f"listen {CHANNEL}", deadline=deadline)
        except BaseException:
            await connection.close()
            raise
        return connection

    async def _is_notified(self, connection: Connection, timeout_seconds: float) -> bool:
        async with aclosing(connection.notifies(timeout=timeout_seconds, stop_after=1)) as notifications:
            async for _ in notifications:
                return True
        return False

    def _pause_seconds(self) -> float:
        longest = min(LONGEST_PAUSE_SECONDS, 2.0 ** (self._failures - 1))
        return uniform(0.5, 1.0) * longest  # noqa: S311 - so that clients do not come back all at once
