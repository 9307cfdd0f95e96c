"""Shown over everything while the terminal is too small to show anything else well."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.screen import Screen

from queue_core.text import clean
from queue_tui.widgets.looks import Cell, Line, Look
from queue_tui.widgets.painted import Painted

LEAST = Size(60, 15)
"""Columns and rows below which the jobs screen would leave out what it is there for."""


def is_too_small(size: Size) -> bool:
    """Whether a terminal of this size is too small."""
    return size.width < LEAST.width or size.height < LEAST.height


class TooSmall(Painted):
    """Two lines in the middle, cut where even they do not fit."""

    DEFAULT_CSS = """
    TooSmall { width: 1fr; height: 1fr; }
    """

    def lines(self) -> list[Line]:
        """What there is and what is needed."""
        width, height = self.size
        words = (
            f"{width}x{height} is too small",
            f"needs {LEAST.width}x{LEAST.height}; q quits",
        )
        shown = [(Cell(clean(text, width).center(width), Look.PLAIN),) for text in words]
        above: list[Line] = [()] * max((height - len(shown)) // 2, 0)
        return [*above, *shown]


class TooSmallScreen(Screen[None]):
    """Goes away by itself when there is room again."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("q", "app.quit", "Quit", show=False, id="too-small.quit")]

    def compose(self) -> ComposeResult:
        """Only the words."""
        yield TooSmall()
