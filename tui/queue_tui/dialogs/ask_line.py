"""Asks for one line, such as a delay.

delay = await self.push_screen_wait(AskLine("Run 3 jobs in", read_delay, hint="such as 90s, 10m, 1h30m"))
"""

from collections.abc import Callable
from typing import ClassVar, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from queue_core.errors import InvalidInput
from queue_tui.clean import line

T = TypeVar("T")


class AskLine(ModalScreen[T | None], Generic[T]):
    """Dismisses with what was read from the line, or None."""

    CSS_PATH = "dialog.tcss"
    BINDING_GROUP_TITLE = "Question"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close", id="line.close"),
    ]

    def __init__(self, title: str, read: Callable[[str], T], *, hint: str, effect: str = "") -> None:
        """`read` raises InvalidInput for a line that will not do; `effect`: what taking it does, where it does that."""
        super().__init__(classes="dialog")
        self._title, self._read, self._hint, self._effect = title, read, hint, effect

    def compose(self) -> ComposeResult:
        """The line, and what is wrong with it."""
        with Vertical(classes="dialog--box") as box:
            box.border_title = line(self._title, 60)
            box.border_subtitle = f"enter {'does' if self._effect else 'takes'} it · esc closes"
            if self._effect:
                yield Static(line(self._effect, 300), classes="dialog--text", markup=False)
            yield Input(id="line", classes="dialog--line", placeholder=self._hint, max_length=200)
            yield Static("", id="status", classes="dialog--status", markup=False)

    @on(Input.Submitted)
    def _take(self, event: Input.Submitted) -> None:
        try:
            self.dismiss(self._read(event.value))
        except InvalidInput as problem:
            self.query_one("#status", Static).update(line(f"{str(problem)[:1].upper()}{str(problem)[1:]}.", 200))

    def action_close(self) -> None:
        """Take nothing."""
        self.dismiss(None)
