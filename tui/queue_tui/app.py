"""Glue: the feed's snapshots go down to the screens, their intents come up to the queue.

Everything that knows how to do something is elsewhere; here it is only said what belongs to what.
"""

import asyncio
from importlib import import_module
from typing import TYPE_CHECKING

from textual import on, work
from textual.reactive import var
from textual.screen import Screen

from queue_core.errors import QueueError
from queue_tui import intents
from queue_tui.given import Beside, OpenQueue, Remember
from queue_tui.navigation import NavigatingApp
from queue_tui.snapshot import Attention, Session, Snapshot, View, nothing_yet
from queue_tui.widgets.job_table import JobTable

if TYPE_CHECKING:
    from rich.console import RenderableType

    from queue_tui.deeds.table import Deeds
    from queue_tui.feed import Feed
    from queue_tui.places.personal import Personal

NOT_YET = "Not connected yet: try again in a moment."


class QueueApp(NavigatingApp):
    """The terminal UI of one queue."""

    TITLE = "queue-tui"
    snapshot: var[Snapshot] = var(nothing_yet)

    def __init__(
        self,
        open_queue: OpenQueue,
        *,
        label: str | None = None,
        colour: str | None = None,
        poll_seconds: float | None = None,
        beside: Beside | None = None,
        session: Session | None = None,
        memory: Remember = Remember.NOTHING,
    ) -> None:
        """`label` and `colour` are the profile's; `beside`: processes of a demo; `session`: what is known so far."""
        self._colour = colour
        super().__init__()
        self.set_reactive(QueueApp.snapshot, nothing_yet(label or ""))
        self._open_queue = open_queue
        self._poll_seconds, self._beside = poll_seconds, beside
        self._feed: Feed | None = None
        self._deeds: Deeds | None = None
        self._attention = Attention()
        self._session, self._memory = session or Session(), memory
        self._personal: Personal | None = None
        self.sorry: str | None = None
        """Why it could not begin, in one sentence for the terminal after it has ended."""

    def get_css_variables(self) -> dict[str, str]:
        """The theme's, and the colour that the profile gives the name of the place."""
        variables = super().get_css_variables()
        return {**variables, "label-colour": self._colour} if self._colour else variables

    # -- data goes down ---------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Begin to read when the first frame is there: what reading needs takes long to import."""
        self.jobs_screen.data_bind(snapshot=QueueApp.snapshot, times=QueueApp.times)
        self.screen_change_signal.subscribe(self, lambda _: self._hold())
        self.call_after_refresh(self._follow)
        if self._beside is not None:
            self.notify(self._beside.notice, markup=False, timeout=15)
            self.set_interval(1.0, self._look_beside)

    @work
    async def _follow(self) -> None:
        await asyncio.to_thread(import_module, "queue_tui.feed")
        from queue_tui.deeds.table import Deeds
        from queue_tui.feed import Feed
        from queue_tui.places.personal import Personal

        try:
            async with self._open_queue(self._say) as queue:
                self._deeds = Deeds(self, queue)
                self._feed = Feed(queue, self._publish, poll_seconds=self._poll_seconds, session=self._session)
                self._feed.attend(self._attention)
                self._personal = Personal(self, queue, self._feed, self._memory)
                self._personal.begin()
                await self._feed.run()
        except QueueError as error:
            self.sorry = str(error)
            self.exit(return_code=error.exit_code)

    def _publish(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        if self._personal is not None:
            self._personal.show(snapshot)

    def _say(self, sentence: str) -> None:
        self.call_later(self.notify, sentence, markup=False)

    def _look_beside(self) -> None:
        for problem in self._beside.problems() if self._beside else ():
            self.notify(problem, severity="error", markup=False, timeout=30)

    def refresh_data(self) -> None:
        """Read again what is on screen, now."""
        if self._feed is not None:
            self._feed.refresh()

    @property
    def view(self) -> View:
        """The list that is shown."""
        return self.snapshot.window.view

    # -- intents come up ----------------------------------------------------------------------------------

    @on(intents.Listing)
    def _list(self, intent: intents.Listing) -> None:
        from queue_tui.wishes import follow

        if self._feed is not None:
            follow(intent, self._feed, self.view)

    @on(JobTable.SelectionChanged)
    def _hold(self) -> None:
        """Nothing moves under a hand: while jobs are marked, or a dialog waits for an answer."""
        if self.screen.is_modal:
            self.typed_ahead.end()
        if self._feed is not None:
            self._feed.hold(self.screen.is_modal or bool(self.jobs_screen.table.marked))

    @on(intents.Deed)
    @on(intents.Inquiry)
    def _do(self, intent: intents.Deed | intents.Inquiry) -> None:
        if self.snapshot.session.is_locked and isinstance(intent, intents.Deed):
            from queue_tui.places.lock import HINT

            self.notify(HINT, severity="warning", markup=False)
        elif self._deeds is None:
            self.notify(NOT_YET, severity="warning", markup=False)
        else:
            self._deeds.carry_out(intent)

    @on(intents.Refresh)
    def _refresh_all(self) -> None:
        self.refresh_data()
        self.refresh(layout=True)

    @on(intents.Attend)
    def _attend(self, intent: intents.Attend) -> None:
        self._attention = intent.attention
        if self._feed is not None:
            self._feed.attend(intent.attention)

    @on(intents.OpenJob)
    def _open_job(self, intent: intents.OpenJob) -> None:
        from queue_tui.screens.job import JobScreen

        if self._feed is None:
            return
        self._feed.watch(intent.id)
        if isinstance(self.screen, JobScreen):
            self.screen.show_job(intent.id)
        else:
            screen = JobScreen(intent.id).data_bind(snapshot=QueueApp.snapshot, times=QueueApp.times)
            self.push_screen(screen, lambda _: self.has_gone())

    # -- the app's own ------------------------------------------------------------------------------------

    def bound(self, screen: Screen[None]) -> Screen[None]:
        """The screen, bound to the snapshot."""
        return screen.data_bind(snapshot=QueueApp.snapshot)

    def has_gone(self) -> None:
        """The job that is looked at now, if there is one, is the one to read."""
        if self._feed is not None:
            self._feed.watch(getattr(self.screen, "job_id", None))

    def show_jobs(self) -> None:
        """The jobs need nothing beside what is always read."""
        self.post_message(intents.Attend(Attention()))

    async def action_command(self) -> None:
        """Ask for a command, and be done when it takes keys."""
        if self._personal is None:
            self.notify(NOT_YET, severity="warning", markup=False)
        else:
            await self._personal.ask_command()

    @on(intents.AskSavedView)
    def _ask_saved_view(self) -> None:
        if self._personal is not None:
            self._personal.ask_saved_view()

    def exit(self, result: None = None, return_code: int = 0, message: "RenderableType | None" = None) -> None:
        """End, and remember how this place was left."""
        if self._personal is not None:
            self._personal.write()
        super().exit(result, return_code, message)
