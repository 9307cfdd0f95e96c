"""What can go wrong, as a tree.

    QueueError
    ├── Refused                  the queue understood and said no            exit code 1
    │   ├── NotFound             no such job, worker or operation
    │   └── Conflict             the row has moved on since
    ├── Misuse                   the caller or its configuration is wrong    exit code 2
    │   ├── InvalidInput         a value that the queue does not accept
    │   │   └── InvalidFilter    the text of a filter, with the place of the mistake
    │   ├── ConfigurationError   settings that cannot work
    │   ├── PermissionRefused    the role may not do this, or may only read
    │   └── SchemaMismatch       nothing installed, or another version than this program's
    ├── ExportFailed             a file of exported jobs cannot be written    exit code 1
    └── Unreachable              no answer came                              exit code 3
        ├── ConnectionFailed     the call was certainly not carried out
        └── AnswerLost           the call may have been carried out; repeat it with the same request id
            └── Stopped          the database stopped it, because it took too long; nothing was changed

Every message is one sentence for an operator that says what to do; it holds no secret and no
stack. The original exception is the `__cause__`. Which error a code of the database means, `error_codes` knows.
"""

from typing import ClassVar


class QueueError(Exception):
    """Base of all errors that the queue's own code raises."""

    exit_code: ClassVar[int] = 1
    """What a command ends with: 1 not done, 2 wrong use or configuration, 3 cannot reach."""


class Refused(QueueError):
    """The queue understood the request and said no."""


class NotFound(Refused):
    """No such job, worker or operation."""


class Conflict(Refused):
    """The row has moved on since it was read."""


class Misuse(QueueError):
    """The caller or its configuration is wrong; repeating the call cannot help."""

    exit_code = 2


class InvalidInput(Misuse):
    """A value that the queue does not accept; the message names it and what would do."""


class InvalidFilter(InvalidInput):
    """A filter that cannot be understood."""

    def __init__(self, message: str, position: tuple[int, int]) -> None:
        super().__init__(message)
        self.position = position
        """Start and end of the mistake in the filter's text, to underline it."""
        self.text = ""
        """The filter's text; filled in by the parser."""


class ConfigurationError(Misuse):
    """Settings that cannot work."""


class PermissionRefused(Misuse):
    """The role may not do this, or the session may only read."""


class SchemaMismatch(Misuse):
    """The database has no queue in it, or another version than this program's."""


class ExportFailed(QueueError):
    """A file of exported jobs cannot be written: a full disk, say."""


class Unreachable(QueueError):
    """No answer came from the database or its gateway."""

    exit_code = 3


class ConnectionFailed(Unreachable):
    """No connection: the call was certainly not carried out."""


class AnswerLost(Unreachable):
    """The connection broke or timed out under way: the call may have been carried out."""


class Stopped(AnswerLost):
    """The database stopped the statement because it took too long."""


def one_line(text: str, limit: int = 200) -> str:
    """The first line of a server's message, bounded, without its final full stop."""
    first = text.strip().splitlines()[0] if text.strip() else "no message"
    return first[:limit].rstrip(". ")
