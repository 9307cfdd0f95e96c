"""A line below or above a field: what could be typed next, or what is wrong."""

from textual.reactive import var

from queue_tui.widgets.looks import Line
from queue_tui.widgets.painted import Painted


class HintLine(Painted):
    """Shows the line that it is given."""

    DEFAULT_CSS = """
    HintLine { height: 1; width: 1fr; }
    """

    line: var[Line] = var[Line](())

    def watch_line(self, line: Line) -> None:
        """Show it."""
        self.repaint()

    def lines(self) -> list[Line]:
        """The one line."""
        return [self.line]
