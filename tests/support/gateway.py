"""Supabase's gateway in front of PostgREST, with faults.

What the real one does and clients notice: only /rest/v1 leads anywhere; the apikey must be known;
newer keys (sb_...) are translated into JWTs; without an Authorization header the key stands in for
it; its own errors are JSON with nothing but a message, or an HTML page.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import Enum, auto
from io import BytesIO
from pathlib import Path

import aiohttp
from aiohttp import web

from tests.support.keys import ANON_KEY, PUBLISHABLE_KEY, SECRET_KEY, SERVICE_KEY

PREFIX = "/rest/v1"


class Fault(Enum):
    """What may happen to a call."""

    DROP = auto()
    """The connection breaks before the call is handed on."""
    LOSE_ANSWER = auto()
    """The call is carried out, and the connection breaks in place of the answer."""
    HANG = auto()
    """Nothing is handed on and nothing is answered while the client waits."""
    STATUS = auto()
    """The gateway answers by itself, in JSON."""
    PAGE = auto()
    """The gateway answers by itself, with a page for people."""


@dataclass(slots=True)
class Injected:
    """A fault that waits for a call."""

    fault: Fault
    function: str | None
    times: int
    status: int


class Gateway:
    """Runs on a port of its own; `inject` tells it what to do to the next calls."""

    def __init__(self, upstream: Path) -> None:
        self._upstream = upstream
        self._injected: list[Injected] = []
        self._tokens = {SERVICE_KEY: SERVICE_KEY, ANON_KEY: ANON_KEY}
        self._tokens |= {SECRET_KEY: SERVICE_KEY, PUBLISHABLE_KEY: ANON_KEY}
        self.url = ""
        self.calls: list[str] = []
        """Paths of the calls that were handed on."""
        self.lost_answer = asyncio.Event()
        """Set when an answer was lost."""
        self._released = asyncio.Event()

    def accept(self, key: str) -> str:
        """Know one more key, which is a JWT; returns it."""
        self._tokens[key] = key
        return key

    def inject(self, fault: Fault, *, function: str | None = None, times: int = 1, status: int = 502) -> None:
        """Do this to the next calls, of one function or of any."""
        self.lost_answer.clear()
        self._injected.append(Injected(fault, function, times, status))

    def heal(self) -> None:
        """Forget all faults that wait, and break what hangs."""
        self._injected.clear()
        self._released.set()
        self._released = asyncio.Event()

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Gateway"]:
        """Serve until the block ends."""
        application = web.Application(client_max_size=64 * 1024 * 1024)
        application.router.add_route("*", "/{path:.*}", self._answer)
        runner = web.AppRunner(application, access_log=None, handler_cancellation=True, shutdown_timeout=1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        async with aiohttp.ClientSession(
            connector=aiohttp.UnixConnector(str(self._upstream), limit=0), auto_decompress=False
        ) as self._client:
            await site.start()
            host, port = runner.addresses[0][:2]
            self.url = f"http://{host}:{port}"
            try:
                yield self
            finally:
                self.heal()
                await runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        injected = self._next_fault(request.path)
        if injected is not None and injected.fault is not Fault.LOSE_ANSWER:
            return await self._fail(request, injected)
        if not request.path.startswith(f"{PREFIX}/"):
            return web.json_response({"message": "no Route matched with those values"}, status=404)
        key = request.headers.get("apikey") or request.query.get("apikey")
        if key is None:
            return web.json_response({"message": "No API key found in request"}, status=401)
        if key not in self._tokens:
            return web.json_response({"message": "Invalid authentication credentials"}, status=401)
        response = await self._hand_on(request, key)
        if injected is not None:
            self.lost_answer.set()
            return _break(request)
        return response

    async def _hand_on(self, request: web.Request, key: str) -> web.Response:
        headers = {name: value for name, value in request.headers.items() if name.lower() not in _OF_THE_LINK}
        authorization = headers.get("Authorization", "")
        if not authorization or authorization.startswith("Bearer sb_"):
            headers["Authorization"] = f"Bearer {self._tokens[key]}"
        self.calls.append(request.path)
        try:
            async with self._client.request(
                request.method,
                f"http://postgrest{request.raw_path.removeprefix(PREFIX)}",
                headers=headers,
                data=BytesIO(await request.read()) if request.can_read_body else None,
                allow_redirects=False,
            ) as answer:
                kept = {name: value for name, value in answer.headers.items() if name.lower() not in _OF_THE_LINK}
                return web.Response(status=answer.status, headers=kept, body=await answer.read())
        except aiohttp.ClientError:
            message = "An invalid response was received from the upstream server"
            return web.json_response({"message": message}, status=502)

    def _next_fault(self, path: str) -> Injected | None:
        for injected in self._injected:
            if injected.function is None or path.endswith(f"/{injected.function}"):
                injected.times -= 1
                if not injected.times:
                    self._injected.remove(injected)
                return injected
        return None

    async def _fail(self, request: web.Request, injected: Injected) -> web.StreamResponse:
        if injected.fault is Fault.STATUS:
            return web.json_response({"message": "The gateway says no"}, status=injected.status)
        if injected.fault is Fault.PAGE:
            page = f"<html><title>{injected.status}</title></html>"
            return web.Response(status=injected.status, text=page, content_type="text/html")
        if injected.fault is Fault.HANG:
            await self._released.wait()
        return _break(request)


_OF_THE_LINK = frozenset(("host", "connection", "keep-alive", "transfer-encoding", "content-length"))
"""Headers that belong to one connection and are not handed on."""


def _break(request: web.Request) -> web.Response:
    """Break the client's connection; what is returned goes nowhere."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
