"""Glue: the feed's snapshots go down to the screens, their intents come up to the queue.

Everything that knows how to do something is elsewhere; here it is only said what belongs to what.
"""

import asyncio
from collections.abc import Iterable
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.command import CommandPalette
from textual.events import Resize
from textual.reactive import var
from textual.screen import Screen
from textual.widgets import Input

from queue_core.errors import QueueError
from queue_tui import intents
from queue_tui.base_app import TerminalApp
from queue_tui.given import Beside, OpenQueue
from queue_tui.screens.jobs import JobsScreen
from queue_tui.screens.too_small import TooSmallScreen, is_too_small
from queue_tui.snapshot import Attention, Snapshot, View, nothing_yet
from queue_tui.views import JOBS, VIEWS, view_named

if TYPE_CHECKING:
    from queue_tui.deeds import Deeds
    from queue_tui.feed import Feed


class QueueApp(TerminalApp):
    """The terminal UI of one queue."""

    TITLE = "queue-tui"
    BINDINGS: ClassVar[list[BindingType]] = [
        # With priority, since what is typed right behind it must not be taken for keys of the screen.
        Binding("colon", "commands", "Commands", key_display=":", show=False, priority=True, id="app.commands"),
        Binding("question_mark", "help", "Help", key_display="?", id="app.help", tooltip="What the keys do here"),
        *(
            Binding(
                view.key, f"view('{view.name}')", view.title, show=False, id=f"app.{view.name}", tooltip=view.meaning
            )
            for view in VIEWS
        ),
        Binding(
            "minus",
            "last_view",
            "View before",
            key_display="-",
            show=False,
            id="app.last-view",
            tooltip="Back to the view before",
        ),
        Binding("q", "quit", "Quit", id="app.quit", tooltip="Leave"),
    ]

    snapshot: var[Snapshot] = var(nothing_yet)

    def __init__(
        self,
        open_queue: OpenQueue,
        *,
        label: str | None = None,
        colour: str | None = None,
        poll_seconds: float | None = None,
        beside: Beside | None = None,
    ) -> None:
        """`label` and `colour` are the profile's; `beside`: processes of a demo, that are looked after."""
        self._colour = colour
        super().__init__()
        self.set_reactive(QueueApp.snapshot, nothing_yet(label or ""))
        self._open_queue = open_queue
        self._poll_seconds, self._beside = poll_seconds, beside
        self._feed: Feed | None = None
        self._deeds: Deeds | None = None
        self._attention = Attention()
        self._view, self._view_before = JOBS.name, JOBS.name
        self.sorry: str | None = None
        """Why it could not begin, in one sentence for the terminal after it has ended."""

    def get_default_screen(self) -> Screen[None]:
        """The jobs screen is there from the first frame on."""
        return JobsScreen()

    def get_css_variables(self) -> dict[str, str]:
        """The theme's, and the colour that the profile gives the name of the place."""
        variables = super().get_css_variables()
        return {**variables, "label-colour": self._colour} if self._colour else variables

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """What the command palette offers."""
        from queue_tui.commands import commands

        return commands(self, screen)

    # -- data goes down ---------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Begin to read when the first frame is there: what reading needs takes long to import."""
        self.screen_stack[0].data_bind(snapshot=QueueApp.snapshot)
        self.call_after_refresh(self._follow)
        if self._beside is not None:
            self.notify(self._beside.notice, markup=False, timeout=15)
            self.set_interval(1.0, self._look_beside)

    @work
    async def _follow(self) -> None:
        await asyncio.to_thread(import_module, "queue_tui.feed")
        from queue_tui.deeds import Deeds
        from queue_tui.feed import Feed

        try:
            async with self._open_queue(self._say) as queue:
                self._deeds = Deeds(self, queue)
                self._feed = Feed(queue, self._publish, poll_seconds=self._poll_seconds)
                self._feed.attend(self._attention)
                await self._feed.run()
        except QueueError as error:
            self.sorry = str(error)
            self.exit(return_code=error.exit_code)

    def _publish(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot

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

    @on(intents.Deed)
    def _do(self, intent: intents.Deed) -> None:
        if self._deeds is None:
            self.notify("Not connected yet: try again in a moment.", severity="warning", markup=False)
        else:
            self._deeds.carry_out(intent)

    @on(intents.Refresh)
    def _refresh_all(self) -> None:
        self.refresh_data()
        self.refresh(layout=True)

    @on(intents.CopyText)
    def _copy_text(self, intent: intents.CopyText) -> None:
        self.copy(intent.text, intent.what)

    @on(intents.Attend)
    def _attend(self, intent: intents.Attend) -> None:
        self._attention = intent.attention
        if self._feed is not None:
            self._feed.attend(intent.attention)

    @on(intents.ShowView)
    def _show_view(self, intent: intents.ShowView) -> None:
        self.action_view(intent.name)
        if intent.filter is not None:
            self.post_message(intents.SetFilter(intent.filter))

    @on(intents.OpenJob)
    def _open_job(self, intent: intents.OpenJob) -> None:
        from queue_tui.screens.job import JobScreen

        if self._feed is None:
            return
        self._feed.watch(intent.id)
        if isinstance(self.screen, JobScreen):
            self.screen.show_job(intent.id)
        else:
            self.push_screen(JobScreen(intent.id).data_bind(snapshot=QueueApp.snapshot), self._close_job)

    def _close_job(self, _: None) -> None:
        if self._feed is not None:
            self._feed.watch(getattr(self.screen, "job_id", None))

    # -- the app's own ------------------------------------------------------------------------------------

    def on_resize(self, event: Resize) -> None:
        """Cover everything while it is too small, whatever is open."""
        covered = isinstance(self.screen, TooSmallScreen)
        if is_too_small(event.size) and not covered:
            self.push_screen(TooSmallScreen())
        elif covered and not is_too_small(event.size):
            self.pop_screen()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A colon that is typed into a field is a colon, and a dialog wants its answer first."""
        if action != "commands":
            return super().check_action(action, parameters)
        is_typed = self.focused is not None and self.focused.check_consume_key("colon", ":")
        return not is_typed and not self.screen.is_modal

    async def action_commands(self) -> None:
        """Open the command palette, and be done when it takes keys."""
        palette = CommandPalette(id="--command-palette")
        await self.push_screen(palette)
        palette.set_focus(palette.query_one(Input))

    def action_view(self, name: str) -> None:
        """Go to a view, from wherever can be left without an answer. It is as it was left."""
        while len(self.screen_stack) > 1 and not self.screen.is_modal:
            self.pop_screen()
        if self.screen.is_modal:
            return
        view = view_named(name)
        if view.name != self._view:
            self._view, self._view_before = view.name, self._view
        if view is JOBS:
            self.post_message(intents.Attend(Attention()))
            return
        if not self.is_screen_installed(view.name):
            kind = getattr(import_module(f"queue_tui.screens.{view.module}"), view.screen)
            self.install_screen(kind().data_bind(snapshot=QueueApp.snapshot), view.name)
        self.push_screen(view.name)

    def action_last_view(self) -> None:
        """Go back to the view before."""
        self.action_view(self._view_before)

    def action_help(self) -> None:
        """What the keys do here."""
        from queue_tui.screens.help import HelpScreen

        self.push_screen(HelpScreen(self.screen))
