"""A real terminal for a real process: its keyboard, its screen, and every byte that reached it.

with Terminal.running([sys.executable, "-m", "queue_tui"], environ, size=(80, 24)) as terminal:
    terminal.until("doubt")          # until the word is on the screen
    terminal.press("j", "enter")
    assert terminal.ended() == 0
"""

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from time import monotonic
from typing import Any, Self

import pyte

KEYS = {
    "enter": "\r",
    "escape": "\x1b[27u",  # as Kitty's protocol has it: a bare one would begin a sequence with a ] that follows
    "tab": "\t",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "pagedown": "\x1b[6~",
    "ctrl+z": "\x1a",
}
TAKE_TERMINAL = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execvpe(sys.argv[1], sys.argv[1:], os.environ)
"""
"""Makes the pty the controlling terminal of the new session, then becomes the program."""


class Terminal:
    """The side of a pty that a person sits at."""

    def __init__(self, process: "subprocess.Popen[bytes]", descriptor: int, size: tuple[int, int]) -> None:
        self.process = process
        self.received = bytearray()
        """Everything that was written to the terminal, in order."""
        self._descriptor = descriptor
        self._screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self._screen)

    @classmethod
    @contextmanager
    def running(
        cls,
        command: Sequence[str],
        environ: Mapping[str, str],
        size: tuple[int, int] = (80, 24),
        *,
        controlling: bool = True,
    ) -> Iterator[Self]:
        """Start the command in a new session with a new terminal; whatever is left of it is killed.

        Not `controlling`: the kernel sends no SIGHUP when the terminal is closed.
        """
        ours, theirs = pty.openpty()
        _set_size(theirs, size)
        process = subprocess.Popen(
            [sys.executable, "-c", TAKE_TERMINAL, *command] if controlling else command,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=dict(environ),
            start_new_session=True,
        )
        os.close(theirs)
        terminal = cls(process, ours, size)
        try:
            yield terminal
        finally:
            terminal.close()
            process.kill()
            process.wait()

    # -- reading -----------------------------------------------------------------------------------------

    @property
    def text(self) -> str:
        """What is on the screen."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    def read(self, seconds: float) -> bool:
        """Take what arrives within that time; False when nothing more can arrive."""
        if self._descriptor < 0 or not select.select([self._descriptor], [], [], seconds)[0]:
            return self._descriptor >= 0
        try:
            data = os.read(self._descriptor, 65536)
        except OSError:
            data = b""
        self.received += data
        with suppress(Exception):  # pyte knows fewer sequences than programs use
            self._stream.feed(data)
        return bool(data)

    def until(self, wanted: str | Callable[[], bool], seconds: float = 20.0) -> None:
        """Read until a text is on the screen, or something is so; fails with the screen when it never is."""

        def is_there() -> bool:
            return wanted in self.text if isinstance(wanted, str) else wanted()

        deadline = monotonic() + seconds
        while not is_there():
            left = deadline - monotonic()
            if left <= 0 or not self.read(min(left, 0.5)):
                if is_there():
                    return
                raise AssertionError(f"never came: {wanted!r}; on the screen was:\n{self.text}")

    def settle(self, quiet_seconds: float = 0.1, seconds: float = 20.0) -> None:
        """Read until nothing has arrived for a while, but for a clock."""
        deadline = monotonic() + seconds
        quiet_since = monotonic()
        while monotonic() - quiet_since < quiet_seconds and monotonic() < deadline:
            before = len(self.received)
            if not self.read(quiet_seconds / 3):
                return
            if len(self.received) - before > 200:
                quiet_since = monotonic()

    def ended(self, seconds: float = 20.0) -> int:
        """Read until the process has ended; its exit code."""
        deadline = monotonic() + seconds
        while self.process.poll() is None:
            assert monotonic() < deadline, f"it has not ended; on the screen was:\n{self.text}"
            self.read(0.05)
        while self.read(0.05) and monotonic() < deadline:
            pass
        return self.process.wait()

    # -- writing -----------------------------------------------------------------------------------------

    def press(self, *keys: str) -> None:
        """Type keys: names of `KEYS`, or characters."""
        for key in keys:
            os.write(self._descriptor, KEYS.get(key, key).encode())

    def resize(self, size: tuple[int, int]) -> None:
        """Change the size of the window."""
        _set_size(self._descriptor, size)
        self._screen.resize(lines=size[1], columns=size[0])

    def close(self) -> None:
        """Close the window."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def mode(self) -> str:
        """raw while a program has the terminal to itself, echoing otherwise."""
        flags: list[Any] = termios.tcgetattr(self._descriptor)
        return "echoing" if flags[3] & termios.ECHO else "raw"


def _set_size(descriptor: int, size: tuple[int, int]) -> None:
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
