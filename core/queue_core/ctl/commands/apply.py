"""queuectl apply, halt: carry out a plan, stop it, go on with it."""

from typing import TYPE_CHECKING

import click

from queue_core.actor import current_actor
from queue_core.ctl.call import Call, command
from queue_core.ctl.exits import Exit
from queue_core.ctl.report import exit_of, report_operation

if TYPE_CHECKING:
    from queue_core.models import Operation
    from queue_core.queue import Queue


@command("apply")
@click.argument("operation", type=click.IntRange(1))
@click.option("--chunk", type=click.IntRange(1, 1000), default=200, show_default=True, metavar="NUMBER",
              help="Jobs that one transaction touches.")  # fmt: skip
@click.option("--yes", is_flag=True, help="Do not ask before a delete, or before completed jobs run once more.")
@click.option("--no-wait", is_flag=True, help="Only begin: the workers go on with it.")
def apply(call: Call, operation: int, chunk: int, yes: bool, no_wait: bool) -> int:
    """Carry out a plan, or go on with one that was halted.

    OPERATION is the number that 'queuectl plan' told. The jobs are touched chunk by chunk; Ctrl-C or a lost
    connection ends only the telling, the workers go on with the operation. Ends with 1 if any job was left
    alone or the operation was stopped.

    A plan to delete jobs, or to run completed ones once more, is asked about before it begins; --yes is needed
    where nobody can be asked.

    With --json: the operation, {"id", "verb", "state", "total", "planned", "done", "requested", "skipped",
    "skip_reasons": {reason: number}, "undoable", ...}
    """

    async def work(queue: "Queue") -> "Operation | None":
        from queue_core.ctl.plans import applied
        from queue_core.models import OperationId

        number = OperationId(operation)
        if not yes and not _wanted((await queue.operation(number)).operation):
            return None
        if no_wait:
            return await queue.apply(number, actor=current_actor(), start=True, chunk=1)
        return await applied(queue, number, call.out, actor=current_actor(), chunk=chunk)

    ended = call.run(work)
    if ended is None:
        return Exit.NOT_DONE
    report_operation(call, ended)
    return exit_of(ended)


def _wanted(operation: "Operation") -> bool:
    """Whether it may begin: what is dear is asked about, whoever planned it."""
    from queue_core.counts import plural
    from queue_core.ctl.asking import confirmed
    from queue_core.models import OperationState

    if not operation.is_dear or operation.state is not OperationState.PLANNED:
        return True
    jobs = f"{operation.verb} {plural(operation.planned, 'job')}"
    dear = f"{operation.run_again:,} of them run once more" if operation.run_again else "for good"
    return confirmed(f"Carry out operation {operation.id}: {jobs}, {dear}?")


@command("halt")
@click.argument("operation", type=click.IntRange(1))
@click.option("--abort", is_flag=True, help="For good; without it, 'queuectl apply' goes on.")
def halt(call: Call, operation: int, abort: bool) -> None:
    """Stop an operation before its next chunk, wherever it is carried out; or drop a plan.

    What was done stays done, and can be undone where the verb can.

    With --json: the operation, as for apply.
    """

    async def work(queue: "Queue") -> "Operation":
        from queue_core.models import OperationId

        return await queue.halt(OperationId(operation), actor=current_actor(), abort=abort)

    report_operation(call, call.run(work))
