"""The lines of the job table: its titles, a job, and what there is to say where there is none. No Textual in here."""

from collections.abc import Sequence
from datetime import datetime

from queue_core.models import Job
from queue_tui.formatting import plural
from queue_tui.snapshot import Link, Snapshot, Window
from queue_tui.widgets.columns import Column, cells_of, titles
from queue_tui.widgets.looks import Cell, Line, Look

GUTTER = 2
"""Cells at the left for the cursor and the mark, so that neither needs colour."""
LONG_SEARCH = 10_000
"""Rows looked at from which on it is worth saying how many."""


def head(columns: Sequence[Column]) -> Line:
    """The titles."""
    return (Cell(" " * GUTTER + titles(columns), Look.TITLE),)


def row(job: Job, columns: Sequence[Column], now: datetime, cursor: Look | None, marked: bool) -> Line:
    """One job; `cursor` is the look of the cursor where it is on this job."""
    gutter = (">" if cursor else " ") + ("*" if marked else " ")
    cells = (Cell(gutter, Look.ACCENT if marked else Look.PLAIN), *cells_of(job, columns, now))
    return cells if cursor is None else tuple(Cell(cell.text, cursor) for cell in cells)


def message(snapshot: Snapshot) -> Line:
    """What stands in place of the rows where there are none; an error of the list is in the filter bar."""
    return (Cell(f"  {_words(snapshot)}", Look.MUTED),)


def _words(snapshot: Snapshot) -> str:
    window: Window = snapshot.window
    if window.error is not None:
        return "This list could not be read."
    if window.searching and window.searched:
        return f"Nothing yet in {plural(window.searched, 'job')} looked at; still searching."
    if not window.loaded:
        return "Reading…" if snapshot.connection.link is not Link.CONNECTING else "Connecting…"
    if window.view.filter.terms:
        if window.count is not None and window.count.count:
            return "None of the jobs that were listed matches any more."
        none = f"None of {plural(window.searched, 'job')}" if window.searched >= LONG_SEARCH else "No job"
        return f"{none} matches. Esc shows all jobs."
    return "There are no jobs. n makes a test job."
