"""A small menu: a few things to choose from, each one letter away.

what = await self.push_screen_wait(Menu("Copy", [MenuChoice("i", "id"), MenuChoice("p", "payload", "2.1 KB")]))
"""

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

from queue_core.text import width
from queue_tui.clean import line
from queue_tui.widgets.menu_list import MenuList


@dataclass(frozen=True, slots=True)
class MenuChoice:
    """One thing to choose."""

    key: str
    """The letter that chooses it."""
    what: str
    """What it is, as toast and menu name it: "payload"."""
    hint: str = ""
    """More about it, such as its size; data."""


class Menu(ModalScreen[str | None]):
    """Dismisses with `what` of the choice, or None."""

    CSS_PATH = "dialog.tcss"
    BINDING_GROUP_TITLE = "Menu"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close", id="menu.close"),
    ]

    def __init__(self, title: str, choices: Sequence[MenuChoice]) -> None:
        super().__init__(classes="dialog")
        self._title = title
        self._choices = {choice.key: choice for choice in choices}
        self._cells = max((width(choice.what) for choice in choices), default=0)

    def compose(self) -> ComposeResult:
        """One line for each choice, its letter first."""
        with Vertical(classes="dialog--box") as box:
            box.border_title = line(self._title, 60)
            box.border_subtitle = "esc closes"
            yield MenuList(*(Option(self._prompt(choice), id=choice.key) for choice in self._choices.values()))

    def _prompt(self, choice: MenuChoice) -> Content:
        what = choice.what.ljust(self._cells)
        return Content.assemble((f"{choice.key}  ", "bold $primary"), what, "  ", line(choice.hint, 200, "$text-muted"))

    def on_key(self, event: events.Key) -> None:
        """A choice's letter takes it at once."""
        chosen = self._choices.get(event.character or event.key)
        if chosen is not None and self.is_current:
            event.stop()
            self.dismiss(chosen.what)

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._choices[str(event.option_id)].what)

    def action_close(self) -> None:
        """Choose nothing."""
        self.dismiss(None)
