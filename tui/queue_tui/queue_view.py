"""What the terminal UI needs of a queue; `queue_core.queue.Queue` and the tests' fake both have it.

Naming it here keeps the validator and the database client out of the imports before the first frame.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from queue_core.filters import Filter
from queue_core.models import (
    Changes,
    Cursor,
    EnqueuedJob,
    Explanation,
    FailureDetail,
    Failures,
    FailureSort,
    Identity,
    JobCount,
    JobDetail,
    JobId,
    JobPage,
    JsonValue,
    NewJob,
    Operation,
    OperationDetail,
    OperationId,
    OperationPage,
    OperationResult,
    Overview,
    Payloads,
    Plan,
    Preview,
    QueueConfig,
    RequestId,
    Stats,
    Worker,
    WorkerId,
    WorkersResult,
)


class TransportView(Protocol):
    """What the screens say about the way to the database."""

    @property
    def label(self) -> str:
        """Where it is connected; never a secret."""
        ...

    @property
    def is_woken(self) -> bool:
        """Whether `wait_for_wake` can return early."""
        ...

    async def set_read_only(self, read_only: bool) -> None:
        """Have the database refuse whatever writes, or no longer."""
        ...


class QueueView(Protocol):
    """The verbs of `Queue` that the terminal UI uses, with its signatures."""

    @property
    def transport(self) -> TransportView:
        """The way to the database."""
        ...

    async def jobs(
        self,
        filter: Filter | None = None,
        *,
        sort: str = "created",
        descending: bool = True,
        cursor: Cursor | None = None,
        backward: bool = False,
        limit: int = 100,
    ) -> JobPage:
        """As in `Queue`."""
        ...

    async def count(self, filter: Filter | None = None) -> JobCount:
        """As in `Queue`."""
        ...

    async def job(self, job_id: JobId) -> JobDetail:
        """As in `Queue`."""
        ...

    async def payloads(self, job_ids: Sequence[JobId], *, most_bytes: int) -> Payloads:
        """As in `Queue`."""
        ...

    async def stats(self) -> Stats:
        """As in `Queue`."""
        ...

    async def workers(self) -> tuple[Worker, ...]:
        """As in `Queue`."""
        ...

    async def config(self) -> QueueConfig:
        """As in `Queue`."""
        ...

    async def changes(self, cursor: str | None) -> Changes:
        """As in `Queue`."""
        ...

    async def whoami(self) -> Identity:
        """As in `Queue`."""
        ...

    async def wait_for_wake(self, timeout_seconds: float) -> None:
        """As in `Queue`."""
        ...

    async def enqueue(
        self, jobs: Sequence[NewJob], *, actor: str, request_id: RequestId | None = None
    ) -> tuple[EnqueuedJob, ...]:
        """As in `Queue`."""
        ...

    async def retry(
        self, ids: Sequence[JobId], *, actor: str, reason: str | None = None, request_id: RequestId | None = None
    ) -> OperationResult:
        """As in `Queue`."""
        ...

    async def cancel(
        self, ids: Sequence[JobId], *, actor: str, reason: str | None = None, request_id: RequestId | None = None
    ) -> OperationResult:
        """As in `Queue`."""
        ...

    async def delete(
        self, ids: Sequence[JobId], *, actor: str, reason: str | None = None, request_id: RequestId | None = None
    ) -> OperationResult:
        """As in `Queue`."""
        ...

    async def undo(
        self, operation_id: OperationId, *, actor: str, request_id: RequestId | None = None
    ) -> OperationResult:
        """As in `Queue`."""
        ...

    async def overview(self) -> Overview:
        """As in `Queue`."""
        ...

    async def failures(self, sort: FailureSort = FailureSort.LAST) -> Failures:
        """As in `Queue`."""
        ...

    async def failure(self, fingerprint: str) -> FailureDetail:
        """As in `Queue`."""
        ...

    async def explain(self, job_id: JobId) -> Explanation:
        """As in `Queue`."""
        ...

    async def operations(
        self, *, before: OperationId | None = None, verb: str | None = None, actor: str | None = None, limit: int = 100
    ) -> OperationPage:
        """As in `Queue`."""
        ...

    async def operation(self, operation_id: OperationId) -> OperationDetail:
        """As in `Queue`."""
        ...

    async def force_cancel(
        self, ids: Sequence[JobId], *, actor: str, reason: str | None = None, request_id: RequestId | None = None
    ) -> OperationResult:
        """As in `Queue`."""
        ...

    async def edit(
        self,
        ids: Sequence[JobId],
        changes: Mapping[str, JsonValue],
        *,
        actor: str,
        reason: str | None = None,
        request_id: RequestId | None = None,
    ) -> OperationResult:
        """As in `Queue`."""
        ...

    async def release_slots(
        self, ids: Sequence[JobId], *, actor: str, reason: str | None = None, request_id: RequestId | None = None
    ) -> OperationResult:
        """As in `Queue`."""
        ...

    async def plan(
        self,
        verb: str,
        filter: Filter | None = None,
        *,
        ids: Sequence[JobId] | None = None,
        arguments: Mapping[str, JsonValue] | None = None,
        actor: str,
        reason: str | None = None,
        request_id: RequestId | None = None,
    ) -> Plan:
        """As in `Queue`."""
        ...

    async def apply(self, operation_id: OperationId, *, actor: str, start: bool = False, chunk: int = 200) -> Operation:
        """As in `Queue`."""
        ...

    async def halt(self, operation_id: OperationId, *, actor: str, abort: bool = False) -> Operation:
        """As in `Queue`."""
        ...

    async def configure(
        self,
        changes: Mapping[str, JsonValue],
        *,
        actor: str,
        reason: str | None = None,
        request_id: RequestId | None = None,
    ) -> QueueConfig:
        """As in `Queue`."""
        ...

    async def preview(self, changes: Mapping[str, JsonValue]) -> Preview:
        """As in `Queue`."""
        ...

    async def pause(
        self, *, actor: str, job_type: str | None = None, reason: str | None = None, request_id: RequestId | None = None
    ) -> QueueConfig:
        """As in `Queue`."""
        ...

    async def resume(
        self, *, actor: str, job_type: str | None = None, reason: str | None = None, request_id: RequestId | None = None
    ) -> QueueConfig:
        """As in `Queue`."""
        ...

    async def quiet(
        self,
        worker_ids: Sequence[WorkerId],
        *,
        actor: str,
        off: bool = False,
        reason: str | None = None,
        request_id: RequestId | None = None,
    ) -> WorkersResult:
        """As in `Queue`."""
        ...

    async def unlock(
        self, *, seconds: float, actor: str, reason: str, request_id: RequestId | None = None
    ) -> Operation:
        """As in `Queue`."""
        ...
