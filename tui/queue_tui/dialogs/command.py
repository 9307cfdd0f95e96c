"""One line at the bottom of any screen, where a command is typed: Tab completes, Enter does it, Esc leaves."""

from typing import TYPE_CHECKING, ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Label

from queue_core.text import clean
from queue_tui.commands.typed import Mistyped, meaning, next_words
from queue_tui.widgets.hint_line import HintLine
from queue_tui.widgets.looks import Cell, Line, Look

if TYPE_CHECKING:
    from queue_tui.commands.obeying import Obeying

SHOWN = 9
"""Ways to go on that the hint names."""


class CommandDialog(ModalScreen[None]):
    """The screen below stays in sight, and is as it was when this is left."""

    CSS_PATH = "command.tcss"
    BINDING_GROUP_TITLE = "Command"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Do it", id="command.submit", tooltip="Do what the line says"),
        # None has priority: they come after what was typed before them, however fast it was.
        Binding("tab", "complete(1)", "Complete", id="command.complete", tooltip="The next way to go on"),
        Binding("shift+tab", "complete(-1)", "Complete back", show=False, id="command.complete-back"),
        Binding("escape", "leave", "Leave", id="command.leave", tooltip="Do nothing"),
    ]

    field = getters.query_one(Input)
    hint = getters.query_one(HintLine)

    def __init__(self, obeying: "Obeying") -> None:
        super().__init__()
        self._obeying = obeying
        self._offers: list[str] = []
        self._base = ""
        self._turn = -1
        """Which offer the line shows; -1 while it is the person's own."""

    def compose(self) -> ComposeResult:
        """The hint above the line."""
        with Vertical():
            yield HintLine()
            with Horizontal():
                yield Label(":", markup=False)
                yield Input(compact=True, select_on_focus=False)

    def take_keys(self) -> None:
        """From now on what is typed is the command."""
        self.set_focus(self.field)
        self._hint()

    @on(Input.Submitted)
    def action_submit(self) -> None:
        """Do it, unless there is a mistake in it: then the line stays, and says which."""
        text = self.field.value
        try:
            deed = self._obeying.understand(text) if text.strip() else None
        except Mistyped as error:
            self.hint.line = (Cell(f" {clean(str(error))}", Look.BAD),)
            return
        self.dismiss()
        if deed is not None:
            self.app.call_later(deed)

    def action_leave(self) -> None:
        """Do nothing."""
        self.dismiss()

    def action_complete(self, step: int) -> None:
        """Put the next way to go on, or the one before, into the line."""
        if self._turn < 0 and self.field.value != self._base:
            self._hint()  # keys can come faster than the field says that it changed
        if not self._offers:
            return
        self._turn = (self._turn + step) % len(self._offers) if self._turn >= 0 or step > 0 else len(self._offers) - 1
        with self.prevent(Input.Changed):
            self.field.value = self._offers[self._turn]
        self.field.cursor_position = len(self.field.value)
        if len(self._offers) == 1:
            self._hint()
        else:
            self._show()

    @on(Input.Changed)
    def _hint(self) -> None:
        self._base, self._turn = self.field.value, -1
        self._offers = next_words(self._base, self._obeying.known)
        self._show()

    def _show(self) -> None:
        self.hint.line = (*self._offered(), Cell(f"  {clean(meaning(self.field.value))}", Look.MUTED))

    def _offered(self) -> Line:
        first = max(self._turn, 0) // SHOWN * SHOWN
        cells = [Cell(" Tab ", Look.ACCENT)] if self._offers else []
        begun = self._base.rpartition(" ")[0] if " " in self._base else ""
        for index, offer in enumerate(self._offers[first : first + SHOWN], first):
            said = clean(offer.removeprefix(begun).strip(), 24)
            cells.append(Cell(f" {said} ", Look.CHOSEN if index == self._turn else Look.PLAIN))
        return tuple(cells)
