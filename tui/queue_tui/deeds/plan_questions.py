"""What can be done with an operation of the log, and what is asked before that. No Textual in here."""

from typing import TYPE_CHECKING

from queue_core.models import Operation, OperationState
from queue_core.operation_words import numbers
from queue_core.text import clean
from queue_tui.formatting import plural
from queue_tui.words.plans import VERBS

if TYPE_CHECKING:
    from queue_tui.dialogs.confirm import Question


GOES_ON = (OperationState.PLANNED, OperationState.HALTED, OperationState.APPLYING)


def makes_sense(action: str, operation: Operation) -> bool:
    """Whether to offer an action on an operation: undo_this, apply, halt, abort or copy."""
    match action:
        case "undo_this":
            return operation.undoable
        case "apply":
            return operation.state in GOES_ON and operation.is_complete
        case "halt":
            return operation.state is OperationState.APPLYING
        case "abort":
            return operation.state in GOES_ON
        case _:
            return True


def wants_question(operation: Operation) -> bool:
    """Whether it is asked about before it goes on: nobody has said yes to a plan, and a delete is for good."""
    return operation.state is OperationState.PLANNED or (
        _is_final(operation) and operation.state is OperationState.HALTED
    )


def apply_question(operation: Operation) -> "Question":
    """With the number to be typed where it cannot be undone."""
    from queue_tui.dialogs.confirm import Question

    verb = VERBS.get(operation.verb)
    many = plural(operation.planned, "job")
    act = clean(operation.verb.capitalize(), 20)
    who = f"{clean(operation.actor, 40)} planned it." if operation.state is OperationState.PLANNED else "It was halted."
    return Question(
        title=f"Carry out operation {operation.id}: {act.lower()} {many}?",
        effect=f"{who} {verb.effect if verb else ''}".strip(),
        confirm=f"{act} {many}",
        keep="Not now",
        scope=operation.filter,
        type_count=operation.planned if _is_final(operation) else None,
    )


def abort_question(operation: Operation) -> "Question":
    """What was done stays done."""
    from queue_tui.dialogs.confirm import Question

    return Question(
        title=f"Stop operation {operation.id} for good?",
        effect=f"So far: {numbers(operation)}. What was done stays done, the rest is not touched: it cannot go on.",
        confirm="Stop it",
        keep="Leave it",
    )


def _is_final(operation: Operation) -> bool:
    verb = VERBS.get(operation.verb)
    return verb is not None and verb.final
