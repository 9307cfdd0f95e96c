"""A list of a few hundred rows with a cursor that stays with its row's key, however the rows move.

    rows.show([Row("vps1", (Cell("vps1", Look.PLAIN),))], head=(Cell("Name", Look.TITLE),), nothing="No worker yet.")

The job table is another widget: it pages through millions.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from textual.binding import Binding, BindingType
from textual.events import Blur, Click, Focus, MouseScrollDown, MouseScrollUp, Resize
from textual.message import Message

from queue_core.text import clean
from queue_tui.widgets.looks import Cell, Line, Look
from queue_tui.widgets.painted import Painted
from queue_tui.words.wrap import breaks

GUTTER = 2
READING = "Reading…"
STILL_READING = "The list is still being read: there is nothing under the cursor yet."


class Row(NamedTuple):
    """One row: what it is about, and its line, of which the last cell takes the rest of the width."""

    key: str
    line: Line


class RowList(Painted, can_focus=True):
    """A line of titles, if there is one, and the rows."""

    BINDING_GROUP_TITLE = "List"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "move(1)", "Down", show=False, id="rows.down", tooltip="Next row"),
        Binding("k,up", "move(-1)", "Up", show=False, id="rows.up", tooltip="Previous row"),
        Binding("g,home", "put(0)", "First", show=False, id="rows.first", tooltip="First row"),
        Binding("G,end", "put(-1)", "Last", show=False, id="rows.last", tooltip="Last row"),
        Binding("pagedown,ctrl+f", "page(1)", "Page down", show=False, id="rows.page-down", tooltip="A screen on"),
        Binding("pageup,ctrl+b", "page(-1)", "Page up", show=False, id="rows.page-up", tooltip="A screen back"),
        Binding("enter", "choose", "Open", show=False, id="rows.open", tooltip="Open the row under the cursor"),
    ]
    DEFAULT_CSS = """
    RowList { height: 1fr; width: 1fr; }
    """

    @dataclass
    class Moved(Message):
        """The cursor is on another row now, or on none."""

        rows: "RowList"
        key: str | None

        @property
        def control(self) -> "RowList":
            """The list, for handlers that select it."""
            return self.rows

    @dataclass
    class Chosen(Message):
        """Enter, or a double click, on a row."""

        rows: "RowList"
        key: str

        @property
        def control(self) -> "RowList":
            """The list, for handlers that select it."""
            return self.rows

    def __init__(self, *, id: str | None = None, counts_new: bool = False) -> None:
        """`counts_new`: new rows come in at the top, and the titles say how many of them are above what is shown."""
        super().__init__(id=id)
        self._counts_new = counts_new
        self._newest: str | None = None
        """The first row when the beginning was last on screen."""
        self._rows: tuple[Row, ...] = ()
        self._read = False
        """There have been rows to show, be it none: until then the cursor goes where it will be."""
        self._head: Line | None = None
        self._nothing = ""
        self._key: str | None = None
        self._index = 0
        self._top = 0

    @property
    def key(self) -> str | None:
        """What the row under the cursor is about; None where there is no row."""
        return self._key

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows."""
        return self._rows

    def nothing_there(self, what: str) -> str:
        """Why a key finds no row: "There is no worker under the cursor."."""
        return f"There is no {what} under the cursor." if self._read else STILL_READING

    def show(self, rows: Sequence[Row] | None, *, head: Line | None = None, nothing: str = "") -> None:
        """Show these rows; the cursor stays on its key, or where that has gone, in its place.

        None while they are being read: keys that move the cursor then are remembered until they are there.
        """
        self._read = rows is not None
        self._rows, self._head, self._nothing = tuple(rows or ()), head, nothing if self._read else READING
        found = next((index for index, row in enumerate(self._rows) if row.key == self._key), None)
        self._set(self._index if found is None else found)

    def seek(self, key: str) -> None:
        """Put the cursor on the row of this key, if it is there."""
        found = next((index for index, row in enumerate(self._rows) if row.key == key), None)
        if found is not None:
            self._set(found)

    def lines(self) -> list[Line]:
        """The titles, and what is visible of the rows."""
        head = [] if self._head is None else [self._titles(self._head)]
        if not self._rows:
            words = clean(self._nothing)
            rows = breaks(words, max(self.size.width - GUTTER - 1, 1))
            return [*head, *((Cell(f"  {words[begin:end].strip()}", Look.MUTED),) for begin, end in rows)]
        shown = self._rows[self._top : self._top + self._height]
        return [*head, *(self._drawn(row) for row in shown)]

    def _titles(self, head: Line) -> Line:
        """With how many are new above, over the end of the last title."""
        titles = (Cell(" " * GUTTER, Look.TITLE), *head)
        if not (number := self._new_above()):
            return titles
        said = f" {number} new above: g"
        room = max(self.size.width - len(said), 0)
        text = "".join(cell.text for cell in titles)
        return (Cell(f"{text:<{room}}"[:room], Look.TITLE), Cell(said, Look.ATTENTION))

    def _new_above(self) -> int:
        if not self._counts_new:
            return 0
        above = [row.key for row in self._rows[: self._top]]
        return above.index(self._newest) if self._newest in above else len(above)

    def _drawn(self, row: Row) -> Line:
        if row.key != self._key:
            return (Cell("  ", Look.PLAIN), *row.line)
        look = Look.CURSOR if self.has_focus else Look.CURSOR_BLURRED
        return (Cell("> ", look), *(Cell(cell.text, look) for cell in row.line))

    @property
    def _height(self) -> int:
        return max(self.size.height - (self._head is not None), 1)

    @property
    def _last(self) -> int:
        return len(self._rows) - 1 if self._read else sys.maxsize

    def _set(self, index: int) -> None:
        before = self._key
        self._index = max(min(index, self._last), 0)
        self._key = self._rows[self._index].key if self._rows else None
        self._top = min(max(self._top, self._index - self._height + 1), self._index)
        self._top = max(min(self._top, len(self._rows) - self._height), 0)
        if self._top == 0:
            self._newest = self._rows[0].key if self._rows else None
        self.repaint()
        if before != self._key:
            self.post_message(self.Moved(self, self._key))

    def on_resize(self, event: Resize) -> None:
        """Keep the cursor on screen."""
        self._set(self._index)

    def on_focus(self, event: Focus) -> None:
        """The cursor is brighter while keys reach it."""
        self.call_after_refresh(self.repaint)

    def on_blur(self, event: Blur) -> None:
        """And darker while they do not."""
        self.call_after_refresh(self.repaint)

    def action_move(self, rows: int) -> None:
        """Move by rows."""
        self._set(self._index + rows)

    def action_page(self, pages: int) -> None:
        """Move by screens."""
        self._set(self._index + pages * max(self._height - 1, 1))

    def action_put(self, index: int) -> None:
        """Go to the first (0) or the last (-1) row."""
        self._set(index if index >= 0 else self._last)

    def action_choose(self) -> None:
        """Open the row under the cursor."""
        if self._key is not None:
            self.post_message(self.Chosen(self, self._key))
        elif not self._read:
            self.notify(STILL_READING, severity="warning", markup=False)

    def on_click(self, event: Click) -> None:
        """The first click puts the cursor there, a double click opens."""
        index = self._top + event.y - (self._head is not None)
        if 0 <= index < len(self._rows):
            self._set(index)
            if event.chain == 2:
                self.action_choose()

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Three rows down."""
        self.action_move(3)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Three rows up."""
        self.action_move(-3)
