"""Writes what a filter shows into a file: asks for format and place, shows how far it is, says where it went."""

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, ClassVar, Protocol

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Label, Static

from queue_core.errors import QueueError
from queue_core.export import Format, Progress
from queue_tui.clean import line
from queue_tui.formatting import count, plural
from queue_tui.widgets.choice import Choice

WITHOUT, WITH = "without", "with"
FORMATS = {"JSON lines": Format.JSONL, "CSV": Format.CSV}


class Write(Protocol):
    """Writes the jobs, and tells how far it has come. Raises QueueError."""

    def __call__(
        self, path: Path, format: Format, *, payload: bool, tell: Callable[[Progress], None]
    ) -> Coroutine[Any, Any, Progress]:
        """The progress at its end."""
        ...


class ExportDialog(ModalScreen[str | None]):
    """Dismisses with the sentence that says what was written, or None."""

    CSS_PATH = "dialog.tcss"
    BINDING_GROUP_TITLE = "Export"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close", id="export.close"),
        Binding("ctrl+s", "write", "Write", id="export.write", priority=True),
    ]

    def __init__(self, path: Path, write: Write, scope: str) -> None:
        """`path` without its ending; `scope`: the filter, as text."""
        super().__init__(classes="dialog")
        self._path, self._write, self._scope = path, write, scope
        self._may_replace: Path | None = None

    def compose(self) -> ComposeResult:
        """What, how and where."""
        with Vertical(classes="dialog--box") as box:
            box.border_title = "Export jobs"
            box.border_subtitle = "ctrl+s writes · esc closes"
            scope = f"All jobs that match  {self._scope}" if self._scope else "All jobs."
            yield Static(line(scope, 200), classes="dialog--text", markup=False)
            with Horizontal(classes="dialog--field"):
                yield Label("Format", markup=False)
                yield Choice(tuple(FORMATS), "JSON lines", id="format")
            with Horizontal(classes="dialog--field"):
                yield Label("Payloads", markup=False)
                yield Choice((WITHOUT, WITH), WITHOUT, id="payload")
            with Horizontal(classes="dialog--field -wide"):
                yield Label("File", markup=False)
                yield Input(f"{self._path}.jsonl", id="path", max_length=1000)
            yield Static("", id="status", classes="dialog--status", markup=False)
            with Horizontal(classes="dialog--buttons"):
                yield Button("Close", id="close")
                yield Button("Write", id="write")

    def on_mount(self) -> None:
        """Most will only choose the format."""
        self.query_one("#format").focus()

    def _say(self, sentence: str, style: str = "$status-failed") -> None:
        self.query_one("#status", Static).update(line(sentence, 400, style))

    @property
    def _format(self) -> Format:
        return FORMATS[self.query_one("#format", Choice).chosen]

    @on(Choice.Changed, "#format")
    def _suit_ending(self) -> None:
        """A file that still has the ending of the other format gets that of this one."""
        field = self.query_one("#path", Input)
        path = Path(field.value)
        if path.suffix.lstrip(".") in list(Format):
            field.value = str(path.with_suffix(f".{self._format.value}"))

    @on(Input.Submitted)
    @on(Button.Pressed, "#write")
    def action_write(self) -> None:
        """Write, and ask before what is there is replaced."""
        text = self.query_one("#path", Input).value.strip()
        path = Path(text).expanduser()
        if not text:
            self._say("A file is needed.")
        elif path.exists() and self._may_replace != path:
            self._may_replace = path
            self._say(f"{path} is there already: once more replaces it.", "$status-attention")
        else:
            self._export(path, self._format)

    @work(exclusive=True, group="export")
    async def _export(self, path: Path, format: Format) -> None:
        self._say("Writing…", "$text-muted")
        self.query_one("#write", Button).disabled = True
        try:
            payload = self.query_one("#payload", Choice).chosen == WITH
            progress = await self._write(path, format, payload=payload, tell=self._tell)
        except QueueError as error:
            self._say(str(error))
            self.query_one("#write", Button).disabled = False
            return
        self.dismiss(f"{plural(progress.written, 'job')} written to {path}.")

    def _tell(self, progress: Progress) -> None:
        looked = f", {count(progress.searched)} looked at" if progress.searched > progress.written else ""
        self._say(f"{plural(progress.written, 'job')} written{looked}… esc stops it and leaves no file.", "$text-muted")

    @on(Button.Pressed, "#close")
    def action_close(self) -> None:
        """Leave; what is half written disappears."""
        self.workers.cancel_node(self)
        self.dismiss(None)
