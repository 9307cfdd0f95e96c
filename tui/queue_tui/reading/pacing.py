"""How long to wait: between polls, and after failures. Pure; no Textual in here."""

from collections.abc import Callable
from random import random

DIRECT_SECONDS = 0.2
"""Between polls of a database that is asked directly: one statement of a fraction of a millisecond."""
GATEWAY_SECONDS = 1.0
"""Between polls through PostgREST."""

LEAST_SECONDS, MOST_SECONDS = 0.1, 60.0
"""What a person may ask for."""


class Backoff:
    """Waits that double from failure to failure, with full jitter, so that many screens do not come back at once."""

    def __init__(self, first: float = 0.5, most: float = 10.0, dice: Callable[[], float] = random) -> None:
        """`first` and `most` bound the waits, in seconds; `dice` gives 0 to 1."""
        self._first, self._most, self._dice = first, most, dice
        self._failures = 0

    def reset(self) -> None:
        """It went well."""
        self._failures = 0

    def next_seconds(self) -> float:
        """It failed: how long to wait before the next try, never under a tenth of a second."""
        bound = min(self._first * (1 << self._failures), self._most)
        self._failures = min(self._failures + 1, 16)
        return max(bound * self._dice(), 0.1)
