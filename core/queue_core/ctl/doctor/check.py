"""What one check says."""

from dataclasses import dataclass
from enum import StrEnum

from queue_core.errors import QueueError


class Result(StrEnum):
    """How a check ended."""

    OK = "ok"
    WARNING = "warning"
    """It works, but somebody should know."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the examination."""

    name: str
    result: Result
    message: str
    advice: str | None = None
    """What to do about it."""
    exit_code: int = 0
    """What the command ends with, where this is the first check that failed; 0 for one that did not."""


def ok(name: str, message: str) -> Check:
    """All is well."""
    return Check(name, Result.OK, message)


def warning(name: str, message: str, advice: str) -> Check:
    """Something to know."""
    return Check(name, Result.WARNING, message, advice)


def failed(name: str, error: QueueError) -> Check:
    """What the error says; its sentence holds what to do."""
    return Check(name, Result.FAILED, str(error), exit_code=error.exit_code)
