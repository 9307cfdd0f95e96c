"""Which columns the list of jobs has."""

from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from queue_tui.widgets.columns import COLUMNS, fitting
from queue_tui.widgets.job_lines import GUTTER
from queue_tui.widgets.menu_list import MenuList

USUAL = {column.name for column in COLUMNS if column.usual}
TITLE_CELLS = max(len(column.title) for column in COLUMNS)


class ColumnsDialog(ModalScreen[tuple[str, ...] | None]):
    """Dismisses with the names of the chosen columns, () for those that fit, or None: as it was."""

    CSS_PATH = "dialog.tcss"
    BINDING_GROUP_TITLE = "Columns"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "flip", "Show or hide", id="columns.toggle", tooltip="Show the column, or hide it"),
        Binding("enter", "take", "Take", id="columns.take", tooltip="Have the list so", priority=True),
        Binding("u", "usual", "Usual", id="columns.usual", tooltip="The usual ones, as many as fit"),
        Binding("escape", "close", "Close", id="columns.close", tooltip="As it was"),
    ]

    menu = getters.query_one(MenuList)

    def __init__(self, chosen: tuple[str, ...] | None, cells: int) -> None:
        """`cells`: how wide the list is."""
        super().__init__(classes="dialog")
        self._cells = cells
        self._chosen = set(chosen or USUAL)

    def compose(self) -> ComposeResult:
        """One line for each column, from left to right."""
        with Vertical(classes="dialog--box") as box:
            box.border_title = "Columns"
            box.border_subtitle = "space shows or hides · u usual · enter takes · esc leaves"
            yield MenuList(*(Option(self._prompt(index)) for index in range(len(COLUMNS))))

    def _prompt(self, index: int) -> Content:
        column = COLUMNS[index]
        chosen = column.name in self._chosen
        shown = {one.name for one in fitting(self._cells, GUTTER, None if self._is_usual else self._chosen)}
        return Content.assemble(
            f"{'[x]' if chosen else '[ ]'}  {column.name:<10}",
            (f"  {column.title:<{TITLE_CELLS}}", "$text-muted"),
            ("  no room here" if chosen and column.name not in shown else "", "$status-attention"),
        )

    @on(OptionList.OptionSelected)
    def action_take(self) -> None:
        """Have the list so; at least one column is shown."""
        names = () if self._is_usual else (column.name for column in COLUMNS if column.name in self._chosen)
        self.dismiss(tuple(names))

    @property
    def _is_usual(self) -> bool:
        """The usual ones are not all shown in a narrow list, whatever room there would be for them."""
        return self._chosen == USUAL

    def action_flip(self) -> None:
        """Show the column under the cursor, or hide it; others may have room then, or none."""
        index = self.menu.highlighted
        if index is not None:
            self._chosen ^= {COLUMNS[index].name}
            for other in range(len(COLUMNS)):
                self.menu.replace_option_prompt_at_index(other, self._prompt(other))

    def action_usual(self) -> None:
        """Those that fit."""
        self.dismiss(())

    def action_close(self) -> None:
        """As it was."""
        self.dismiss(None)
