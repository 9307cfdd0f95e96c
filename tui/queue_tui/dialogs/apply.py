"""Shows an operation on its way, chunk by chunk. It goes on when this is closed, and where the screen is gone."""

from typing import ClassVar

from textual import getters, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from queue_core.errors import QueueError
from queue_tui.base_app import TerminalApp
from queue_tui.clean import line
from queue_tui.deeds.bulk import Applying
from queue_tui.formatting import bar, count, percent, plural
from queue_tui.words.plans import VERBS, left_out

BAR_CELLS = 40
KEYS = LEAVE, HALT, ABORT = "escape", "h", "A"


class ApplyDialog(ModalScreen[None]):
    """Dismisses when the operation has ended, or when the person leaves it."""

    CSS_PATH = "dialog.tcss"
    BINDING_GROUP_TITLE = "Operation"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(LEAVE, "leave", "Leave it", id="apply.leave"),
        Binding(HALT, "halt", "Halt, or go on", id="apply.halt"),
        Binding(ABORT, "abort", "Abort: stop for good", id="apply.abort"),
    ]

    app = getters.app(TerminalApp)

    def __init__(self, applying: Applying) -> None:
        super().__init__(classes="dialog")
        self._applying = applying

    def compose(self) -> ComposeResult:
        """How far it is, and what the keys do."""
        with Vertical(classes="dialog--box"):
            yield Static("", id="progress", classes="dialog--text", markup=False)
            yield Static("", id="status", classes="dialog--status", markup=False)

    def on_mount(self) -> None:
        """Follow it."""
        self._applying.listeners.append(self._draw)
        self._draw()

    def on_unmount(self) -> None:
        """It goes on without us."""
        self._applying.listeners.remove(self._draw)

    def on_screen_resume(self) -> None:
        """It may have ended while something lay over this."""
        self._draw()

    def _draw(self) -> None:
        applying, operation = self._applying, self._applying.operation
        if applying.has_ended:
            if self.is_current:
                self.app.typed_ahead.has_gone(KEYS)
                self.dismiss(None)
            return
        box = self.query_one(".dialog--box")
        verb = VERBS.get(operation.verb)
        act = verb.name.capitalize() if verb else operation.verb
        box.border_title = Content(f"{act} {plural(operation.total - operation.skipped, 'job')}")
        box.border_subtitle = f"h {'goes on' if applying.is_halted else 'halts'} · A aborts for good · esc leaves it"
        self.query_one("#progress", Static).update(self._progress())
        if applying.problem is not None:
            self._say(f"{applying.problem} It is tried again; the workers go on with it meanwhile.", "$status-failed")
        elif applying.is_halted:
            self._say("Halted between two chunks.", "$status-attention")
        else:
            self._say("")

    def _progress(self) -> Content:
        operation = self._applying.operation
        touched = operation.done + operation.requested
        wanted = touched + operation.planned
        share = touched / wanted if wanted else 1.0
        done, left = bar(share, BAR_CELLS)
        numbers = f"{count(touched)} of {count(wanted)} done"
        rows = [
            Content.assemble((done, "$status-processing"), (left, "$text-muted"), f"{percent(share):>5}"),
            Content(""),
            Content(numbers),
        ]
        if skipped := left_out(operation):
            rows.append(line(f"left out {skipped}", 300, "$text-muted"))
        return Content("\n").join(rows)

    def _say(self, sentence: str, style: str = "") -> None:
        self.query_one("#status", Static).update(line(sentence, 400, style))

    def action_leave(self) -> None:
        """Let it go on unseen."""
        operation = self._applying.operation
        rests = "is halted" if self._applying.is_halted else "goes on"
        self.app.notify(f"Operation {operation.id} {rests}; 5 shows it.", markup=False)
        self.dismiss(None)

    def action_halt(self) -> None:
        """Stop before the next chunk, or go on."""
        if self._applying.is_halted:
            self._applying.go_on()
        else:
            self._halt(abort=False)

    def action_abort(self) -> None:
        """Stop for good; what was done stays done."""
        self._halt(abort=True)

    @work(exclusive=True, group="halt")
    async def _halt(self, abort: bool) -> None:
        self._say("Stopping before the next chunk…", "$text-muted")
        try:
            await self._applying.halt(abort)
        except QueueError as error:
            self._say(f"Not stopped: {error}", "$status-failed")
