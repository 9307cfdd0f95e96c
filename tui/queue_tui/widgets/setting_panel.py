"""What the setting under the cursor means, and what the keys do to it."""

from queue_core.models import Slots
from queue_core.text import clean
from queue_tui.widgets.lines import wrapped
from queue_tui.widgets.looks import Cell, Line, Look
from queue_tui.widgets.painted import Painted
from queue_tui.words.setting_fields import PAUSED
from queue_tui.words.setting_values import Setting, in_force

ROWS = 4


class SettingPanel(Painted):
    """Always so many lines: the list above does not move with the cursor."""

    DEFAULT_CSS = f"""
    SettingPanel {{ height: {ROWS}; width: 1fr; background: $panel; padding: 0 1; }}
    """

    def __init__(self) -> None:
        super().__init__()
        self._setting: Setting | None = None
        self._may_change = True
        self._now: int | None = None
        self._paused = ""

    def show(self, setting: Setting | None, may_change: bool, slots: Slots | None, paused: str) -> None:
        """Say this now; `paused` is who paused it and why, empty where it is not."""
        self._setting, self._may_change, self._paused = setting, may_change, paused
        self._now = None if setting is None else in_force(setting, slots)
        self.repaint()

    def lines(self) -> list[Line]:
        """The meaning; the key, and what it takes."""
        setting = self._setting
        if setting is None:
            return []
        peak = "" if self._now is None else f" It is a peak hour: {self._now} may run now."
        meaning = (Cell(f"{clean(setting.title)}: {setting.field.meaning}{peak}", Look.PLAIN),)
        keys = wrapped(_keys(setting, self._may_change), self.size.width)
        who = wrapped((Cell(f"Paused {self._paused}", Look.ATTENTION),), self.size.width) if self._paused else []
        return [*wrapped(meaning, self.size.width), *who][: ROWS - len(keys)] + keys


def _keys(setting: Setting, may_change: bool) -> Line:
    may = () if may_change else (Cell("This session may only read. ", Look.ATTENTION),)
    if setting.field is PAUSED and not may_change:
        return may
    if setting.field is PAUSED:
        does = "resumes it" if setting.value == "yes" else "pauses it"
        return (Cell("P", Look.ACCENT), Cell(f" or Enter {does}.", Look.PLAIN))
    does = "changes it" if may_change else "shows what a change would mean"
    return (*may, Cell("Enter", Look.ACCENT), Cell(f" {does}. It takes {setting.field.takes}.", Look.PLAIN))
