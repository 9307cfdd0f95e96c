"""A small app on our base, run as a program of its own: says that it is ready, fails on x, quits on q."""

import os
import sys
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from queue_tui.base_app import TerminalApp, run_app
from queue_tui.terminal.checks import prepare

SECRET = "2retnuh"[::-1]  # so that the source line in the trace does not hold it


class SmallApp(TerminalApp):
    """One word, and a lot of them when flooding."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("q", "quit", "Quit")]

    def compose(self) -> ComposeResult:
        """The word that tests wait for."""
        yield Static(Content("ready"), id="words")

    def on_mount(self) -> None:
        """Draw without end, if asked to."""
        if "flood" in sys.argv:
            self.set_interval(0.01, self._flood)

    def _flood(self) -> None:
        number = getattr(self, "_number", 0) + 1
        self._number = number
        rows = "\n".join(f"ready {number} " + chr(97 + number % 26) * 60 for _ in range(20))
        self.query_one("#words", Static).update(Content(rows))

    def key_x(self) -> None:
        """An error with a secret in its text and in a local variable."""
        password = SECRET
        raise RuntimeError(f"cannot reach postgres://queue:{password}@db/queue")


if __name__ == "__main__":
    prepare(os.environ)
    sys.exit(run_app(SmallApp()))
