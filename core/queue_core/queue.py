"""The verbs of the queue, typed; the only file that knows the names of SQL functions.

All behaviour is in those functions. What a method does is: name the arguments, call, and check the
answer against its type once. A second copy of any rule here would make the three faces disagree.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import asdict
from functools import cache
from typing import Any, Self, TypeVar, cast
from uuid import uuid4

from pydantic import TypeAdapter, ValidationError

from queue_core.errors import SchemaMismatch
from queue_core.filters import Filter
from queue_core.models import (
    Acknowledgement,
    Changes,
    Claim,
    ClaimScope,
    Completion,
    Cursor,
    EnqueuedJob,
    Failure,
    Heartbeat,
    HeartbeatAnswer,
    Identity,
    JobCount,
    JobDetail,
    JobId,
    JobPage,
    JsonValue,
    LeaseProgress,
    NewJob,
    OperationId,
    OperationResult,
    QueueConfig,
    QueueMetrics,
    Release,
    RequestId,
    SchemaVersion,
    Stats,
    Swept,
    Worker,
    WorkerHello,
    WorkerId,
    WorkersResult,
    WorkerTerms,
)
from queue_core.transports.base import Transport

T = TypeVar("T")

ANYTHING = ClaimScope()
"""No restriction of what a claim takes."""

CALL_TIMEOUT_SECONDS = 10.0
"""Longer than the 8 s after which Supabase stops a statement, so that its answer is heard."""


def new_request_id() -> RequestId:
    """A fresh id for one intent; keep it while the intent is repeated."""
    return RequestId(str(uuid4()))


@cache
def _adapter(kind: Hashable) -> TypeAdapter[Any]:
    return TypeAdapter(cast(Any, kind))


def _fields(item: Completion | Failure | Release | NewJob | LeaseProgress) -> dict[str, JsonValue]:
    """As `asdict`, which copies deeply, and is therefore most of what a batch of a thousand costs."""
    return {name: getattr(item, name) for name in item.__slots__}


class Queue:
    """The queue, wherever it lives.

        async with Queue(transport) as queue:
            [job] = await queue.enqueue([NewJob(job_type="doubt", payload={"question": "..."})], actor="me")
            page = await queue.jobs(parse_filter("status:failed"))

    Every method may raise QueueError; each docstring names only what is peculiar to it. Methods that
    take a `request_id` may be repeated with it after AnswerLost and return the first answer; without
    one they make their own, and a repeat is a new intent.
    """

    def __init__(self, transport: Transport) -> None:
        self.transport = transport

    async def __aenter__(self) -> Self:
        await self.transport.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.transport.close()

    # -- worker ----------------------------------------------------------------------------------

    async def hello(self, worker: WorkerHello) -> WorkerTerms:
        """Register a worker process, or say again who it is. Idempotent by worker_id."""
        return await self._call(WorkerTerms, "queue_hello", **asdict(worker))

    async def claim(
        self,
        worker_id: WorkerId,
        slots: int,
        *,
        scope: ClaimScope = ANYTHING,
        request_id: RequestId | None = None,
    ) -> Claim:
        """Lease up to `slots` jobs (0 to 1,000) that may run now, best priority and oldest first.

        queued → processing. The limits hold whatever number of workers claim at once. A worker that got
        nothing is woken, where there is NOTIFY, by the next job.
        """
        return await self._call(
            Claim,
            "queue_claim",
            worker_id=worker_id,
            slots=slots,
            request_id=request_id or new_request_id(),
            scope=asdict(scope),
        )

    async def heartbeat(self, beat: Heartbeat, *, timeout_seconds: float = CALL_TIMEOUT_SECONDS) -> HeartbeatAnswer:
        """Prove that the worker and its leases are alive; hear what was cancelled or lost."""
        return await self._call(
            HeartbeatAnswer,
            "queue_heartbeat",
            timeout_seconds=timeout_seconds,
            worker_id=beat.worker_id,
            state=beat.state,
            beats=[_fields(lease) for lease in beat.leases],
            detail=beat.detail,
        )

    async def complete(self, worker_id: WorkerId, completions: Sequence[Completion]) -> tuple[Acknowledgement, ...]:
        """processing → completed, for each lease that is still this worker's; idempotent by token.

        A job whose cancel was requested becomes cancelled instead: a late finish does not win.
        """
        return await self._acknowledge("queue_complete", worker_id, completions)

    async def fail(self, worker_id: WorkerId, failures: Sequence[Failure]) -> tuple[Acknowledgement, ...]:
        """processing → queued with backoff, or failed, or cancelled; idempotent by token."""
        return await self._acknowledge("queue_fail", worker_id, failures)

    async def release(self, worker_id: WorkerId, releases: Sequence[Release]) -> tuple[Acknowledgement, ...]:
        """processing → queued, the attempt given back and recorded as interrupted; idempotent by token."""
        return await self._acknowledge("queue_release", worker_id, releases)

    async def sweep(self, worker_id: WorkerId) -> Swept:
        """Put right what time has made wrong: expired leases, held slots past their deadline, old history."""
        return await self._call(Swept, "queue_sweep", worker_id=worker_id)

    # -- operator --------------------------------------------------------------------------------

    async def enqueue(
        self, jobs: Sequence[NewJob], *, actor: str, request_id: RequestId | None = None
    ) -> tuple[EnqueuedJob, ...]:
        """Insert 1 to 1,000 jobs in one transaction. Raises InvalidInput for a payload over 1 MB."""
        return await self._call(
            tuple[EnqueuedJob, ...],
            "queue_enqueue",
            jobs=[_fields(job) for job in jobs],
            actor=actor,
            request_id=request_id or new_request_id(),
        )

    async def retry(
        self, ids: Sequence[JobId], *, actor: str, reason: str | None = None, request_id: RequestId | None = None
    ) -> OperationResult:
        """failed, cancelled or completed → queued with all attempts available again; scheduled → now."""
        return await self._operate("queue_retry", ids, actor, reason, request_id)

    async def cancel(
        self, ids: Sequence[JobId], *, actor: str, reason: str | None = None, request_id: RequestId | None = None
    ) -> OperationResult:
        """queued → cancelled at once; processing → cancelled when its worker has stopped the call."""
        return await self._operate("queue_cancel", ids, actor, reason, request_id)

    async def delete(
        self, ids: Sequence[JobId], *, actor: str, reason: str | None = None, request_id: RequestId | None = None
    ) -> OperationResult:
        """Remove jobs that are not processing, with their attempts. Cannot be undone."""
        return await self._operate("queue_delete", ids, actor, reason, request_id)

    async def undo(
        self, operation_id: OperationId, *, actor: str, request_id: RequestId | None = None
    ) -> OperationResult:
        """Put back what a retry or a cancel changed, but for jobs that have moved on since (skipped).

        Raises NotFound for an unknown operation, Conflict for one that cannot be undone or was.
        """
        return await self._call(
            OperationResult,
            "queue_undo",
            operation_id=operation_id,
            actor=actor,
            request_id=request_id or new_request_id(),
        )

    async def configure(
        self,
        changes: Mapping[str, JsonValue],
        *,
        actor: str,
        reason: str | None = None,
        request_id: RequestId | None = None,
    ) -> QueueConfig:
        """Change fields of the configuration row. Raises InvalidInput, naming the field and its range."""
        return await self._call(
            QueueConfig,
            "queue_configure",
            changes=dict(changes),
            actor=actor,
            reason=reason,
            request_id=request_id or new_request_id(),
        )

    async def pause(
        self, *, actor: str, job_type: str | None = None, reason: str | None = None, request_id: RequestId | None = None
    ) -> QueueConfig:
        """Stop claiming, of one type or altogether; what runs goes on."""
        return await self._call(
            QueueConfig,
            "queue_pause",
            only_type=job_type,
            actor=actor,
            reason=reason,
            request_id=request_id or new_request_id(),
        )

    async def resume(
        self, *, actor: str, job_type: str | None = None, reason: str | None = None, request_id: RequestId | None = None
    ) -> QueueConfig:
        """Claim again, of one type or altogether."""
        return await self._call(
            QueueConfig,
            "queue_resume",
            only_type=job_type,
            actor=actor,
            reason=reason,
            request_id=request_id or new_request_id(),
        )

    async def release_slots(
        self, ids: Sequence[JobId], *, actor: str, reason: str | None = None, request_id: RequestId | None = None
    ) -> OperationResult:
        """Free the slots that lost attempts of these jobs still hold, before their deadline.

        A call that is still running goes on, outside the limits. The jobs may have been deleted.
        """
        return await self._operate("queue_release_slot", ids, actor, reason, request_id)

    async def quiet(
        self,
        worker_ids: Sequence[WorkerId],
        *,
        actor: str,
        off: bool = False,
        reason: str | None = None,
        request_id: RequestId | None = None,
    ) -> WorkersResult:
        """Workers claim nothing more and go on with what they run; with `off` they claim again.

        From now on a claim of theirs gets nothing; they hear of it at their next heartbeat, at once where
        there is NOTIFY. Workers that are gone or unknown are skipped.
        """
        return await self._call(
            WorkersResult,
            "queue_quiet",
            worker_ids=list(worker_ids),
            quiet=not off,
            actor=actor,
            reason=reason,
            request_id=request_id or new_request_id(),
        )

    # -- viewer ----------------------------------------------------------------------------------

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
        """One page (1 to 1,000) of the jobs that match, in the order of `sort`: created, updated or queue.

        `cursor` is the place after which to read; with `backward` the place before which. The page is
        always in the order of the list.
        """
        return await self._call(
            JobPage,
            "queue_jobs",
            terms=(filter or Filter()).as_json(),
            sort=sort,
            descending=descending,
            cursor=None if cursor is None else asdict(cursor),
            backward=backward,
            page_size=limit,
        )

    async def count(self, filter: Filter | None = None) -> JobCount:
        """How many jobs match, up to 10,000."""
        return await self._call(JobCount, "queue_counts", terms=(filter or Filter()).as_json())

    async def job(self, job_id: JobId) -> JobDetail:
        """One job with everything known about it. Raises NotFound.

        The beginning of an id, from four characters, is enough where it is unique; InvalidInput where not.
        """
        return await self._call(JobDetail, "queue_job", job_id=job_id)

    async def stats(self) -> Stats:
        """The numbers at the top of the screen, at a cost that does not grow with history."""
        return await self._call(Stats, "queue_stats")

    async def metrics(self) -> QueueMetrics:
        """The numbers that monitoring reads; where workers sweep, up to a minute old. Workers may ask too."""
        return await self._call(QueueMetrics, "queue_metrics")

    async def workers(self) -> tuple[Worker, ...]:
        """Workers seen within the last day, those alive first."""
        return await self._call(tuple[Worker, ...], "queue_workers")

    async def config(self) -> QueueConfig:
        """Limits, times and types."""
        return await self._call(QueueConfig, "queue_config")

    async def changes(self, cursor: str | None) -> Changes:
        """What changed since the cursor; None starts one, with nothing changed."""
        return await self._call(Changes, "queue_changes", since=cursor)

    async def whoami(self) -> Identity:
        """Who the database takes us for, and what that role may do."""
        return await self._call(Identity, "queue_whoami")

    async def version(self) -> SchemaVersion:
        """What is installed. Raises SchemaMismatch where nothing is."""
        return await self._call(SchemaVersion, "queue_version")

    async def wait_for_wake(self, timeout_seconds: float) -> None:
        """Return at the database's next hint that something happened, or after the time."""
        await self.transport.wait_for_wake(timeout_seconds)

    # -- how ---------------------------------------------------------------------------------------

    async def _operate(
        self, function: str, ids: Sequence[JobId], actor: str, reason: str | None, request_id: RequestId | None
    ) -> OperationResult:
        return await self._call(
            OperationResult,
            function,
            ids=list(ids),
            actor=actor,
            reason=reason,
            request_id=request_id or new_request_id(),
        )

    async def _acknowledge(
        self, function: str, worker_id: WorkerId, items: Sequence[Completion | Failure | Release]
    ) -> tuple[Acknowledgement, ...]:
        return await self._call(
            tuple[Acknowledgement, ...], function, worker_id=worker_id, items=[_fields(item) for item in items]
        )

    async def _call(
        self, kind: type[T], function: str, *, timeout_seconds: float = CALL_TIMEOUT_SECONDS, **arguments: JsonValue
    ) -> T:
        answer = await self.transport.call(function, arguments, timeout_seconds=timeout_seconds)
        try:
            checked: T = _adapter(cast(Hashable, kind)).validate_python(answer)
        except ValidationError as error:
            raise SchemaMismatch(
                f"The database's {function} answers in a form that this program does not know: "
                "run 'queuectl migrate', or update this program."
            ) from error
        return checked
