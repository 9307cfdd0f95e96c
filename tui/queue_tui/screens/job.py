"""Everything about one job, live: what it is, how its life went, its errors, its payload and result.

The app binds `snapshot`; the screen shows `snapshot.watched` and goes on showing the last of it when
the job is deleted or the connection is lost. What the person wants, it posts as intents.
"""

from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.reactive import reactive, var

from queue_core.models import Job, JobDetail, JobId
from queue_tui.deeds.copying import choices, job_commands
from queue_tui.deeds.edits import ask_changes, whose_words
from queue_tui.deeds.permitted import permitted, why_not
from queue_tui.dialogs.menu import Menu
from queue_tui.formatting import TimeStyle
from queue_tui.intents import (
    Cancel,
    CopyText,
    Delete,
    Edit,
    EditCopy,
    Explain,
    ForceCancel,
    OpenJob,
    Retry,
    Undo,
)
from queue_tui.neighbours import Neighbours
from queue_tui.screens.job_keys import JOB_KEYS
from queue_tui.screens.telling import TellingScreen
from queue_tui.snapshot import Snapshot, nothing_yet
from queue_tui.terminal import outside
from queue_tui.widgets.footer import KeyBar
from queue_tui.widgets.header import QueueHeader
from queue_tui.widgets.job_sections import SECTIONS, JobSections
from queue_tui.widgets.job_title import JobTitle
from queue_tui.widgets.last_drawn import LastDrawn
from queue_tui.widgets.section_bar import SectionBar
from queue_tui.words.cancel_seen import CancelSeen
from queue_tui.words.jobs import name_for, texts_of
from queue_tui.words.situation import keeps_a_slot

TICK_SECONDS = 1.0


class JobScreen(TellingScreen):
    """One job."""

    CSS_PATH = "job.tcss"
    BINDING_GROUP_TITLE = "Job"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (150, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-short"), (20, "-tall")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = JOB_KEYS

    snapshot: reactive[Snapshot] = reactive(nothing_yet, repaint=False)
    section: var[str] = var("overview", init=False)
    times: var[TimeStyle] = var(TimeStyle.LOCAL, init=False)
    """How the app writes moments."""

    title_lines = getters.query_one(JobTitle)
    bar = getters.query_one(SectionBar)
    sections = getters.query_one(JobSections)

    def __init__(self, job_id: JobId) -> None:
        super().__init__()
        self.job_id = job_id
        self._drawn = LastDrawn()
        """Of the visible section."""
        self._neighbours = Neighbours()
        self._cancel = CancelSeen()

    # -- what it looks like ------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """The job in two lines, the sections, one of them."""
        yield QueueHeader().data_bind(snapshot=JobScreen.snapshot)
        yield JobTitle()
        yield SectionBar(SECTIONS)
        yield JobSections()
        yield KeyBar()

    def on_mount(self) -> None:
        """Times at the top move without news."""
        self.sections.take_focus(self.section)
        self._draw()
        self.set_interval(TICK_SECONDS, self._draw)

    @property
    def detail(self) -> JobDetail | None:
        """The job as last read; None before that."""
        watched = self.snapshot.watched
        return watched.detail if watched is not None and watched.job_id == self.job_id else None

    def watch_snapshot(self, before: Snapshot, now: Snapshot) -> None:
        """Draw what is new."""
        if self.is_mounted:
            self._draw()

    def watch_section(self) -> None:
        """Show another section, and give it the keys."""
        self._draw()
        self.sections.take_focus(self.section)

    def watch_times(self) -> None:
        """Write all times anew."""
        self._draw()

    def on_resize(self) -> None:
        """Lay out anew what depends on the width."""
        self._drawn.forget()
        self._draw()

    def _draw(self) -> None:
        self._draw_title()
        detail = self.detail
        if detail is None:
            return
        self._neighbours.note(self.job_id, self.snapshot.window.jobs)
        self._cancel.note(detail)
        now = self.snapshot.db_now() or detail.now
        parts = (detail, self.section, self.times, self._notice(), self.snapshot.identity)
        if not self._drawn.take(parts, now, self.times):
            return
        tried = str(len(detail.attempts)) if detail.attempts else ""
        self.bar.show(self.section, {"attempts": tried})
        self.sections.show(self.section, replace(detail, now=now), self.times)
        self.refresh_bindings()

    def _draw_title(self) -> None:
        snapshot, detail = self.snapshot, self.detail
        now = snapshot.db_now()
        self.title_lines.show(detail, snapshot.stats, now, self._notice(), self._told(detail, now))

    def _told(self, detail: JobDetail | None, now: datetime | None) -> str | None:
        """How a cancel went that was seen here."""
        if detail is None:
            return None
        cancel = self._cancel.sentence(detail, now or detail.now, self.times)
        return cancel and f"{cancel}{keeps_a_slot(detail.job, now or detail.now)}"

    def _notice(self) -> str | None:
        """What keeps the job's own state from being the news: it is gone, or was never there."""
        watched = self.snapshot.watched
        if watched is None or watched.job_id != self.job_id or watched.error is None:
            return None
        return watched.error if watched.detail is None else "This job was deleted; below is how it was."

    # -- what can be done --------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide what cannot be done with this job now, or by this user."""
        if action in ("retry", "cancel", "edit_copy", "delete", "edit", "force_cancel"):
            return permitted(action, self._job, self.snapshot.identity)
        if action in ("copy", "open", "explain"):
            return self.detail is not None
        return True

    def why_not(self, action: str) -> str:
        """By what the job is, or who asks."""
        return why_not(action, self._job, self.snapshot)

    @property
    def _job(self) -> Job | None:
        """The job, unless it has not been read yet, or is gone."""
        return self.detail.job if self.detail is not None and self._notice() is None else None

    def action_back(self) -> None:
        """Go back to the list."""
        self.dismiss()

    def action_retry(self) -> None:
        """Put the job back into the queue."""
        self.post_message(Retry((self.job_id,)))

    def action_cancel(self) -> None:
        """Cancel the job."""
        self.post_message(Cancel((self.job_id,)))

    def action_force_cancel(self) -> None:
        """Cancel the job without its worker."""
        self.post_message(ForceCancel((self.job_id,)))

    async def action_edit(self, what: str) -> None:
        """Change its priority, or when it runs."""
        ids = (self.job_id,)
        await ask_changes(self.app, what, whose_words(ids), lambda changes: self.post_message(Edit(ids, changes)))

    def action_explain(self) -> None:
        """Say why it is not running, or how it stands."""
        self.post_message(Explain(self.job_id))

    def action_undo(self) -> None:
        """Undo the last action."""
        self.post_message(Undo())

    def action_delete(self) -> None:
        """Remove the job."""
        self.post_message(Delete((self.job_id,)))

    def action_edit_copy(self) -> None:
        """Open the form, filled in from this job."""
        self.post_message(EditCopy(self.job_id))

    def action_step(self, step: int) -> None:
        """Show the next section, or the one before; round the end."""
        ids = [section.id for section in SECTIONS]
        self.section = ids[(ids.index(self.section) + step) % len(ids)]

    # -- neighbours --------------------------------------------------------------------------------

    def action_neighbour(self, step: int) -> None:
        """Open the job below or above this one in the list."""
        beside = self._neighbours.beside(self.job_id, step)
        if beside is not None:
            self.post_message(OpenJob(beside))
        else:
            where = "below" if step > 0 else "above"
            self.notify(f"There is no job {where} it in the list that is shown.", severity="warning", markup=False)

    def show_job(self, job_id: JobId) -> None:
        """Show another job in the same section."""
        self.job_id = job_id
        self._drawn.forget()
        self._draw()

    # -- copying and opening -----------------------------------------------------------------------

    def _texts(self) -> dict[str, str]:
        return (
            {} if self.detail is None else texts_of(self.detail, self.sections.attempt) | job_commands(self.detail.job)
        )

    async def action_copy(self) -> None:
        """Ask what to copy."""
        await self.app.push_screen(Menu("Copy", choices(self._texts())), self._copy)

    def _copy(self, what: str | None) -> None:
        text = self._texts().get(what or "")
        if what is not None and text is not None:
            self.post_message(CopyText(text, what))

    def action_open(self) -> None:
        """Show the whole text of the section in the pager, or say where it is."""
        what = name_for(self.section)
        said = outside.open_text(self.app, self._texts().get(what), what)
        if said is not None:
            self.notify(said, markup=False)
