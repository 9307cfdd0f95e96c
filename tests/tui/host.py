"""A small app around one screen or dialog: it holds the snapshot, notes every intent and every toast."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from textual import on
from textual.pilot import Pilot
from textual.reactive import var
from textual.screen import Screen

from queue_core.models import Identity, JobDetail, JobId
from queue_tui.base_app import TerminalApp
from queue_tui.intents import Intent
from queue_tui.screens.job import JobScreen
from queue_tui.snapshot import Clock, Connection, Link, Snapshot, Watched, Window, nothing_yet
from queue_tui.ticks import monotonic
from tests.tui.samples import NOW

SIZES = ((80, 24), (120, 40))
ERROR, ATTEMPTS, PAYLOAD, RESULT = ("]",), ("]", "]"), ("[", "["), ("[",)
"""Keys from the first section of a job to another one."""
OPERATOR = Identity(role="queue_operator", can_operate=True, can_work=False, read_only=False, server="18.4")


class Host(TerminalApp):
    """Does nothing with what it is told but remember it."""

    snapshot: var[Snapshot] = var(nothing_yet)

    def __init__(self) -> None:
        super().__init__()
        self.intents: list[Intent] = []
        self.answers: list[Any] = []
        """What dialogs were dismissed with."""

    @on(Intent)
    def _note(self, intent: Intent) -> None:
        self.intents.append(intent)

    @property
    def toasts(self) -> list[str]:
        """What it has told the person."""
        return [str(notification.message) for notification in self._notifications]

    def show(self, screen: Screen[Any]) -> Any:
        """Push a dialog, and note its answer."""
        return self.push_screen(screen, self.answers.append)


def showing(detail: JobDetail | None, job_id: JobId | None = None, error: str | None = None, **more: Any) -> Snapshot:
    """A snapshot in which one job is watched, at the samples' NOW."""
    watched = Watched(job_id=job_id or (detail.job.id if detail else JobId("none")), detail=detail, error=error)
    moment = monotonic()
    parts: dict[str, Any] = {"identity": OPERATOR, "window": Window(), **more}
    return Snapshot(
        connection=Connection(link=Link.CONNECTED, label="queue on tests", since=moment, heard_at=moment),
        watched=watched,
        clock=Clock(read=NOW, at=moment),
        **parts,
    )


@asynccontextmanager
async def job_screen(
    detail: JobDetail | None, *, size: tuple[int, int] = (80, 24), job_id: JobId | None = None, **more: Any
) -> AsyncIterator[tuple[Host, JobScreen, Pilot[None]]]:
    """The job screen, showing this job."""
    app = Host()
    async with app.run_test(size=size) as pilot:
        app.snapshot = showing(detail, job_id, **more)
        screen = JobScreen(app.snapshot.watched.job_id if app.snapshot.watched else JobId("none"))
        await app.push_screen(screen.data_bind(snapshot=Host.snapshot))
        await pilot.pause()
        yield app, screen, pilot


def lines_of(app: TerminalApp) -> list[str]:
    """What is on screen, as text."""
    return ["".join(segment.text for segment in strip).rstrip() for strip in app.screen._compositor.render_strips()]


def text_of(app: TerminalApp) -> str:
    """What is on screen, as one text."""
    return "\n".join(lines_of(app))
