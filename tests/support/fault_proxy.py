"""A TCP link to PostgreSQL that fails in the ways that networks do."""

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import Self


class FaultProxy:
    """Listens on a port of its own and hands everything on to a server's socket, until told otherwise.

    async with FaultProxy(socket_path) as proxy:
        proxy.swallow()          # half-open: connections stay, nothing goes through any more
        proxy.lose_next_answer() # the next request is carried out, its answer never arrives
    """

    def __init__(self, server_socket: Path) -> None:
        self._server_socket = server_socket
        self._listener: asyncio.Server | None = None
        self._serving: set[asyncio.Task[None]] = set()
        self._passes = asyncio.Event()
        self._passes.set()
        self._loses_answer = False
        self._delay_seconds = 0.0
        self.host = "127.0.0.1"
        self.port = 0
        self.accepted = 0
        """Connections so far."""
        self.lost_answer = asyncio.Event()
        """Set when an answer was lost."""

    async def __aenter__(self) -> Self:
        await self.listen()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.refuse()

    async def listen(self) -> None:
        """Accept connections, on the same port as before."""
        self._listener = await asyncio.start_server(self._serve, self.host, self.port)
        self.port = self._listener.sockets[0].getsockname()[1]

    async def refuse(self) -> None:
        """Break every connection, and refuse new ones until `listen`."""
        if self._listener is not None:
            self._listener.close()
        await self.reset()

    async def reset(self) -> None:
        """Break every connection that stands; both ends have noticed when it returns."""
        serving = list(self._serving)
        for task in serving:
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)

    def swallow(self) -> None:
        """Let nothing through in either direction, on old and new connections, without closing any."""
        self._passes.clear()

    def heal(self) -> None:
        """Hand on again, also what was held back."""
        self._passes.set()
        self._delay_seconds = 0.0

    def delay(self, seconds: float) -> None:
        """Hold every piece back for this time."""
        self._delay_seconds = seconds

    def lose_next_answer(self) -> None:
        """Break the connection on which the server answers next, in place of the answer."""
        self._loses_answer = True
        self.lost_answer.clear()

    async def _serve(self, client_reader: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        self.accepted += 1
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        writers = [client]
        try:
            server_reader, server = await asyncio.open_unix_connection(str(self._server_socket))
            writers.append(server)
            async with asyncio.TaskGroup() as directions:
                directions.create_task(self._hand_on(client_reader, server, answers=False))
                directions.create_task(self._hand_on(server_reader, client, answers=True))
        except OSError:
            pass  # no server there: the client sees its connection closed
        finally:
            for writer in writers:
                writer.transport.abort()
                with suppress(OSError):
                    await writer.wait_closed()
            self._serving.discard(task)

    async def _hand_on(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, *, answers: bool) -> None:
        with suppress(OSError):
            while piece := await source.read(65_536):
                await self._passes.wait()
                await asyncio.sleep(self._delay_seconds)
                if answers and self._loses_answer:
                    self._loses_answer = False
                    self.lost_answer.set()
                    break
                target.write(piece)
                await target.drain()
        target.close()
