"""A circuit breaker: whether work that needs a service may begin now.

    closed      everything may begin
    open        nothing may, until a pause is over; pauses grow while the service stays away
    half open   one at a time may, until one of them succeeds

It opens when the service was not there several times in a row, or asked so often to be left alone, and
at once where it refuses our key, since every other call would meet the same. Only a real success closes
it: an error of another kind shows that somebody answers, not that work gets done.
(Michael Nygard, "Release It!", 2007, has the pattern.)
"""

from enum import StrEnum

from queue_core.models import Category
from queue_worker import clock
from queue_worker.backoff import Backoff

FAILURES_TO_OPEN = {Category.DEPENDENCY_DOWN: 3, Category.OVERLOADED: 5, Category.AUTH: 1}
"""So many in a row, of the categories that the next job would meet as well."""
ANSWERS = frozenset({Category.API_ERROR, Category.INVALID_INPUT, Category.NOT_FOUND, Category.BAD_RESPONSE})
"""Failures that show that the service is there; a timeout shows nothing."""
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0
LONGEST_ASKED_SECONDS = 300.0
"""A service that asks for a longer pause is tried again after this."""


class BreakerState(StrEnum):
    """What it lets through."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


class Breaker:
    """Of one service.

    breaker.admits(free=10, running=2)    # 10, 1 or 0 of the free slots
    breaker.failed(Category.DEPENDENCY_DOWN)
    breaker.succeeded()
    """

    def __init__(self) -> None:
        self.state = BreakerState.CLOSED
        self.failures = 0
        """In a row, that count against the service."""
        self.since = clock.now()
        """When the state began, on this process's clock."""
        self._pauses = Backoff(first_seconds=FIRST_PAUSE_SECONDS, cap_seconds=LONGEST_PAUSE_SECONDS)
        self._probe_at = 0.0

    def admits(self, free: int, *, running: int) -> int:
        """How many of the free slots may take work that needs the service, of which so many run already."""
        match self.state:
            case BreakerState.CLOSED:
                return free
            case BreakerState.OPEN:
                return 0
            case BreakerState.HALF_OPEN:
                return 0 if running else min(free, 1)

    @property
    def probe_in_seconds(self) -> float | None:
        """How long an open breaker stays so; None where it is not open."""
        return max(0.0, self._probe_at - clock.now()) if self.state is BreakerState.OPEN else None

    def failed(self, category: Category, *, asked_seconds: float | None = None) -> bool:
        """A call ended so; `asked_seconds` is its Retry-After. Returns whether a pause begins with this."""
        enough = FAILURES_TO_OPEN.get(category)
        if category in ANSWERS and self.state is BreakerState.CLOSED:
            self.failures = 0
        if enough is None:
            return False
        if self.probe_in_seconds:
            return False  # it began before, with those that opened it
        self.failures += 1
        if self.state is BreakerState.CLOSED and self.failures < enough:
            return False
        pause = max(self._pauses.next_seconds(), min(asked_seconds or 0.0, LONGEST_ASKED_SECONDS))
        self._probe_at = clock.now() + pause
        self._become(BreakerState.OPEN)
        return True

    def succeeded(self) -> bool:
        """A call did what it was for. Returns whether this closed the breaker."""
        self.failures = 0
        self._pauses.reset()
        return self._become(BreakerState.CLOSED)

    def try_again(self) -> bool:
        """Let one through if the pause is over. Returns whether this half opened the breaker."""
        return self.probe_in_seconds == 0 and self._become(BreakerState.HALF_OPEN)

    def _become(self, state: BreakerState) -> bool:
        if state is self.state:
            return False
        self.state, self.since = state, clock.now()
        return True
