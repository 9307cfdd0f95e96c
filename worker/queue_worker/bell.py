"""Passes the database's wake-ups on to whoever in this worker can use one."""

from collections.abc import Callable
from itertools import chain, repeat

from queue_core.queue import Queue

FIRST_TURNS_SECONDS = (0.2, 0.5)
"""Rung at their ends without a wake-up: what came in before the database was listened to has woken nobody."""
TURN_SECONDS = 60.0


async def ring(queue: Queue, *listeners: Callable[[], None]) -> None:
    """Call the listeners at each wake-up, until cancelled; needs a transport that is woken."""
    for seconds in chain(FIRST_TURNS_SECONDS, repeat(TURN_SECONDS)):
        await queue.wait_for_wake(seconds)
        for listener in listeners:
            listener()
