"""The audit log."""

from textual.app import ComposeResult

from queue_tui.screens.view import ViewScreen
from queue_tui.widgets.row_list import RowList


class OperationsScreen(ViewScreen):
    """The audit log."""

    BINDING_GROUP_TITLE = "Operations"

    def body(self) -> ComposeResult:
        """Not yet."""
        yield RowList()
