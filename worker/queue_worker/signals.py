"""The signals that a program of ours obeys."""

import asyncio
import os
import signal
from collections.abc import Callable

from queue_core.errors import ConfigurationError

STOPPING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class StopSignals:
    """The first asks for an orderly stop, the second for one right now; SIGUSR1 for quiet, SIGUSR2 for its end."""

    def __init__(self) -> None:
        self.first = asyncio.Event()
        self.second = asyncio.Event()
        self.quiet = False
        """Claim nothing more, and go on with what runs."""
        self.on_quiet: Callable[[], None] = lambda: None
        """Called when that was asked for, or its end."""

    def install(self) -> None:
        """Listen, in the running loop. A signal that was ignored at the start, as under nohup, stays so."""
        loop = asyncio.get_running_loop()
        for number in STOPPING:
            if signal.getsignal(number) is not signal.SIG_IGN:
                loop.add_signal_handler(number, self.ask)
        loop.add_signal_handler(signal.SIGUSR1, self.ask_quiet, True)
        loop.add_signal_handler(signal.SIGUSR2, self.ask_quiet, False)

    def ask(self) -> None:
        """What a signal does."""
        (self.second if self.first.is_set() else self.first).set()

    def ask_quiet(self, quiet: bool) -> None:
        """What SIGUSR1 and SIGUSR2 do."""
        self.quiet = quiet
        self.on_quiet()

    def end_with_stdin(self) -> None:
        """Take the end of standard input for a signal: a parent that started us has gone, however it died."""
        loop = asyncio.get_running_loop()

        def readable() -> None:
            try:
                is_over = not os.read(0, 4096)
            except OSError:
                is_over = True
            if is_over:
                loop.remove_reader(0)
                self.first.set()

        try:
            loop.add_reader(0, readable)
        except (OSError, ValueError):
            raise ConfigurationError("--end-with-stdin needs a pipe or a terminal as standard input.") from None
