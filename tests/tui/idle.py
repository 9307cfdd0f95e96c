"""When an app under test has done all that it can do without time passing.

Textual's own waiting looks at the processor time of the whole process: it costs twenty milliseconds at each
key at least, and a second where a gateway or a feed runs in the same process.
"""

import asyncio
from time import process_time

import pytest
from textual._context import active_app

QUIET_ROUNDS = 4
"""So often in a row must the event loop find nothing to do: what came in meanwhile counts as well."""
MOST_SECONDS = 10.0
"""An app that never rests is waited for so long. Of the processor: beside other programs the same work takes longer."""


def wait_for_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have pilots wait so."""
    for module in ("textual.app", "textual.pilot"):
        monkeypatch.setattr(f"{module}.wait_for_idle", until_idle)


async def until_idle(min_sleep: float = 0.0, max_sleep: float = 1.0) -> None:
    """Until all that is left waits for time, a thread or another process, and the screen is painted."""
    deadline = process_time() + MOST_SECONDS
    ready = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]
    quiet = 0
    while quiet < QUIET_ROUNDS and process_time() < deadline:
        await asyncio.sleep(0)
        quiet = 0 if ready or _painted() else quiet + 1


def _painted() -> bool:
    """Paint now what Textual would at its next frame; whether there was anything."""
    app = active_app.get(None)
    if app is None or not app.screen_stack or app._batch_count:
        return False
    screen = app.screen
    waits = (screen._layout_required, screen._scroll_required, screen._repaint_required, screen._recompose_required)
    if not (any(waits) or screen._dirty_widgets or screen._callbacks):
        return False
    screen._on_timer_update()
    return True
