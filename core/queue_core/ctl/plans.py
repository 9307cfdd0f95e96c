"""Plan, then apply: the loops that carry a planned operation from its first call to its last."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeVar

from queue_core.ctl.call import insist
from queue_core.ctl.output import Output, ProgressLine
from queue_core.errors import InvalidInput, Unreachable
from queue_core.filters import Filter
from queue_core.models import JobId, JsonValue, Operation, OperationId, OperationState, Plan, RequestId
from queue_core.operation_words import numbers
from queue_core.queue import Queue

T = TypeVar("T")

REPEAT_AFTER_SECONDS = (0.5, 1.0, 2.0, 4.0, 8.0)
"""Pauses before a chunk whose answer did not come is asked for again: that only goes on."""


async def frozen(
    queue: Queue,
    verb: str,
    filter: Filter | None,
    ids: Sequence[JobId] | None,
    arguments: Mapping[str, JsonValue],
    *,
    actor: str,
    reason: str | None,
    request_id: RequestId,
    limit: int | None = None,
) -> Plan:
    """A plan that has looked at everything. Raises InvalidInput where it comes to more than `limit` jobs."""

    async def call() -> Plan:
        return await queue.plan(
            verb, filter, ids=ids, arguments=arguments, actor=actor, reason=reason, request_id=request_id
        )

    line = ProgressLine()
    plan = await insist(call, request_id)
    try:
        while not plan.operation.is_complete and not _exceeds(plan, limit):
            line.show(f"{plan.searched:,} jobs looked at, {plan.operation.total:,} found …")
            plan = await insist(call, request_id)
        if limit is not None and _exceeds(plan, limit):
            raise InvalidInput(f"More than {limit:,} jobs match: narrow the filter, or allow more with --limit.")
    except (InvalidInput, asyncio.CancelledError):
        await queue.halt(plan.operation.id, actor=actor, abort=True)
        raise
    finally:
        line.clear()
    return plan


async def applied(queue: Queue, operation_id: OperationId, out: Output, *, actor: str, chunk: int) -> Operation:
    """The operation when it has ended, or was halted by somebody. Ctrl-C ends only the telling of it."""
    line = ProgressLine()
    begun = False
    try:
        operation = await _patiently(lambda: queue.apply(operation_id, actor=actor, start=True, chunk=chunk))
        begun = True
        while operation.state is OperationState.APPLYING:
            line.show(f"{operation.total - operation.planned:,} of {operation.total:,}: {numbers(operation)}")
            operation = await _patiently(lambda: queue.apply(operation_id, actor=actor, chunk=chunk))
    except (asyncio.CancelledError, Unreachable):
        line.clear()
        if begun:
            out.tell(goes_on(operation_id))
        raise
    line.clear()
    return operation


def goes_on(operation_id: OperationId) -> str:
    """What happens to an operation that nobody calls for."""
    return (
        f"Operation {operation_id} goes on in the workers, while one is alive: "
        f"'queuectl audit {operation_id}' says how far it is, "
        f"'queuectl halt {operation_id}' stops it."
    )


async def _patiently(call: Callable[[], Awaitable[T]]) -> T:
    for pause in REPEAT_AFTER_SECONDS:
        try:
            return await call()
        except Unreachable:
            await asyncio.sleep(pause)
    return await call()


def _exceeds(plan: Plan, limit: int | None) -> bool:
    return limit is not None and plan.operation.total > limit
