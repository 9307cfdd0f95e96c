"""A line below or above a field: what could be typed next, or what is wrong."""

from textual.reactive import var

from queue_tui.widgets.growing import Growing
from queue_tui.widgets.lines import wrapped
from queue_tui.widgets.looks import Cell, Line, Look

MOST_ROWS = 3


class HintLine(Growing):
    """Shows the line that it is given; what is wrong takes as many rows as it needs, up to three."""

    line: var[Line] = var[Line](())

    def watch_line(self, line: Line) -> None:
        """Show it."""
        self.repaint()

    def lines_for(self, cells: int) -> list[Line]:
        """What could be typed next is cut: the field must not move with each letter."""
        is_wrong = bool(self.line) and self.line[-1].look is Look.BAD
        if not is_wrong:
            return [self.line]
        first, *others = wrapped(self.line, cells - 1)[:MOST_ROWS]
        return [first, *((Cell(" ", Look.BAD), *row) for row in others)]
