"""What the fake queue answers about everything that is not a job: fixed, and changed by a test where it wants to."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from queue_core.errors import NotFound
from queue_core.filters import Filter
from queue_core.models import (
    Explanation,
    FailureDetail,
    Failures,
    JobId,
    JsonValue,
    Operation,
    OperationDetail,
    OperationId,
    OperationPage,
    OperationState,
    Overview,
    Plan,
    Preview,
    QueueConfig,
    RequestId,
    WorkerId,
    WorkersResult,
)
from tests.tui.overview import some_config
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

    async def overview(self) -> Overview:
        self._check("overview")
        return self.day

    async def failures(self) -> Failures:
        self._check("failures")
        return self.failing

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
        return self.log

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
        return self.configuration

    async def preview(self, changes: Mapping[str, JsonValue]) -> Preview:
        self._check("preview")
        return self.foreseen

    async def pause(
        self, *, actor: str, job_type: str | None = None, reason: str | None = None, request_id: RequestId | None = None
    ) -> QueueConfig:
        self._ask("pause", job_type=job_type, reason=reason)
        self.configuration = replace(self.configuration, paused=True, pause_reason=reason)
        return self.configuration

    async def resume(
        self, *, actor: str, job_type: str | None = None, reason: str | None = None, request_id: RequestId | None = None
    ) -> QueueConfig:
        self._ask("resume", job_type=job_type, reason=reason)
        self.configuration = replace(self.configuration, paused=False, pause_reason=None)
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
        return WorkersResult(operation_id=OperationId(90), done=tuple(worker_ids), skipped=())

    async def unlock(
        self, *, seconds: float, actor: str, reason: str, request_id: RequestId | None = None
    ) -> Operation:
        self._ask("unlock", seconds=seconds, reason=reason)
        return an_operation(91, verb="unlock", undoable=False)
