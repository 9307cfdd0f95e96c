"""The last line: the keys of the screen, taken from its bindings."""

from textual.binding import Binding
from textual.screen import Screen
from textual.widget import Widget

from queue_core.text import clean, width
from queue_tui.widgets.looks import Cell, Line, Look
from queue_tui.widgets.painted import Painted

Pair = tuple[str, str]
"""A key as it is shown, and what it does."""


class KeyBar(Painted):
    """Keys in the order of the bindings, as many as fit; one line of cells where Textual's Footer is many widgets."""

    DEFAULT_CSS = """
    KeyBar { height: 1; width: 1fr; dock: bottom; background: $panel; }
    """

    def on_mount(self) -> None:
        """Another focus brings other keys."""
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self.repaint())
        self.call_after_refresh(self.repaint)

    def lines(self) -> list[Line]:
        """The screen's keys, as many as fit, and at the right those that work everywhere."""
        own, everywhere = _keys(self.screen)
        right = [cell for pair in everywhere for cell in _shown(pair)]
        room = self.size.width - sum(width(cell.text) for cell in right)
        left: list[Cell] = []
        for pair in own:
            cells = _shown(pair)
            need = sum(width(cell.text) for cell in cells)
            if need > room:
                break
            room -= need
            left += cells
        return [(*left, Cell(" " * max(room, 0), Look.PLAIN), *right)]


def _shown(pair: Pair) -> tuple[Cell, Cell]:
    key, description = pair
    return Cell(f" {clean(key)}", Look.ACCENT), Cell(f" {clean(description)} ", Look.MUTED)


def _keys(screen: Screen[object]) -> tuple[list[Pair], list[Pair]]:
    """Key and description of each binding that is shown, once: the screen's, and the app's."""
    own: dict[str, Pair] = {}
    everywhere: dict[str, Pair] = {}
    views: list[str] = []
    for active in screen.active_bindings.values():
        binding = active.binding
        if binding.action.startswith("view(") and active.enabled and not _is_typed(binding, screen.focused):
            views.append(binding.key)
            everywhere["view"] = (f"{views[0]}-{views[-1]}", "Views")
        if binding.show and active.enabled and not _is_typed(binding, screen.focused):
            kind = everywhere if active.node is screen.app else own
            kind.setdefault(binding.action, (screen.app.get_key_display(binding), binding.description))
    return list(own.values()), list(everywhere.values())


def _is_typed(binding: Binding, focused: Widget | None) -> bool:
    """Whether the key would be typed into a field instead."""
    character = binding.key_display or binding.key
    return focused is not None and len(character) == 1 and focused.check_consume_key(binding.key, character)
