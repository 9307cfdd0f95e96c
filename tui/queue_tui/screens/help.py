"""The keys of what is on screen, read from the bindings themselves, so that they cannot be wrong."""

from collections.abc import Iterable
from typing import Any, ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import ActiveBinding, Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import ModalScreen, Screen

from queue_tui.formatting import plural
from queue_tui.widgets.text_pane import TextPane

KEY_CELLS = 16


class Row(NamedTuple):
    """One thing that can be done."""

    keys: str
    meaning: str


class Group(NamedTuple):
    """What can be done in one place: the screen, the part of it that has the focus, anywhere."""

    title: str
    rows: tuple[Row, ...]


def groups_of(screen: Screen[Any]) -> list[Group]:
    """The active keys: those that lead to the views, the screen's own, those of its focused part, those of any screen.

    Of a screen and of the app only keys of ours, which have an id: what Textual gives every app is of no interest here.
    """
    places: dict[DOMNode, list[ActiveBinding]] = {}
    views: list[Row] = []
    for active in screen.active_bindings.values():
        if _is_view(active):
            name = active.binding.description
            views.append(Row(screen.app.get_key_display(active.binding), f"{name}: {active.tooltip}"))
        elif active.binding.description and (active.binding.id or active.node not in (screen, screen.app)):
            places.setdefault(active.node, []).append(active)
    ordered = sorted(places, key=lambda node: (node is not screen, node is screen.app))
    groups = [Group(_title(node, screen), tuple(_rows(places[node], screen))) for node in ordered]
    return [*([Group("Views", tuple(views))] if views else []), *groups]


def _is_view(active: ActiveBinding) -> bool:
    return active.binding.action.startswith("view(")


def _title(node: DOMNode, screen: Screen[Any]) -> str:
    if node is screen.app:
        return "Anywhere"
    return getattr(node, "BINDING_GROUP_TITLE", None) or "Here"


def _rows(bindings: Iterable[ActiveBinding], screen: Screen[Any]) -> Iterable[Row]:
    """Keys of the same action share a row; what Textual brings along comes after what is ours."""
    keys: dict[str, list[str]] = {}
    meanings: dict[str, str] = {}
    for active in sorted(bindings, key=lambda active: active.binding.id is None):
        binding = active.binding
        keys.setdefault(binding.action, []).append(screen.app.get_key_display(binding))
        meanings.setdefault(binding.action, active.tooltip or binding.description)
    return [Row("  ".join(dict.fromkeys(shown)), meanings[action]) for action, shown in keys.items()]


class HelpScreen(ModalScreen[None]):
    """A list of keys over the screen they belong to."""

    CSS_PATH = "help.tcss"
    BINDING_GROUP_TITLE = "Help"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,q", "close", "Close", id="help.close"),
    ]

    def __init__(self, active: Screen[Any]) -> None:
        super().__init__()
        self.groups = groups_of(active)

    def compose(self) -> ComposeResult:
        """The groups below each other."""
        with Vertical(id="help") as box:
            number = sum(len(group.rows) for group in self.groups)
            box.border_title = f"Keys: {plural(number, 'thing')} you can do here"
            box.border_subtitle = "esc closes"
            yield TextPane()

    def on_mount(self) -> None:
        """Written once: what is below does not change while this is shown."""
        pane = self.query_one(TextPane)
        pane.show([line for group in self.groups for line in _written(group)][:-1])
        pane.focus()

    def action_close(self) -> None:
        """Go back to what was shown."""
        self.dismiss()


def _written(group: Group) -> list[Content]:
    rows = (Content.assemble((f"{row.keys:<{KEY_CELLS}}  ", "$primary"), row.meaning) for row in group.rows)
    return [Content.styled(group.title, "bold"), *rows, Content("")]
