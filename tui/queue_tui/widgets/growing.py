"""Painted lines whose number depends on what there is to say and on the width."""

from textual.geometry import Size
from textual.widget import Widget

from queue_tui.widgets.looks import Line
from queue_tui.widgets.painted import Painted


class Growing(Painted):
    """As high as its lines; the screen is laid out anew only when their number changes."""

    DEFAULT_CSS = """
    Growing { height: auto; width: 1fr; }
    """

    _number = -1

    def lines_for(self, cells: int) -> list[Line]:
        """What should be on screen now, in a width of so many cells."""
        raise NotImplementedError

    def lines(self) -> list[Line]:
        """The lines for the width that it has."""
        return self.lines_for(self.size.width)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as there are lines."""
        return len(self.lines_for(width))

    def repaint(self) -> None:
        """Put on screen what has changed, and take more or less room where that has changed."""
        super().repaint()
        number = len(self.lines()) if self.size.width else self._number
        if number != self._number:
            self._number = number
            self.refresh(layout=True)


def set_height(widget: Widget, rows: int) -> None:
    """Give a widget so many rows; nothing is laid out where it has them."""
    height = widget.styles.height
    if height is None or height.value != rows:
        widget.styles.height = rows
