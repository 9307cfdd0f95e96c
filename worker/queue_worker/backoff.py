"""Waiting longer after each failure in a row, and never in step with the other workers."""

import random


class Backoff:
    """Times to wait between tries.

    backoff = Backoff(first_seconds=0.2, cap_seconds=15)
    await asyncio.sleep(backoff.next_seconds())  # up to 0.2, then up to 0.4, up to 0.8 ...
    backoff.reset()                              # after a success
    """

    def __init__(self, *, first_seconds: float, cap_seconds: float) -> None:
        self._first_seconds = first_seconds
        self._cap_seconds = cap_seconds
        self._failures = 0

    def next_seconds(self) -> float:
        """The time to wait now: between half and all of the current step, which then doubles."""
        step = min(self._cap_seconds, self._first_seconds * 2.0 ** min(self._failures, 30))
        self._failures += 1
        return step * random.uniform(0.5, 1.0)  # noqa: S311 - spreads load, hides nothing

    def reset(self) -> None:
        """Begin again with the first step."""
        self._failures = 0
