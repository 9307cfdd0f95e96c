"""What is kept of an error in the program itself: a number to report, and the trace in a private file.

Textual's own crash screen prints local variables, a database password among them. Here the trace has
none, and what looks like a secret in an error's text is blotted out.
"""

import os
import platform
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from traceback import TracebackException

from queue_tui.terminal.files import write_private

_TRACE_LIMIT = 256 * 1024
_SECRETS = (
    (re.compile(r"(\w://[^\s:/@]*:)[^\s/]+@"), r"\1***@"),
    (re.compile(r"\b(sb_secret_|sb_publishable_)\w+"), r"\1***"),
    (re.compile(r"\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*"), "***"),
    (re.compile(r"(?i)\b(password|passwd|apikey|authorization)(['\"]?\s*[=:]\s*)(?:bearer\s+)?\S+"), r"\1\2***"),
)


@dataclass(frozen=True, slots=True)
class Incident:
    """One error of the program's own, as it was kept."""

    number: str
    """What a person quotes when reporting it."""
    path: Path | None
    """The file with the trace; None where none could be written."""
    problem: str | None
    """Why none could be written."""

    @property
    def sentence(self) -> str:
        """For the terminal, after the screen is gone."""
        kept = f"its trace is in {self.path}" if self.path else f"its trace could not be kept ({self.problem})"
        return f"queue-tui stopped because of an error in itself: incident {self.number}, {kept}."


def record(error: BaseException, directory: Path) -> Incident:
    """Write the error's trace into a file that only this user can read. Never raises OSError."""
    number = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
    path = directory / f"incident-{number}.txt"
    try:
        write_private(path, _report(number, error))
    except OSError as problem:
        return Incident(number, None, problem.strerror or type(problem).__name__)
    return Incident(number, path, None)


def redact(text: str) -> str:
    """`text` without what looks like a password or a key."""
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return text


def _report(number: str, error: BaseException) -> str:
    trace = "".join(TracebackException.from_exception(error, capture_locals=False).format())
    system = f"Python {platform.python_version()}, {platform.platform()}, TERM={os.environ.get('TERM', '')}"
    return f"incident {number}\n{system}\n\n{redact(trace[:_TRACE_LIMIT])}"
