"""Locks on files. The kernel drops them when their holder dies, however it dies."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from queue_core.errors import ConnectionFailed

POLL_SECONDS = 0.005


@contextmanager
def exclusive(path: Path, *, timeout_seconds: float) -> Iterator[None]:
    """Be the only one in here. Raises ConnectionFailed when somebody else does not leave in time."""
    until = time.monotonic() + timeout_seconds
    while (lock := try_lock(path, fcntl.LOCK_EX)) is None:
        if time.monotonic() > until:
            raise ConnectionFailed(
                f"Another program has been starting the database for long ({path}): end it, try again."
            )
        time.sleep(POLL_SECONDS)
    try:
        yield
    finally:
        os.close(lock)


def try_lock(path: Path, kind: int) -> int | None:
    """A file descriptor that holds the lock (fcntl.LOCK_EX or LOCK_SH) until it is closed, or None."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def is_held(path: Path) -> bool:
    """Whether somebody holds the lock exclusively. Several may ask at once and not disturb each other."""
    if (lock := try_lock(path, fcntl.LOCK_SH)) is None:
        return True
    os.close(lock)
    return False
