"""What an operator is told when the embedded server cannot be had: one sentence, and what to do."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from queue_core.errors import ConfigurationError, ConnectionFailed, QueueError, one_line

ELSEWHERE = "set QUEUE_HOME to another directory, or QUEUE_DATABASE_URL to a database"

_FULL = ("No space left on device", "Disk quota exceeded")
_FULL_NUMBERS = (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def explained(home: Path) -> Iterator[None]:
    """Turns what the operating system says into one sentence of ours."""
    try:
        yield
    except OSError as error:
        raise of_system(error, home) from error


def of_system(error: OSError, home: Path) -> QueueError:
    """The sentence for an error of the file system or of starting a process."""
    if error.errno in _FULL_NUMBERS:
        return disk_full(home)
    reason = error.strerror or type(error).__name__
    where = error.filename if isinstance(error.filename, str) else str(home)
    return ConfigurationError(f"The embedded database cannot use {where} ({reason}): {ELSEWHERE}.")


def of_output(output: str, doing: str, home: Path) -> QueueError:
    """The sentence for what initdb or the server wrote before it gave up."""
    if any(sign in output for sign in _FULL):
        return disk_full(home)
    return ConnectionFailed(f"The embedded database {doing}: {_telling_line(output)}.")


def disk_full(home: Path) -> QueueError:
    """Not a matter of configuration: the same call works once there is space."""
    return ConnectionFailed(f"The disk that holds {home} is full: free some space, then start again.")


def _telling_line(output: str) -> str:
    """The line that says why; the others say what was tried, or that it is over."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    for mark in ("PANIC:", "FATAL:", "error:", "ERROR:"):
        for line in lines:
            if mark in line:
                return one_line(line.partition(mark)[2])
    return one_line(lines[-1]) if lines else "it gave no reason"
