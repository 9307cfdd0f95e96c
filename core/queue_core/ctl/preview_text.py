"""What a change of configuration would mean, in words."""

from queue_core.ctl.table import fields
from queue_core.durations import brief
from queue_core.models import Preview
from queue_core.text import clean
from queue_core.verdict import Cause, Verdict

NOTHING = "nothing"


def preview_text(preview: Preview, verdict: Verdict, cells: int) -> str:
    """Each change, then the slots and, unless nothing is started now, how long what waits would take."""
    changes = [
        (change.field, f"{clean(change.before or NOTHING, 40)} -> {clean(change.after or NOTHING, 40)}")
        for change in preview.changes
    ]
    meaning = (
        ("slots", f"{preview.slots_before} -> {preview.slots_after}, {preview.running} in use"),
        ("slots for manim", f"{preview.manim_before} -> {preview.manim_after}"),
        ("backlog", _backlog(preview, verdict)),
        *(("alert", alert.sentence) for alert in preview.alerts_after),
    )
    return fields(changes, cells) + "\n\n" + fields(meaning, cells)


def _backlog(preview: Preview, verdict: Verdict) -> str:
    if verdict.standstill and verdict.cause is not Cause.LIMIT_ZERO:
        return f"{preview.ready:,} ready; for how long cannot be told: the queue is {verdict.standstill}"
    if preview.run_p50_seconds is None:
        return "unknown: nothing completed within 24 h"
    before, after = (_length(seconds) for seconds in (preview.backlog_before_seconds, preview.backlog_after_seconds))
    return f"{before} -> {after}, {preview.ready:,} ready, all slots at {brief(preview.run_p50_seconds)} (p50)"


def _length(seconds: float | None) -> str:
    return "for ever" if seconds is None else brief(seconds)
