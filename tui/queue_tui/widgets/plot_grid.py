"""As many plots as there is room for, beside and below each other; the others are a key away."""

from collections.abc import Sequence

from textual import getters
from textual.reactive import var

from queue_tui.base_app import TerminalApp
from queue_tui.snapshot import Snapshot, nothing_yet
from queue_tui.widgets.glyphs import glyphs
from queue_tui.widgets.looks import Cell, Line, Look
from queue_tui.widgets.painted import Painted
from queue_tui.widgets.plot import LEAST_HEIGHT, SCALE_CELLS, Plot, drawn
from queue_tui.widgets.queue_plots import PLOTS, plots_of

GAP = 2
COMFORTABLE_HEIGHT = 7
"""Lines from which on another plot is better than a higher one."""
MOST_HEIGHT = 16
BESIDE = ((120, 96), (60, 96), (60, 48))
"""Columns for an hour and for a day beside each other, the best first: whole minutes and quarters of an hour."""
ALONE = ((60, 96), (60, 48), (30, 32))


class PlotGrid(Painted):
    """Plots in one column or in two."""

    DEFAULT_CSS = """
    PlotGrid { height: 1fr; width: 1fr; }
    """

    app = getters.app(TerminalApp)

    snapshot: var[Snapshot] = var(nothing_yet)
    first: var[int] = var(0)
    """Which of the plots comes first."""

    def watch_snapshot(self, before: Snapshot, now: Snapshot) -> None:
        """Show the news, if there are any: there are thousands of numbers to draw."""
        if before.overview is not now.overview:
            self.repaint()

    def watch_first(self) -> None:
        """Show others."""
        self.repaint()

    def step(self, steps: int) -> None:
        """Begin with another plot, or where they lie beside each other with another measure."""
        self.first = (self.first + steps * (2 if self._beside else 1)) % len(PLOTS)

    def lines(self) -> list[Line]:
        """The plots from the first on, and round the end."""
        overview = self.snapshot.overview
        width, height = self.size
        if overview is None:
            return [(Cell(" Reading the last 24 hours…", Look.MUTED),)] if height else []
        beside = self._beside
        rows = max(min(height // COMFORTABLE_HEIGHT, 3 if beside else 6), 1)
        each = min(height // rows, MOST_HEIGHT)
        if each < LEAST_HEIGHT:
            return []
        columns = beside or _each(width)
        plots = plots_of(overview, self.app.times)
        return [line for row in range(rows) for line in self._row(plots, row, columns, each, beside is not None)]

    @property
    def _beside(self) -> tuple[int, int] | None:
        """Columns for an hour and for a day beside each other; None where there is no room for that."""
        width = self.size.width - 2 * SCALE_CELLS - GAP
        return next(((hour, day) for hour, day in BESIDE if hour + day <= width), None)

    def _row(self, plots: Sequence[Plot], row: int, columns: tuple[int, int], height: int, beside: bool) -> list[Line]:
        place = (self.first - self.first % 2 + 2 * row if beside else self.first + row) % len(plots)
        shown = plots[place : place + 2] if beside else plots[place : place + 1]
        inner = height - 1 if height > COMFORTABLE_HEIGHT else height
        pieces = [drawn(plot, columns[_is_day(plot)], inner, glyphs()) for plot in shown]
        return [*_joined(pieces), *[()] * (height - inner)]


def _is_day(plot: Plot) -> bool:
    return len(plot.times) > 60


def _joined(pieces: Sequence[list[Line]]) -> list[Line]:
    gap = (Cell(" " * GAP, Look.PLAIN),)
    if len(pieces) == 1:
        return pieces[0]
    return [(*left, *gap, *right) for left, right in zip(*pieces, strict=True)]


def _each(width: int) -> tuple[int, int]:
    """Columns for an hour and for a day, where each has the width for itself."""
    hours = [hour for hour, _ in ALONE if hour + SCALE_CELLS <= width]
    days = [day for _, day in ALONE if day + SCALE_CELLS <= width]
    return (hours or [20])[0], (days or [24])[0]
