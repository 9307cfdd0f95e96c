"""The one local clock that leases are measured with.

It is not the wall clock, which can be wrong or jump, and it goes on while the machine is suspended: a
worker that wakes up with its machine must know that its leases are old. `time.monotonic` stands still
meanwhile, on Linux and on macOS; so do the timers of an event loop, which is why the fence looks at
this clock every second.
"""

import time

_ALWAYS_RUNNING: int = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
"""Linux has a clock of its own for it; on macOS it is the POSIX clock that `time.monotonic` does not read."""


def now() -> float:
    """Seconds since some fixed moment; only differences mean anything."""
    return time.clock_gettime(_ALWAYS_RUNNING)
