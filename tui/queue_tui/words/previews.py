"""What a change of a setting would mean, in words. No Textual in here."""

from queue_core.models import Preview
from queue_core.text import clean
from queue_core.verdict import Cause, Verdict
from queue_tui.formatting import count, duration

MOST_ALERTS = 3


def preview_rows(preview: Preview, verdict: Verdict | None = None) -> list[tuple[str, str]]:
    """Label and sentence: the slots, what waits, what would be beyond its threshold then.

    By the verdict of now nothing is said of how long it takes while jobs are not started.
    """
    rows = [("Slots", _slots(preview))]
    if preview.manim_before != preview.manim_after:
        rows.append(("Manim", _arrow(str(preview.manim_before), str(preview.manim_after))))
    rows.append(("Backlog", _backlog(preview, verdict)))
    alerts = [clean(alert.sentence, 200) for alert in preview.alerts_after]
    more = len(alerts) - MOST_ALERTS
    shown = [*alerts[:MOST_ALERTS], *([f"and {more} more"] if more > 0 else [])] or ["none"]
    return [*rows, *(("" if index else "Alerts", alert) for index, alert in enumerate(shown))]


def _slots(preview: Preview) -> str:
    slots = _arrow(str(preview.slots_before), str(preview.slots_after))
    if not preview.running:
        return f"{slots} now; none is in use"
    if preview.running <= preview.slots_after:
        return f"{slots} now; {preview.running} in use"
    go_on = "1 in use goes on" if preview.running == 1 else f"{preview.running} in use go on"
    return f"{slots} now; {go_on}, {_next(preview.slots_after)}"


def _next(slots: int) -> str:
    """When a job starts after a limit has been set below what is in use."""
    if slots == 0:
        return "no other starts"
    return "the next starts when all have ended" if slots == 1 else f"the next starts when {slots - 1} are left"


def _backlog(preview: Preview, verdict: Verdict | None) -> str:
    if not preview.ready:
        return "nothing waits"
    if verdict is not None and verdict.standstill and verdict.cause is not Cause.LIMIT_ZERO:
        return f"{_waits(preview.ready)}; for how long cannot be told: the queue is {verdict.standstill}"
    if preview.run_p50_seconds is None:
        return f"{_waits(preview.ready)}; nothing completed in 24 hours to tell for how long"
    before, after = (_length(seconds) for seconds in (preview.backlog_before_seconds, preview.backlog_after_seconds))
    pace = f"all slots at {duration(preview.run_p50_seconds)} (p50)"
    return f"{_waits(preview.ready)}: {_arrow(before, after)}, {pace}"


def _waits(ready: int) -> str:
    return "1 job waits" if ready == 1 else f"{count(ready)} jobs wait"


def _length(seconds: float | None) -> str:
    """None: there is no slot."""
    return "for ever" if seconds is None else duration(seconds)


def _arrow(before: str, after: str) -> str:
    return f"{before} -> {after}" if before != after else before
