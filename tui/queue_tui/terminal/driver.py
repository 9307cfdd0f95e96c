"""Textual's driver, made to notice that the terminal is gone.

When a terminal is closed and SIGHUP does not end the program (nohup, some supervisors), the plain
driver reads end-of-file at full speed for ever, and its writer dies on the first error, after which
the next writes block the event loop. Here writing to nowhere is quiet, and the app is told once.
"""

import select
import sys
import termios
from collections.abc import Callable
from threading import Event, Thread
from typing import IO, Any

from textual.app import App
from textual.drivers import linux_driver
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from queue_tui.terminal.keyboard import KeyboardParser

PROBE_SECONDS = 1.0
"""How often it is looked whether the terminal is there, where it cannot be waited for."""


linux_driver.XTermParser = KeyboardParser  # type: ignore[attr-defined]  # its thread makes one of this name


class TerminalGone(Message):
    """Sent to the app once when nothing can be read from or written to the terminal any more."""


class TerminalFile:
    """The terminal as a file whose writes never fail: a failure is reported instead."""

    def __init__(self, file: IO[str], report_gone: Callable[[], None]) -> None:
        self._file = file
        self._report_gone = report_gone

    def write(self, text: str) -> None:
        """Write, or report that nothing can be written any more."""
        try:
            self._file.write(text)
        except (OSError, ValueError):
            self._report_gone()

    def flush(self) -> None:
        """Flush, or report that nothing can be written any more."""
        try:
            self._file.flush()
        except (OSError, ValueError):
            self._report_gone()

    def fileno(self) -> int:
        """The terminal's descriptor."""
        return self._file.fileno()


class TerminalDriver(LinuxDriver):
    """Sends `TerminalGone` to the app when the terminal has been closed."""

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._gone = Event()
        self._watch = Thread(target=self._watch_terminal, name="terminal-watch", daemon=True)
        if sys.__stderr__ is not None:
            self._file: Any = TerminalFile(sys.__stderr__, self._report_gone)

    def start_application_mode(self) -> None:
        """Take the terminal over, and watch whether it stays."""
        super().start_application_mode()  # type: ignore[no-untyped-call]
        if self._watch.ident is None:
            self._watch.start()

    def run_input_thread(self) -> None:
        """Read keys until told to stop; a terminal that cannot be read any more is gone."""
        try:
            super().run_input_thread()
        except OSError:
            self._report_gone()

    def _watch_terminal(self) -> None:
        poll = select.poll()
        poll.register(self.fileno, 0)
        while not self._gone.is_set():
            events = poll.poll(PROBE_SECONDS * 1000)
            if not _is_there(self.fileno):
                self._report_gone()
            elif events:
                self._gone.wait(PROBE_SECONDS)  # some systems cannot poll a terminal and say so at once

    def _report_gone(self) -> None:
        if not self._gone.is_set():
            self._gone.set()
            self.send_message(TerminalGone())


def _is_there(descriptor: int) -> bool:
    try:
        termios.tcgetattr(descriptor)
    except termios.error:
        return False
    return True
