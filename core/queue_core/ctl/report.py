"""What became of an action on jobs; the same for all of them."""

from typing import TYPE_CHECKING

from queue_core.ctl.call import Call
from queue_core.ctl.exits import Exit

if TYPE_CHECKING:
    from queue_core.ctl.actions import Acted, Verb
    from queue_core.models import Operation


def report(call: Call, verb: "Verb", acted: "Acted") -> int:
    """Of jobs that were named: which ones."""
    if call.out.as_json:
        from queue_core.shapes import plain

        call.out.show_json({**plain(acted), "counts": acted.counts})
    else:
        for touched in (*acted.done, *acted.requested):
            call.out.show(touched)
        call.out.tell(acted.sentence(verb))
        for skipped in acted.skipped:
            call.out.tell(f"{skipped.id}: left alone, {skipped.reason}")
        if acted.undoable:
            commands = " and ".join(f"'queuectl undo {number}'" for number in acted.operations)
            call.out.tell(f"{commands} undoes it.")
    return Exit.NOT_DONE if acted.skipped else Exit.DONE


def report_plan(call: Call, operation: "Operation") -> int:
    """Of a plan that was applied: how many."""
    from queue_core.ctl.operation_text import tell_end

    if call.out.as_json:
        counts = {"done": operation.done, "requested": operation.requested, "skipped": operation.skipped}
        lists: dict[str, None] = dict.fromkeys(("done", "requested", "skipped"))
        call.out.show_json(
            {"operations": [operation.id], **lists, "undoable": operation.undoable, "counts": counts,
             "skip_reasons": operation.skip_reasons}
        )  # fmt: skip
    else:
        tell_end(call.out, operation)
    return exit_of(operation)


def report_operation(call: Call, operation: "Operation") -> None:
    """How it stands: in JSON, or in sentences beside the data, of which there is none."""
    from queue_core.ctl.operation_text import tell_end
    from queue_core.ctl.plans import goes_on
    from queue_core.models import OperationState
    from queue_core.shapes import plain

    if call.out.as_json:
        call.out.show_json(plain(operation))
        return
    tell_end(call.out, operation)
    if operation.state is OperationState.APPLYING:
        call.out.tell(goes_on(operation.id))


def exit_of(operation: "Operation") -> Exit:
    """Whether all of it was done, or is going to be."""
    from queue_core.models import OperationState

    stopped = operation.state in (OperationState.HALTED, OperationState.ABORTED)
    return Exit.NOT_DONE if stopped or operation.skipped else Exit.DONE
