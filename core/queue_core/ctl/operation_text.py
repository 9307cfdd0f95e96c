"""Operations as `queuectl` shows them: a plan, what came of it, the audit log."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from queue_core.ctl.job_text import moment
from queue_core.ctl.output import Output
from queue_core.ctl.table import Column, fields, table
from queue_core.durations import brief
from queue_core.models import Operation, OperationDetail, OperationState, Plan
from queue_core.operation_words import aftermath, numbers, particulars, standing, undone, verb_words, why_skipped
from queue_core.text import clean

_LOG = (
    Column("NUMBER", 9, right=True),
    Column("AGO", 7, right=True),
    Column("VERB", 12),
    Column("ACTOR", 20),
    Column("", 200),
)
_TARGETS = (Column("ID", 36), Column("EFFECT", 9), Column("", 200))


def plan_text(plan: Plan, cells: int) -> str:
    """What a plan is going to touch."""
    operation = plan.operation
    touched = sum(plan.types.values())
    return fields(
        (
            *_about(operation),
            ("jobs", f"{touched:,} of {operation.total:,}"),
            ("types", _counts(plan.types)),
            ("statuses", _counts(plan.statuses)),
            ("oldest", moment(plan.oldest)),
            ("newest", moment(plan.newest)),
            *(("left alone", reason) for reason in why_skipped(operation.skip_reasons)),
        ),
        cells,
    )


def operation_text(detail: OperationDetail, cells: int) -> str:
    """One operation with what has become of it, and its first targets."""
    operation = detail.operation
    followed = None if detail.followed is None else aftermath(detail.followed)
    about = fields(
        (
            *_about(operation),
            ("by", f"{operation.actor}, {moment(operation.at)}"),
            ("state", standing(operation)),
            ("jobs", numbers(operation) or None),
            *(("left alone", reason) for reason in why_skipped(operation.skip_reasons)),
            ("by now", followed or None),
            ("undoes", None if operation.undoes is None else f"operation {operation.undoes}"),
            ("undo", undone(operation) or None),
            *particulars(operation),
        ),
        cells,
    )
    if not detail.targets:
        return about
    rows = [(target.job_id, target.effect, target.skip_reason or "") for target in detail.targets]
    return f"{about}\n\n{table(_TARGETS, rows, cells)}"


def log_text(operations: Iterable[Operation], now: datetime, cells: int) -> str:
    """The audit log, a line for each operation."""
    return table(_LOG, (_row(operation, now) for operation in operations), cells)


def tell_end(out: Output, operation: Operation) -> None:
    """What an operation came to, what it left alone and why, and how to undo it."""
    said = numbers(operation)
    verb = verb_words(operation.verb)
    out.tell(f"Operation {operation.id} ({verb}) is {standing(operation)}{': ' if said else ''}{said}.")
    for reason in why_skipped(operation.skip_reasons):
        out.tell(f"Left alone {reason}.")
    if operation.state is OperationState.HALTED:
        out.tell(f"'queuectl apply {operation.id}' goes on with it.")
    if operation.undoable:
        out.tell(f"'queuectl undo {operation.id}' undoes it.")


def _about(operation: Operation) -> tuple[tuple[str, str | None], ...]:
    return (
        ("operation", str(operation.id)),
        ("verb", verb_words(operation.verb)),
        ("filter", operation.filter),
        ("reason", operation.reason),
    )


def _row(operation: Operation, now: datetime) -> tuple[str, ...]:
    ago = brief((now - operation.at).total_seconds())
    state = "" if operation.state is OperationState.APPLIED else standing(operation)
    changes = ", ".join(f"{key} {value}" for key, value in particulars(operation) if not key.endswith(" by"))
    parts = (state, numbers(operation), undone(operation), operation.reason, operation.filter, changes)
    note = "; ".join(filter(None, parts))
    return str(operation.id), ago, verb_words(operation.verb), operation.actor, note


def _counts(counts: Mapping[str, int]) -> str | None:
    most_first = sorted(counts.items(), key=lambda item: -item[1])
    return ", ".join(f"{number:,} {clean(name, 40)}" for name, number in most_first) or None
