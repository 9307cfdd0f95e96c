"""A production session: read-only at the database until a person says why it should write, and for how long."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from queue_core.actor import current_actor
from queue_core.errors import QueueError
from queue_core.models import RequestId
from queue_tui.deeds.operations import insist
from queue_tui.feed import Feed
from queue_tui.queue_view import QueueView
from queue_tui.ticks import monotonic

HINT = "Read-only: ':unlock 15m reason' lets you write for a while."
LONGEST_SECONDS = 8 * 3600.0
_WISH = re.compile(r"(\d{1,4})(s|m|h)\s+(\S.*)")
_UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0}


@dataclass(frozen=True, slots=True)
class Wish:
    """For how long to write, and why."""

    seconds: float
    reason: str


def wish_of(text: str) -> Wish | None:
    """'15m the reason why'; None where it is something else, or longer than LONGEST_SECONDS."""
    found = _WISH.fullmatch(text.strip())
    if found is None:
        return None
    seconds = int(found[1]) * _UNITS[found[2]]
    return Wish(seconds, found[3]) if 0 < seconds <= LONGEST_SECONDS else None


class Lock:
    """Unlocks a session for a while, writes that down in the queue, and locks it again."""

    def __init__(self, queue: QueueView, feed: Feed, say: Callable[[str], None]) -> None:
        self._queue = queue
        self._feed = feed
        self._say = say
        self._until: float | None = None

    async def unlock(self, wish: Wish) -> None:
        """Let the session write from now on. Where that cannot be written down, it stays locked: raises QueueError."""
        transport = self._queue.transport
        await transport.set_read_only(False)
        try:
            await insist(lambda request_id: self._write_down(wish, request_id))
        except QueueError:
            await transport.set_read_only(self._until is None)
            raise
        self._until = monotonic() + wish.seconds
        self._feed.unlocked(self._until)
        self._say("Unlocked: what you do is done. ':lock' ends it sooner.")

    async def _write_down(self, wish: Wish, request_id: RequestId) -> object:
        return await self._queue.unlock(
            seconds=wish.seconds, actor=current_actor(), reason=wish.reason, request_id=request_id
        )

    async def lock(self) -> None:
        """Only read again."""
        if self._until is not None:
            self._until = None
            await self._queue.transport.set_read_only(True)
            self._feed.unlocked(None)
            self._say("Locked: read-only again.")

    async def look(self) -> None:
        """Lock when the time is over; also right after the machine has slept."""
        if self._until is not None and monotonic() >= self._until:
            await self.lock()
