"""Limits, times, types and alerts."""

from textual.app import ComposeResult

from queue_tui.screens.view import ViewScreen
from queue_tui.widgets.row_list import RowList


class SettingsScreen(ViewScreen):
    """Limits, times, types and alerts."""

    BINDING_GROUP_TITLE = "Settings"

    def body(self) -> ComposeResult:
        """Not yet."""
        yield RowList()
