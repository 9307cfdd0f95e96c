"""A small menu: what of a job to copy."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from queue_tui.widgets.menu_list import MenuList


@dataclass(frozen=True, slots=True)
class CopyChoice:
    """One thing that can be copied."""

    key: str
    """The letter that chooses it."""
    what: str
    """What it is, as toast and menu name it: "payload"."""
    hint: str = ""
    """More about it, such as its size."""


class CopyMenu(ModalScreen[str | None]):
    """Dismisses with `what` of the choice, or None."""

    CSS_PATH = "dialog.tcss"
    BINDING_GROUP_TITLE = "Copy"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close", id="copy.close"),
    ]

    def __init__(self, choices: Sequence[CopyChoice]) -> None:
        super().__init__(classes="dialog")
        self._choices = {choice.key: choice for choice in choices}

    def compose(self) -> ComposeResult:
        """One line for each choice, its letter first."""
        with Vertical(classes="dialog--box") as box:
            box.border_title = "Copy"
            box.border_subtitle = "esc closes"
            yield MenuList(*(Option(self._prompt(choice), id=choice.key) for choice in self._choices.values()))

    def _prompt(self, choice: CopyChoice) -> Content:
        return Content.assemble(
            (f"{choice.key}  ", "bold $primary"), f"{choice.what:<10}", (f"  {choice.hint}", "$text-muted")
        )

    def on_key(self, event: events.Key) -> None:
        """A choice's letter takes it at once."""
        if event.key in self._choices:
            event.stop()
            self.dismiss(self._choices[event.key].what)

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._choices[str(event.option_id)].what)

    def action_close(self) -> None:
        """Copy nothing."""
        self.dismiss(None)
