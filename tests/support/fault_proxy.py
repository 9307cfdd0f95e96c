"""A TCP link to PostgreSQL that fails in the ways that networks do."""

import asyncio
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Self

from tests.support.accepting import until_known

_PARSE = re.compile(rb"P.{4}(\w+)\0([^\0]*)\0", re.DOTALL)
_BIND = re.compile(rb"B.{4}\w*\0(\w+)\0", re.DOTALL)


class Hold:
    """One message that was stopped on its way. What happens meanwhile is up to the test."""

    def __init__(self, text: str, *, answer: bool) -> None:
        self.text = text.encode()
        self.answer = answer
        self.reached = asyncio.Event()
        """Set when the message has come as far as the proxy."""
        self._released = asyncio.Event()

    async def stop_here(self) -> None:
        """What the proxy does with the message."""
        self.reached.set()
        await self._released.wait()

    def release(self) -> None:
        """Let the message go on."""
        self._released.set()


class FaultProxy:
    """Listens on a port of its own and hands everything on to a server's socket, until told otherwise.

    async with FaultProxy(socket_path) as proxy:
        proxy.swallow()                       # half-open: connections stay, nothing goes through any more
        proxy.lose_next_answer()              # the next request is carried out, its answer never arrives
        proxy.lose_answers("queue_", every=3) # the same for every third call of such a function
        hold = proxy.hold_request("queue_complete")
        await hold.reached.wait()             # the database has not seen it
        hold = proxy.hold_answer("queue_complete")
        await hold.reached.wait()             # it was carried out and committed, and nobody has heard of it
    """

    def __init__(self, server_socket: Path, host: str = "127.0.0.1") -> None:
        self._server_socket = server_socket
        self._listener: asyncio.Server | None = None
        self._serving: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self._passes = asyncio.Event()
        self._passes.set()
        self._loses_answer = False
        self._lost_text = b""
        self._lost_every = 0
        self._answered = 0
        self._holds: list[Hold] = []
        self._delay_seconds = 0.0
        self.host = host
        self.port = 0
        self.accepted = 0
        """Connections so far."""
        self.lost_answer = asyncio.Event()
        """Set when an answer was lost."""
        self.lost = 0
        """Answers that were lost so far."""

    async def __aenter__(self) -> Self:
        await self.listen()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.refuse()

    async def listen(self) -> None:
        """Accept connections, on the same port as before."""
        self._listener = await asyncio.start_server(self._accept, self.host, self.port)
        self.port = self._listener.sockets[0].getsockname()[1]

    async def refuse(self) -> None:
        """Break every connection, and refuse new ones until `listen`."""
        if self._listener is not None:
            await until_known()
            self._listener.close()
            self._listener = None
        await self.reset()

    @property
    def is_listening(self) -> bool:
        """Whether it accepts connections."""
        return self._listener is not None

    async def reset(self) -> None:
        """Break every connection that stands; both ends have noticed when it returns."""
        serving = dict(self._serving)
        for task, client in serving.items():
            task.cancel()
            client.transport.abort()  # also where the task has not begun, and never will
        await asyncio.gather(*serving, return_exceptions=True)

    def swallow(self) -> None:
        """Let nothing through in either direction, on old and new connections, without closing any."""
        self._passes.clear()

    def heal(self) -> None:
        """Hand on again, also what was held back."""
        self._passes.set()
        self._delay_seconds = 0.0
        self._lost_every = 0

    def delay(self, seconds: float) -> None:
        """Hold every piece back for this time."""
        self._delay_seconds = seconds

    def lose_next_answer(self) -> None:
        """Break the connection on which the server answers next, in place of the answer."""
        self._loses_answer = True
        self.lost_answer.clear()

    def lose_answers(self, text: str, *, every: int) -> None:
        """Break the connection in place of every so manieth answer to a request with this text, until healed."""
        self._lost_text, self._lost_every = text.encode(), every

    def hold_request(self, text: str) -> Hold:
        """Stop the next request that has this text, such as a function's name, before the server sees it."""
        return self._hold(Hold(text, answer=False))

    def hold_answer(self, text: str) -> Hold:
        """Stop the answer to the next request that has this text."""
        return self._hold(Hold(text, answer=True))

    def _hold(self, hold: Hold) -> Hold:
        self._holds.append(hold)
        return hold

    def _accept(self, client_reader: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        self.accepted += 1
        task = asyncio.create_task(self._serve(client_reader, client))
        self._serving[task] = client
        task.add_done_callback(self._serving.pop)

    async def _serve(self, client_reader: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        writers = [client]
        try:
            server_reader, server = await asyncio.open_unix_connection(str(self._server_socket))
            writers.append(server)
            requests = _Requests()
            async with asyncio.TaskGroup() as directions:
                directions.create_task(self._hand_on(client_reader, server, lambda piece: self._ask(requests, piece)))
                directions.create_task(self._hand_on(server_reader, client, lambda _: self._answer(requests)))
        except (OSError, asyncio.CancelledError):
            pass  # no server there, or broken by us: the client sees its connection closed
        finally:
            for writer in writers:
                writer.transport.abort()
                with suppress(OSError):
                    await writer.wait_closed()

    async def _hand_on(
        self,
        source: asyncio.StreamReader,
        target: asyncio.StreamWriter,
        fault: Callable[[bytes], Hold | None],
    ) -> None:
        with suppress(OSError, _Lost):
            while piece := await source.read(65_536):
                await self._passes.wait()
                await asyncio.sleep(self._delay_seconds)
                if hold := fault(piece):
                    await hold.stop_here()
                target.write(piece)
                await target.drain()
        target.close()

    def _ask(self, requests: "_Requests", piece: bytes) -> Hold | None:
        return self._take_hold(requests.read(piece), answer=False)

    def _answer(self, requests: "_Requests") -> Hold | None:
        """Raises _Lost where the answer is to be lost."""
        text, requests.text = requests.text, b""
        if self._lost_every and self._lost_text in text:
            self._answered += 1
        if self._loses_answer or (
            self._lost_every and self._lost_text in text and self._answered % self._lost_every == 0
        ):
            self._loses_answer = False
            self.lost += 1
            self.lost_answer.set()
            raise _Lost
        return self._take_hold(text, answer=True)

    def _take_hold(self, text: bytes, *, answer: bool) -> Hold | None:
        for hold in self._holds:
            if hold.answer is answer and hold.text in text:
                self._holds.remove(hold)
                return hold
        return None


class _Lost(Exception):
    """An answer that never arrives."""


class _Requests:
    """What a connection asks. The text of a statement is only sent until the driver has prepared it."""

    def __init__(self) -> None:
        self.text = b""
        """Of the request that is being answered."""
        self._prepared: dict[bytes, bytes] = {}

    def read(self, piece: bytes) -> bytes:
        """The piece with the texts of the prepared statements that it runs."""
        self._prepared.update(_PARSE.findall(piece))
        self.text = b"\n".join((piece, *(self._prepared.get(name, b"") for name in _BIND.findall(piece))))
        return self.text
