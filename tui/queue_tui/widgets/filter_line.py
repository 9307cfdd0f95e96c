"""What the list shows: the filter or the lists one key away, and how many jobs there are."""

from textual import getters
from textual.reactive import var

from queue_core.models import JobCount
from queue_core.text import clean, width
from queue_tui.base_app import TerminalApp
from queue_tui.formatting import TimeStyle, count, plural
from queue_tui.orders import ORDERS, order_of
from queue_tui.quick import QUICK, is_quick, quick_of
from queue_tui.snapshot import Window
from queue_tui.widgets.lingering import Lingering
from queue_tui.widgets.looks import Cell, Line, Look


class FilterLine(Lingering):
    """One line above the table."""

    DEFAULT_CSS = """
    FilterLine { height: 1; width: 1fr; }
    """

    app = getters.app(TerminalApp)
    marks: var[tuple[int, int]] = var((0, 0), init=False)
    """How many jobs are marked, and how many of these are not on screen."""

    def watch_marks(self) -> None:
        """Show it."""
        self.repaint()

    def lines(self) -> list[Line]:
        """What is listed at the left, how much of it at the right."""
        window = self.snapshot.window
        parts = [*self._session(), *_amount(window, *self.marks)]
        right = [cell for part in parts for cell in (Cell("  ", Look.PLAIN), part)]
        room = self.size.width - sum(width(cell.text) for cell in right) - 1
        left: list[Cell] = []
        for cell in _listed(window):
            shown = clean(cell.text, room)
            room -= width(shown)
            left.append(Cell(shown, cell.look))
        return [(*left, Cell(" " * max(room, 0), Look.PLAIN), *right, Cell(" ", Look.PLAIN))]

    def _session(self) -> list[Cell]:
        """What has been said about all lists."""
        seconds, times = self.snapshot.session.poll_seconds, self.app.times
        parts = (
            []
            if times is TimeStyle.RELATIVE
            else [Cell("UTC" if times is TimeStyle.UTC else "local times", Look.MUTED)]
        )
        return parts if seconds is None else [*parts, Cell(f"every {seconds:g}s", Look.MUTED)]


def _listed(window: Window) -> list[Cell]:
    present = window.view.filter
    if window.error is not None:
        return [Cell(f" {window.error}", Look.BAD)]
    if not is_quick(present):
        return [Cell(" / ", Look.ACCENT), Cell(clean(str(present)), Look.STRONG)]
    cells = []
    for status in QUICK:
        word = "all" if status is None else status.value
        chosen = status == quick_of(present)
        cells += [Cell(" ", Look.PLAIN), Cell(word, Look.CHOSEN if chosen else Look.MUTED)]
    return cells


def _amount(window: Window, marked: int, unseen: int) -> list[Cell]:
    parts = []
    order = order_of(window.view.sort, window.view.descending)
    if order is not ORDERS[0]:
        parts.append(Cell(order.words, Look.MUTED))
    if window.frozen:
        new = f", {count(window.new, window.new_capped)} new" if window.new else ""
        parts.append(Cell(f"frozen{new}", Look.ATTENTION))
    elif window.held and window.new:
        parts.append(Cell(f"{count(window.new, window.new_capped)} new", Look.ATTENTION))
    if marked:
        parts.append(Cell(f"{count(marked)} marked{f', {count(unseen)} unseen' if unseen else ''}", Look.ACCENT))
    if window.searching and window.searched:
        parts.append(Cell(f"searched {count(window.searched)}, going on…", Look.MUTED))
    elif (number := _number(window)) is not None:
        parts.append(Cell(plural(number.count, "job", number.capped), Look.PLAIN))
    return parts


def _number(window: Window) -> JobCount | None:
    """How many jobs there are; where all of them are in the window, that is certain whatever was counted."""
    if window.loaded and window.at_start and window.at_end and not (window.frozen or window.held):
        return JobCount(count=len(window.jobs), capped=False)
    return window.count
