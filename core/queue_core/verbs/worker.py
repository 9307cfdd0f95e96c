"""What workers say to the queue."""

from collections.abc import Sequence
from dataclasses import asdict

from queue_core.models import (
    Acknowledgement,
    Claim,
    ClaimScope,
    Completion,
    Failure,
    Heartbeat,
    HeartbeatAnswer,
    Release,
    RequestId,
    Swept,
    WorkerHello,
    WorkerId,
    WorkerTerms,
)
from queue_core.verbs.calls import CALL_TIMEOUT_SECONDS, Calls, fields_of, new_request_id

ANYTHING = ClaimScope()
"""No restriction of what a claim takes."""


class WorkerVerbs(Calls):
    """The verbs of a worker: hello, claim, heartbeat, complete, fail, release, sweep."""

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
            beats=[fields_of(lease) for lease in beat.leases],
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

    async def _acknowledge(
        self, function: str, worker_id: WorkerId, items: Sequence[Completion | Failure | Release]
    ) -> tuple[Acknowledgement, ...]:
        return await self._call(
            tuple[Acknowledgement, ...], function, worker_id=worker_id, items=[fields_of(item) for item in items]
        )
