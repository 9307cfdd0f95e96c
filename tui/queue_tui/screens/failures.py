"""What fails: groups of the same failure, what their jobs have in common, and one job that goes first."""

from collections.abc import Mapping
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.events import Resize
from textual.reactive import var

from queue_core.models import FailureDetail, FailureGroup, Failures
from queue_tui.base_app import TerminalApp
from queue_tui.deeds.canary import Canary, warning
from queue_tui.deeds.permitted import may_not, may_operate
from queue_tui.formatting import short_id
from queue_tui.intents import Attend, CopyText, OpenJob, PlanAll, SendCanary, ShowView
from queue_tui.orders import FAILURE_ORDERS
from queue_tui.screens.view import ViewScreen
from queue_tui.snapshot import Attention, Topic
from queue_tui.wanted import ended_last_with, failed_with
from queue_tui.widgets.failure_rows import failure_rows
from queue_tui.widgets.failures_title import FailuresTitle
from queue_tui.widgets.growing import set_height
from queue_tui.widgets.row_list import RowList
from queue_tui.widgets.text_pane import TextPane
from queue_tui.words.failures import failure_text

NOTHING = "Nothing has failed in 7 days."


class FailuresScreen(ViewScreen):
    """The groups, and the one under the cursor."""

    CSS_PATH = "failures.tcss"
    BINDING_GROUP_TITLE = "Failures"
    AUTO_FOCUS = "RowList"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (150, "-wide")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "canary", "Canary", id="failures.canary", tooltip="Retry one of its jobs, and watch it"),
        Binding("R", "retry_all", "Retry all", id="failures.retry-all", tooltip="Retry all its jobs, after a question"),
        Binding("o", "example", "Example", id="failures.example", tooltip="Open the job that failed last"),
        Binding("s", "sort", "Sort", id="failures.sort", tooltip="Choose which failures come first"),
        Binding("y", "copy", "Copy", id="failures.copy", tooltip="Copy the fingerprint"),
    ]

    canaries: var[Mapping[str, Canary]] = var(dict[str, Canary])
    """By fingerprint, in the order in which they were sent. Who watches them sets it."""

    app = getters.app(TerminalApp)
    title_lines = getters.query_one(FailuresTitle)
    groups = getters.query_one(RowList)
    text = getters.query_one(TextPane)
    _other_order: Failures | None = None
    """The list when another order was chosen: the cursor goes to the top of the next one."""

    def body(self) -> ComposeResult:
        """The sums, the list, the text about one of them."""
        yield FailuresTitle()
        with Container(id="failures"):
            yield RowList()
            yield TextPane()

    @property
    def attention(self) -> Attention:
        """The list, and the details of one group."""
        return Attention(
            topics=frozenset({Topic.FAILURES}),
            fingerprint=self.groups.key if self.is_mounted else None,
            failure_sort=self.app.failure_sort,
        )

    @property
    def group(self) -> FailureGroup | None:
        """The one under the cursor."""
        failures = self.snapshot.failures
        found = () if failures is None else failures.groups
        return next((group for group in found if group.fingerprint == self.groups.key), None)

    # -- what it looks like ------------------------------------------------------------------------

    def draw(self) -> None:
        """All of it; what has not changed costs nothing."""
        failures = self.snapshot.failures
        head, rows = (None, []) if failures is None else failure_rows(failures, self.groups.size.width)
        if self.has_class("-narrow"):
            set_height(self.groups, 1 + max(min(len(rows), self.size.height * 2 // 5 - 2), 1))
        self.groups.show(None if failures is None else rows, head=head if rows else None, nothing=NOTHING)
        if self._other_order is not None and self._other_order is not failures:
            self._other_order = None
            self.groups.action_put(0)
        self._draw_group()

    def watch_canaries(self) -> None:
        """Show the news of them."""
        if self.is_mounted:
            self._draw_group()

    def on_resize(self, event: Resize) -> None:
        """Other columns, other heights."""
        if self.is_mounted:
            self.call_after_refresh(self.draw)

    @on(RowList.Moved)
    def _look_at_group(self) -> None:
        self._draw_group(from_start=True)
        if self.is_current:
            self.post_message(Attend(self.attention))

    def _draw_group(self, from_start: bool = False) -> None:
        group = self.group
        self.title_lines.show(self.snapshot.failures, self.app.failure_sort, self._canary(group))
        self.text.show([] if group is None else failure_text(group, self._detail(group), self.app.times))
        if from_start:
            self.text.scroll_home(animate=False)
        self.refresh_bindings()

    def _canary(self, group: FailureGroup | None) -> Canary | None:
        """The group's own, or the one that was sent last."""
        if group is not None and group.fingerprint in self.canaries:
            return self.canaries[group.fingerprint]
        return next(reversed(list(self.canaries.values())), None)

    def _detail(self, group: FailureGroup) -> FailureDetail | None:
        detail = self.snapshot.failure
        return detail if detail is not None and detail.group.fingerprint == group.fingerprint else None

    # -- what can be done --------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide what cannot be done with this group, or by this user."""
        if action in ("canary", "retry_all"):
            group = self.group if self.is_mounted else None
            return group is not None and group.failed_jobs > 0 and may_operate(self.snapshot.identity)
        if action in ("example", "copy"):
            return self.is_mounted and self.group is not None
        return super().check_action(action, parameters)

    def why_not(self, action: str) -> str:
        """By what fails, or who asks."""
        if self.group is None:
            return self.groups.nothing_there("failure")
        none = "No job is failed with it now, so there is nothing to retry: o opens the one that was the latest."
        return may_not(self.snapshot) or none

    def action_canary(self) -> None:
        """Retry one job, unless one is on its way."""
        if self.group is None:
            return
        canary = self.canaries.get(self.group.fingerprint)
        if canary is not None and not canary.state.is_final:
            self.notify(f"Canary {short_id(canary.job_id)} is still {canary.state.value}.", markup=False)
            return
        self.post_message(SendCanary(self.group.fingerprint))

    def action_retry_all(self) -> None:
        """Retry all jobs of the group, with what its canary has shown."""
        if self.group is not None:
            canary = self.canaries.get(self.group.fingerprint)
            against = "" if canary is None else warning(canary)
            self.post_message(PlanAll("retry", failed_with(self.group.fingerprint), warning=against))

    def action_example(self) -> None:
        """Open the job that failed last."""
        if self.group is not None:
            self.post_message(OpenJob(self.group.example))

    def action_sort(self) -> None:
        """Ask which failures come first."""
        from queue_tui.dialogs.menu import Menu, MenuChoice

        present = self.app.failure_sort
        choices = [
            MenuChoice(sort.value[0], words, "now" if sort is present else "") for sort, words in FAILURE_ORDERS.items()
        ]
        self.app.push_screen(Menu("Order", choices), self._sort)

    def _sort(self, words: str | None) -> None:
        for sort, known in FAILURE_ORDERS.items():
            if known == words:
                self.app.failure_sort, self._other_order = sort, self.snapshot.failures
                self.post_message(Attend(self.attention))
                self.draw()

    def action_copy(self) -> None:
        """Copy the fingerprint."""
        if self.group is not None:
            self.post_message(CopyText(self.group.fingerprint, "fingerprint"))

    @on(RowList.Chosen)
    def _list_jobs(self, event: RowList.Chosen) -> None:
        group = self.group
        none_failed = group is not None and group.fingerprint == event.key and not group.failed_jobs
        self.post_message(ShowView("jobs", ended_last_with(event.key) if none_failed else failed_with(event.key)))
