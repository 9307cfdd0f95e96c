"""The views of the list that can be shown by name: those that everybody has, and the person's own."""

from typing import TYPE_CHECKING, ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from queue_tui.clean import line
from queue_tui.orders import order_named
from queue_tui.places.saved import BUILT_IN, SavedView, without_view
from queue_tui.widgets.menu_list import MenuList

if TYPE_CHECKING:
    from queue_tui.commands.obeying import Obeying

NAME_CELLS = 28


class SavedViewsDialog(ModalScreen[None]):
    """Enter shows one; the person's own come first, and can be deleted."""

    CSS_PATH = "dialog.tcss"
    BINDING_GROUP_TITLE = "Saved views"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("D", "forget", "Delete", id="saved.forget", tooltip="Delete the view, if it is your own"),
        Binding("escape", "close", "Close", id="saved.close"),
    ]

    menu = getters.query_one(MenuList)

    def __init__(self, obeying: "Obeying", own: tuple[SavedView, ...]) -> None:
        super().__init__(classes="dialog")
        self._obeying = obeying
        self._own = own

    @property
    def _views(self) -> tuple[SavedView, ...]:
        return (*self._own, *BUILT_IN)

    def compose(self) -> ComposeResult:
        """One line for each view."""
        with Vertical(classes="dialog--box") as box:
            box.border_title = "Views of the list"
            box.border_subtitle = "enter shows · D deletes a * · ':save NAME' adds"
            yield MenuList(*self._options())

    def _options(self) -> list[Option]:
        return [Option(self._prompt(view)) for view in self._views]

    def _prompt(self, view: SavedView) -> Content:
        order = order_named(view.order)
        what = ", ".join(part for part in (view.filter, "" if order is None else order.words) if part)
        mark = "* " if view in self._own else "  "
        return Content.assemble(
            mark, line(view.name.ljust(NAME_CELLS), NAME_CELLS), "  ", line(what, 200, "$text-muted")
        )

    @on(OptionList.OptionSelected)
    def _show(self, event: OptionList.OptionSelected) -> None:
        view = self._views[event.option_index]
        self.dismiss()
        self.app.call_later(self._obeying.show, view)

    def action_forget(self) -> None:
        """Delete the person's own view under the cursor."""
        chosen = self.menu.highlighted
        if chosen is None or chosen >= len(self._own):
            return
        self._own = without_view(self._own, self._own[chosen].name)
        self._obeying.keep(self._own)
        self.menu.clear_options()
        self.menu.add_options(self._options())
        self.menu.highlighted = min(chosen, len(self._views) - 1)

    def action_close(self) -> None:
        """Show none."""
        self.dismiss()
