"""The jobs screen: how the queue is doing, and the list of jobs with all that can be done to them."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.reactive import var
from textual.screen import Screen

from queue_core.models import JobId, JobStatus
from queue_tui.formatting import TimeStyle, plural
from queue_tui.intents import (
    AskEnqueue,
    AskSavedView,
    Cancel,
    CopyText,
    Delete,
    Edit,
    EditCopy,
    Explain,
    Export,
    ForceCancel,
    Freeze,
    MarkMatching,
    PlanAll,
    Refresh,
    Retry,
    SetFilter,
    SetSort,
    Undo,
)
from queue_tui.orders import ORDERS, order_of
from queue_tui.quick import beside, quick_of, with_status
from queue_tui.screens.job_keys import LIST_KEYS
from queue_tui.snapshot import Snapshot, nothing_yet
from queue_tui.widgets.filter_line import FilterLine
from queue_tui.widgets.footer import KeyBar
from queue_tui.widgets.header import QueueHeader
from queue_tui.widgets.job_table import JobTable
from queue_tui.widgets.stats_panel import StatsPanel

STILL_READING = "The list is still being read: there is no job under the cursor yet."


class JobsScreen(Screen[None]):
    """Header, statistics, filter, table, keys."""

    CSS_PATH = "jobs.tcss"
    BINDING_GROUP_TITLE = "Jobs"
    AUTO_FOCUS = "JobTable"
    BINDINGS: ClassVar[list[BindingType]] = LIST_KEYS

    snapshot: var[Snapshot] = var(nothing_yet)
    times: var[TimeStyle] = var(TimeStyle.RELATIVE)

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        yield QueueHeader().data_bind(JobsScreen.snapshot)
        yield StatsPanel().data_bind(JobsScreen.snapshot)
        yield FilterLine().data_bind(JobsScreen.snapshot)
        yield JobTable().data_bind(JobsScreen.snapshot, JobsScreen.times)
        yield KeyBar()

    @property
    def table(self) -> JobTable:
        """The list."""
        return self.query_one(JobTable)

    @on(JobTable.SelectionChanged)
    def _show_marked(self, event: JobTable.SelectionChanged) -> None:
        self.query_one(FilterLine).marks = (event.marked, event.unseen)

    # -- which jobs -----------------------------------------------------------------------------------

    async def action_filter(self) -> None:
        """Edit the filter. The editor is there from the first time on: the first frame is sooner without it."""
        from queue_tui.widgets.filter_input import FilterInput

        if not self.query(FilterInput):
            await self.mount(FilterInput(), after=self.query_one(FilterLine))
        editor = self.query_one(FilterInput)
        if self.snapshot.config is not None:
            editor.types = [kind.job_type for kind in self.snapshot.config.types]
        editor.open(str(self.snapshot.window.view.filter))

    def action_quick(self, steps: int) -> None:
        """List the jobs of another status."""
        self.post_message(SetFilter(str(beside(self.snapshot.window.view.filter, steps))))

    def action_failed(self) -> None:
        """List failed jobs, or all again."""
        present = self.snapshot.window.view.filter
        wanted = None if quick_of(present) is JobStatus.FAILED else JobStatus.FAILED
        self.post_message(SetFilter(str(with_status(present, wanted))))

    def action_back(self) -> None:
        """Undo the person's last narrowing: marks, filter, cursor."""
        if self.table.marked:
            self.table.unmark()
        elif self.snapshot.window.view.filter.terms:
            self.post_message(SetFilter(""))
        else:
            self.table.release()

    def action_sort(self) -> None:
        """Ask for an order of the list."""
        from queue_tui.dialogs.menu import Menu, MenuChoice

        present = self.snapshot.window.view
        on = order_of(present.sort, present.descending)
        choices = [MenuChoice(order.name[0], order.words, "now" if order is on else "") for order in ORDERS]
        self.app.push_screen(Menu("Order", choices), self._sort)

    def _sort(self, words: str | None) -> None:
        for order in ORDERS:
            if order.words == words:
                self.post_message(SetSort(order.sort, order.descending))

    def action_columns(self) -> None:
        """Ask for the columns of the list."""
        from queue_tui.dialogs.columns import ColumnsDialog

        self.app.push_screen(ColumnsDialog(self.table.columns, self.table.size.width), self._take_columns)

    def _take_columns(self, names: tuple[str, ...] | None) -> None:
        if names is not None:
            self.table.columns = names or None

    def action_saved_views(self) -> None:
        """Ask for a saved view of the list."""
        self.post_message(AskSavedView())

    def action_freeze(self) -> None:
        """Hold the list still, or let it follow again."""
        self.post_message(Freeze(not self.snapshot.window.frozen))

    def action_mark_all(self) -> None:
        """Mark what matches."""
        self.post_message(MarkMatching())

    def action_refresh(self) -> None:
        """Everything again."""
        self.post_message(Refresh())

    # -- what to do with them ---------------------------------------------------------------------------

    def action_retry(self) -> None:
        """Retry what is chosen."""
        if ids := self._chosen("retry"):
            self.post_message(Retry(ids))

    def action_cancel(self) -> None:
        """Cancel what is chosen."""
        if ids := self._chosen("cancel"):
            self.post_message(Cancel(ids))

    def action_force_cancel(self) -> None:
        """Cancel what is chosen without its worker."""
        if ids := self._chosen("cancel by force"):
            self.post_message(ForceCancel(ids))

    def action_delete(self) -> None:
        """Delete what is chosen."""
        if ids := self._chosen("delete"):
            self.post_message(Delete(ids))

    async def action_edit_jobs(self, what: str) -> None:
        """Change the priority of what is chosen, or when it runs."""
        if ids := self._chosen("change"):
            from queue_tui.deeds.edits import ask_changes, whose_words

            await ask_changes(self.app, what, whose_words(ids), lambda changes: self.post_message(Edit(ids, changes)))

    async def action_act_on_all(self) -> None:
        """Ask what to do with all that match."""
        from queue_tui.deeds.edits import ask_action

        window = self.snapshot.window
        number, text = window.count, str(window.view.filter)
        if number is not None and not number.count:
            self.notify("No job matches the filter.", severity="warning", markup=False)
            return
        many = "jobs" if number is None else plural(number.count, "job", number.capped)
        whose = f"all {many}{' that match' if text else ''}"
        await ask_action(self.app, whose, lambda verb, changes: self.post_message(PlanAll(verb, text, changes)))

    def action_export(self) -> None:
        """Write all that match into a file."""
        self.post_message(Export(str(self.snapshot.window.view.filter)))

    def action_explain(self) -> None:
        """Say why the job under the cursor is not running, or how it stands."""
        if self.table.cursor is not None:
            self.post_message(Explain(self.table.cursor.id))
        else:
            self._chosen("explain")

    async def action_copy(self) -> None:
        """Ask what to copy, of the jobs that are chosen or of the list."""
        from queue_tui.deeds.copying import choices, list_texts
        from queue_tui.dialogs.menu import Menu

        texts = list_texts(self.snapshot.window.view, self.table.chosen, self.table.cursor)

        def copy(what: str | None) -> None:
            if what is not None:
                self.post_message(CopyText(texts[what], what))

        await self.app.push_screen(Menu("Copy", choices(texts)), copy)

    def action_edit(self) -> None:
        """Edit a copy of the job under the cursor."""
        if self.table.cursor is not None:
            self.post_message(EditCopy(self.table.cursor.id))
        else:
            self._chosen("edit")

    def action_new(self) -> None:
        """Ask for a new job."""
        self.post_message(AskEnqueue())

    def action_undo(self) -> None:
        """Undo the last action."""
        self.post_message(Undo())

    def _chosen(self, verb: str) -> tuple[JobId, ...]:
        ids = self.table.chosen
        if not ids:
            none = f"No job is selected: j and k move to the one to {verb}."
            if not self.table.viewport.jobs:
                none = f"The list is empty: there is no job to {verb}."
            sentence = STILL_READING if self.table.viewport.is_awaited else none
            self.notify(sentence, severity="warning", markup=False)
        return ids
