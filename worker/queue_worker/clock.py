"""The one local clock that leases are measured with.

It is not the wall clock, which can be wrong or jump, and it goes on while the machine is suspended,
which `time.monotonic` does not on Linux: a worker that wakes up with its machine must know that its
leases are old.
"""

import time

_BOOTTIME: int | None = getattr(time, "CLOCK_BOOTTIME", None)


def now() -> float:
    """Seconds since some fixed moment; only differences mean anything."""
    if _BOOTTIME is None:
        return time.monotonic()
    return time.clock_gettime(_BOOTTIME)
