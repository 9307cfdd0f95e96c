"""Operations in the words of the audit log's screen. No Textual in here; `queue_core.operation_words` has the rest."""

from queue_core.models import Operation, OperationState
from queue_core.operation_words import particulars, undone
from queue_core.text import clean
from queue_tui.formatting import count, plural
from queue_tui.words.setting_fields import title_of

UNDONE = "operation id"
"""Of the plan of an undo: what `undoes` says as well."""
BY = " by"
"""The end of a key that says who halted or applied it."""


def state_words(operation: Operation) -> str:
    """`applied`, `halted 200/500`, `undone by 17`."""
    if how := undone(operation):
        return how
    if not operation.is_complete:
        return "searching"
    if operation.state in (OperationState.APPLYING, OperationState.HALTED, OperationState.ABORTED):
        touched = operation.done + operation.requested
        return f"{operation.state.value} {touched}/{operation.total}" if operation.total else operation.state.value
    return operation.state.value


def what_words(operation: Operation) -> str:
    """To what it was done: `40 of 41 jobs`, `max_concurrent_renders 10 -> 3`, `1 worker`."""
    said = ", ".join(told(operation))
    jobs = _jobs(operation)
    which = "" if operation.undoes is None else f"operation {operation.undoes}"
    return ", ".join(part for part in (which, jobs, said) if part) or "-"


def _jobs(operation: Operation) -> str:
    """How many it touched or is planned to, and of how many; of what is on its way, all: its state has how far."""
    if not operation.total:
        return ""
    touched = operation.done + operation.requested
    if operation.state is OperationState.PLANNED:
        touched = operation.planned
    on_its_way = operation.state in (OperationState.APPLYING, OperationState.HALTED)
    of = "" if on_its_way or touched == operation.total else f"{count(touched)} of "
    return f"{of}{plural(operation.total, 'job')}"


def told(operation: Operation) -> list[str]:
    """What is peculiar to the verb; settings by the titles that the settings view has for them."""
    workers = operation.detail.get("workers")
    if isinstance(workers, list):
        quiet = operation.detail.get("quiet")
        return [f"{plural(len(workers), 'worker')} {'quiet' if quiet else 'active again'}"]
    return [
        clean(f"{title_of(key)} {value}", 120)
        for key, value in particulars(operation)
        if key != UNDONE and not key.endswith(BY)
    ]
