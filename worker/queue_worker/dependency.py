"""What the worker believes of the orchestrator, learned from its own calls.

When it is down or refuses the key, ten free slots would take ten jobs at once only to give them all
back. So after such a failure one job at a time is tried, with growing pauses, until a call succeeds.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum

from queue_core.models import Category, JsonValue
from queue_worker import clock
from queue_worker.backoff import Backoff

DOWN_CATEGORIES = frozenset({Category.DEPENDENCY_DOWN, Category.AUTH})
"""Failures that the next job would meet as well."""


class DependencyState(StrEnum):
    """Whether the last calls got through."""

    UP = "up"
    DOWN = "down"


class Dependency:
    """One service that jobs need."""

    def __init__(self, url: str) -> None:
        self.url = url
        """Its address, without credentials."""
        self.state = DependencyState.UP
        self.on_change: Callable[[], None] = lambda: None
        """Called when it has gone down or come up."""
        self._since = datetime.now(UTC)
        self._probe_at = 0.0
        self._pauses = Backoff(first_seconds=1.0, cap_seconds=15.0)

    def succeeded(self) -> bool:
        """A call got a result. Returns whether that is news."""
        self._pauses.reset()
        self._probe_at = 0.0
        return self._become(DependencyState.UP)

    def failed(self, category: Category) -> bool:
        """A call ended with this category. Returns whether the service is newly down."""
        if category not in DOWN_CATEGORIES:
            return False
        if self.probe_in_seconds() == 0:  # calls that failed together count as one
            self._probe_at = clock.now() + self._pauses.next_seconds()
        return self._become(DependencyState.DOWN)

    def slots(self, free: int, *, running: int) -> int:
        """How many of the free slots to use now: while it is down one call at a time, after a pause."""
        if self.state is DependencyState.UP:
            return free
        return 0 if running or self.probe_in_seconds() > 0 else min(free, 1)

    def probe_in_seconds(self) -> float:
        """The time until the next try; 0 when there is nothing to wait for."""
        return max(0.0, self._probe_at - clock.now())

    def describe(self) -> dict[str, JsonValue]:
        """For the worker's row, where screens read it."""
        return {"url": self.url, "state": self.state.value, "since": self._since.isoformat(timespec="seconds")}

    def _become(self, state: DependencyState) -> bool:
        if state is self.state:
            return False
        self.state = state
        self._since = datetime.now(UTC)
        self.on_change()
        return True
