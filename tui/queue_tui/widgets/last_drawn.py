"""Remembers what something was drawn from, so that it is drawn again only where that would look otherwise.

Moments that are written relative to now grow old without any news: they are due again every few seconds, because each
time costs bytes on a slow link. No Textual in here.
"""

from datetime import datetime

from queue_tui.formatting import TimeStyle

RELATIVE_SECONDS = 5.0
"""How often moments that are written relative to now are written anew."""


class LastDrawn:
    """What was drawn last, and when, in steps of `RELATIVE_SECONDS`."""

    def __init__(self) -> None:
        self._parts: tuple[object, ...] | None = None
        self._step = 0

    def forget(self) -> None:
        """Whatever comes is to be drawn."""
        self._parts = None

    def take(self, parts: tuple[object, ...], now: datetime, times: TimeStyle) -> bool:
        """Whether to draw these now; they count as drawn then. The same objects look the same."""
        step = int(now.timestamp() // RELATIVE_SECONDS) if times is TimeStyle.RELATIVE else 0
        old = self._parts
        if old is not None and step == self._step and all(a is b for a, b in zip(parts, old, strict=True)):
            return False
        self._parts, self._step = parts, step
        return True
