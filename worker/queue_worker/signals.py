"""The signals that stop a worker."""

import asyncio
import os
import signal

from queue_core.errors import ConfigurationError

STOPPING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class StopSignals:
    """The first asks for an orderly stop, the second for one right now."""

    def __init__(self) -> None:
        self.first = asyncio.Event()
        self.second = asyncio.Event()

    def install(self) -> None:
        """Listen, in the running loop. A signal that was ignored at the start, as under nohup, stays so."""
        loop = asyncio.get_running_loop()
        for number in STOPPING:
            if signal.getsignal(number) is not signal.SIG_IGN:
                loop.add_signal_handler(number, self.ask)

    def ask(self) -> None:
        """What a signal does."""
        (self.second if self.first.is_set() else self.first).set()

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
