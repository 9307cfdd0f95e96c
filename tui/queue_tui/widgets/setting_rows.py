"""The list of the settings view: group by group, each with its present value. No Textual in here."""

from collections.abc import Iterator
from datetime import datetime

from queue_core.models import QueueConfig, Slots
from queue_core.text import clean
from queue_tui.widgets.lines import column
from queue_tui.widgets.looks import Cell, Line, Look
from queue_tui.widgets.row_list import GUTTER, Row
from queue_tui.words.setting_fields import PAUSED
from queue_tui.words.setting_values import Setting, in_force, pause_words, settings_of

GROUP_CELLS, TITLE_CELLS, VALUE_CELLS = 18, 22, 20
NAME_CELLS = 26
"""Where there is no room for so many, names are left out."""


def setting_rows(config: QueueConfig, cells: int, slots: Slots | None, now: datetime | None) -> tuple[Line, list[Row]]:
    """The titles, and a row for each setting, for so many cells; the name of a group is bright where it begins."""
    left = cells - GUTTER - GROUP_CELLS - TITLE_CELLS - VALUE_CELLS
    titles = column("Group", GROUP_CELLS) + column("Setting", TITLE_CELLS) + column("Value", VALUE_CELLS)
    title = "Name in queuectl" if left >= NAME_CELLS else ""
    return (Cell(f"{titles}{title}", Look.TITLE),), list(_rows(config, left, slots, now))


def _rows(config: QueueConfig, left: int, slots: Slots | None, now: datetime | None) -> Iterator[Row]:
    group = ""
    for setting in settings_of(config):
        begins, group = setting.group != group, setting.group
        told = _paused(setting, config, left, now) or _plain(setting, left, in_force(setting, slots))
        named = (
            Cell(column(setting.group, GROUP_CELLS), Look.STRONG if begins else Look.MUTED),
            Cell(column(setting.field.title, TITLE_CELLS), Look.PLAIN),
        )
        yield Row(setting.name, (*named, *told))


def _paused(setting: Setting, config: QueueConfig, left: int, now: datetime | None) -> Line:
    """Who paused it and why takes the place of the name; nothing for what is not paused."""
    if setting.field is not PAUSED or setting.value != "yes":
        return ()
    words = pause_words(setting, config, now)
    return (Cell(clean(f"yes, {words}" if words else "yes", VALUE_CELLS + left), Look.ATTENTION),)


def _plain(setting: Setting, left: int, now: int | None) -> Line:
    value = setting.shown() if now is None else f"{setting.shown()}, {now} now"
    return (
        Cell(column(value, VALUE_CELLS), Look.STRONG if setting.value else Look.MUTED),
        Cell(clean(setting.name, left) if left >= NAME_CELLS else "", Look.MUTED),
    )
