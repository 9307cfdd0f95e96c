"""Comes back to a place as it was left, and writes down how it is: at every change, soon after it, and at the end."""

import os
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from queue_core.filters import parse_filter
from queue_core.models import JobId
from queue_tui.orders import order_named, order_of
from queue_tui.places.memory import Memory, memory_path, recall, remember
from queue_tui.places.saved import SavedView
from queue_tui.snapshot import View, Window
from queue_tui.views import JOBS

if TYPE_CHECKING:
    from queue_tui.app import QueueApp

SECONDS = 2.0
"""How often it is looked whether there is something new to write down."""


class Remembering:
    """The memory of one place, while it is shown."""

    def __init__(
        self, app: "QueueApp", place: str, *, fresh: bool = False, environ: Mapping[str, str] = os.environ
    ) -> None:
        """`fresh`: as if it had never been left; the views that were saved are there all the same."""
        self._app = app
        self._path = memory_path(place, environ)
        self.memory, self.problem = recall(self._path)
        self._written = self.memory
        if fresh:
            self.memory = self.memory.afresh()
        self._cursor: JobId | None = self.memory.cursor
        """Where the cursor is to go when the list is there."""
        self._failed = False

    def view(self) -> View:
        """The list that was left."""
        return view_of(SavedView(name="left", filter=self.memory.filter, order=self.memory.order))

    def restore(self) -> None:
        """Show what was left, unless the person has gone somewhere already."""
        app, memory = self._app, self.memory
        app.times, app.failure_sort = memory.times, memory.failure_sort
        app.jobs_screen.table.columns = memory.columns
        if app.view_name == JOBS.name and memory.screen != JOBS.name:
            app.action_view(memory.screen)

    def land(self, window: Window) -> None:
        """Put the cursor where it was, if its job is in the first rows that arrive, and the person has not moved."""
        if self._cursor is None or not window.loaded:
            return
        wanted, self._cursor = self._cursor, None
        table = self._app.jobs_screen.table
        if table.cursor is None and any(job.id == wanted for job in window.jobs):
            table.seek(wanted)

    def save(self, *saved: SavedView) -> None:
        """Keep these views as the person's own, in place of those there were."""
        self.memory = replace(self.memory, saved=saved)
        self.write()

    def write(self) -> None:
        """Write down how it is now, where that is something new."""
        memory = self._now()
        if memory == self._written or self._failed:
            return
        try:
            remember(self._path, memory)
        except OSError as error:
            self._failed = True
            self._app.notify(
                f"This place cannot be remembered ({error.strerror}): {self._path}", severity="warning", markup=False
            )
        self.memory = self._written = memory

    def _now(self) -> Memory:
        app = self._app
        view, table = app.view, app.jobs_screen.table
        return replace(
            self.memory,
            screen=app.view_name,
            filter=str(view.filter),
            order=order_of(view.sort, view.descending).name,
            columns=table.columns,
            times=app.times,
            failure_sort=app.failure_sort,
            cursor=self._cursor or (None if table.cursor is None else table.cursor.id),
        )


def view_of(saved: SavedView) -> View:
    """The list that a saved view is. Its filter and order have been checked."""
    order = order_named(saved.order)
    assert order is not None
    return View(filter=parse_filter(saved.filter), sort=order.sort, descending=order.descending)
