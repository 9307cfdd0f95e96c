"""What the setting under the cursor means, and what the keys do to it."""

from queue_core.text import clean
from queue_tui.setting_fields import PAUSED, Setting
from queue_tui.widgets.lines import wrapped
from queue_tui.widgets.looks import Cell, Line, Look
from queue_tui.widgets.painted import Painted

ROWS = 3


class SettingPanel(Painted):
    """Always so many lines: the list above does not move with the cursor."""

    DEFAULT_CSS = f"""
    SettingPanel {{ height: {ROWS}; width: 1fr; background: $panel; padding: 0 1; }}
    """

    def __init__(self) -> None:
        super().__init__()
        self._setting: Setting | None = None
        self._may_change = True

    def show(self, setting: Setting | None, may_change: bool) -> None:
        """Say this now."""
        self._setting, self._may_change = setting, may_change
        self.repaint()

    def lines(self) -> list[Line]:
        """The meaning in two lines at most; what it takes, and the key."""
        setting = self._setting
        if setting is None:
            return []
        meaning = wrapped((Cell(f"{clean(setting.title)}. {setting.field.meaning}", Look.PLAIN),), self.size.width)
        meaning += [(Cell("", Look.PLAIN),)] * (ROWS - 1 - len(meaning))
        return [*meaning[: ROWS - 1], (*_keys(setting, self._may_change), Cell(_takes(setting), Look.MUTED))]


def _keys(setting: Setting, may_change: bool) -> Line:
    if not may_change:
        return (Cell("This session may only read. ", Look.ATTENTION),)
    if setting.field is PAUSED:
        does = "ends the pause" if setting.value == "yes" else "pauses it"
        return (Cell("P", Look.ACCENT), Cell(f" or Enter {does}. ", Look.PLAIN))
    return (Cell("Enter", Look.ACCENT), Cell(" changes it. ", Look.PLAIN))


def _takes(setting: Setting) -> str:
    return f"It takes {setting.field.takes}." if setting.field.takes else ""
