"""The table of jobs: our own widget, because Textual's DataTable repaints itself whole and holds every row.

It shows a window of the list (`Viewport`), says with messages when it needs the pages beside it, and
paints the cells that changed. Cursor and marks belong to jobs, not to rows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Blur, Click, Focus, MouseScrollDown, MouseScrollUp, Resize
from textual.message import Message
from textual.reactive import var

from queue_core.models import Job, JobId
from queue_tui.formatting import TimeStyle
from queue_tui.intents import OpenJob, ShowFirst, ShowLast, ShowMore
from queue_tui.snapshot import Snapshot
from queue_tui.widgets.columns import Column, fitting
from queue_tui.widgets.job_lines import GUTTER, head, message, row
from queue_tui.widgets.lingering import Lingering
from queue_tui.widgets.looks import Line, Look
from queue_tui.widgets.marks import Marks
from queue_tui.widgets.viewport import FIRST, LAST, Viewport

MARGIN = 40
"""Rows that are kept ready beyond either edge of the screen."""


class JobTable(Lingering, can_focus=True):
    """One line of titles, and the jobs of the snapshot's window."""

    BINDING_GROUP_TITLE = "List"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(keys, action, title, show=show, id=f"table.{name}", tooltip=meaning, priority=True)
        for keys, action, title, show, name, meaning in (
            ("j,down", "move(1)", "Down", False, "down", "Next job"),
            ("k,up", "move(-1)", "Up", False, "up", "Previous job"),
            ("g,home", "first", "First", False, "first", "Beginning of the list"),
            ("G,end", "last", "Last", False, "last", "End of the list"),
            ("pagedown,ctrl+f", "page(1)", "Page down", False, "page-down", "A screen on"),
            ("pageup,ctrl+b", "page(-1)", "Page up", False, "page-up", "A screen back"),
            ("space", "mark", "Mark", True, "mark", "Mark the job, or take its mark away"),
            ("v", "range", "Range", False, "range", "Begin to mark a range here, or end it"),
            ("enter", "open", "Open", True, "open", "Everything about the job"),
        )
    ]
    """Before any other key of the screen: what is typed behind them means the job that they lead to."""
    DEFAULT_CSS = """
    JobTable { height: 1fr; width: 1fr; }
    """

    columns: var[tuple[str, ...] | None] = var[tuple[str, ...] | None](None, init=False)
    """Names of the columns that the person wants; None: those that fit."""
    times: var[TimeStyle] = var(TimeStyle.RELATIVE, init=False)

    @dataclass
    class SelectionChanged(Message):
        """The cursor has come, gone or moved, or marks have changed, or which of them are on screen."""

        marked: int
        unseen: int
        """How many of the marked jobs are in no row on screen."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.viewport = Viewport()
        self._marks = Marks()
        self._marked_before = (0, 0)
        """How many were marked, and how many of these were not on screen, when that was last told."""
        self._columns: tuple[Column, ...] = ()

    # -- what others ask ------------------------------------------------------------------------------

    @property
    def cursor(self) -> Job | None:
        """The job under the cursor; None until the person has moved there."""
        return self.viewport.cursor

    @property
    def marked(self) -> tuple[JobId, ...]:
        """The marked jobs, those of a range that has not ended among them."""
        return tuple(self._marks.ids)

    @property
    def chosen(self) -> tuple[JobId, ...]:
        """The jobs that an action is meant for: those marked, else the one under the cursor."""
        return self.marked or ((self.cursor.id,) if self.cursor else ())

    def mark(self, ids: Iterable[JobId]) -> None:
        """Mark these jobs too."""
        self._marks.add(ids)
        self._selected()

    def unmark(self, ids: Iterable[JobId] | None = None) -> None:
        """Take these marks away, or all; the range that is being marked goes too."""
        if ids is None:
            self._marks.clear()
        else:
            self._marks.remove(ids)
        self._selected()

    def seek(self, job_id: JobId) -> None:
        """Put the cursor on a job that is new in the list, as soon as it is there."""
        self.viewport.seek(job_id)
        if not self.viewport.window.at_start:
            self.post_message(ShowFirst())
        self._selected()

    def release(self) -> None:
        """Take the cursor away and show the newest jobs again."""
        self.viewport.release()
        if not self.viewport.window.at_start:
            self.post_message(ShowFirst())
        self._selected()

    # -- painting -------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Ages go on without any news."""
        self.set_interval(1.0, self.repaint)

    def on_resize(self, event: Resize) -> None:
        """Other columns and another number of rows may fit."""
        self._lay_out()
        self.viewport.resize(event.size.height - 1)
        self._read_on()
        if self._marked_now() != self._marked_before:
            self._selected()
        self.repaint()

    def _lay_out(self) -> None:
        self._columns = fitting(self.size.width, GUTTER, self.columns, self.times)

    def watch_columns(self) -> None:
        """Show other columns."""
        self._lay_out()
        self.repaint()

    def watch_times(self) -> None:
        """Write moments in another way."""
        self.watch_columns()

    def watch_snapshot(self, before: Snapshot, snapshot: Snapshot) -> None:
        """Show the news, with the cursor on its job."""
        self.take(snapshot.window, before.window)
        if snapshot.window is not self.viewport.window:
            cursor_id = self.viewport.cursor_id
            if snapshot.window.jump != self.viewport.window.jump:
                self._marks.end_range()
            self.viewport.show(snapshot.window)
            self._read_on()
            if cursor_id != self.viewport.cursor_id or self._marked_now() != self._marked_before:
                self._selected()
        self.repaint()

    def lines(self) -> list[Line]:
        """The titles, and the rows or what there is to say instead of them."""
        now = self.snapshot.db_now()
        if now is None or not self.viewport.jobs:
            return [head(self._columns), (), message(self.snapshot)]
        look = Look.CURSOR if self.has_focus else Look.CURSOR_BLURRED
        marked = self._marks.ids
        rows = (
            row(job, self._columns, now, look if job.id == self.viewport.cursor_id else None, job.id in marked)
            for job in self.viewport.visible()
        )
        return [head(self._columns), *rows]

    def on_focus(self, event: Focus) -> None:
        """The cursor is brighter while keys reach it."""
        self.call_after_refresh(self.repaint)

    def on_blur(self, event: Blur) -> None:
        """And darker while they do not."""
        self.call_after_refresh(self.repaint)

    # -- keys and mouse ---------------------------------------------------------------------------------

    def action_move(self, rows: int) -> None:
        """Move the cursor by rows."""
        self.viewport.move(rows)
        self._moved()

    def action_page(self, pages: int) -> None:
        """Move the cursor by screens."""
        self.viewport.page(pages)
        self._moved()

    def action_first(self) -> None:
        """Go to the first job of the list, wherever it is."""
        if self.viewport.window.at_start:
            self.viewport.put(FIRST)
        else:
            self._land(FIRST, ShowFirst())
        self._moved()

    def action_last(self) -> None:
        """Go to the last job of the list, wherever it is."""
        if self.viewport.window.at_end and not self.viewport.is_awaited:
            self.viewport.put(len(self.viewport.jobs) - 1)
        else:
            self._land(LAST, ShowLast())
        self._moved()

    def _land(self, index: int, wish: ShowFirst | ShowLast) -> None:
        self.viewport.land(index)
        self.linger()
        self.post_message(wish)

    def action_mark(self) -> None:
        """Mark the job under the cursor, or take its mark away, and go on to the next; end a range."""
        if self.cursor is None:
            self.action_move(0)
            return
        if self._marks.in_range:
            self.action_range()
            return
        self._marks.toggle(self.cursor.id)
        self.action_move(1)

    def action_range(self) -> None:
        """Begin to mark a range at the cursor, which grows with it; the second time, keep its marks."""
        if self.cursor is None:
            self.action_move(0)
        if self._marks.in_range:
            self._marks.end_range()
        elif self.cursor is not None:
            self._marks.begin_range(self.cursor.id)
        self._selected()

    def action_open(self) -> None:
        """Open the job under the cursor; where there is none, show where it would be."""
        if self.cursor is None:
            self.action_move(0)
        else:
            self.post_message(OpenJob(self.cursor.id))

    def on_click(self, event: Click) -> None:
        """The first click puts the cursor there, a double click opens."""
        row = self.viewport.top + event.y - 1
        if event.y < 1 or row >= len(self.viewport.jobs):
            return
        self.viewport.put(row)
        self._moved()
        if event.chain == 2:
            self.action_open()

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Three rows down."""
        self.action_move(3)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Three rows up."""
        self.action_move(-3)

    def _moved(self) -> None:
        if self.cursor is not None:
            self._marks.extend_range(self.viewport.jobs, self.cursor.id)
        self._read_on()
        self._selected()

    def _selected(self) -> None:
        self.repaint()
        self._marked_before = self._marked_now()
        self.post_message(self.SelectionChanged(*self._marked_before))

    def _marked_now(self) -> tuple[int, int]:
        marked = self._marks.ids
        seen = sum(job.id in marked for job in self.viewport.visible()) if marked else 0
        return len(marked), len(marked) - seen

    def _read_on(self) -> None:
        """Ask for the pages beside the window before the person gets there."""
        view, window = self.viewport, self.viewport.window
        if not window.loaded or window.searching:
            return
        if not window.at_end and view.top + view.height + MARGIN > len(window.jobs):
            self.post_message(ShowMore(before=False))
        elif not window.at_start and view.top < MARGIN:
            self.post_message(ShowMore(before=True))
