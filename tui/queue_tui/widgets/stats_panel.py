"""The numbers of the queue in three lines."""

from textual.reactive import var

from queue_core.models import Priority, Stats
from queue_tui.formatting import age, count, duration, plural
from queue_tui.snapshot import Snapshot, nothing_yet
from queue_tui.widgets.glyphs import glyphs
from queue_tui.widgets.looks import Cell, Line, Look
from queue_tui.widgets.painted import Painted
from queue_tui.widgets.sparkline import sparkline

LABEL_CELLS = 12
NUMBER_CELLS = 8
EMPTY = "—"
LEAST_SPARKLINE = 6
"""Cells below which a sparkline says nothing."""
PRIORITY_WORDS = {Priority.HIGH: "high", Priority.MEDIUM: "med", Priority.LOW: "low"}


def middle(width: int) -> int:
    """Where the right half begins in a panel of this width."""
    return 36 if width < 76 else 47 if width < 110 else 62


class StatsPanel(Painted):
    """Waiting jobs by priority, running ones against the limits, today, waits, and the last hour."""

    DEFAULT_CSS = """
    StatsPanel { height: 3; width: 1fr; }
    """

    snapshot: var[Snapshot] = var(nothing_yet)

    def watch_snapshot(self, snapshot: Snapshot) -> None:
        """Show the news."""
        self.repaint()

    def lines(self) -> list[Line]:
        """Left what there is, right how long it takes."""
        stats = self.snapshot.stats
        if stats is None:
            return [_numbered(name, EMPTY, Look.MUTED) for name in ("Queued", "Processing", "Today")]
        left_cells = middle(self.size.width)
        right_cells = self.size.width - left_cells - 1
        left = (_queued(stats, left_cells - LABEL_CELLS - NUMBER_CELLS - 1), _processing(stats), _today(stats))
        right = (_waits(stats), _runs(stats), _hour(stats, right_cells - LABEL_CELLS - NUMBER_CELLS - 1))
        return [
            (*_fitted(one, left_cells), *_fitted(other, right_cells)) for one, other in zip(left, right, strict=True)
        ]


def _numbered(label: str, number: str, look: Look, *words: Cell) -> Line:
    """A label, a number and as many words about it as there is room for."""
    return (
        Cell(f" {label:<{LABEL_CELLS - 1}}", Look.MUTED),
        Cell(f"{number:<{NUMBER_CELLS}} ", look),
        *(word for word in words if word.text),
    )


def _fitted(line: Line, cells: int) -> Line:
    """The cells that fit as a whole, two spaces between words, padded."""
    kept, used = list(line[:2]), sum(len(cell.text) for cell in line[:2])
    for cell in line[2:]:
        space = 0 if len(kept) == 2 else 2
        if used + space + len(cell.text) <= cells:
            kept += [Cell(" " * space, Look.PLAIN), cell]
            used += space + len(cell.text)
    return (*kept, Cell(" " * max(cells - used, 0), Look.PLAIN))


def _amounts(*named: tuple[str, int], look: Look = Look.PLAIN, capped: bool = False) -> list[Cell]:
    return [Cell(f"{name} {count(number, capped)}", look) for name, number in named if number]


def _queued(stats: Stats, room: int) -> Line:
    later = _amounts(("retrying", stats.retrying), ("scheduled", stats.scheduled), capped=stats.capped)
    return _numbered("Queued", count(stats.queued, stats.capped), Look.STRONG, *_priorities(stats, room), *later)


def _priorities(stats: Stats, room: int) -> list[Cell]:
    """How many wait at each priority: words are shortened where there is no room for all, no number is left out."""
    by = stats.queued_by_priority
    named = [(PRIORITY_WORDS[priority], by.get(priority, 0)) for priority in Priority]
    cells = _amounts(*named, capped=stats.capped)
    if sum(len(cell.text) + 2 for cell in cells) - 2 <= room:
        return cells
    short = " ".join(f"{name[0]}{count(number, stats.capped)}" for name, number in named if number)
    return [Cell(short if len(short) <= room else "/".join(str(number) for _, number in named), Look.PLAIN)]


def _processing(stats: Stats) -> Line:
    slots = stats.slots
    return _numbered(
        "Processing",
        f"{stats.processing}/{slots.limit}",
        Look.RUNNING if stats.processing else Look.STRONG,
        *_amounts(("stuck", stats.stuck), ("cancelling", stats.cancelling), ("held", slots.held), look=Look.ATTENTION),
        Cell(f"for {duration(_longest_held(stats))}" if stats.held_slots else "", Look.ATTENTION),
        Cell(f"manim {slots.manim_running}/{slots.manim_limit}", Look.PLAIN),
        Cell("peak hours" if slots.peak else "", Look.MUTED),
    )


def _longest_held(stats: Stats) -> float:
    return max((slot.until - stats.now).total_seconds() for slot in stats.held_slots)


def _today(stats: Stats) -> Line:
    failed = Cell(f"{count(stats.failed_today)} failed", Look.BAD if stats.failed_today else Look.PLAIN)
    return _numbered("Today", count(stats.completed_today), Look.STRONG, Cell("done", Look.PLAIN), failed)


def _waits(stats: Stats) -> Line:
    oldest = "" if stats.oldest_ready_seconds is None else f"oldest {age(stats.oldest_ready_seconds)}"
    return _numbered("Wait", duration(stats.average_wait_seconds), Look.PLAIN, Cell(oldest, Look.PLAIN))


def _runs(stats: Stats) -> Line:
    look = Look.PLAIN if stats.workers_alive else Look.ATTENTION
    return _numbered(
        "Run", duration(stats.average_run_seconds), Look.PLAIN, Cell(plural(stats.workers_alive, "worker"), look)
    )


def _hour(stats: Stats, room: int) -> Line:
    cells = min(room, 60) if room >= LEAST_SPARKLINE else 0
    ended = [good + bad for good, bad in zip(stats.completed_per_minute, stats.failed_per_minute, strict=False)]
    return _numbered(
        "Last hour", count(sum(ended)), Look.PLAIN, Cell(sparkline(ended, cells, glyphs().levels), Look.ACCENT)
    )
