"""What an operation did and what has become of its jobs, in words, for every face."""

import json
from collections.abc import Iterator, Mapping

from queue_core.durations import brief
from queue_core.models import Followed, JobStatus, JsonValue, Operation, OperationState
from queue_core.text import clean

_DONE = {
    "retry": "queued again",
    "cancel": "cancelled",
    "force_cancel": "cancelled by force",
    "delete": "deleted",
    "edit": "changed",
    "undo": "put back",
    "release_slot": "freed",
    "enqueue": "enqueued",
}
"""What a job is after the verb."""

SHORT_ID = 8
"""Characters of an id that are shown: of a worker's, for all other lists of texts here are lists of workers."""
MOST_NAMED = 10
_UNTOLD = ("changes", "before", "after", "changed")
"""What is compared instead, and what only an undo needs."""
_NAMES = {"pause_reason": "pause reason"}
"""Of what is no field of the configuration, which keep their names for `queuectl configure`."""

_STATES = {
    OperationState.PLANNED: "planned, nothing is done yet",
    OperationState.APPLYING: "applying",
    OperationState.HALTED: "halted",
    OperationState.ABORTED: "aborted",
    OperationState.APPLIED: "applied",
}


def verb_words(verb: str) -> str:
    """`force cancel` of force_cancel: as a person says it, in at most 40 cells."""
    return clean(verb.replace("_", " "), 40)


def standing(operation: Operation) -> str:
    """`applying`, `halted`; of a plan that still looks for its jobs, that it does."""
    if not operation.is_complete and operation.state is OperationState.PLANNED:
        return "still looking for its jobs"
    return _STATES[operation.state]


def undone(operation: Operation) -> str:
    """`undone by 17`, `being undone by 17`; `partly` where that was stopped. Nothing for one that nobody undid."""
    if operation.undone_by is None:
        return ""
    words = {OperationState.APPLYING: "being undone", OperationState.APPLIED: "undone"}
    how = "undone" if operation.undo_state is None else words.get(operation.undo_state, "partly undone")
    return f"{how} by {operation.undone_by}"


def numbers(operation: Operation) -> str:
    """`38 queued again, 2 left alone, 5 to go`; nothing for an operation without jobs."""
    parts = (
        (operation.done, _DONE.get(operation.verb, "done")),
        (operation.requested, "asked to stop"),
        (operation.skipped, "left alone"),
        (operation.planned, "to go" if operation.state is not OperationState.ABORTED else "not touched"),
    )
    return ", ".join(f"{number:,} {what}" for number, what in parts if number)


def why_skipped(reasons: Mapping[str, int]) -> list[str]:
    """`12 it is being processed`: most first."""
    most_first = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    return [f"{number:,}: {clean(reason, 200)}" for reason, number in most_first]


def aftermath(followed: Followed) -> str:
    """`38 completed, 2 failed again, same fingerprint`: what has become of the jobs by now."""
    failed = followed.statuses.get(JobStatus.FAILED, 0)
    others = failed - followed.failed_again - followed.failed_otherwise
    order = (*JobStatus, "deleted")
    counts = [(followed.statuses.get(status, 0), status) for status in order if status != JobStatus.FAILED]
    parts = [f"{number:,} {status}" for number, status in counts if number]
    if followed.failed_again:
        parts.append(f"{followed.failed_again:,} failed again, same fingerprint")
    if followed.failed_otherwise:
        parts.append(f"{followed.failed_otherwise:,} failed in another way")
    if others > 0:
        parts.append(f"{others:,} failed")
    return ", ".join(parts) + (" (of the first 10,000)" if followed.capped else "")


def particulars(operation: Operation) -> list[tuple[str, str]]:
    """What is peculiar to the verb; of a change of configuration, each field with `10 -> 3`."""
    detail = operation.detail
    before, after = detail.get("before"), detail.get("after")
    if not isinstance(before, dict) or not isinstance(after, dict):
        before = after = {}
    told = [_said(key, value) for key, value in detail.items() if key not in _UNTOLD and value is not None]
    earlier, later = dict(_flat(before)), dict(_flat(after))
    changed = [key for key in {**earlier, **later} if earlier.get(key) != later.get(key)]
    values = {key: f"{_word(earlier.get(key))} -> {_word(later.get(key))}" for key in changed}
    return [*told, *((clean(_NAMES.get(key, key), 60), value) for key, value in values.items())]


def changed_nothing(operation: Operation) -> bool:
    """Whether all was before as it should be after: a resume of what was not paused."""
    before, after = operation.detail.get("before"), operation.detail.get("after")
    return before is not None and before == after


def _said(key: str, value: JsonValue) -> tuple[str, str]:
    """Spans in words: `spread 10m` of `spread_seconds`, `for 15m` of the `seconds` of an unlock."""
    if isinstance(value, int | float) and (key == "seconds" or key.endswith("_seconds")):
        name = "for" if key == "seconds" else key.removesuffix("_seconds").replace("_", " ")
        return clean(name, 60), brief(value)
    return clean(key.replace("_", " "), 60), _word(value)


def _flat(fields: Mapping[str, JsonValue], prefix: str = "") -> Iterator[tuple[str, JsonValue]]:
    """`doubt.limit` for what is particular to a type."""
    for key, value in fields.items():
        if key == "types" and isinstance(value, dict):
            for job_type, own in value.items():
                yield from _flat(own if isinstance(own, dict) else {}, f"{job_type}.")
        else:
            yield prefix + key, value


def _word(value: JsonValue) -> str:
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return clean(", ".join(str(one)[:SHORT_ID] for one in value[:MOST_NAMED]), 100) or "none"
    if isinstance(value, dict | list):
        return clean(json.dumps(value, ensure_ascii=False), 100)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "nothing" if value is None else clean(str(value), 100)
