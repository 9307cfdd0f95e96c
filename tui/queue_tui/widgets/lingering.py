"""What is on screen of a list that was left stays until the next one has been read, or is slow.

Keys mean the next one from the start; but to paint that nothing is known of it yet, only to paint over it a moment
later, would cost bytes, and a frame more until the answer.
"""

from textual.reactive import var
from textual.timer import Timer

from queue_tui.snapshot import Snapshot, Window, nothing_yet
from queue_tui.widgets.painted import Painted

LINGER_SECONDS = 0.3
"""Lists that are read sooner follow each other with nothing between them."""


class Lingering(Painted):
    """A widget that shows something of the snapshot's window."""

    snapshot: var[Snapshot] = var(nothing_yet)
    _lingers: Timer | None = None
    """Until when; None while what is known is painted."""

    def watch_snapshot(self, before: Snapshot, snapshot: Snapshot) -> None:
        """Show the news."""
        self.take(snapshot.window, before.window)
        self.repaint()

    def take(self, window: Window, before: Window) -> None:
        """Hear of the news before anything of them is painted."""
        if window.loaded or window.searched or window.error:
            self._stop()
        elif before.loaded:
            self.linger()

    def linger(self) -> None:
        """Paint nothing until there are news, or they are slow to come."""
        if self._lingers is None:
            self._lingers = self.set_timer(LINGER_SECONDS, self._paint_at_last)

    def repaint(self) -> None:
        """Put on screen what has changed, unless it is about to change again."""
        if self._lingers is None:
            super().repaint()

    def _paint_at_last(self) -> None:
        self._stop()
        self.repaint()

    def _stop(self) -> None:
        if self._lingers is not None:
            self._lingers.stop()
            self._lingers = None
