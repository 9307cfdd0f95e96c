"""What an admin action did."""

from dataclasses import dataclass
from typing import NewType

from queue_core.models.jobs import JobId

OperationId = NewType("OperationId", int)
RequestId = NewType("RequestId", str)
"""A uuid made by the caller for one intent: repeating a call with it returns the first answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A job that an action left alone, and why, in words for the operator."""

    id: JobId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationResult:
    """What an action on jobs did."""

    operation_id: OperationId
    done: tuple[JobId, ...]
    requested: tuple[JobId, ...]
    """Running jobs whose cancel waits for their worker."""
    skipped: tuple[Skipped, ...]
    undoable: bool
