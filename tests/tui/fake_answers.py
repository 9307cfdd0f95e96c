"""What the fake queue answers about everything that is not a job: fixed, and changed by a test where it wants to."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from queue_core.errors import NotFound
from queue_core.filters import Filter
from queue_core.models import (
    Explanation,
    FailureDetail,
    Failures,
    FailureSort,
    JobId,
    JsonValue,
    Operation,
    OperationDetail,
    OperationId,
    OperationPage,
    OperationResult,
    OperationState,
    Overview,
    Pause,
    Plan,
    Preview,
    QueueConfig,
    RequestId,
    WorkerId,
    WorkersResult,
)
from tests.tui.overview import some_config
from tests.tui.samples import ago
from tests.tui.views import (
    a_failure,
    a_plan,
    a_preview,
    an_explanation,
    an_operation,
    an_operation_detail,
    an_overview,
    some_failures,
    some_operations,
)


class FakeAnswers:
    """The part of the fake that has no rows behind it; every action is written down in `asked`."""

    def __init__(self) -> None:
        self.day: Overview = an_overview()
        self.failing: Failures = some_failures()
        self.log: OperationPage = some_operations()
        self.configuration: QueueConfig = some_config()
        self.foreseen: Preview = a_preview()
        self.planned: Plan = a_plan()
        self.progress: Operation = an_operation(16)
        self.why: Explanation | None = None
        self.asked: list[tuple[str, dict[str, object]]] = []
        """Verb and arguments of each action, in the order in which they came."""

    def _check(self, call: str) -> None:
        raise NotImplementedError

    def _ask(self, name: str, /, **arguments: object) -> None:
        self._check(name)
        self.asked.append((name, arguments))

    def _write_down(self, verb: str, **fields: Any) -> Operation:
        """A line of the log, as the database writes it for what is not about jobs."""
        nothing: dict[str, Any] = {"filter": None, "reason": None, "total": 0, "done": 0, "skipped": 0, "detail": {}}
        number = max((operation.id for operation in self.log.operations), default=0) + 1
        operation = an_operation(number, verb=verb, at=self.log.now, **{**nothing, "skip_reasons": {}, **fields})
        self.log = replace(self.log, operations=(operation, *self.log.operations))
        return operation

    def _take_back(self, operation_id: OperationId) -> OperationResult:
        """An operation of the log is undone; what it had changed stays as it is."""
        self._ask("undo", operation_id=operation_id)
        undo = self._write_down("undo", actor="tests", undoes=operation_id, undoable=False)
        operations = tuple(
            replace(one, undone_by=undo.id, undo_state=undo.state, undoable=False) if one.id == operation_id else one
            for one in self.log.operations
        )
        self.log = replace(self.log, operations=operations)
        return OperationResult(operation_id=undo.id, done=(), requested=(), skipped=(), undoable=False)

    async def overview(self) -> Overview:
        self._check("overview")
        return self.day

    async def failures(self, sort: FailureSort = FailureSort.LAST) -> Failures:
        self._check("failures")
        if sort is FailureSort.LAST:
            return self.failing
        key = {FailureSort.FIRST: "first_seen"}.get(sort, sort.value)
        return replace(
            self.failing, groups=tuple(sorted(self.failing.groups, key=lambda group: getattr(group, key), reverse=True))
        )

    async def failure(self, fingerprint: str) -> FailureDetail:
        self._check("failure")
        for group in self.failing.groups:
            if group.fingerprint == fingerprint:
                return a_failure(group)
        raise NotFound(f"There is no failure {fingerprint}.")

    async def explain(self, job_id: JobId) -> Explanation:
        self._check("explain")
        return self.why or an_explanation(job_id)

    async def operations(
        self, *, before: OperationId | None = None, verb: str | None = None, actor: str | None = None, limit: int = 100
    ) -> OperationPage:
        self._check("operations")
        found = [
            one
            for one in self.log.operations
            if (before is None or one.id < before) and verb in (None, one.verb) and actor in (None, one.actor)
        ]
        return replace(self.log, operations=tuple(found[:limit]), more=self.log.more or len(found) > limit)

    async def operation(self, operation_id: OperationId) -> OperationDetail:
        self._check("operation")
        for operation in self.log.operations:
            if operation.id == operation_id:
                return an_operation_detail(operation)
        raise NotFound(f"There is no operation {operation_id}.")

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
        return replace(self.planned, operation=replace(self.planned.operation, verb=verb))

    async def apply(self, operation_id: OperationId, *, actor: str, start: bool = False, chunk: int = 200) -> Operation:
        self._ask("apply", operation_id=operation_id, start=start)
        return replace(self.progress, id=operation_id)

    async def halt(self, operation_id: OperationId, *, actor: str, abort: bool = False) -> Operation:
        self._ask("halt", operation_id=operation_id, abort=abort)
        state = OperationState.ABORTED if abort else OperationState.HALTED
        return replace(self.progress, id=operation_id, state=state)

    async def config(self) -> QueueConfig:
        self._check("config")
        return self.configuration

    async def configure(
        self,
        changes: Mapping[str, JsonValue],
        *,
        actor: str,
        reason: str | None = None,
        request_id: RequestId | None = None,
    ) -> QueueConfig:
        self._ask("configure", changes=dict(changes), reason=reason)
        self._write_down("configure", actor=actor, reason=reason, detail={"changes": dict(changes)})
        own: dict[str, Any] = {field: value for field, value in changes.items() if field != "types"}
        self.configuration = replace(self.configuration, **own)
        return self.configuration

    async def preview(self, changes: Mapping[str, JsonValue]) -> Preview:
        self._check("preview")
        return self.foreseen

    async def pause(
        self, *, actor: str, job_type: str | None = None, reason: str | None = None, request_id: RequestId | None = None
    ) -> QueueConfig:
        self._ask("pause", job_type=job_type, reason=reason)
        before: JsonValue = {"paused": self.configuration.paused, "reason": self.configuration.pause_reason}
        detail: dict[str, JsonValue] = {"before": before, "after": {"paused": True, "reason": reason}}
        self._write_down("pause", actor=actor, reason=reason, detail=detail)
        pause = Pause(job_type=job_type, actor=actor, reason=reason, at=ago(725))
        self.configuration = replace(self.configuration, paused=True, pause_reason=reason, pauses=(pause,))
        return self.configuration

    async def resume(
        self, *, actor: str, job_type: str | None = None, reason: str | None = None, request_id: RequestId | None = None
    ) -> QueueConfig:
        self._ask("resume", job_type=job_type, reason=reason)
        detail = {"before": {"paused": self.configuration.paused}, "after": {"paused": False}}
        self._write_down("resume", actor=actor, reason=reason, detail=detail)
        self.configuration = replace(self.configuration, paused=False, pause_reason=None, pauses=())
        return self.configuration

    async def quiet(
        self,
        worker_ids: Sequence[WorkerId],
        *,
        actor: str,
        off: bool = False,
        reason: str | None = None,
        request_id: RequestId | None = None,
    ) -> WorkersResult:
        self._ask("quiet", worker_ids=tuple(worker_ids), off=off)
        detail: dict[str, JsonValue] = {"quiet": not off, "workers": [str(one) for one in worker_ids]}
        operation = self._write_down("quiet", actor=actor, detail=detail)
        return WorkersResult(operation_id=operation.id, done=tuple(worker_ids), skipped=())

    async def unlock(
        self, *, seconds: float, actor: str, reason: str, request_id: RequestId | None = None
    ) -> Operation:
        self._ask("unlock", seconds=seconds, reason=reason)
        return an_operation(91, verb="unlock", undoable=False)
