"""The fake queue with plans that are about its rows: frozen, applied chunk by chunk, halted, followed."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from queue_core.errors import Conflict, InvalidInput
from queue_core.filters import Filter
from queue_core.models import (
    Followed,
    Job,
    JobId,
    JobStatus,
    JsonValue,
    Operation,
    OperationDetail,
    OperationId,
    OperationState,
    Plan,
    RequestId,
)
from tests.support.filter_reference import matches
from tests.tui.fake_queue import FakeQueue
from tests.tui.views import an_operation

BECOMES = {
    "undo": JobStatus.FAILED,
    "retry": JobStatus.QUEUED,
    "cancel": JobStatus.CANCELLED,
    "delete": None,
    "edit": JobStatus.QUEUED,
}
REFUSES: dict[str, tuple[JobStatus, ...]] = {
    "undo": (),
    "retry": (JobStatus.QUEUED, JobStatus.PROCESSING),
    "cancel": (JobStatus.COMPLETED, JobStatus.FAILED, JobStatus.CANCELLED),
    "delete": (JobStatus.PROCESSING,),
    "edit": tuple(set(JobStatus) - {JobStatus.QUEUED}),
}


class PlanningQueue(FakeQueue):
    """Every call of apply touches `chunk` jobs; a plan looks at `look` rows a call, and takes `most` jobs."""

    def __init__(self, jobs: Iterable[Job] = ()) -> None:
        super().__init__(jobs)
        self.chunk = 1000
        self.look = 10_000
        self.most = 100_000
        """Jobs in a plan."""
        self.permits: asyncio.Semaphore | None = None
        """Where it is set, each call of apply takes one, and waits until there is one."""
        self.plans: dict[OperationId, tuple[Operation, list[JobId], dict[str, JsonValue]]] = {}
        self._numbers: dict[RequestId | None, OperationId] = {}
        self._looked: Counter[OperationId] = Counter()

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
        self._ask("plan", verb=verb, filter=filter and str(filter), ids=ids, arguments=dict(arguments or {}))
        number = self._numbers.setdefault(request_id, OperationId(100 + len(self._numbers)))
        self._looked[number] += self.look
        rows = [job for job in self.rows.values() if ids is None or job.id in ids]
        found = [job for job in rows if filter is None or matches(filter, self._detail(job))]
        if len(found) > self.most:
            raise InvalidInput(f"More than {self.most:,} jobs match: narrow the filter.")
        touched = [job for job in found if job.status not in REFUSES[verb]]
        operation = an_operation(
            number,
            verb=verb,
            reason=reason,
            at=self.now,
            state=OperationState.PLANNED,
            filter=str(filter) if filter else None,
            total=len(found),
            planned=len(touched),
            done=0,
            skipped=len(found) - len(touched),
            skip_reasons=dict(Counter(f"it is {job.status}" for job in found if job not in touched)),
            is_complete=self._looked[number] >= len(rows),
            run_again=sum(verb == "retry" and job.status is JobStatus.COMPLETED for job in touched),
            undoable=False,
        )
        self.plans[number] = (operation, [job.id for job in touched], dict(arguments or {}))
        return Plan(
            operation=operation,
            types=dict(Counter(job.job_type for job in touched)),
            statuses=dict(Counter(job.status.value for job in touched)),
            oldest=min((job.created_at for job in touched), default=None),
            newest=max((job.created_at for job in touched), default=None),
            searched=min(self._looked[number], len(rows)),
        )

    async def apply(self, operation_id: OperationId, *, actor: str, start: bool = False, chunk: int = 200) -> Operation:
        self._ask("apply", operation_id=operation_id, start=start)
        if self.permits is not None:
            await self.permits.acquire()
        operation, ids, arguments = self.plans[operation_id]
        if start and operation.state is OperationState.ABORTED:
            raise Conflict(f"Operation {operation_id} was aborted: plan it again.")
        if start and operation.state in (OperationState.PLANNED, OperationState.HALTED):
            operation = replace(operation, state=OperationState.APPLYING)
        if operation.state is OperationState.APPLYING:
            now, later = ids[: self.chunk], ids[self.chunk :]
            self._touch(operation.verb, now)
            operation = replace(
                operation,
                done=operation.done + len(now),
                planned=len(later),
                state=OperationState.APPLYING if later else OperationState.APPLIED,
                undoable=operation.verb != "delete",
            )
            ids = later
        self.plans[operation_id] = (operation, ids, arguments)
        return operation

    def _touch(self, verb: str, ids: Sequence[JobId]) -> None:
        becomes = BECOMES[verb]
        for job_id in ids:
            if becomes is None:
                self.remove(job_id)
            else:
                self.put(replace(self.rows[job_id], status=becomes))
        self.acted.append((verb, tuple(ids), None))

    async def halt(self, operation_id: OperationId, *, actor: str, abort: bool = False) -> Operation:
        self._ask("halt", operation_id=operation_id, abort=abort)
        operation, ids, arguments = self.plans[operation_id]
        if operation.state is OperationState.APPLYING or abort:
            operation = replace(operation, state=OperationState.ABORTED if abort else OperationState.HALTED)
        self.plans[operation_id] = (operation, ids, arguments)
        return operation

    async def operation(self, operation_id: OperationId) -> OperationDetail:
        self._check("operation")
        operation, _, _ = self.plans[operation_id]
        touched = {job_id for _, ids, _ in self.acted for job_id in ids}
        statuses = Counter(job.status.value for job in self.rows.values() if job.id in touched)
        followed = Followed(statuses=dict(statuses), failed_again=statuses["failed"], failed_otherwise=0, capped=False)
        return OperationDetail(operation=operation, targets=(), followed=followed, found=None, now=self.now)
