"""Whether the database answers, so that an outage is logged when it begins and when it ends, and not at each try."""

from collections.abc import Callable

from queue_core.errors import QueueError
from queue_worker import clock
from queue_worker.log import log

MOST_REASONS = 5
"""Logged in one outage; each only once."""


class Outage:
    """What the loops of one worker know together about the database."""

    def __init__(self, on_failure: Callable[[QueueError], None] = lambda _: None) -> None:
        self._on_failure = on_failure
        self._since: float | None = None
        self._said: set[str] = set()

    def failed(self, error: QueueError) -> None:
        """A call got no answer, or one that cannot be used."""
        if self._since is None:
            self._since = clock.now()
        self._on_failure(error)
        if str(error) not in self._said and len(self._said) < MOST_REASONS:
            self._said.add(str(error))
            log.warning("database_failing", extra={"reason": str(error), "error": type(error).__name__})

    def answered(self) -> None:
        """A call was answered."""
        if self._since is not None:
            log.info("database_answers", extra={"failing_for_seconds": round(clock.now() - self._since, 1)})
        self._since = None
        self._said.clear()
