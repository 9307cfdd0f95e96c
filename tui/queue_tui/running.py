"""From settings to a running screen, and to the exit code after it."""

import asyncio
import gc
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from typing import TYPE_CHECKING

from queue_core.settings import Settings
from queue_tui.app import QueueApp
from queue_tui.base_app import run_app
from queue_tui.given import Remember, Tell
from queue_tui.snapshot import Session

if TYPE_CHECKING:
    from queue_core.queue import Queue
    from queue_tui.demo import Demo


def run(
    settings: Settings,
    *,
    mouse: bool = False,
    poll_seconds: float | None = None,
    beside: "Demo | None" = None,
    fresh: bool = False,
) -> int:
    """Show the queue that the settings name until the person leaves; returns the exit code.

    `beside` is started when the first frame is there, and looked after; the caller stops it. `fresh`: as if the place
    had never been left.
    """

    @asynccontextmanager
    async def open_queue(tell: Tell) -> "AsyncIterator[Queue]":
        if beside is not None:
            await asyncio.to_thread(beside.start)
        # In a thread: it holds up neither the first frame nor the first key.
        await asyncio.to_thread(import_module, "queue_core.queue")
        from queue_core.connect import connect

        async with connect(settings, program="queue-tui", tell=tell) as queue:
            _collect_garbage_again()
            yield queue

    app = QueueApp(
        open_queue,
        label=settings.label,
        colour=settings.colour,
        poll_seconds=poll_seconds,
        beside=beside,
        session=Session(
            production=settings.production and not settings.read_only,
            poll_seconds=poll_seconds,
            starting=beside is not None,
        ),
        memory=Remember.NOTHING if beside is not None else Remember.AFRESH if fresh else Remember.EVERYTHING,
    )
    code = run_app(app, mouse=mouse)
    if app.sorry is not None:
        sys.stderr.write(f"queue-tui: {app.sorry}\n")
    return code


def _collect_garbage_again() -> None:
    """What was made so far stays to the end: no collection need look at it, and none makes a key wait for it."""
    gc.freeze()
    gc.enable()
