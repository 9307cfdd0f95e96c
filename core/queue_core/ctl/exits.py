"""What `queuectl` ends with. Scripts rely on these numbers: they never change."""

from enum import IntEnum


class Exit(IntEnum):
    """How a command ended."""

    DONE = 0
    """Done, or shown."""
    NOT_DONE = 1
    """The queue said no: no such job, or it was in no state for it; some or all of it was not done."""
    MISUSE = 2
    """Wrong use or configuration: nothing was done, and repeating it cannot help."""
    UNREACHABLE = 3
    """No answer from the database or its gateway."""
    INTERNAL = 70
    """A mistake in this program; the incident's file says more."""
    INTERRUPTED = 130
    """Ctrl-C."""
    OUTPUT_CLOSED = 141
    """Whoever read the output stopped reading."""


EPILOG = """\b
Exit codes:
  0    done
  1    not done: no such job, or it is in no state for it
  2    wrong use or configuration
  3    the database or its gateway cannot be reached
  70   a mistake in queuectl itself; the message names a file with details
  130  interrupted
  141  the reader of the output went away

With --json, a command that fails prints {"error": {"kind", "message", "exit_code"}}
on standard error.
"""
