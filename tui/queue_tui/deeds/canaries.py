"""Sends canaries, and keeps watching them whatever is on screen."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from queue_core.models import OperationResult
from queue_tui.deeds.canary import Canary, follow, send, sentence
from queue_tui.queue_view import QueueView
from queue_tui.screens.failures import FailuresScreen
from queue_tui.views import view_named

if TYPE_CHECKING:
    from queue_tui.app import QueueApp

DIRECT_SECONDS = 1.0
"""Between looks at a canary where the database is asked directly."""
GATEWAY_SECONDS = 3.0


class CanaryDeeds:
    """The canaries of this program."""

    def __init__(self, app: "QueueApp", queue: QueueView, finish: Callable[[OperationResult], Awaitable[None]]) -> None:
        """`finish` says what a retry did, and remembers it for undo."""
        self._app = app
        self._queue = queue
        self._finish = finish

    async def send(self, fingerprint: str) -> None:
        """Retry one job of this group, and begin to watch it."""
        sent = await send(self._queue, fingerprint)
        if sent is None:
            self._app.notify("No job is failed with this any more.", severity="warning", markup=False)
            return
        canary, result = sent
        await self._finish(result)
        if result.done:
            self._show(canary)
            self._app.run_worker(self._watch(canary), group="canaries")

    async def _watch(self, canary: Canary) -> None:
        seconds = DIRECT_SECONDS if self._queue.transport.is_woken else GATEWAY_SECONDS
        ended = await follow(self._queue, canary, self._show, seconds)
        self._app.refresh_data()
        if not isinstance(self._app.screen, FailuresScreen):
            said = sentence(ended, None)
            self._app.notify(f"{said[0].upper()}{said[1:]}.", markup=False, timeout=15)

    def _show(self, canary: Canary) -> None:
        """It was sent from the failures, so that they are there."""
        screen = self._app.get_screen(view_named("failures").name)
        if isinstance(screen, FailuresScreen):
            others = {key: other for key, other in screen.canaries.items() if key != canary.fingerprint}
            screen.canaries = {**others, canary.fingerprint: canary}
