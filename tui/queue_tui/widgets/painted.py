"""A widget that knows what it has painted, and paints only what has changed since.

Textual repaints a widget whole; over SSH that is kilobytes for a clock. Here a widget says what its
lines are now, and `repaint` refreshes the stretch of each line that differs from what is on screen.

    class Clock(Painted):
        def lines(self) -> list[Line]:
            return [(Cell(f"{now():%H:%M}", Look.MUTED),)]
    ...
    clock.repaint()      # whenever something may have changed; costs nothing where nothing has
"""

from collections.abc import Iterable
from itertools import zip_longest
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.events import Resize
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from queue_core.text import width
from queue_tui.widgets.looks import Line, Look


class Painted(Widget):
    """Lines of cells, each one line high and cut at the widget's width."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {look.value for look in Look}
    DEFAULT_CSS = """
    Painted {
        & > .line--muted { color: $text-muted; }
        & > .line--strong { text-style: bold; }
        & > .line--title { color: $text-muted; text-style: bold; }
        & > .line--accent { color: $primary; }
        & > .line--chosen { color: $primary; text-style: bold underline; }
        & > .line--completed { color: $status-completed; }
        & > .line--processing { color: $status-processing; }
        & > .line--failed { color: $status-failed; }
        & > .line--cancelled { color: $status-cancelled; }
        & > .line--attention { color: $status-attention; }
        & > .line--label { color: $label-colour; text-style: bold; }
        & > .line--cursor {
            color: $block-cursor-foreground;
            background: $block-cursor-background;
            text-style: $cursor-style;
        }
        & > .line--cursor-blurred {
            color: $block-cursor-blurred-foreground;
            background: $block-cursor-blurred-background;
            text-style: $block-cursor-blurred-text-style;
        }
    }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._painted: list[Line] = []

    def lines(self) -> list[Line]:
        """What should be on screen now. The last cell of a line gives the rest of it its look."""
        raise NotImplementedError

    def style_of(self, look: Look) -> Style:
        """The style a look has in the present theme."""
        return self.get_component_rich_style(look)

    def repaint(self) -> None:
        """Put on screen what has changed."""
        new = self.lines()[: self.size.height]
        regions = [
            Region(begin, y, end - begin, 1)
            for y, (before, after) in enumerate(zip_longest(self._painted, new, fillvalue=()))
            if before != after
            for begin, end in (_changed(before, after, self.size.width),)
            if end > begin
        ]
        self._painted = new
        if regions:
            self.refresh(*regions)

    def on_resize(self, event: Resize) -> None:
        """Lay the lines out anew for the new size."""
        self.repaint()

    def render_line(self, y: int) -> Strip:
        """One painted line."""
        line = self._painted[y] if y < len(self._painted) else ()
        return Strip(_segments(line, self)).adjust_cell_length(self.size.width, self._rest(line))

    def _rest(self, line: Line) -> Style:
        return self.style_of(line[-1].look if line else Look.PLAIN)


def _segments(line: Line, widget: Painted) -> Iterable[Segment]:
    """Neighbours with the same look are one segment: each costs some forty bytes of colour."""
    text, look = "", Look.PLAIN
    for cell in line:
        if cell.look is look:
            text += cell.text
            continue
        if text:
            yield Segment(text, widget.style_of(look))
        text, look = cell.text, cell.look
    if text:
        yield Segment(text, widget.style_of(look))


def _changed(before: Line, after: Line, cells: int) -> tuple[int, int]:
    """From where to where two lines differ, in cells."""
    begin = 0
    for old, new in zip(before, after, strict=False):
        if old != new:
            break
        begin += width(old.text)
    end = cells
    if sum(width(cell.text) for cell in before) == sum(width(cell.text) for cell in after) and before and after:
        if before[-1].look is not after[-1].look:
            return begin, end
        end = sum(width(cell.text) for cell in after)
        for old, new in zip(reversed(before), reversed(after), strict=False):
            if old != new:
                break
            end -= width(old.text)
    return min(begin, cells), min(end, cells)
