"""queuectl undo: take an operation back."""

from typing import TYPE_CHECKING
from uuid import UUID

import click

from queue_core.actor import current_actor
from queue_core.ctl.call import Call, action_options, command, insist
from queue_core.ctl.exits import Exit
from queue_core.ctl.report import report, report_plan

if TYPE_CHECKING:
    from queue_core.models import Operation, OperationId, RequestId
    from queue_core.queue import Queue

JOBS = ("retry", "cancel", "edit")
"""What was done to jobs; undoing anything else names none."""


@command("undo")
@click.argument("operation", type=click.IntRange(1))
@action_options
def undo(call: Call, operation: int, reason: str | None, request_id: UUID | None) -> int:
    """Put back what an operation changed, but for what has moved on since.

    OPERATION is the number that the action told, or 'queuectl audit' lists: a retry, cancel or edit of jobs,
    or a configure, pause, resume or quiet.

    With --json: as for retry.
    """
    if reason is not None:
        raise click.UsageError("An undo takes no --reason.")

    async def work(queue: "Queue") -> int:
        from queue_core.ctl.actions import PIECE
        from queue_core.models import OperationId, RequestId
        from queue_core.queue import new_request_id

        number = OperationId(operation)
        request = new_request_id() if request_id is None else RequestId(str(request_id))
        undone = (await queue.operation(number)).operation
        if undone.done > PIECE:
            return await _by_plan(call, queue, number, request)
        return await _at_once(call, queue, undone, request)

    return call.run(work)


async def _at_once(call: Call, queue: "Queue", undone: "Operation", request: "RequestId") -> int:
    from queue_core.ctl.actions import UNDO, Acted
    from queue_core.operation_words import verb_words

    result = await insist(lambda: queue.undo(undone.id, actor=current_actor(), request_id=request), request)
    if undone.verb not in JOBS and not call.out.as_json:
        verb = verb_words(undone.verb)
        call.out.tell(f"Operation {undone.id} ({verb}) was undone by operation {result.operation_id}.")
        return Exit.DONE
    acted = Acted()
    acted.add(result)
    return report(call, UNDO, acted)


async def _by_plan(call: Call, queue: "Queue", number: "OperationId", request: "RequestId") -> int:
    """More jobs than one transaction takes."""
    from queue_core.ctl.plans import applied, frozen
    from queue_core.verbs.bulk import CHUNK

    actor = current_actor()
    plan = await frozen(
        queue, "undo", None, None, {"operation_id": number}, actor=actor, reason=None, request_id=request
    )
    return report_plan(call, await applied(queue, plan.operation.id, call.out, actor=actor, chunk=CHUNK))
