"""What any app of ours needs to live on a real terminal; `app.py` adds the queue.

    class QueueApp(TerminalApp): ...
    sys.exit(run_app(QueueApp(...)))

It makes rendered lines harmless, keeps to the terminal's colours, repaints after Ctrl+Z and fg, ends
when it is told to or the terminal is gone, and keeps the trace of a crash instead of showing it.
"""

import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

from rich.console import RenderableType
from textual import on
from textual.app import App
from textual.binding import Binding, BindingType
from textual.events import Event, Key, Paste
from textual.filter import LineFilter
from textual.notifications import SeverityLevel
from textual.reactive import var
from textual.screen import Screen
from textual.widgets._toast import Toast, ToastHolder
from textual.worker import WorkerFailed

from queue_core.models import FailureSort
from queue_tui.clean import HarmlessLines
from queue_tui.formatting import TimeStyle
from queue_tui.terminal import clipboard, themes
from queue_tui.terminal.driver import TerminalDriver, TerminalGone
from queue_tui.terminal.files import private_directory
from queue_tui.terminal.frugal import tight
from queue_tui.terminal.termination import Termination, let_go
from queue_tui.typed_ahead import TypedAhead
from queue_tui.widgets.painted import Painted

if TYPE_CHECKING:
    from queue_tui.terminal.crash import Incident


CTRL_C = "Ctrl+C stops nothing here: q quits, and Ctrl+Q does from a dialog or a field."


class TerminalApp(App[None]):
    """An app that behaves on any terminal, and after it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+z", "suspend_process", "Suspend", show=False, id="app.suspend"),
    ]

    # Terminals do not agree on how wide the picture of the palette is. What is told takes whole lines above the keys,
    # six at most: a box in the corner would hide a quarter of what it is about. Where more is told, the latest is seen:
    # Textual scrolls to it, which an invisible rack does not do; and of what is longer than that, the beginning.
    CSS = """
    CommandPalette SearchIcon { display: none; }
    ToastRack { max-height: 6; overflow: hidden; visibility: visible; }
    Toast { width: 100%; max-width: 100%; max-height: 6; margin: 0; padding: 0 1; }
    """

    times: var[TimeStyle] = var(TimeStyle.RELATIVE, init=False)
    """How moments are written, on all screens."""
    failure_sort: var[FailureSort] = var(FailureSort.LAST, init=False)
    """The order of the failures; here, because it is remembered whether or not their screen has been shown."""

    def __init__(self) -> None:
        # With NO_COLOR, Textual leaves its shades of grey in true colour unless it thinks in ANSI colours.
        super().__init__(driver_class=TerminalDriver, ansi_color=True if os.environ.get("NO_COLOR") else None)
        self.incident: Incident | None = None
        """The error in the program itself that ended it."""
        self.termination = Termination(lambda code: self.exit(return_code=code))
        self.typed_ahead = TypedAhead(self, super().on_event)
        self._untold: list[partial[None]] = []
        self._harmless = HarmlessLines()
        for theme in themes.THEMES:
            self.register_theme(theme)
        self.theme = themes.choose(os.environ)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's filters, and then ours: nothing that could drive the terminal gets past it."""
        return [*super().get_line_filters(), self._harmless]

    def get_css_variables(self) -> dict[str, str]:
        """The theme's, and the names of ours made from them."""
        variables = super().get_css_variables()
        if os.environ.get("NO_COLOR"):
            variables |= themes.without_colour()
        self.theme_variables = {**variables, **themes.state_variables(variables)}
        return self.theme_variables

    def on_load(self) -> None:
        """The loop runs: signals can reach the app."""
        self.termination.started()

    def on_mount(self) -> None:
        """Coming back from Ctrl+Z, the terminal is empty, though Textual takes it as it left it.

        What keeps the trace of a crash is there before one: the program's files may be replaced while it runs.
        """
        self.call_after_refresh(import_module, "queue_tui.terminal.crash")
        self.app_resume_signal.subscribe(self, lambda _: self.refresh(layout=True))
        self.screen_change_signal.subscribe(self, lambda _: self._tell_untold())

    def action_help_quit(self) -> None:
        """Ctrl+C, which ends other programs: say what ends this one, in the words of its own keys."""
        self.notify(CTRL_C, markup=False)

    async def on_event(self, event: Event) -> None:
        """Keys wait for their turn."""
        if isinstance(event, Key | Paste) and not event.is_forwarded:
            await self.typed_ahead.take(event)
        else:
            await super().on_event(event)

    @on(TerminalGone)
    def _end_without_terminal(self) -> None:
        self.termination.end(128 + signal.SIGHUP)

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = True,
    ) -> None:
        """Tell the person; nothing may cover a dialog, so what comes while one is open is told after it."""
        tell = partial(super().notify, message, title=title, severity=severity, timeout=timeout, markup=markup)
        if self._screen_stack and self.screen.is_modal:
            self._untold.append(tell)
        else:
            tell()

    def withdraw(self, message: str) -> None:
        """Take back what was told last in these words, if it can still be read or was not told yet."""
        for tell in reversed(self._untold):
            if tell.args == (message,):
                self._untold.remove(tell)
                return
        told = [notification for notification in self._notifications if notification.message == message]
        if told:
            self._unnotify(told[-1])
            self._forget_gone()

    def clear_notifications(self) -> None:
        """What was told is gone."""
        super().clear_notifications()
        self._forget_gone()

    def _forget_gone(self) -> None:
        """What is told no longer is gone with the row that it took, and also where it shows through below a dialog.

        Textual leaves the row, and forgets what lies below.
        """
        for screen in self.screen_stack:
            for toast in screen.query(Toast):
                if toast._notification not in self._notifications and isinstance(toast.parent, ToastHolder):
                    toast.parent.remove()

    def _tell_untold(self) -> None:
        if self._untold and not self.screen.is_modal:
            told, self._untold = self._untold, []
            for tell in told:
                tell()

    def watch_times(self) -> None:
        """Write those on screen in the other way."""
        for widget in self.screen.query(Painted):
            widget.repaint()

    def copy_to_clipboard(self, text: str) -> None:
        """Copy, for Textual's own widgets too, through tmux and with a size limit."""
        self.copy(text, "text")

    def copy(self, text: str, what: str) -> None:
        """Copy `text` and say what was done with it; `what` names it, such as "id"."""
        copied = clipboard.copy(text, what)
        if copied.sequence and self._driver is not None:
            self._driver.write(copied.sequence)
            self._driver.flush()
        self.notify(copied.sentence, markup=False)

    # Textual has no public hook for these four: tests count the bytes of an update, and what is drawn of a covered
    # screen; another ends an app by an error and looks what was shown.

    @property
    def _background_screens(self) -> list[Screen[Any]]:
        """Those that show through the top one. Textual counts the one below it always, and draws all anew for it."""
        return super()._background_screens if self.screen.styles.background.a < 1 else []

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        super()._display(screen, tight(renderable))

    def _fatal_error(self) -> None:
        self._keep(self._exception)
        self._close_messages_no_wait()

    def panic(self, *renderables: RenderableType) -> None:
        """End because of an error; it is kept, not shown."""
        self._keep(self._exception or sys.exc_info()[1] or RuntimeError(" ".join(map(str, renderables))))
        self._return_code = 1
        self._close_messages_no_wait()

    def _keep(self, error: BaseException | None) -> None:
        if self.incident is None and error is not None:
            cause = error.error if isinstance(error, WorkerFailed) else error
            from queue_tui.terminal.crash import record

            self.incident = record(cause, private_directory(os.environ))


def run_app(app: TerminalApp, *, mouse: bool = False) -> int:
    """Run the app on the terminal to its end; returns the exit code."""
    with app.termination:
        app.run(mouse=mouse)
    if app.incident is not None:
        with suppress(OSError):
            sys.stderr.write(f"{app.incident.sentence}\n")
    let_go()
    return app.return_code or 0
