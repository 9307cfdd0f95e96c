"""Ends a worker that hangs, so that others take its jobs over when its leases end.

It lives in a thread of its own: a handler that blocks the event loop stops all loops, the fence included.
What holds Python's lock for ever stops this thread as well; then systemd hears nothing any more and acts.
"""

import asyncio
import os
import threading
import time
from typing import Self

from queue_worker import stacks
from queue_worker.exitcodes import ExitCode
from queue_worker.leaving import leave
from queue_worker.log import log
from queue_worker.notify import Notifier
from queue_worker.progress import Progress, Silence

TICK_SECONDS = 0.5
TELL_SECONDS = 5.0
"""For the log and the stacks: nobody may be reading them."""


class Watchdog:
    """A context manager, entered in the event loop that it watches."""

    def __init__(self, progress: Progress, notifier: Notifier, *, limit_seconds: float) -> None:
        self._progress = progress
        self._notifier = notifier
        self.limit_seconds = limit_seconds
        """How long a loop may be silent beyond what it said."""
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watchdog", daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._told = 0.0

    def __enter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        last = time.monotonic()
        while not self._over.wait(TICK_SECONDS):
            now = time.monotonic()
            self._progress.pass_time(min(now - last, 2 * TICK_SECONDS))  # if it was longer, nothing here could run
            last = now
            silence = self._progress.silence
            if silence is not None and silence.seconds >= self.limit_seconds:
                self._end(silence)
            self._tell_systemd(now, silence)

    def _tell_systemd(self, now: float, silence: Silence | None) -> None:
        wanted = self._notifier.watchdog_seconds
        if wanted is None or now - self._told < wanted / 2 - TICK_SECONDS:
            return
        if silence is None or silence.seconds < wanted / 2:
            self._told = now
            self._notifier.alive()

    def _end(self, silence: Silence) -> None:
        telling = threading.Thread(target=self._tell, args=(silence,), daemon=True)
        telling.start()
        telling.join(TELL_SECONDS)
        os._exit(ExitCode.NOT_DONE)

    def _tell(self, silence: Silence) -> None:
        self._notifier.status(f"The {silence.loop} hangs: ending.")
        log.critical("wedged", extra={"loop": silence.loop, "seconds": round(silence.seconds, 1)})
        try:
            if self._loop is not None:
                stacks.dump(self._loop)
        finally:
            leave(ExitCode.NOT_DONE)
