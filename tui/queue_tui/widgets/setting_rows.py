"""The list of the settings view: group by group, each with its present value. No Textual in here."""

from collections.abc import Iterator, Sequence

from queue_core.models import QueueConfig, Slots
from queue_core.text import clean
from queue_tui.widgets.lines import column
from queue_tui.widgets.looks import Cell, Line, Look
from queue_tui.widgets.row_list import GUTTER, Row
from queue_tui.words.setting_fields import PAUSED
from queue_tui.words.setting_values import Setting, in_force, settings_of

GROUP_CELLS, TITLE_CELLS, VALUE_CELLS = 18, 22, 20
NAME_CELLS = 26
"""Where there is no room for so many, names are left out."""


def setting_rows(config: QueueConfig, cells: int, slots: Slots | None) -> tuple[Line, list[Row]]:
    """The titles, and a row for each setting, for so many cells; the name of a group is bright where it begins."""
    left = cells - GUTTER - GROUP_CELLS - TITLE_CELLS - VALUE_CELLS
    titles = column("Group", GROUP_CELLS) + column("Setting", TITLE_CELLS) + column("Value", VALUE_CELLS)
    title = "Name in queuectl" if left >= NAME_CELLS else ""
    return (Cell(f"{titles}{title}", Look.TITLE),), list(_rows(config, settings_of(config), left, slots))


def _rows(config: QueueConfig, settings: Sequence[Setting], left: int, slots: Slots | None) -> Iterator[Row]:
    group = ""
    for setting in settings:
        begins, group = setting.group != group, setting.group
        yield Row(setting.name, _line(setting, config, begins, left, in_force(setting, slots)))


def _line(setting: Setting, config: QueueConfig, begins: bool, left: int, now: int | None) -> Line:
    paused = setting.field is PAUSED and setting.value == "yes"
    reason = config.pause_reason if paused and setting.job_type is None else None
    value = setting.shown() if now is None else f"{setting.shown()}, {now} now"
    name = clean(setting.name, left) if left >= NAME_CELLS else ""
    rest = Cell(clean(f"reason: {reason}", left), Look.ATTENTION) if reason else Cell(name, Look.MUTED)
    return (
        Cell(column(setting.group, GROUP_CELLS), Look.STRONG if begins else Look.MUTED),
        Cell(column(setting.field.title, TITLE_CELLS), Look.PLAIN),
        Cell(column(value, VALUE_CELLS), _look(setting, paused)),
        rest,
    )


def _look(setting: Setting, paused: bool) -> Look:
    if paused:
        return Look.ATTENTION
    return Look.STRONG if setting.value else Look.MUTED
