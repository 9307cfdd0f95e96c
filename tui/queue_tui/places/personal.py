"""What the person has said about a session and a place: how often to look, whether to write, and views of their own."""

from collections.abc import Coroutine
from typing import TYPE_CHECKING

from queue_core.errors import QueueError
from queue_tui.feed import Feed
from queue_tui.given import Remember
from queue_tui.places.lock import Lock, Wish
from queue_tui.places.remembering import SECONDS, Remembering
from queue_tui.places.saved import SavedView
from queue_tui.queue_view import QueueView
from queue_tui.snapshot import Snapshot, View

if TYPE_CHECKING:
    from queue_tui.app import QueueApp

LOCK_SECONDS = 1.0
"""How often it is looked whether the time to write is over."""


class Personal:
    """There from the moment on when the queue is open."""

    def __init__(self, app: "QueueApp", queue: QueueView, feed: Feed, memory: Remember) -> None:
        self._app = app
        self._feed = feed
        self._lock = Lock(queue, feed, lambda sentence: app.notify(sentence, markup=False))
        self._remembering = (
            None
            if memory is Remember.NOTHING
            else Remembering(app, queue.transport.label, fresh=memory is Remember.AFRESH)
        )

    def begin(self) -> None:
        """Come back to how this place was left, and look after lock and memory from now on."""
        self._app.set_interval(LOCK_SECONDS, self._lock.look)
        if self._remembering is not None:
            if self._remembering.problem is not None:
                self._app.notify(self._remembering.problem, severity="warning", markup=False, timeout=10)
            self._feed.show(self._remembering.view())
            self._remembering.restore()
            self._app.set_interval(SECONDS, self._remembering.write)

    def show(self, snapshot: Snapshot) -> None:
        """The list has come: the cursor goes where it was."""
        if self._remembering is not None:
            self._remembering.land(snapshot.window)

    def write(self) -> None:
        """Write down how this place is left."""
        if self._remembering is not None:
            self._remembering.write()

    async def ask_command(self) -> None:
        """Ask for a command, and be done when it takes keys."""
        from queue_tui.commands.obeying import Obeying
        from queue_tui.dialogs.command import CommandDialog

        dialog = CommandDialog(Obeying(self._app, self))
        await self._app.push_screen(dialog)
        dialog.take_keys()

    def ask_saved_view(self) -> None:
        """Ask which of the saved views to show."""
        from queue_tui.commands.obeying import Obeying
        from queue_tui.dialogs.saved_views import SavedViewsDialog

        self._app.push_screen(SavedViewsDialog(Obeying(self._app, self), self.saved))

    @property
    def saved(self) -> tuple[SavedView, ...]:
        """The person's own views of the list."""
        return () if self._remembering is None else self._remembering.memory.saved

    @property
    def remembers(self) -> bool:
        """Whether anything is kept here."""
        return self._remembering is not None

    def keep(self, views: tuple[SavedView, ...]) -> None:
        """Keep these as the person's own."""
        if self._remembering is not None:
            self._remembering.save(*views)

    def list_view(self, view: View) -> None:
        """Show this list."""
        self._feed.show(view)

    def pace(self, seconds: float | None) -> None:
        """Look for changes this often; None: as often as suits the way to the database."""
        self._feed.pace(seconds)

    def unlock(self, wish: Wish) -> None:
        """Let the session write for a while."""
        self._app.run_worker(self._guard(self._lock.unlock(wish)), group="lock")

    def lock(self) -> None:
        """Only read again."""
        self._app.run_worker(self._lock.lock(), group="lock")

    async def _guard(self, task: Coroutine[None, None, None]) -> None:
        try:
            await task
        except QueueError as error:
            self._app.notify(f"Still locked: {error}", severity="error", markup=False, timeout=10)
