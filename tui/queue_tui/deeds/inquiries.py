"""Looks at the queue that a screen does not show by itself: why a job does not run, and lists written into files."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from queue_core.errors import SchemaMismatch
from queue_core.filters import Filter
from queue_core.models import JobId, JobStatus
from queue_tui.deeds.operations import MOST_TARGETS, matching
from queue_tui.dialogs.explain import ExplainDialog, Known
from queue_tui.dialogs.export import ExportDialog
from queue_tui.formatting import count, plural
from queue_tui.queue_view import QueueView
from queue_tui.screens.jobs import JobsScreen

if TYPE_CHECKING:
    from queue_tui.app import QueueApp


class Inquiries:
    """Asks the queue, and changes nothing in it."""

    def __init__(self, app: "QueueApp", queue: QueueView) -> None:
        self._app, self._queue = app, queue

    async def mark_matching(self) -> None:
        """Mark all jobs that match, up to a bound."""
        screen = self._app.screen
        if not isinstance(screen, JobsScreen):
            return
        ids, more = await matching(self._queue, self._app.view.filter)
        if not ids:
            self._app.notify("No job matches, so none is marked.", severity="warning", markup=False)
            return
        screen.table.mark(ids)
        rest = f"; there are more, and {count(MOST_TARGETS)} is what one action takes: a acts on all" if more else ""
        self._app.notify(f"{plural(len(ids), 'job')} marked{rest}. Esc takes the marks away.", markup=False)

    async def explain(self, job_id: JobId) -> None:
        """Show how a job stands, and why, until the person has seen it."""
        await self._app.push_screen_wait(ExplainDialog(job_id, self._read))

    async def _read(self, job_id: JobId) -> Known:
        detail = await self._queue.job(job_id)
        known = Known(detail=detail, stats=self._app.snapshot.stats)
        if detail.job.status is not JobStatus.QUEUED:
            return known
        with suppress(SchemaMismatch):
            return replace(known, explanation=await self._queue.explain(detail.job.id))
        return known

    async def export(self, filter: Filter) -> None:
        """Ask where to, and write all jobs that match."""
        from queue_core.export import export_file

        path = Path.home() / f"queue-jobs-{datetime.now(UTC):%Y%m%d-%H%M%S}"
        written = await self._app.push_screen_wait(
            ExportDialog(path, partial(export_file, self._queue, filter), str(filter))
        )
        if written is not None:
            self._app.notify(written, markup=False, timeout=15)
