"""The queue in numbers: what waits, what has a slot, how long jobs wait and run."""

from collections.abc import Sequence

from textual.reactive import var

from queue_core.models import Overview, Period, Priority, Spread, Stats
from queue_core.verdict import judge
from queue_tui.formatting import age, count, duration
from queue_tui.snapshot import Snapshot, nothing_yet
from queue_tui.widgets.glyphs import glyphs
from queue_tui.widgets.growing import Growing
from queue_tui.widgets.lines import LABEL_CELLS, flowing, labelled, words
from queue_tui.widgets.looks import Cell, Line, Look
from queue_tui.widgets.stats_panel import PRIORITY_WORDS

MOST_BAR_CELLS = 20
LEAST = 3
"""Lines where there is hardly any room: what waits, and the slots."""
EMPTY = (Cell("—", Look.MUTED),)


class NumbersPanel(Growing):
    """A line or two of each."""

    snapshot: var[Snapshot] = var(nothing_yet)

    def watch_snapshot(self, snapshot: Snapshot) -> None:
        """Show the news."""
        self.repaint()

    def lines_for(self, cells: int) -> list[Line]:
        """From what waits to how long it takes."""
        lines = number_lines(self.snapshot, cells)
        return lines[:LEAST] if self.screen.has_class("-low") else lines


def number_lines(snapshot: Snapshot, cells: int) -> list[Line]:
    """The same, for a width of so many cells."""
    stats, overview, room = snapshot.stats, snapshot.overview, cells - LABEL_CELLS
    said: list[tuple[str, Sequence[Line]]] = [
        ("Queued", [EMPTY] if stats is None else flowing(_queued(stats), room, "  ")),
        ("Slots", [EMPTY] if stats is None else flowing(_slots(stats), room, "  ")),
        ("Manim", [EMPTY] if stats is None else flowing(_manim(stats), room, "  ")),
        ("Today", [EMPTY] if stats is None else flowing(_today(stats, snapshot), room, "  ")),
        ("Wait", flowing(_spreads(overview, "wait"), room)),
        ("Run", flowing(_spreads(overview, "run"), room)),
    ]
    return [line for label, rows in said for line in labelled(label, rows)]


def _queued(stats: Stats) -> list[Line]:
    by = stats.queued_by_priority
    amounts = [(by.get(priority, 0), PRIORITY_WORDS[priority]) for priority in Priority]
    later = [(stats.retrying, "retrying"), (stats.scheduled, "scheduled")]
    parts = [f"{count(number, stats.capped)} {word}" for number, word in (*amounts, *later) if number]
    pieces: list[Line] = [(Cell(count(stats.queued, stats.capped), Look.STRONG),)]
    pieces += [(Cell(part, Look.PLAIN),) for part in parts]
    if stats.oldest_ready_seconds is not None:
        pieces.append((Cell(f"oldest {age(stats.oldest_ready_seconds)}", Look.PLAIN),))
    return pieces


def _slots(stats: Stats) -> list[Line]:
    slots = stats.slots
    odd = [f"{number} {word}" for number, word in ((stats.stuck, "stuck"), (stats.cancelling, "cancelling")) if number]
    until = max((slot.until for slot in stats.held_slots), default=None)
    held = "" if until is None else f" for {age((until - stats.now).total_seconds())}"
    return [
        _bar(slots.running, slots.held, slots.limit),
        _taken(slots.running, slots.held, slots.limit, held),
        *((Cell(text, Look.ATTENTION),) for text in odd),
        *([(Cell("peak hours", Look.MUTED),)] if slots.peak else []),
    ]


def _manim(stats: Stats) -> list[Line]:
    slots = stats.slots
    return [
        _bar(slots.manim_running, slots.manim_held, slots.manim_limit),
        _taken(slots.manim_running, slots.manim_held, slots.manim_limit, ""),
    ]


def _bar(running: int, held: int, limit: int) -> Line:
    """A cell for each slot, or for a share of them where there are many."""
    glyph, cells = glyphs(), min(max(limit, running + held), MOST_BAR_CELLS)
    per_cell = max(limit, running + held, 1) / max(cells, 1)
    used = _cells(running, per_cell)
    kept = min(_cells(held, per_cell), cells - used)
    return (
        Cell(glyph.used * used, Look.RUNNING),
        Cell(glyph.held * kept, Look.ATTENTION),
        Cell(glyph.free * (cells - used - kept), Look.MUTED),
    )


def _cells(number: int, per_cell: float) -> int:
    return max(int(number / per_cell), 1) if number else 0


def _taken(running: int, held: int, limit: int, how_long: str) -> Line:
    free = limit - running - held
    return words(
        Cell(f"{running} used,", Look.PLAIN),
        Cell(f"{held} held{how_long},", Look.ATTENTION if held else Look.MUTED),
        Cell(f"{max(free, 0)} free of {limit}", Look.PLAIN if free > 0 else Look.ATTENTION),
        Cell(f"({-free} over it)" if free < 0 else "", Look.ATTENTION),
        between=" ",
    )


def _today(stats: Stats, snapshot: Snapshot) -> list[Line]:
    pieces: list[Line] = [
        (Cell(f"{count(stats.completed_today)} completed", Look.PLAIN),),
        (Cell(f"{count(stats.failed_today)} failed", Look.BAD if stats.failed_today else Look.PLAIN),),
    ]
    overview = snapshot.overview
    if overview is None or not stats.ready or judge(stats, snapshot.workers or (), snapshot.config).standstill:
        return pieces
    backlog, pace = overview.backlog_seconds, overview.per_minute
    takes = (
        f"ready jobs take {age(backlog)} at {pace:,.1f} a minute" if backlog and pace else "nothing ended in an hour"
    )
    return [*pieces, (Cell(takes, Look.PLAIN),)]


def _spreads(overview: Overview | None, measure: str) -> list[Line]:
    if overview is None:
        return [EMPTY]

    def of(period: Period) -> Spread:
        return period.wait if measure == "wait" else period.run

    return [
        (
            Cell(f"{name} ", Look.MUTED),
            Cell(f"p50 {duration(of(period).p50_seconds)}, p95 {duration(of(period).p95_seconds)}", Look.PLAIN),
        )
        for name, period in (("1 h", overview.hour), ("24 h", overview.day))
    ]
