"""A clock for how long something has been: it goes on while the machine sleeps, and never jumps.

The usual monotonic clock of Linux stands still in a closed laptop: data of yesterday would be shown as fresh, and a
session that was unlocked for a quarter of an hour would be open in the morning.
"""

import time

_SLEEPS_TOO = getattr(time, "CLOCK_BOOTTIME", None)


def monotonic() -> float:
    """Seconds since some moment."""
    return time.monotonic() if _SLEEPS_TOO is None else time.clock_gettime(_SLEEPS_TOO)
