"""Who runs the jobs: the workers, the services that one of them needs, and what is in its slots."""

from datetime import UTC, datetime
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Resize

from queue_core.models import JobId, Worker, WorkerState
from queue_tui.base_app import TerminalApp
from queue_tui.deeds.permitted import may_not, may_operate
from queue_tui.intents import CopyText, OpenJob, QuietWorker, ReleaseSlots, ShowView
from queue_tui.screens.view import ViewScreen
from queue_tui.wanted import running_on
from queue_tui.widgets.growing import set_height
from queue_tui.widgets.row_list import RowList
from queue_tui.widgets.worker_panel import WorkerPanel
from queue_tui.widgets.worker_rows import job_of, slot_rows, worker_rows

NOBODY = "No worker has been seen for a day: start one with 'queue-worker'."
CAN_BE_ASKED = (WorkerState.RUNNING, WorkerState.QUIET)


class WorkersScreen(ViewScreen):
    """The workers above; below the one under the cursor, and the slots with a cursor of their own."""

    CSS_PATH = "workers.tcss"
    BINDING_GROUP_TITLE = "Workers"
    AUTO_FOCUS = "#workers"
    VERTICAL_BREAKPOINTS = [(0, "-short"), (32, "-tall")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("Q", "quiet", "Quiet", id="workers.quiet", tooltip="Have it take no more jobs, or take them again"),
        Binding("o", "open", "Open job", id="workers.open", tooltip="Open the job of the slot under the cursor"),
        Binding(
            "S",
            "release",
            "Free slots",
            id="workers.release",
            tooltip="Free the held slot, those of the worker, or all",
        ),
        Binding("tab", "app.focus_next", "Slots", id="workers.slots", tooltip="From the list of workers to the slots"),
        Binding("y", "copy", "Copy name", show=False, id="workers.copy", tooltip="Copy the name of the worker"),
    ]

    app = getters.app(TerminalApp)
    staff = getters.query_one("#workers", RowList)
    panel = getters.query_one(WorkerPanel)
    slots = getters.query_one("#slots", RowList)

    def body(self) -> ComposeResult:
        """Who, how, what."""
        yield RowList(id="workers")
        yield WorkerPanel()
        yield RowList(id="slots")

    @property
    def worker(self) -> Worker | None:
        """The one under the cursor."""
        return next((worker for worker in self.snapshot.workers or () if worker.id == self.staff.key), None)

    @property
    def slot(self) -> tuple[JobId, bool] | None:
        """The job of the slot under the cursor, and whether the slot is held."""
        return None if self.slots.key is None else job_of(self.slots.key)

    @property
    def held(self) -> tuple[JobId, ...]:
        """The jobs of the held slots that a key is about.

        The slot under the cursor; in the list of workers those that the worker under the cursor has lost, or all where
        it has lost none.
        """
        if self.focused is self.slots:
            return (self.slot[0],) if self.slot is not None and self.slot[1] else ()
        slots = () if self.snapshot.stats is None else self.snapshot.stats.held_slots
        name = None if self.worker is None else self.worker.name
        own = [slot for slot in slots if slot.worker is not None and slot.worker == name]
        return tuple(dict.fromkeys(slot.job_id for slot in own or slots))

    # -- what it looks like ------------------------------------------------------------------------

    def draw(self) -> None:
        """All of it; what has not changed costs nothing."""
        found = self.snapshot.workers
        config = self.snapshot.config
        beat = None if config is None else config.heartbeat_seconds
        head, rows = worker_rows(found or (), self._now, self.size.width, beat)
        set_height(self.staff, 1 + max(min(len(rows), self.size.height * 2 // 5 - 3), 1))
        self.staff.show(None if found is None else rows, head=head if rows else None, nothing=NOBODY)
        self._draw_worker()

    @property
    def _now(self) -> datetime:
        """When the numbers were read: what is counted from it moves with them, and not with every second."""
        return self.snapshot.stats.now if self.snapshot.stats is not None else datetime.now(UTC)

    @on(RowList.Moved)
    def _draw_worker(self) -> None:
        worker, stats = self.worker, self.snapshot.stats
        self.panel.show(worker, self._now, self.app.times)
        head, rows = slot_rows(worker, () if stats is None else stats.held_slots, self._now, self.app.times)
        idle = "" if worker is None else "It runs nothing, and no slot is held."
        self.slots.show(rows, head=head if rows else None, nothing=idle)
        self.refresh_bindings()

    def on_resize(self, event: Resize) -> None:
        """Other columns, other heights."""
        if self.is_mounted:
            self.draw()

    # -- what can be done --------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide what cannot be done with this worker or slot, or by this user."""
        if not self.is_mounted:
            return True
        match action:
            case "quiet":
                asked = self.worker is not None and self.worker.state in CAN_BE_ASKED
                return asked and may_operate(self.snapshot.identity)
            case "release":
                return bool(self.held) and may_operate(self.snapshot.identity)
            case "open":
                return self.slot is not None
            case "copy":
                return self.worker is not None
        return super().check_action(action, parameters)

    def why_not(self, action: str) -> str:
        """By what the worker does, or what the slot is."""
        if action == "open":
            return "There is no slot under the cursor: nothing runs here."
        if action in ("quiet", "copy") and self.worker is None:
            return self.staff.nothing_there("worker")
        if refused := may_not(self.snapshot):
            return refused
        if action == "release":
            runs = self.focused is self.slots and self.slot is not None
            return f"{'Its job is running' if runs else 'No slot is held'}: S frees slots that lost attempts hold."
        state = "" if self.worker is None else self.worker.state.value
        return f"The worker is {state}: only one that is running can be made quiet."

    def action_quiet(self) -> None:
        """One worker that can be put back: at once."""
        if self.worker is not None:
            self.post_message(QuietWorker(self.worker.id, off=self.worker.state is WorkerState.QUIET))

    def action_open(self) -> None:
        """Show the job of a slot."""
        if self.slot is not None:
            self.post_message(OpenJob(self.slot[0]))

    def action_release(self) -> None:
        """Free the held slot, or all that the worker has lost."""
        if self.held:
            self.post_message(ReleaseSlots(self.held))

    def action_copy(self) -> None:
        """Copy the name."""
        if self.worker is not None:
            self.post_message(CopyText(self.worker.name, "name"))

    @on(RowList.Chosen, "#workers")
    def _list_jobs(self) -> None:
        if self.worker is not None:
            self.post_message(ShowView("jobs", running_on(self.worker.name)))

    @on(RowList.Chosen, "#slots")
    def _open_job(self) -> None:
        self.action_open()
