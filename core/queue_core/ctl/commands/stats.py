"""queuectl stats"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from queue_core.ctl.call import Call, command

if TYPE_CHECKING:
    from queue_core.models import Alert, QueueConfig, Stats, Worker
    from queue_core.queue import Queue
    from queue_core.verdict import Verdict


MOST_HELD = 5
"""Held slots that are shown one by one; --json has more."""


@command("stats")
def stats(call: Call) -> None:
    """Show whether the queue moves, and its numbers.

    With --json: the numbers, and beside them "verdict": {"level", "sentence", "advice", "cause"} with level
    ok, idle, busy, warning or stalled, and "alerts", as for check.
    """
    from queue_core.shapes import plain
    from queue_core.verdict import judge

    stats, workers, config, alerts = call.run(_read)
    verdict = judge(stats, workers, config)
    if call.out.as_json:
        call.out.show_json({"verdict": plain(verdict), "alerts": plain(alerts), **plain(stats)})
    else:
        call.out.show(_text(verdict, alerts, stats, call.out.width))


async def _read(queue: "Queue") -> "tuple[Stats, tuple[Worker, ...], QueueConfig, tuple[Alert, ...]]":
    return await queue.stats(), await queue.workers(), await queue.config(), await queue.alerts()


def _text(verdict: "Verdict", alerts: "Sequence[Alert]", stats: "Stats", cells: int) -> str:
    from queue_core.counts import count
    from queue_core.ctl.job_text import held
    from queue_core.ctl.table import fields
    from queue_core.durations import brief
    from queue_core.models import Priority

    def length(seconds: float | None) -> str | None:
        return None if seconds is None else brief(seconds)

    slots = stats.slots
    ready, scheduled, retrying = (
        count(number, stats.capped) if number else "0" for number in (stats.ready, stats.scheduled, stats.retrying)
    )
    peak = " at peak hours" if slots.peak else ""
    manim = f"manim {slots.manim_running + slots.manim_held} of {slots.manim_limit}"
    shown, hidden = stats.held_slots[:MOST_HELD], len(stats.held_slots[MOST_HELD:])
    numbers = (
        *(("alert", alert.sentence) for alert in alerts),
        ("queued", f"{count(stats.queued, stats.capped)}: {ready} ready, {scheduled} scheduled, {retrying} retrying"),
        ("by priority", _counts({level: stats.queued_by_priority.get(level, 0) for level in Priority})),
        ("by type", _counts(stats.queued_by_type)),
        ("processing", f"{stats.processing:,}: {stats.stuck:,} stuck, {stats.cancelling:,} cancelling"),
        ("slots", f"{slots.running + slots.held} of {slots.limit}{peak}, {manim}"),
        *((f"slot of {slot.job_type}", held(slot.job_id, slot.until, slot.worker)) for slot in shown),
        ("more slots", f"{hidden} more are held" if hidden else None),
        ("workers", f"{stats.workers_alive} alive"),
        ("today", f"{stats.completed_today:,} completed, {stats.failed_today:,} failed"),
        ("last hour", f"{sum(stats.completed_per_minute):,} completed, {sum(stats.failed_per_minute):,} failed"),
        ("average wait", length(stats.average_wait_seconds)),
        ("average run", length(stats.average_run_seconds)),
        ("oldest ready", length(stats.oldest_ready_seconds)),
    )
    lines = [f"{verdict.level.upper()}  {verdict.sentence}"]
    if verdict.advice:
        lines.append(f"  {verdict.advice}")
    return "\n".join([*lines, "", fields(numbers, cells)])


def _counts(counts: Mapping[str, int]) -> str | None:
    return ", ".join(f"{name} {number:,}" for name, number in counts.items()) or None
