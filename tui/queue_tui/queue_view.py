"""What the terminal UI needs of a queue; `queue_core.queue.Queue` and the tests' fake both have it.

Naming it here keeps the validator and the database client out of the imports before the first frame.
"""

from collections.abc import Sequence
from typing import Protocol

from queue_core.filters import Filter
from queue_core.models import (
    Changes,
    Cursor,
    EnqueuedJob,
    Identity,
    JobCount,
    JobDetail,
    JobId,
    JobPage,
    NewJob,
    OperationId,
    OperationResult,
    QueueConfig,
    RequestId,
    Stats,
    Worker,
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
