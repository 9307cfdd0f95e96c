"""An orchestrator for tests: real HTTP over loopback, scripted behaviour, and a journal of every call.

    async with ScriptedOrchestrator() as orchestrator:
        orchestrator.script = [status(500), silence()]   # the first calls; the ones after them are rendered
        ...
        orchestrator.calls[0].ended

It does what the real one promises: the same idempotency key is rendered once and answered each time.
"""

import asyncio
import json
import ssl
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

from tests.support.accepting import until_known

HUGE_BYTES = 40_000_000


class Ended(StrEnum):
    """How a call ended for the orchestrator."""

    RUNNING = "running"
    ANSWERED = "answered"
    ABANDONED = "abandoned"
    """The caller closed the connection before there was an answer."""


@dataclass(slots=True, kw_only=True)
class Call:
    """One request, as the journal has it."""

    job_id: str
    key: str
    """The idempotency key."""
    body: Any
    began: float
    """Monotonic seconds."""
    ended_at: float | None = None
    ended: Ended = Ended.RUNNING
    writer: asyncio.StreamWriter = field(repr=False)

    async def send(self, *pieces: bytes) -> None:
        """Send bytes as they are."""
        for piece in pieces:
            self.writer.write(piece)
            await self.writer.drain()


Behaviour = Callable[[Call], Awaitable[None]]


class ScriptedOrchestrator:
    """A running server; `go_down` and `listen` while it runs."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.host = host
        self.port = 0
        self.calls: list[Call] = []
        """The journal."""
        self.rendered: Counter[str] = Counter()
        """Videos made for each idempotency key."""
        self.script: Sequence[Behaviour] = ()
        """What the next calls meet, in order of their arrival."""
        self.always: Behaviour | None = None
        """What every call meets once the script is used up; None: it is rendered."""
        self.by_input: dict[str, Behaviour] = {}
        """What calls with this input meet, before anything else."""
        self.seconds = 0.0
        """How long a rendering takes."""
        self.limit_seconds: float | None = None
        """How long it works on a call at most; then the call counts as abandoned, even where nobody can be told."""
        self.tls: ssl.SSLContext | None = None
        """Set before it listens: it speaks TLS."""
        self._listener: asyncio.Server | None = None
        self._serving: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    @property
    def url(self) -> str:
        """Its address."""
        return f"{'https' if self.tls else 'http'}://{self.host}:{self.port}"

    async def __aenter__(self) -> Self:
        await self.listen()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.go_down()

    async def listen(self) -> None:
        """Accept calls, on the same port as before."""
        self._listener = await asyncio.start_server(self._accept, self.host, self.port, ssl=self.tls)
        self.port = self._listener.sockets[0].getsockname()[1]

    async def go_down(self) -> None:
        """Break every call, and refuse connections."""
        if self._listener is not None:
            await until_known()
            self._listener.close()
        serving = dict(self._serving)
        for task, writer in serving.items():
            task.cancel()
            writer.transport.abort()  # also where the task has not begun, and never will
        await asyncio.gather(*serving, return_exceptions=True)

    @property
    def running(self) -> list[Call]:
        """The calls that have not ended."""
        return [call for call in self.calls if call.ended is Ended.RUNNING]

    def calls_of(self, job_id: str) -> list[Call]:
        """The calls for one job."""
        return [call for call in self.calls if call.job_id == job_id]

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._serve_or_break(reader, writer))
        self._serving[task] = writer
        task.add_done_callback(self._serving.pop)

    async def _serve_or_break(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):  # the last: broken by us
                await self._serve(reader, writer)
        finally:
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        call = await _read_call(reader, writer)
        if call is None:
            writer.write(http(b'{"status": "ok"}'))
            writer.close()
            await writer.wait_closed()
        else:
            await self._serve_call(call, reader)

    async def _serve_call(self, call: Call, reader: asyncio.StreamReader) -> None:
        self.calls.append(call)
        behaving = asyncio.ensure_future(self._behaviour_for(call)(call))
        leaving = asyncio.ensure_future(reader.read())  # a caller sends nothing more: it ends when he goes
        try:
            await asyncio.wait({behaving, leaving}, timeout=self.limit_seconds, return_when=asyncio.FIRST_COMPLETED)
            answered = behaving.done() and behaving.exception() is None
            call.ended = Ended.ANSWERED if answered else Ended.ABANDONED
        finally:
            call.ended_at = time.monotonic()
            if call.ended is Ended.RUNNING:
                call.ended = Ended.ABANDONED
            for task in (behaving, leaving):
                task.cancel()
            await asyncio.gather(behaving, leaving, return_exceptions=True)
        if call.ended is Ended.ANSWERED:
            with suppress(OSError):
                call.writer.close()
                await call.writer.wait_closed()

    def _behaviour_for(self, call: Call) -> Behaviour:
        if chosen := self.by_input.get(call.body["input"]):
            return chosen
        if self.script:
            behaviour, *rest = self.script
            self.script = rest
            return behaviour
        return self.always or self.render

    async def render(self, call: Call) -> None:
        """Make the video of this key, or answer with the one that was made."""
        if not self.rendered[call.key]:
            await asyncio.sleep(self.seconds)
            self.rendered[call.key] += 1
        answer = {"video_url": f"/{call.key}.mp4", "thumbnail_url": f"/{call.key}.jpg", "duration": 60}
        await call.send(http(json.dumps(answer).encode()))


async def _read_call(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Call | None:
    """A call, or None where somebody only asks whether it is well, which is not in the journal."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    if head[0].startswith("GET "):
        return None
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
    body = json.loads(await reader.readexactly(int(headers["content-length"])))
    return Call(job_id=body["job_id"], key=headers["idempotency-key"], body=body, began=time.monotonic(), writer=writer)


# -- behaviours ------------------------------------------------------------------------------------------


def http(body: bytes, *headers: str, status: str = "200 OK", length: int | None = None) -> bytes:
    """An answer as bytes; `length` lies about the body's."""
    declared = len(body) if length is None else length
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {declared}", "Content-Type: application/json", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def answers(content: bytes) -> Behaviour:
    """These bytes, whatever they mean."""

    async def behave(call: Call) -> None:
        await call.send(content)

    return behave


def status(line: str | int, *headers: str, body: bytes = b"") -> Behaviour:
    """An answer with this status."""
    return answers(http(body, *headers, status=f"{line}" if " " in f"{line}" else f"{line} Said so"))


def after(event: asyncio.Event, then: Behaviour) -> Behaviour:
    """First silence until the event."""

    async def behave(call: Call) -> None:
        await event.wait()
        await then(call)

    return behave


def silence() -> Behaviour:
    """Nothing, for as long as the caller waits."""

    async def behave(_: Call) -> None:
        await asyncio.Event().wait()

    return behave


def drip(interval_seconds: float = 1.0) -> Behaviour:
    """A body that comes one byte at a time and never ends."""

    async def behave(call: Call) -> None:
        await call.send(http(b"", length=1_000_000))
        while True:
            await call.send(b" ")
            await asyncio.sleep(interval_seconds)

    return behave


def huge() -> Behaviour:
    """40 MB that begin like a result."""

    async def behave(call: Call) -> None:
        await call.send(http(b'{"video_url": "', length=HUGE_BYTES))
        for _ in range(HUGE_BYTES // 100_000):
            await call.send(b"x" * 100_000)

    return behave


def truncated() -> Behaviour:
    """A body that ends before its declared length."""
    return answers(http(b'{"video_url": "/v.m', length=500))


def redirect(location: str) -> Behaviour:
    """An answer that sends the caller somewhere else."""
    return status("302 Found", f"Location: {location}")
