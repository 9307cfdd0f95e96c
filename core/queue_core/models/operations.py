"""What an admin action did, what a planned one is going to do, and the log of all of them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from queue_core.models.jobs import JobId
from queue_core.models.json import JsonValue
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


class OperationState(StrEnum):
    """How far an operation has come."""

    PLANNED = "planned"
    """Its targets are frozen, nothing has been done to them."""
    APPLYING = "applying"
    """Chunk after chunk, by whoever called apply last, or by the workers' sweep where nobody does."""
    HALTED = "halted"
    """Stopped between two chunks; apply goes on."""
    ABORTED = "aborted"
    """Stopped for good; what was done stays done."""
    APPLIED = "applied"
    """All of it is done. Every action that is no plan is so from the start."""


class Effect(StrEnum):
    """What became of one target of an operation."""

    PLANNED = "planned"
    DONE = "done"
    REQUESTED = "requested"
    """A running job whose cancel waits for its worker."""
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One admin action: a line of the audit log, and the progress of a planned one."""

    id: OperationId
    verb: str
    actor: str
    reason: str | None
    at: datetime
    """When it was done; of a plan, when it was planned."""
    state: OperationState
    filter: str | None
    """The filter that chose the targets, as text; None where they were named, or where it has none."""
    detail: dict[str, JsonValue]
    """What is peculiar to the verb: a change of configuration with before and after, the arguments of a plan."""
    total: int
    """Targets: jobs, in all."""
    planned: int
    """Of these: still to be done."""
    done: int
    requested: int
    skipped: int
    skip_reasons: dict[str, int]
    """Why jobs were skipped, or (of a plan) are going to be, and how many."""
    is_complete: bool
    """False: the plan is still looking for targets; plan again with the same request id."""
    run_again: int
    """Of the plan of a retry: jobs that were completed, and paid for, when it was made."""
    undoable: bool
    undone_by: OperationId | None
    undo_state: OperationState | None
    """How far that undo has come; None where there is none."""
    undoes: OperationId | None
    """The operation that this one undid."""

    @property
    def is_dear(self) -> bool:
        """Whether to ask for more than a yes before it begins: it is for good, or runs again what completed."""
        return self.verb == "delete" or self.run_again > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The jobs that a plan has found to be touched, as they were then."""

    types: dict[str, int]
    """How many of the jobs that would be touched are of each type."""
    statuses: dict[str, int]
    oldest: datetime | None
    """Creation of the oldest and of the newest job that would be touched."""
    newest: datetime | None
    searched: int
    """Rows looked at so far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan(Found):
    """What a planned action is going to touch; nothing has been touched yet."""

    operation: Operation


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What has become, by now, of the jobs that an operation touched."""

    statuses: dict[str, int]
    """Present status, or `deleted`, to number of jobs."""
    failed_again: int
    """Of the failed ones: with the fingerprint that they had failed with before."""
    failed_otherwise: int
    capped: bool
    """True: only the first 10,000 were looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One job of an operation."""

    job_id: JobId
    effect: Effect
    skip_reason: str | None
    before: JsonValue
    """What undo puts back; None where there was nothing to write down."""
    after: JsonValue


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationDetail:
    """One operation with its targets."""

    operation: Operation
    targets: tuple[Target, ...]
    """The first 200, skipped ones first, then in the order of the plan."""
    followed: Followed | None
    """None for an operation without jobs."""
    found: Found | None
    """None for what is no plan."""
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationPage:
    """Some operations, newest first."""

    operations: tuple[Operation, ...]
    more: bool
    """Whether there are older ones."""
    now: datetime
