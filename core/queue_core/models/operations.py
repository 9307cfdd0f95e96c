"""What an admin action did."""

from dataclasses import dataclass
from typing import NewType

from queue_core.models.jobs import JobId
from queue_core.models.leases import WorkerId

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


@dataclass(frozen=True, slots=True, kw_only=True)
class SkippedWorker:
    """A worker that an action left alone, and why: it is not known, it has stopped, or it is gone."""

    id: WorkerId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkersResult:
    """What an action on workers did."""

    operation_id: OperationId
    done: tuple[WorkerId, ...]
    skipped: tuple[SkippedWorker, ...]
