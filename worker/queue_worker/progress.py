"""What each loop of the worker lets be known of its progress, so that one that hangs is noticed.

A loop says for how long it may be silent from now on: it makes a call that ends by itself, sleeps, or
waits for something to do. One that is silent for longer hangs, however well the event loop does.

The time counted is the time in which this process could run: a suspended machine and a stopped process
hang nowhere.
"""

import asyncio
import math
from typing import NamedTuple

LONGEST_CALL_SECONDS = 60.0
"""A verb of the queue, with a hello and the verb again where the queue has forgotten the worker, each on a
connection that is given up only after its time is over, and the wait before the next try."""
TICK_SECONDS = 1.0
EVENT_LOOP = "event loop"


class Silence(NamedTuple):
    """A loop that should have been heard from."""

    loop: str
    seconds: float
    """Since then."""


class Progress:
    """Written by the loops, read by other threads; every access is a single one."""

    def __init__(self) -> None:
        self._awake_seconds = 0.0
        self._due: dict[str, float] = {}

    def pass_time(self, seconds: float) -> None:
        """The process was awake for so long since the last call."""
        self._awake_seconds += seconds

    def expect(self, loop: str, within_seconds: float = LONGEST_CALL_SECONDS) -> None:
        """Said by a loop: it will be heard from again within this time; without a limit where it waits for work."""
        self._due[loop] = self._awake_seconds + within_seconds

    def forget(self, loop: str) -> None:
        """The loop has ended."""
        self._due.pop(loop, None)

    @property
    def silence(self) -> Silence | None:
        """Of the loop that is overdue the longest, if one is."""
        due, loop = min(((due, loop) for loop, due in self._due.copy().items()), default=(math.inf, ""))
        seconds = self._awake_seconds - due
        return Silence(loop, seconds) if seconds > 0 else None

    async def tick(self) -> None:
        """Shows that the event loop runs, until cancelled."""
        try:
            while True:
                self.expect(EVENT_LOOP, TICK_SECONDS)
                await asyncio.sleep(TICK_SECONDS)
        finally:
            self.forget(EVENT_LOOP)
