"""What can be done with an operation of the log, and what is asked before that. No Textual in here."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from queue_core.models import Operation, OperationDetail, OperationState
from queue_core.operation_words import numbers, particulars, undone, verb_words
from queue_core.text import clean
from queue_tui.formatting import TimeStyle, plural
from queue_tui.words.operation_lines import BY, UNDONE
from queue_tui.words.plans import VERBS, found_words, left_out, once_more

if TYPE_CHECKING:
    from queue_tui.dialogs.confirm import Question


FINAL = frozenset({"delete", "force_cancel", "release_slot", "unlock", "enqueue"})
"""Verbs that cannot be undone."""
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


def why_senseless(action: str, operation: Operation) -> str:
    """Why an action on an operation makes no sense, in one sentence."""
    state = operation.state.value
    match action:
        case "undo_this":
            return _why_no_undo(operation)
        case "apply" if operation.state in GOES_ON:
            return "It is still looking for its jobs: wait until it has found them, or A aborts it."
        case "apply":
            return f"It is {state} already: there is nothing to go on with."
        case "halt":
            return f"It is {state}: only what is being applied can be halted."
        case _:
            return f"It is {state} already: there is nothing left to abort."


def _why_no_undo(operation: Operation) -> str:
    if operation.undone_by is not None:
        return f"It is {undone(operation)} already."
    if operation.verb == "undo":
        return "An undo cannot be undone: do again what it has undone."
    if operation.state in GOES_ON:
        return "It has not ended yet: A aborts it, then what it did can be undone."
    verb = verb_words(operation.verb)
    final = operation.verb in FINAL
    return f"A {verb} cannot be undone." if final else f"This {verb} has changed nothing that could be undone."


def wants_question(operation: Operation) -> bool:
    """Whether it is asked about before it goes on: nobody has said yes to a plan, and a delete is for good."""
    return operation.state is OperationState.PLANNED or (
        _is_final(operation) and operation.state is OperationState.HALTED
    )


def apply_question(detail: OperationDetail, style: TimeStyle) -> "Question":
    """As much as the one who planned it was shown, and the number to be typed where the direct way wants it too."""
    from queue_tui.dialogs.confirm import Question

    operation = detail.operation
    verb = VERBS.get(operation.verb)
    many, again = plural(operation.planned, "job"), operation.run_again
    act = clean(operation.verb.capitalize(), 20)
    who = f"{clean(operation.actor, 40)} planned it." if operation.state is OperationState.PLANNED else "It was halted."
    return Question(
        title=f"Carry out operation {operation.id}: {act.lower()} {many}?",
        effect=f"{who} {verb.effect if verb else ''}{f' {once_more(again)}' if again else ''}".strip(),
        confirm=f"{act} {many}",
        keep="Not now",
        rows=tuple(_planned(detail, style)),
        type_count=operation.planned if operation.is_dear else None,
    )


def _planned(detail: OperationDetail, style: TimeStyle) -> Iterator[tuple[str, str]]:
    """What was planned, in the order of the question that is asked before a plan of one's own."""
    operation = detail.operation
    if operation.reason:
        yield "Reason", operation.reason
    if operation.undoes is None:
        yield "Filter", operation.filter or "none"
    for key, value in particulars(operation):
        if key != UNDONE and not key.endswith(BY):
            yield key.capitalize(), value
    if detail.found is not None and operation.state is OperationState.PLANNED:
        yield from found_words(operation, detail.found, detail.now, style)
    if skipped := left_out(operation):
        yield "Left out", skipped


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
