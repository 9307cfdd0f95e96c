"""The demo orchestrator behind HTTP: its routes, its port, its end."""

import asyncio
from contextlib import suppress
from typing import Self

from aiohttp import web

from queue_core.errors import ConfigurationError
from queue_worker.demo_orchestrator.answers import Answers
from queue_worker.demo_orchestrator.journal import Journal
from queue_worker.demo_orchestrator.library import Library
from queue_worker.demo_orchestrator.options import Options
from queue_worker.demo_orchestrator.renders import Renders

LARGEST_BODY_BYTES = 2_000_000


class DemoOrchestrator:
    """A running server.

    async with DemoOrchestrator(Options(port=0, seconds=0)) as demo:
        httpx.post(f"{demo.url}/render", json={...})
        demo.journal.entries("asked")
    """

    def __init__(self, options: Options) -> None:
        self._options = options
        self.port = options.port
        """The port it listens on, once it does."""

    @property
    def url(self) -> str:
        """Its address."""
        host = f"[{self._options.host}]" if ":" in self._options.host else self._options.host
        return f"http://{host}:{self.port}"

    async def __aenter__(self) -> Self:
        self.journal = _open_journal(self._options)
        self._library = Library()
        self._renders = Renders(self._library, self.journal)
        self._answers = Answers(self._options, self.journal, self._renders, self.go_down)
        self._runner = web.AppRunner(self._app(), handler_cancellation=True, access_log=None, shutdown_timeout=0.5)
        self._absence: asyncio.Task[None] | None = None
        await self._runner.setup()
        await self._listen()
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._absence is not None:
            self._absence.cancel()
            with suppress(asyncio.CancelledError):
                await self._absence
        await self._runner.cleanup()
        await self._renders.close()
        self._library.close()
        self.journal.close()

    def go_down(self, seconds: float) -> None:
        """Refuse connections for so long; a longer absence that has begun goes on."""
        if self._absence is None or self._absence.done():
            self._absence = asyncio.create_task(self._be_absent(seconds))

    async def _be_absent(self, seconds: float) -> None:
        await self._site.stop()
        await asyncio.sleep(seconds)
        await self._listen()

    async def _listen(self) -> None:
        self._site = web.TCPSite(self._runner, self._options.host, self.port)
        try:
            await self._site.start()
        except OSError as error:
            await self._runner.cleanup()
            self._library.close()
            raise ConfigurationError(
                f"The demo orchestrator cannot listen on {self.url}: {error.strerror}; choose another --port."
            ) from error
        self.port = self._runner.addresses[0][1]

    def _app(self) -> web.Application:
        app = web.Application(client_max_size=LARGEST_BODY_BYTES)
        app.router.add_post("/render", self._answers.render)
        app.router.add_get("/health", self._health)
        app.router.add_get("/journal", self._journal)
        app.router.add_static("/files", self._library.path)
        return app

    async def _health(self, _: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def _journal(self, _: web.Request) -> web.Response:
        return web.json_response(self.journal.entries())


def _open_journal(options: Options) -> Journal:
    try:
        return Journal(options.journal)
    except OSError as error:
        raise ConfigurationError(f"The journal {options.journal} cannot be written: {error.strerror}.") from error
