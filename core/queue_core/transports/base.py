"""What `Queue` needs of a way to reach the database."""

from collections.abc import Mapping
from typing import Protocol

from queue_core.models.json import JsonValue


class Transport(Protocol):
    """Calls a function in the database by name and returns its one JSON value.

    A transport knows nothing of jobs. It is opened once, used from one event loop, may carry several
    calls at once, and heals by itself: a call after an outage makes a new connection.
    """

    @property
    def label(self) -> str:
        """Where it is connected, for the screen: a host and database, never a secret."""
        ...

    @property
    def is_woken(self) -> bool:
        """Whether `wait_for_wake` can return early; False over PostgREST, which has no NOTIFY."""
        ...

    async def open(self) -> None:
        """Get ready. Raises ConfigurationError for settings that cannot work.

        A transport that keeps connections makes the first one, and raises Unreachable where it cannot; over
        HTTP there is none to make, and the first call says so.
        """
        ...

    async def set_read_only(self, read_only: bool) -> None:
        """Have the database refuse whatever writes, from the next call on; or no longer.

        Where the role itself may not write, this changes nothing. A call that is under way ends as it began.
        """
        ...

    async def close(self) -> None:
        """End all connections. Safe to call twice."""
        ...

    async def call(self, function: str, arguments: Mapping[str, JsonValue], *, timeout_seconds: float) -> JsonValue:
        """Call `public.function` with named arguments in a transaction of its own.

        Raises the QueueError that fits the code. ConnectionFailed says that nothing was carried out,
        AnswerLost that it may have been; also after `timeout_seconds`, which bounds all of it, the wait
        for a connection included.
        """
        ...

    async def wait_for_wake(self, timeout_seconds: float) -> None:
        """Return when the database says that something happened, or after the time.

        A hint only: wake-ups may be lost or come for nothing. It never raises QueueError; without a
        connection it waits for the time and tries to reconnect meanwhile. One waiter at a time.
        """
        ...
