"""Who did what to which jobs and why, what has become of it, and undoing it."""

from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.events import Resize

from queue_core.models import Effect, Operation, OperationDetail, OperationId
from queue_tui.base_app import TerminalApp
from queue_tui.deeds.permitted import may_not, may_operate
from queue_tui.deeds.plan_questions import abort_question, apply_question, makes_sense, wants_question, why_senseless
from queue_tui.dialogs.confirm import ConfirmDialog
from queue_tui.formatting import count, plural
from queue_tui.intents import Apply, Attend, CopyText, Halt, PlanUndo, ShowView, Undo
from queue_tui.screens.view import ViewScreen
from queue_tui.snapshot import Attention, Topic
from queue_tui.wanted import these_jobs
from queue_tui.widgets.growing import set_height
from queue_tui.widgets.operation_rows import operation_rows
from queue_tui.widgets.row_list import RowList
from queue_tui.widgets.text_pane import TextPane
from queue_tui.words.operations import operation_text

NOTHING = "Nothing has been done yet. What anybody does to jobs, settings or workers is listed here."
MOST_LISTED = 50
"""Jobs of an operation that are listed by their ids."""


class OperationsScreen(ViewScreen):
    """The log, and the operation under the cursor."""

    CSS_PATH = "operations.tcss"
    BINDING_GROUP_TITLE = "Operations"
    AUTO_FOCUS = "RowList"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (170, "-wide")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "undo_this", "Undo it", id="operations.undo", tooltip="Undo the operation under the cursor"),
        Binding("a", "apply", "Go on", id="operations.apply", tooltip="Carry it out, or go on after a halt"),
        Binding("h", "halt", "Halt", id="operations.halt", tooltip="Stop it before its next chunk"),
        Binding("A", "abort", "Abort", id="operations.abort", tooltip="Stop it for good, after a question"),
        Binding("m", "older", "Older", id="operations.older", tooltip="The page of older operations"),
        Binding("M", "newest", "Newest", id="operations.newest", tooltip="Back to the newest operations"),
        Binding("tab", "app.focus_next", "Text", show=False, id="operations.text", tooltip="From the list to the text"),
        Binding("y", "copy", "Copy", show=False, id="operations.copy", tooltip="The command that undoes or shows it"),
    ]

    app = getters.app(TerminalApp)
    history = getters.query_one(RowList)
    text = getters.query_one(TextPane)

    def __init__(self) -> None:
        super().__init__()
        self._before: OperationId | None = None
        """The page begins with what is older than this; None: with the newest."""

    def body(self) -> ComposeResult:
        """The list, and the text about one of them."""
        with Container(id="history"):
            yield RowList(counts_new=True)
            yield TextPane()

    @property
    def attention(self) -> Attention:
        """A page of the log, and the details of one operation."""
        chosen = self.operation
        return Attention(
            topics=frozenset({Topic.OPERATIONS}),
            operation_id=None if chosen is None else chosen.id,
            operations_before=self._before,
        )

    @property
    def operation(self) -> Operation | None:
        """The one under the cursor, as it was last read."""
        page, key = self.snapshot.operations, self.history.key if self.is_mounted else None
        found = () if page is None else page.operations
        listed = next((operation for operation in found if str(operation.id) == key), None)
        detail = None if listed is None else self._detail(listed)
        return listed if detail is None else detail.operation

    def _detail(self, operation: Operation) -> OperationDetail | None:
        detail = self.snapshot.operation
        return detail if detail is not None and detail.operation.id == operation.id else None

    # -- what it looks like ------------------------------------------------------------------------

    def draw(self) -> None:
        """All of it; what has not changed costs nothing."""
        page = self.snapshot.operations
        head, rows = (None, []) if page is None else operation_rows(page, self.history.size.width, self.app.times)
        if self.has_class("-narrow"):
            set_height(self.history, 1 + max(min(len(rows), self.size.height // 2 - 2), 1))
        self.history.show(None if page is None else rows, head=head if rows else None, nothing=NOTHING)
        self._draw_operation()

    def on_resize(self, event: Resize) -> None:
        """Other columns, other heights."""
        if self.is_mounted:
            self.call_after_refresh(self.draw)

    @on(RowList.Moved)
    def _look_at(self) -> None:
        self._draw_operation(from_start=True)
        if self.is_current:
            self.post_message(Attend(self.attention))

    def _draw_operation(self, from_start: bool = False) -> None:
        chosen = self.operation
        lines = [] if chosen is None else operation_text(chosen, self._detail(chosen), self.app.times)
        self.text.show(lines, from_start=from_start)
        self.refresh_bindings()

    # -- what can be done --------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide what cannot be done with this operation, or by this user."""
        if not self.is_mounted:
            return True
        page, chosen = self.snapshot.operations, self.operation
        if action in ("older", "newest"):
            return (page is not None and page.more) if action == "older" else self._before is not None
        if action in ("undo_this", "apply", "halt", "abort", "copy"):
            may = action == "copy" or may_operate(self.snapshot.identity)
            return chosen is not None and may and makes_sense(action, chosen)
        return super().check_action(action, parameters)

    def why_not(self, action: str) -> str:
        """By how the operation stands, or who asks."""
        if action in ("older", "newest"):
            return "There are no older operations." if action == "older" else "These are the newest operations."
        if self.operation is None:
            return self.history.nothing_there("operation")
        return (action != "copy" and may_not(self.snapshot)) or why_senseless(action, self.operation)

    def action_undo_this(self) -> None:
        """At once, unless many jobs are touched by it: then a plan says which."""
        if (chosen := self.operation) is not None:
            self.post_message(PlanUndo(chosen.id) if chosen.done > 1 else Undo(chosen.id))

    def action_apply(self) -> None:
        """Begin, or go on; what nobody has said yes to yet is asked about."""
        chosen = self.operation
        if chosen is None:
            return
        if not wants_question(chosen):
            self.post_message(Apply(chosen.id))
            return
        if (detail := self._detail(chosen)) is None:
            self.notify("Its details are still being read: press the key again.", markup=False)
            return

        def go(yes: bool | None) -> None:
            if yes:
                self.post_message(Apply(chosen.id))

        self.app.push_screen(ConfirmDialog(apply_question(detail, self.app.times)), go)

    def action_halt(self) -> None:
        """It can go on later: at once."""
        if (chosen := self.operation) is not None:
            self.post_message(Halt(chosen.id))

    def action_abort(self) -> None:
        """It cannot go on later: after a question."""
        chosen = self.operation
        if chosen is None:
            return

        def stop(yes: bool | None) -> None:
            if yes:
                self.post_message(Halt(chosen.id, abort=True))

        self.app.push_screen(ConfirmDialog(abort_question(chosen)), stop)

    def action_copy(self) -> None:
        """For a terminal beside this one."""
        if (chosen := self.operation) is not None:
            what = "undo" if chosen.undoable else "audit"
            self.post_message(CopyText(f"queuectl {what} {chosen.id}", "command"))

    def action_older(self) -> None:
        """What lies before the last one of this page."""
        page = self.snapshot.operations
        if page is not None and page.operations:
            self._turn(page.operations[-1].id)

    def action_newest(self) -> None:
        """The first page."""
        self._turn(None)

    def _turn(self, before: OperationId | None) -> None:
        self._before = before
        self.history.action_put(0)
        self.post_message(Attend(self.attention))

    @on(RowList.Chosen)
    def _list_jobs(self) -> None:
        """The jobs that it touched, by their ids."""
        detail = None if self.operation is None else self._detail(self.operation)
        if detail is None:
            return
        touched = [one.job_id for one in detail.targets if one.effect is not Effect.SKIPPED][:MOST_LISTED]
        number = detail.operation.total - detail.operation.skipped
        if not touched:
            self.notify("It has touched no job.", severity="warning", markup=False)
            return
        if number > len(touched):
            said = f"The first {count(len(touched))} of {plural(number, 'job')} that it is about."
            self.notify(said, markup=False)
        self.post_message(ShowView("jobs", these_jobs(touched)))
