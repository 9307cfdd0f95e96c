"""Plan, then apply: actions on all that matches a filter."""

from collections.abc import Mapping, Sequence

from queue_core.filters import Filter
from queue_core.models import JobId, JsonValue, Operation, OperationId, Plan, RequestId
from queue_core.verbs.calls import Calls, new_request_id

CHUNK = 200
"""Jobs that one call of apply touches, unless it is told otherwise."""


class BulkVerbs(Calls):
    """An operation whose targets are frozen first, and then touched chunk by chunk.

    plan = await queue.plan("retry", parse_filter("status:failed"), actor="me")
    operation = await queue.apply(plan.operation.id, actor="me", start=True)
    while operation.state is OperationState.APPLYING:
        operation = await queue.apply(operation.id, actor="me")
    """

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
        """Freeze what retry, cancel, delete, edit or undo is going to touch: all that matches, or these ids.

        One call looks at 10,000 rows at most; while the answer is not `is_complete`, call again with the same
        request id and everything else the same. Jobs that the verb would skip are targets too, and say why.
        `arguments`: `spread_seconds` for retry (jobs become due one after the other over so long, to 86,400),
        the changes for edit, `operation_id` for undo, which takes neither filter nor ids.

        Raises InvalidInput for a verb or argument that is none, and where more than 100,000 jobs match.
        """
        return await self._call(
            Plan,
            "queue_plan",
            verb=verb,
            terms=None if filter is None else filter.as_json(),
            filter_text=None if filter is None else str(filter),
            ids=None if ids is None else list(ids),
            arguments=dict(arguments or {}),
            actor=actor,
            reason=reason,
            request_id=request_id or new_request_id(),
        )

    async def apply(
        self, operation_id: OperationId, *, actor: str, start: bool = False, chunk: int = CHUNK
    ) -> Operation:
        """Touch the next `chunk` (1 to 1,000) targets; those that have moved on since the plan are skipped.

        `start` begins a plan, or goes on with one that was halted. Without it a call on an operation that is not
        applying touches nothing and says how it stands. What nobody calls for is taken on by the workers' sweep.
        Repeating a call whose answer was lost only goes on. Raises NotFound, and Conflict for a plan that is not
        complete or is no plan, for starting one that was aborted, and an undo of what was undone before.
        """
        return await self._call(
            Operation, "queue_apply", operation_id=operation_id, actor=actor, start=start, chunk=chunk
        )

    async def halt(self, operation_id: OperationId, *, actor: str, abort: bool = False) -> Operation:
        """Stop before the next chunk: until apply starts again, or (`abort`) for good.

        What was done stays done, and can be undone where the verb can. Nothing happens to an operation that has
        ended. Raises NotFound.
        """
        return await self._call(Operation, "queue_halt", operation_id=operation_id, actor=actor, abort=abort)
