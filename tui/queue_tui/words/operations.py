"""One operation as text to read: who did what and why, to which jobs, and what has become of them."""

from collections.abc import Iterator
from datetime import datetime

from textual.content import Content

from queue_core.models import Effect, JsonValue, Operation, OperationDetail, OperationState, Target
from queue_core.operation_words import aftermath, numbers, particulars, standing, undone, verb_words, why_skipped
from queue_tui.clean import line
from queue_tui.formatting import TimeStyle, age, bar, count, elapsed, moment, percent, plural, short_id
from queue_tui.words.operation_lines import BY, UNDONE, what_words
from queue_tui.words.setting_fields import title_of

LABEL_CELLS = 12
BAR_CELLS = 30
QUIET = "$text-muted"
SHOWN = {"status": "status", "priority": "priority", "run_at": "runs"}
"""Of what a job was and became: what a person would ask for."""
_EFFECTS = {
    Effect.PLANNED: "to be done",
    Effect.DONE: "done",
    Effect.REQUESTED: "asked to stop",
    Effect.SKIPPED: "left alone",
}


def operation_text(operation: Operation, detail: OperationDetail | None, style: TimeStyle) -> list[Content]:
    """The facts of the list at once, and what has to be looked up below them when it is there."""
    lines = [line(f"{operation.id} {verb_words(operation.verb)}: {what_words(operation)}", 200, "bold")]
    lines.append(_fact("By", f"{operation.actor}, {_when(operation, detail, style)}"))
    if operation.reason:
        lines.append(_fact("Reason", operation.reason))
    if operation.total:
        lines.append(_fact("Filter", operation.filter or "none: the jobs were named"))
    lines += _standing(operation)
    if detail is None:
        return [*lines, Content(""), Content.styled("Reading the details…", QUIET)]
    if detail.followed is not None and (words := aftermath(detail.followed)):
        lines.append(_fact("By now", words))
    return [*lines, *_changes(operation), *_targets(detail, style)]


def _when(operation: Operation, detail: OperationDetail | None, style: TimeStyle) -> str:
    if detail is None:
        return f"{moment(operation.at, operation.at, TimeStyle.LOCAL)}"
    seconds = elapsed(operation.at, detail.now) or 0.0
    ago = "less than a minute ago" if seconds < 60 else f"{age(seconds)} ago"
    return ago if style is TimeStyle.RELATIVE else f"{moment(operation.at, detail.now, style)}, {ago}"


def _standing(operation: Operation) -> Iterator[Content]:
    said = numbers(operation)
    yield _fact("State", f"{standing(operation)}{': ' if said else ''}{said}")
    if operation.total and operation.state in (OperationState.APPLYING, OperationState.HALTED):
        share = (operation.total - operation.planned) / operation.total
        done, left = bar(share, BAR_CELLS)
        yield Content.assemble(" " * LABEL_CELLS, (done, "$status-processing"), (left, QUIET), f" {percent(share)}")
    for index, reason in enumerate(why_skipped(operation.skip_reasons)):
        yield _fact("" if index else "Left alone", reason)
    if operation.undone_by is not None:
        yield _fact("Undo", undone(operation))
    elif operation.undoes is not None:
        yield _fact("Undoes", f"operation {operation.undoes}")


def _changes(operation: Operation) -> Iterator[Content]:
    """Field by field; of workers, which ones; who else had a hand in it."""
    found = [(key, value) for key, value in particulars(operation) if key != UNDONE]
    yield from (_fact(key.capitalize(), value) for key, value in found if key.endswith(BY))
    for index, (key, value) in enumerate((key, value) for key, value in found if not key.endswith(BY)):
        yield _fact("" if index else "Detail", f"{title_of(key)} {value}")


def _targets(detail: OperationDetail, style: TimeStyle) -> Iterator[Content]:
    """The first of them, skipped ones first."""
    if not detail.targets:
        return
    total, listed = detail.operation.total, len(detail.targets)
    yield Content("")
    title = plural(total, "job") if listed >= total else f"The first {count(listed)} of {plural(total, 'job')}"
    yield Content.styled(title, "bold")
    for target in detail.targets:
        yield _target(target, detail.now, style)


def _target(target: Target, now: datetime, style: TimeStyle) -> Content:
    skipped = target.effect is Effect.SKIPPED
    more = (target.skip_reason or "") if skipped else _became(target, now, style)
    effect = f"{_EFFECTS[target.effect]:<14}"
    return Content.assemble(
        f"{short_id(target.job_id):<{LABEL_CELLS}}", (effect, "$status-attention" if skipped else ""), line(more, 200)
    )


def _became(target: Target, now: datetime, style: TimeStyle) -> str:
    """`status failed -> queued`; what had not to be written down is not known."""
    before, after = _state(target.before), _state(target.after)
    changed = [key for key in SHOWN if key in before and key in after and before[key] != after[key]]
    words = {key: [_word(state[key], now, style) for state in (before, after)] for key in changed}
    return ", ".join(f"{SHOWN[key]} {was} -> {became}" for key, (was, became) in words.items())


def _state(value: JsonValue) -> dict[str, JsonValue]:
    return value if isinstance(value, dict) else {}


def _word(value: JsonValue, now: datetime, style: TimeStyle) -> str:
    """A moment as the person wants moments; a job without one runs as soon as it can."""
    if value is None:
        return "at once"
    try:
        return moment(datetime.fromisoformat(str(value)), now, style)
    except ValueError:
        return str(value)


def _fact(label: str, value: str) -> Content:
    return Content.assemble((f"{label:<{LABEL_CELLS}}", QUIET), line(value, 400))
