"""What a change of configuration would mean, in words."""

from queue_core.ctl.table import fields
from queue_core.durations import brief
from queue_core.models import Preview
from queue_core.text import clean

NOTHING = "nothing"


def preview_text(preview: Preview, cells: int) -> str:
    """Each change, then the slots and how long what waits would take."""
    changes = [
        (change.field, f"{clean(change.before or NOTHING, 40)} -> {clean(change.after or NOTHING, 40)}")
        for change in preview.changes
    ]
    median = preview.run_p50_seconds
    at = "" if median is None else f", {preview.ready:,} ready at {brief(median)} each"
    before, after = (_length(seconds) for seconds in (preview.backlog_before_seconds, preview.backlog_after_seconds))
    meaning = (
        ("slots", f"{preview.slots_before} -> {preview.slots_after}, {preview.running} in use"),
        ("slots for manim", f"{preview.manim_before} -> {preview.manim_after}"),
        ("backlog", "unknown: nothing ran within 24 h" if median is None else f"{before} -> {after}{at}"),
        *(("alert", alert.sentence) for alert in preview.alerts_after),
    )
    return fields(changes, cells) + "\n\n" + fields(meaning, cells)


def _length(seconds: float | None) -> str:
    return "for ever" if seconds is None else brief(seconds)
