"""Who runs the jobs."""

from textual.app import ComposeResult

from queue_tui.screens.view import ViewScreen
from queue_tui.widgets.row_list import RowList


class WorkersScreen(ViewScreen):
    """Who runs the jobs."""

    BINDING_GROUP_TITLE = "Workers"

    def body(self) -> ComposeResult:
        """Not yet."""
        yield RowList()
