"""Limits, times, types, alerts and pauses: what is set, what it means, and changing it."""

from datetime import datetime
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Resize

from queue_core.models import Slots
from queue_tui.deeds.permitted import may_not, may_operate
from queue_tui.intents import AskSetting, CopyText, Pause, Resume
from queue_tui.screens.view import ViewScreen
from queue_tui.snapshot import Attention, Topic
from queue_tui.widgets.row_list import RowList
from queue_tui.widgets.setting_panel import SettingPanel
from queue_tui.widgets.setting_rows import setting_rows
from queue_tui.words.setting_fields import PAUSED
from queue_tui.words.setting_values import Setting, pause_words, setting_named


class SettingsScreen(ViewScreen):
    """The list, and below it what the one under the cursor means."""

    BINDING_GROUP_TITLE = "Settings"
    AUTO_FOCUS = "RowList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("P", "pause", "Pause", id="settings.pause", tooltip="Pause the type under the cursor, or the queue"),
        Binding("P", "resume", "Resume", id="settings.resume", tooltip="End the pause of the type, or of the queue"),
        Binding(
            "right_square_bracket,right,l", "group(1)", "Next group", id="settings.next", tooltip="To the next group"
        ),
        Binding(
            "left_square_bracket,left,h",
            "group(-1)",
            "Group before",
            show=False,
            id="settings.before",
            tooltip="To the group before",
        ),
        Binding("y", "copy", "Copy", show=False, id="settings.copy", tooltip="Copy the command that sets it so"),
    ]

    settings = getters.query_one(RowList)
    panel = getters.query_one(SettingPanel)

    def body(self) -> ComposeResult:
        """The list, and what it means."""
        yield RowList()
        yield SettingPanel()

    @property
    def attention(self) -> Attention:
        """What others change."""
        return Attention(topics=frozenset({Topic.SETTINGS}))

    @property
    def setting(self) -> Setting | None:
        """The one under the cursor."""
        config, name = self.snapshot.config, self.settings.key
        return None if config is None or name is None else setting_named(config, name)

    # -- what it looks like ------------------------------------------------------------------------

    def draw(self) -> None:
        """All of it; what has not changed costs nothing."""
        config = self.snapshot.config
        head, rows = (None, None) if config is None else setting_rows(config, self.size.width, self._slots, self._now)
        self.settings.show(rows, head=head)
        self._draw_setting()

    def on_resize(self, event: Resize) -> None:
        """Other line ends."""
        if self.is_mounted:
            self.draw()

    @on(RowList.Moved)
    def _draw_setting(self) -> None:
        setting, config = self.setting, self.snapshot.config
        paused = "" if setting is None or config is None else pause_words(setting, config, self._now)
        self.panel.show(setting, may_operate(self.snapshot.identity), self._slots, paused)
        self.refresh_bindings()

    @property
    def _slots(self) -> Slots | None:
        return None if self.snapshot.stats is None else self.snapshot.stats.slots

    @property
    def _now(self) -> datetime | None:
        return None if self.snapshot.stats is None else self.snapshot.stats.now

    # -- what can be done --------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide what this user may not do."""
        if action in ("pause", "resume"):
            may = self.snapshot.config is not None and may_operate(self.snapshot.identity)
            return may and self._is_paused is (action == "resume")
        return super().check_action(action, parameters)

    def why_not(self, action: str) -> str:
        """By who asks."""
        return may_not(self.snapshot) or "The settings are still being read."

    def action_pause(self) -> None:
        """Of the type under the cursor, or of the queue."""
        self.post_message(Pause(self._job_type))

    def action_resume(self) -> None:
        """The type under the cursor, or the queue."""
        self.post_message(Resume(self._job_type))

    @property
    def _job_type(self) -> str | None:
        """Which type `P` is about; None: the queue."""
        return None if self.setting is None else self.setting.job_type

    @property
    def _is_paused(self) -> bool:
        """Whether that which `P` is about is paused."""
        config = self.snapshot.config
        if config is None or self._job_type is None:
            return config is not None and config.paused
        return any(kind.paused for kind in config.types if kind.job_type == self._job_type)

    def action_group(self, steps: int) -> None:
        """To the first setting of another group; round the end."""
        config, setting = self.snapshot.config, self.setting
        if config is None or setting is None:
            return
        firsts: dict[str, str] = {}
        for row in self.settings.rows:
            found = setting_named(config, row.key)
            if found is not None:
                firsts.setdefault(found.group, found.name)
        groups = list(firsts)
        self.settings.seek(firsts[groups[(groups.index(setting.group) + steps) % len(groups)]])

    def action_copy(self) -> None:
        """For a terminal beside this one."""
        if (setting := self.setting) is not None:
            self.post_message(CopyText(setting.command, "command"))

    @on(RowList.Chosen)
    def _change(self, event: RowList.Chosen) -> None:
        """A pause is begun or ended at once; what another change would mean may be looked at by all."""
        setting = self.setting
        if setting is not None and setting.field is PAUSED and not may_operate(self.snapshot.identity):
            self.notify(may_not(self.snapshot), severity="warning", markup=False)
        else:
            self.post_message(AskSetting(event.key))
