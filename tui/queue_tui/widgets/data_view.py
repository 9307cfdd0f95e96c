"""A JSON value: its tree, and below it the whole of a string that is too long for its line."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static, Tree

from queue_core.models import JsonValue
from queue_tui.clean import BLOCK_LIMIT, block
from queue_tui.formatting import count
from queue_tui.widgets.payload_tree import Item, PayloadTree
from queue_tui.widgets.text_pane import TextPane

_UNSET = object()


class DataView(Vertical):
    """The payload, or the result."""

    DEFAULT_CSS = """
    DataView {
        height: 1fr;
        & > .data-view--empty { color: $text-muted; display: none; }
        & > TextPane { height: auto; max-height: 50%; border-top: solid $border-blurred; display: none; }
        &.-empty > .data-view--empty { display: block; }
        &.-empty > PayloadTree { display: none; }
        &.-long > TextPane { display: block; }
    }
    """

    def __init__(self, nothing: str, *, id: str | None = None) -> None:
        """`nothing`: what to say where there is no value."""
        super().__init__(id=id)
        self._nothing = nothing
        self._value: object = _UNSET

    def compose(self) -> ComposeResult:
        """Either the sentence for nothing, or the tree with the long string."""
        yield Static(Content(self._nothing), classes="data-view--empty", markup=False)
        yield PayloadTree()
        yield TextPane()

    def show(self, value: JsonValue) -> None:
        """Show a value; the same one again changes nothing."""
        if value == self._value:
            return
        self._value = value
        self.set_class(value is None, "-empty")
        self.set_class(False, "-long")
        self.query_one(PayloadTree).show(value)

    @on(Tree.NodeHighlighted)
    def _show_string(self, event: Tree.NodeHighlighted[Item]) -> None:
        """A string that does not fit its line is shown in full below."""
        value = event.node.data.value if event.node.data else None
        room = self.app.size.width - 20
        is_long = isinstance(value, str) and (len(value) > room or "\n" in value)
        self.set_class(is_long, "-long")
        if isinstance(value, str) and is_long:
            text, left_out = block(value, BLOCK_LIMIT)
            more = f"\n… {count(left_out)} more characters: o opens all" if left_out else ""
            self.query_one(TextPane).show([Content(row) for row in (text + more).split("\n")], from_start=True)
