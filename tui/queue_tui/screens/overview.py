"""How the queue is doing."""

from textual.app import ComposeResult

from queue_tui.screens.view import ViewScreen
from queue_tui.widgets.row_list import RowList


class OverviewScreen(ViewScreen):
    """How the queue is doing."""

    BINDING_GROUP_TITLE = "Overview"

    def body(self) -> ComposeResult:
        """Not yet."""
        yield RowList()
