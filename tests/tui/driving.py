"""The whole app on a fake queue, driven by keys."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from queue_core.queue import Queue
from queue_tui.app import QueueApp
from queue_tui.given import Tell
from queue_tui.screens.jobs import JobsScreen
from queue_tui.widgets.job_table import JobTable
from tests.tui.fake_queue import FakeQueue

POLL_SECONDS = 0.02


class Driven:
    """An app that runs, and what a person would do and see."""

    def __init__(self, app: QueueApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def screen(self) -> JobsScreen:
        """The jobs screen, whatever lies over it."""
        screen = self.app.screen_stack[0]
        assert isinstance(screen, JobsScreen)
        return screen

    @property
    def table(self) -> JobTable:
        """The list."""
        return self.screen.table

    @property
    def toasts(self) -> list[str]:
        """What the person has been told, oldest first."""
        return [str(toast.message) for toast in self.app._notifications]

    @property
    def told(self) -> str:
        """The latest of these; empty where there are none: an undo takes away what offered it before it says more."""
        return next(reversed(self.toasts), "")

    async def press(self, *keys: str) -> None:
        """Type, and let the app do what follows at once."""
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def until(self, condition: Callable[[], object]) -> None:
        """Let the app go on until it is so."""
        async with asyncio.timeout(20):
            while not condition():
                await self.pilot.pause(0.01)
        await self.pilot.pause()

    async def listed(self, number: int) -> None:
        """Until the list has so many jobs."""
        await self.until(lambda: len(self.table.viewport.jobs) == number and self.app.snapshot.window.loaded)

    def lines(self) -> list[str]:
        """What is on screen, as text."""
        strips = self.app.screen._compositor.render_strips()
        return ["".join(segment.text for segment in strip).rstrip() for strip in strips]

    def text(self) -> str:
        """The same as one text."""
        return "\n".join(self.lines())

    def rows(self) -> list[str]:
        """The lines of the table."""
        region = self.table.region
        return self.lines()[region.y + 1 : region.bottom]


@asynccontextmanager
async def driven(queue: FakeQueue, size: tuple[int, int] = (120, 40)) -> AsyncIterator[Driven]:
    """The app on this queue, when all that it shows has come."""
    app = QueueApp(queue.open, poll_seconds=POLL_SECONDS)
    async with app.run_test(size=size, notifications=True) as pilot:
        running = Driven(app, pilot)
        await running.until(lambda: app.snapshot.window.count is not None and app.snapshot.config is not None)
        yield running


@asynccontextmanager
async def driven_on(queue: Queue, size: tuple[int, int] = (120, 40)) -> AsyncIterator[Driven]:
    """The same on a real queue."""

    @asynccontextmanager
    async def opened(tell: Tell) -> AsyncIterator[Queue]:
        yield queue

    app = QueueApp(opened, poll_seconds=POLL_SECONDS)
    async with app.run_test(size=size, notifications=True) as pilot:
        running = Driven(app, pilot)
        await running.until(lambda: app.snapshot.window.count is not None and app.snapshot.config is not None)
        yield running
