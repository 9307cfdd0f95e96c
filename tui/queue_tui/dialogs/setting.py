"""Changes one setting, and says before it is saved what that would mean.

    saved = await self.push_screen_wait(SettingDialog(setting, preview=..., save=...))     # None: left as it was

`preview` and `save` take the change as `Queue.configure` does and may raise QueueError: its sentence is then
shown beside what was typed. `verdict` is that of now, None while it is not known. `refused` is why this session may
save nothing, empty where it may: what a change would mean can be looked at even so.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Label, Static

from queue_core.errors import QueueError
from queue_core.models import JsonValue, Preview
from queue_core.verdict import Verdict
from queue_tui.clean import line
from queue_tui.widgets.choice import Choice
from queue_tui.words.previews import preview_rows
from queue_tui.words.setting_values import Setting

Change = Mapping[str, JsonValue]
QUIET_SECONDS = 0.25
"""What a change would mean is asked for when nothing was typed for so long."""
LABEL_CELLS = 10
HINT = "Type another value: what it would mean is shown here{}."


class SettingDialog(ModalScreen[str | None]):
    """Dismisses with the value that was saved, as it was typed, or None."""

    CSS_PATH = "dialog.tcss"
    BINDING_GROUP_TITLE = "Setting"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close", id="setting.close"),
        Binding("ctrl+s", "save", "Save", id="setting.save", priority=True),
    ]

    def __init__(
        self,
        setting: Setting,
        *,
        preview: Callable[[Change], Awaitable[Preview]],
        verdict: Callable[[], Verdict | None],
        save: Callable[[Change, str | None], Awaitable[None]],
        refused: str = "",
    ) -> None:
        super().__init__(classes="dialog")
        self._setting = setting
        self._preview, self._verdict, self._store, self._refused = preview, verdict, save, refused

    def compose(self) -> ComposeResult:
        """What it is, the new value, why, and what it would mean."""
        with Vertical(classes="dialog--box") as box:
            box.border_title = Content(self._setting.title)
            box.border_subtitle = "esc closes" if self._refused else "ctrl+s saves · esc closes"
            yield Static(self._about(), classes="dialog--text", markup=False)
            with Horizontal(classes="dialog--field"):
                yield Label("New", markup=False)
                if self._setting.field.words:
                    yield Choice(self._setting.field.words, self._setting.value, id="value")
                else:
                    yield Input(self._setting.value, id="value", max_length=60)
            if not self._refused:
                with Horizontal(classes="dialog--field -wide"):
                    yield Label("Reason", markup=False)
                    yield Input(id="reason", placeholder="for the log of operations", max_length=500)
            yield Static("", id="meaning", markup=False)
            yield Static("", id="status", classes="dialog--status", markup=False)
            with Horizontal(classes="dialog--buttons"):
                yield Button("Close", id="close")
                if not self._refused:
                    yield Button("Save", id="save")

    def on_mount(self) -> None:
        """The value is typed over."""
        self.query_one("#value").focus()
        self._foresee()

    def _about(self) -> Content:
        setting = self._setting
        rows = [Content(setting.field.meaning), Content(""), _row("Now", setting.shown())]
        if not setting.field.words:
            rows.append(_row("Takes", setting.field.takes))
        if self._refused:
            rows += [Content(""), line(self._refused, 200, "$status-attention")]
        return Content("\n").join(rows)

    @property
    def typed(self) -> str:
        """The new value."""
        value = self.query_one("#value")
        return value.chosen if isinstance(value, Choice) else self.query_one("#value", Input).value.strip()

    # -- what it would mean --------------------------------------------------------------------------

    @on(Input.Changed, "#value")
    @on(Choice.Changed)
    def _foresee_soon(self) -> None:
        self._foresee()

    @work(exclusive=True, group="preview")
    async def _foresee(self) -> None:
        """Say what the value would mean, or why it will not do."""
        if self.typed == self._setting.value:
            hint = HINT.format("" if self._refused else " before it is saved")
            self._show([Content.styled(hint, "$text-muted")])
            self._say("")
            return
        await asyncio.sleep(QUIET_SECONDS)
        try:
            preview = await self._preview(self._setting.change_to(self.typed))
        except QueueError as problem:
            self._show([])
            self._say(str(problem))
            return
        self._show([_row(label, words) for label, words in preview_rows(preview, self._verdict())])
        self._say("")

    def _show(self, rows: list[Content]) -> None:
        self.query_one("#meaning", Static).update(Content("\n").join(rows))

    def _say(self, sentence: str, style: str = "$status-failed") -> None:
        self.query_one("#status", Static).update(line(sentence, 400, style))

    # -- saving and leaving --------------------------------------------------------------------------

    @on(Input.Submitted)
    def _go_on(self, event: Input.Submitted) -> None:
        """Enter leads on to the next thing, and at last to the button."""
        last = "#close" if self._refused else "#save"
        self.query_one("#reason" if event.input.id == "value" and not self._refused else last).focus()

    @on(Button.Pressed, "#save")
    def action_save(self) -> None:
        """Save, if anything is another than it was."""
        if self._refused:
            self._say(f"Not saved. {self._refused}")
        elif self.typed == self._setting.value:
            self._say(f"It is {self._setting.shown()} already: nothing to save.", "$status-attention")
        else:
            self._save(self.typed)

    @work(exclusive=True, group="save")
    async def _save(self, typed: str) -> None:
        self._say("Saving…", "$text-muted")
        reason = self.query_one("#reason", Input).value.strip()
        try:
            await self._store(self._setting.change_to(typed), reason or None)
        except QueueError as problem:
            self._say(str(problem))
            return
        self.dismiss(typed)

    @on(Button.Pressed, "#close")
    def action_close(self) -> None:
        """Leave it as it was."""
        self.dismiss(None)


def _row(label: str, words: str) -> Content:
    return Content.assemble((f"{label:<{LABEL_CELLS}}", "$text-muted"), line(words, 200))
