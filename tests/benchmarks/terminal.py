"""A program on a pseudo-terminal, with every byte that it writes and when it came."""

import asyncio
import fcntl
import os
import pty
import signal
import struct
import sys
import termios
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from time import perf_counter

COLUMNS, ROWS = 120, 40
SILENCE_SECONDS = 0.4
"""Nothing written for so long counts as settled."""


class Terminal:
    """What a program writes on a terminal of 120 by 40."""

    def __init__(self, process_id: int, descriptor: int) -> None:
        self.process_id = process_id
        self._descriptor = descriptor
        self._news = asyncio.Event()
        self.text = b""
        """Everything so far."""
        self.written_at = perf_counter()
        """When the last of it came."""
        asyncio.get_running_loop().add_reader(descriptor, self._read)

    def _read(self) -> None:
        try:
            self.text += os.read(self._descriptor, 65536)
        except OSError:
            asyncio.get_running_loop().remove_reader(self._descriptor)
        self.written_at = perf_counter()
        self._news.set()

    def press(self, keys: str) -> None:
        """Type."""
        os.write(self._descriptor, keys.encode())

    async def until(self, wanted: str, start: int = 0, seconds: float = 30.0) -> float:
        """When the text was there, looked for behind `start` bytes. Colours between its letters would hide it."""
        async with asyncio.timeout(seconds):
            while wanted.encode() not in self.text[start:]:
                self._news.clear()
                await self._news.wait()
        return self.written_at

    async def settled(self, seconds: float = SILENCE_SECONDS) -> None:
        """Until nothing has been written for a while."""
        while (wait := self.written_at + seconds - perf_counter()) > 0:
            await asyncio.sleep(wait)


@asynccontextmanager
async def on_terminal(command: Sequence[str], environ: Mapping[str, str]) -> AsyncIterator[Terminal]:
    """Run a Python program on a terminal; it is killed at the end."""
    process, descriptor = pty.fork()
    if process == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        os.execve(sys.executable, [sys.executable, *command], dict(environ))
    try:
        yield Terminal(process, descriptor)
    finally:
        asyncio.get_running_loop().remove_reader(descriptor)
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        os.close(descriptor)


def environment(**more: str) -> dict[str, str]:
    """This process's, without what would change how a terminal UI looks, and `more`."""
    foreign = ("QUEUE_", "SUPABASE_", "DATABASE_URL", "NO_COLOR", "TEXTUAL", "TMUX", "STY")
    own = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    return {**own, "TERM": "xterm-256color", "COLORTERM": "truecolor", **more}
