"""What operators do to the queue as a whole, and to its workers."""

from collections.abc import Mapping, Sequence

from queue_core.models import (
    JsonValue,
    Operation,
    QueueConfig,
    RequestId,
    WorkerId,
    WorkersResult,
)
from queue_core.verbs.calls import Calls, new_request_id


class ControlVerbs(Calls):
    """Configuration, pauses, and quiet workers."""

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

    async def unlock(
        self, *, seconds: float, actor: str, reason: str, request_id: RequestId | None = None
    ) -> Operation:
        """Write down that a person made a read-only session write for so long, and why. It changes no rights."""
        return await self._call(
            Operation,
            "queue_unlock",
            seconds=seconds,
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
