"""How `queue-worker` ends: the numbers are an interface for service managers and scripts."""

from enum import IntEnum


class ExitCode(IntEnum):
    """What a process of this program exits with."""

    DONE = 0
    """Stopped as asked; whatever was not finished has been given back."""
    NOT_DONE = 1
    """An internal error ended it, or it hung; its jobs are taken over when their leases end."""
    MISUSE = 2
    """Wrong use, configuration or schema: starting it again cannot help. Also after a drain, where the schema
    has become newer than this program."""
    UNREACHABLE = 3
    """Stopped as asked, but the database could not be told; its leases end by themselves."""


EPILOG = """\
Exit codes: 0 stopped as asked, 1 internal error, or it hung, 2 wrong use, configuration or schema (starting it
again cannot help), 3 stopped, but the database could not be told (its jobs are taken over within about a minute)."""
"""The same in words, for --help."""
