"""Tells an answer from keys that were typed before the question could be read. No Textual in here."""

from collections.abc import Callable
from time import monotonic

from queue_tui.formatting import count

QUIET_SECONDS = 0.5
"""How long a question must have been on screen without a key before it can be answered with yes."""


def too_soon(typed: bool) -> str:
    """What the dialog says of a yes that came too early; `typed`: a number is typed, and Enter is the yes."""
    return f"read it first, then {'enter' if typed else 'y'} again"


def type_it(number: int) -> str:
    """What stands before the field for a number of jobs."""
    return f"To go on, type {count(number)} here  "


class Quiet:
    """The time since a question came on screen, or since a key was last refused."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self.clock = clock
        self._since: float | None = None

    def begin(self) -> None:
        """The question is on screen now."""
        self._since = self.clock()

    def is_deliberate(self) -> bool:
        """Whether the person can have read the question before this key."""
        if self._since is None:
            return False
        now = self.clock()
        if now - self._since < QUIET_SECONDS:
            self._since = now
            return False
        return True
