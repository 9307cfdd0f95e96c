"""Ending the program from outside: SIGTERM, SIGHUP, SIGINT, and a terminal that is gone.

The app is asked to exit, which gives the terminal back. If it does not within the grace period (a
terminal that takes no more bytes blocks the event loop), the terminal's mode is restored and the
process ends there and then.
"""

import asyncio
import os
import select
import signal
import sys
import termios
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from types import FrameType, TracebackType
from typing import Any, Self

GRACE_SECONDS = 5.0
SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
_RESET = b"\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l\x1b[?2004l\x1b[?7h\x1b[0m"


class Termination:
    """Handles the signals while it is entered; `exit_app` is called in the event loop, with the code.

    with Termination(lambda code: app.exit(return_code=code)) as termination:
        app.run()       # the app calls termination.started() once its loop runs
    """

    def __init__(self, exit_app: Callable[[int], None], grace_seconds: float = GRACE_SECONDS) -> None:
        self._exit_app = exit_app
        self._grace_seconds = grace_seconds
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ended = Event()
        self._asked = False
        self._before: dict[int, Any] = {}
        self._mode: list[Any] | None = None

    def __enter__(self) -> Self:
        self._mode = _terminal_mode()
        self._before = {number: signal.signal(number, self._on_signal) for number in SIGNALS}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def started(self) -> None:
        """Called in the event loop: from now on there is an app to ask."""
        self._loop = asyncio.get_running_loop()

    def end(self, code: int) -> None:
        """Ask the app to exit with this code, and see to it that the process ends. Safe from any thread."""
        if self._loop is None:
            raise SystemExit(code)
        if self._asked:
            return
        self._asked = True
        Thread(target=self._insist, args=(code,), name="termination", daemon=True).start()
        self._loop.call_soon_threadsafe(self._exit_app, code)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.end(128 + number)

    def _insist(self, code: int) -> None:
        if self._ended.wait(self._grace_seconds):
            return
        _restore_terminal(self._mode)
        os._exit(code)


def let_go() -> None:
    """What could not be written to a terminal that is gone must not fail the exit either."""
    for stream in (sys.__stdout__, sys.__stderr__):
        if stream is None:
            continue
        try:
            stream.flush()
        except (OSError, ValueError):
            with suppress(OSError, ValueError), Path(os.devnull).open("w") as nowhere:
                os.dup2(nowhere.fileno(), stream.fileno())


def _terminal_mode() -> list[Any] | None:
    try:
        return termios.tcgetattr(sys.__stdin__.fileno()) if sys.__stdin__ else None
    except (termios.error, ValueError):
        return None


def _restore_terminal(mode: list[Any] | None) -> None:
    """Give the terminal back as well as can be done without waiting for it."""
    try:
        if mode is not None and sys.__stdin__ is not None:
            termios.tcsetattr(sys.__stdin__.fileno(), termios.TCSANOW, mode)
        if sys.__stderr__ is not None:
            descriptor = sys.__stderr__.fileno()
            if select.select([], [descriptor], [], 0)[1]:
                os.write(descriptor, _RESET)
    except (termios.error, OSError, ValueError):
        pass
