"""What fails."""

from textual.app import ComposeResult

from queue_tui.screens.view import ViewScreen
from queue_tui.widgets.row_list import RowList


class FailuresScreen(ViewScreen):
    """What fails."""

    BINDING_GROUP_TITLE = "Failures"

    def body(self) -> ComposeResult:
        """Not yet."""
        yield RowList()
