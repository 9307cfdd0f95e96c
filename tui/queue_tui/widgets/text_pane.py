"""A text to be read: it wraps, scrolls, and stays where it is when it is replaced by another state of itself.

Only the rows on screen are ever drawn, so that a hundred kilobytes are as fast as a page.
"""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Resize
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual

from queue_tui.words.wrap import breaks

Row = tuple[Content, int, int]
"""Line, and from where to where it is on this row."""


class TextPane(ScrollView, can_focus=True, inherit_bindings=False):
    """Harmless lines in a pane of their own."""

    BINDING_GROUP_TITLE = "Text"
    BINDINGS: ClassVar[list[BindingType]] = [
        # Its own only: a text that wraps has no use for left and right, and the screen has.
        Binding("j,down", "scroll_down", "Down", show=False),
        Binding("k,up", "scroll_up", "Up", show=False),
        Binding("g,home", "scroll_home", "Beginning", show=False),
        Binding("G,end", "scroll_end", "End", show=False),
        Binding("space,ctrl+f,pagedown", "page_down", "Page down", show=False),
        Binding("ctrl+b,pageup", "page_up", "Page up", show=False),
    ]
    DEFAULT_CSS = """
    TextPane {
        height: 1fr;
        scrollbar-size-vertical: 1;
        scrollbar-gutter: stable;
        overflow-x: hidden;
        text-wrap: nowrap;
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: tuple[Content, ...] = ()
        self._rows: list[Row] = []

    @property
    def shown(self) -> str:
        """What it says now."""
        return "\n".join(line.plain for line in self._lines)

    def show(self, lines: Sequence[Content], *, from_start: bool = False) -> None:
        """Say something else; `from_start` when it is not another state of the same text."""
        new = tuple(lines)
        if not _same(new, self._lines):
            self._lines = new
            self._wrap()
        if from_start:
            self.scroll_home(animate=False)

    def on_resize(self, event: Resize) -> None:
        """Break the lines anew."""
        self._wrap()

    def _wrap(self) -> None:
        width = self.scrollable_content_region.width
        if not width:
            return
        before = self._rows
        self._rows = [(line, *row) for line in self._lines for row in breaks(line.plain, width)]
        size = Size(width, len(self._rows))
        if size == self.virtual_size and len(before) == len(self._rows):
            self._refresh_changed(before)
            return
        self.virtual_size = size
        self.refresh(layout=self.styles.is_auto_height)

    def _refresh_changed(self, before: list[Row]) -> None:
        """Only the rows that say something else, since over a slow link each row counts."""
        top = self.scroll_offset.y
        for y in range(top, min(top + self.size.height, len(before))):
            (was, *there), (becomes, *here) = before[y], self._rows[y]
            if there != here or not was[slice(*there)].is_same(becomes[slice(*here)]):
                self.refresh_line(y)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as there are, where the height follows the text."""
        return len(self._rows)

    def render_line(self, y: int) -> Strip:
        """One row."""
        width = self.scrollable_content_region.width
        index = y + self.scroll_offset.y
        if index >= len(self._rows):
            return Strip.blank(width, self.rich_style)
        line, begin, end = self._rows[index]
        strips = Visual.to_strips(self, line[begin:end], width, 1, self.visual_style)
        return strips[0] if strips else Strip.blank(width, self.rich_style)


def _same(these: tuple[Content, ...], those: tuple[Content, ...]) -> bool:
    return len(these) == len(those) and all(this.is_same(that) for this, that in zip(these, those, strict=True))
