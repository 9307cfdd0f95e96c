"""A JSON value as a tree to walk through: keys and values as data, however large or hostile.

Nodes are made when they are opened and only so many of each, so a value of any size opens at once.
"""

from typing import ClassVar, NamedTuple

from rich.style import Style
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from queue_core.models import JsonValue
from queue_core.text import clean, width
from queue_tui.formatting import count, plural
from queue_tui.words.json_text import scalar_text

CHILDREN = 500
"""Members of one object or list that are shown."""
OPEN_LINES = 40
"""Lines up to which everything is opened at first."""
KEY_CELLS = 40
LEAST_CELLS = 20
"""What a value gets at least, however deep it is."""


class Item(NamedTuple):
    """One node: what it is called where it stands, and the value there."""

    key: str | None
    value: JsonValue
    left_out: int = 0
    """For the last line of a long list: how many members are not shown."""


class PayloadTree(Tree[Item]):
    """The members of one value."""

    BINDING_GROUP_TITLE = "Tree"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", "Down", show=False),
        Binding("k", "cursor_up", "Up", show=False),
        Binding("g", "scroll_home", "First", show=False),
        Binding("G", "scroll_end", "Last", show=False),
        Binding("h,left", "close_or_parent", "Close, or go to what it is in", show=False),
        Binding("l,right", "open", "Open", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"payload-tree--key", "payload-tree--quiet", "payload-tree--string"}
    DEFAULT_CSS = """
    PayloadTree {
        height: 1fr;
        padding: 0;
        background: $background;
        scrollbar-size-vertical: 1;
        overflow-x: hidden;
        &:focus { background-tint: transparent; }
        & > .payload-tree--key { color: $primary; }
        & > .payload-tree--quiet { color: $text-muted; }
        & > .payload-tree--string { color: $foreground; }
        & > .tree--guides, & > .tree--guides-hover, & > .tree--guides-selected { color: $text-muted; text-style: none; }
        & > .tree--cursor { text-style: $cursor-style; }
    }
    """

    ICON_NODE = "+ "
    ICON_NODE_EXPANDED = "- "

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("", id=id)
        self.set_reactive(Tree.show_root, False)
        self.set_reactive(Tree.guide_depth, 3)
        self.auto_expand = True

    def show(self, value: JsonValue) -> None:
        """Show another value."""
        self.reset("", Item(None, value))
        _fill(self.root)
        if not self.root.children:
            self.root.add_leaf("", Item(None, value))
        self.root.expand()
        self._open_some()
        self.cursor_line = 0

    def _open_some(self) -> None:
        """Open what fits a screen, outer levels first."""
        lines = len(self.root.children)
        waiting = list(self.root.children)
        while waiting:
            node = waiting.pop(0)
            members = _members(node)
            if members and lines + members <= OPEN_LINES:
                lines += members
                _fill(node)
                node.expand()
                waiting.extend(node.children)

    def on_tree_node_expanded(self, event: Tree.NodeExpanded[Item]) -> None:
        """Make what it holds."""
        _fill(event.node)

    def render_label(self, node: TreeNode[Item], base_style: Style, style: Style) -> Text:
        """The key, and the value in short."""
        item = node.data or Item(None, None)
        quiet = self.get_component_rich_style("payload-tree--quiet", partial=True)
        if item.left_out:
            return Text(f"… {count(item.left_out)} more are not shown: o opens all", style=quiet)
        text = Text(no_wrap=True, end="")
        if node.allow_expand:
            text.append(self.ICON_NODE_EXPANDED if node.is_expanded else self.ICON_NODE, quiet)
        if item.key is not None:
            text.append(clean(item.key, KEY_CELLS), self.get_component_rich_style("payload-tree--key", partial=True))
            text.append("  ")
        room = self.container_size.width - text.cell_len - self.guide_depth * _depth(node) - 1
        text.append(*self._value(item.value, quiet, max(room, LEAST_CELLS)))
        text.stylize(style)
        return text

    def _value(self, value: JsonValue, quiet: Style, room: int) -> tuple[str, Style]:
        if isinstance(value, str):
            return _shortened(value, room), self.get_component_rich_style("payload-tree--string", partial=True)
        if isinstance(value, dict):
            return ("{}" if not value else f"{{{plural(len(value), 'key')}}}"), quiet
        if isinstance(value, list):
            return ("[]" if not value else f"[{plural(len(value), 'item')}]"), quiet
        return clean(scalar_text(value), room), Style(bold=True)

    def action_open(self) -> None:
        """Open the node under the cursor."""
        if self.cursor_node is not None and self.cursor_node.allow_expand:
            self.cursor_node.expand()

    def action_close_or_parent(self) -> None:
        """Close the node under the cursor, or go to the one it is in."""
        node = self.cursor_node
        if node is not None and node.allow_expand and node.is_expanded:
            node.collapse()
        elif node is not None and node.parent is not None and node.parent is not self.root:
            self.move_cursor(node.parent)


def _depth(node: TreeNode[Item]) -> int:
    """How many levels a node lies below the outermost ones."""
    depth, parent = -1, node.parent
    while parent is not None:
        depth, parent = depth + 1, parent.parent
    return max(depth, 0)


def _shortened(value: str, room: int) -> str:
    """A string in quotes, and how long it is where it does not fit; only its beginning is looked at."""
    shown = scalar_text(value[:room])
    if len(value) <= room and width(shown) <= room:
        return shown
    amount = f" {count(len(value))} characters"
    return clean(shown, max(room - len(amount), 1)) + amount


def _members(node: TreeNode[Item]) -> int:
    value = node.data.value if node.data else None
    return min(len(value), CHILDREN + 1) if isinstance(value, (dict, list)) else 0


def _fill(node: TreeNode[Item]) -> None:
    """Make a node's children, once."""
    value = node.data.value if node.data else None
    if node.children or not isinstance(value, (dict, list)):
        return
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for number, (key, member) in enumerate(pairs):
        if number == CHILDREN:
            node.add_leaf("", Item(None, None, left_out=len(value) - CHILDREN))
            return
        item = Item(str(key), member)
        if isinstance(member, (dict, list)) and member:
            node.add("", item)
        else:
            node.add_leaf("", item)
