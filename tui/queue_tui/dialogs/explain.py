"""Says why a job is not running, or how it stands; read again while it is open."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import ClassVar

from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from queue_core.errors import QueueError
from queue_core.models import JobId
from queue_core.text import clean
from queue_tui.clean import line
from queue_tui.formatting import TimeStyle, short_id
from queue_tui.words.explanations import Known, heading, paragraphs

AGAIN_SECONDS = 2.0
LEADING = "wPrecF1346"
"""The keys that help, as `explain_text` names them; each asks where it has to, or can be undone."""

__all__ = ["ExplainDialog", "Known"]


class ExplainDialog(ModalScreen[None]):
    """Dismisses when it has been read."""

    CSS_PATH = "dialog.tcss"
    BINDING_GROUP_TITLE = "Explanation"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,x,enter,q", "close", "Close", id="explain.close"),
        Binding("j,down", "scroll(1)", "Down", show=False),
        Binding("k,up", "scroll(-1)", "Up", show=False),
    ]

    def __init__(self, job_id: JobId, read: Callable[[JobId], Awaitable[Known]]) -> None:
        super().__init__(classes="dialog")
        self._job_id, self._read = job_id, read

    def compose(self) -> ComposeResult:
        """The sentences."""
        with VerticalScroll(classes="dialog--box", can_focus=False) as box:
            box.border_title = Content(short_id(self._job_id))
            box.border_subtitle = "esc closes"
            yield Static("Asking the queue…", id="said", classes="dialog--text", markup=False)

    def on_mount(self) -> None:
        """Begin to read."""
        self._follow()

    @work(group="explain")
    async def _follow(self) -> None:
        """Read it now, and again while it is open; an answer that takes longer than that is waited for."""
        while True:
            await self._ask()
            await asyncio.sleep(AGAIN_SECONDS)

    async def _ask(self) -> None:
        try:
            known = await self._read(self._job_id)
        except QueueError as error:
            self._say(line(str(error), 400, "$status-failed"))
            return
        if not self.query("#said"):  # it was closed meanwhile
            return
        job = known.detail.job
        title = f"{heading(known)}: {short_id(job.id)}, {clean(job.job_type, 30)}"
        self.query_one(".dialog--box").border_title = Content(title)
        style: TimeStyle = getattr(self.app, "times", TimeStyle.LOCAL)
        said = [line(paragraph, 600) for paragraph in paragraphs(known, style)]
        self._say(Content("\n\n").join(said))

    def _say(self, said: Content) -> None:
        for place in self.query("#said").results(Static):
            place.update(said)

    def on_key(self, event: events.Key) -> None:
        """A key that is named here leads on: it is pressed again on the screen below."""
        if event.character is not None and event.character in LEADING and self.is_current:
            event.stop()
            self.dismiss(None)
            self.app.call_later(self.app.simulate_key, event.key)

    def action_scroll(self, rows: int) -> None:
        """Read on, where it is longer than the screen."""
        self.query_one(".dialog--box").scroll_relative(y=rows, animate=False)

    def action_close(self) -> None:
        """It has been read."""
        self.dismiss(None)
