"""What operators do to jobs, each in one transaction."""

from collections.abc import Mapping, Sequence

from queue_core.models import (
    EnqueuedJob,
    JobId,
    JsonValue,
    NewJob,
    OperationId,
    OperationResult,
    RequestId,
)
from queue_core.verbs.calls import Calls, fields_of, new_request_id


class JobVerbs(Calls):
    """Actions on jobs that are named, 1,000 at most."""

    async def enqueue(
        self, jobs: Sequence[NewJob], *, actor: str, request_id: RequestId | None = None
    ) -> tuple[EnqueuedJob, ...]:
        """Insert 1 to 1,000 jobs in one transaction. Raises InvalidInput for a payload over 1 MB."""
        return await self._call(
            tuple[EnqueuedJob, ...],
            "queue_enqueue",
            jobs=[fields_of(job) for job in jobs],
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

    async def force_cancel(
        self, ids: Sequence[JobId], *, actor: str, reason: str | None = None, request_id: RequestId | None = None
    ) -> OperationResult:
        """processing → cancelled now, without waiting for the worker. It stops no process.

        A call that is still running goes on, and keeps its slot until its deadline; its result is refused. Jobs
        that are not processing are skipped.
        """
        return await self._operate("queue_force_cancel", ids, actor, reason, request_id)

    async def edit(
        self,
        ids: Sequence[JobId],
        changes: Mapping[str, JsonValue],
        *,
        actor: str,
        reason: str | None = None,
        request_id: RequestId | None = None,
    ) -> OperationResult:
        """Change the priority of queued jobs, or when they run; others are skipped.

        `changes` has `priority` (high, medium, low), `delay_seconds` (0: now; to 31,536,000), or both.
        Raises InvalidInput for anything else.
        """
        return await self._call(
            OperationResult,
            "queue_edit",
            ids=list(ids),
            changes=dict(changes),
            actor=actor,
            reason=reason,
            request_id=request_id or new_request_id(),
        )

    async def delete(
        self, ids: Sequence[JobId], *, actor: str, reason: str | None = None, request_id: RequestId | None = None
    ) -> OperationResult:
        """Remove jobs that are not processing, with their attempts. Cannot be undone."""
        return await self._operate("queue_delete", ids, actor, reason, request_id)

    async def undo(
        self, operation_id: OperationId, *, actor: str, request_id: RequestId | None = None
    ) -> OperationResult:
        """Put back what an operation changed, but for what has moved on since (skipped).

        retry, cancel and edit of jobs; configure, pause, resume and quiet, of which `done` is empty.
        Raises NotFound for an unknown operation; Conflict for one that cannot be undone or was, for a change of
        configuration that was changed again since, and for more than 1,000 jobs, which want a plan.
        """
        return await self._call(
            OperationResult,
            "queue_undo",
            operation_id=operation_id,
            actor=actor,
            request_id=request_id or new_request_id(),
        )

    async def release_slots(
        self, ids: Sequence[JobId], *, actor: str, reason: str | None = None, request_id: RequestId | None = None
    ) -> OperationResult:
        """Free the slots that lost attempts of these jobs still hold, before their deadline.

        A call that is still running goes on, outside the limits. The jobs may have been deleted.
        """
        return await self._operate("queue_release_slot", ids, actor, reason, request_id)
