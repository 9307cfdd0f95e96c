"""Going from view to view, and what works in each of them: help, commands, the way times are written."""

from collections.abc import Iterable
from importlib import import_module
from typing import ClassVar

from textual import on
from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.events import Resize
from textual.screen import Screen

from queue_tui.base_app import TerminalApp
from queue_tui.intents import CopyText, SetFilter, ShowView
from queue_tui.screens.jobs import JobsScreen
from queue_tui.screens.too_small import TooSmallScreen, is_too_small
from queue_tui.views import JOBS, VIEWS, view_named


class NavigatingApp(TerminalApp):
    """An app whose screens lie beside each other, each one digit away; the jobs lie below all of them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        # With priority, since what is typed right behind it must not be taken for keys of the screen.
        Binding(
            "colon",
            "command",
            "Command",
            key_display=":",
            show=False,
            priority=True,
            id="app.command",
            tooltip="Type a command, such as 'unlock 15m reason'",
        ),
        Binding(
            "slash",
            "filter_jobs",
            "Filter",
            key_display="/",
            show=False,
            priority=True,
            id="app.filter",
            tooltip="To the jobs, and type which ones to list",
        ),
        Binding(
            "ctrl+p",
            "command_palette",
            "Palette",
            show=False,
            priority=True,
            id="app.palette",
            tooltip="All that can be done here, by name",
        ),
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
        Binding("z", "times", "Times", show=False, id="app.times", tooltip="Relative to now, in local time, or in UTC"),
        Binding("q", "quit", "Quit", id="app.quit", tooltip="Leave"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.view_name, self._view_before = JOBS.name, JOBS.name

    def get_default_screen(self) -> Screen[None]:
        """The jobs screen is there from the first frame on."""
        return JobsScreen()

    @property
    def jobs_screen(self) -> JobsScreen:
        """The jobs, whatever lies over them."""
        screen = self.screen_stack[0]
        assert isinstance(screen, JobsScreen)
        return screen

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """What the command palette offers."""
        from queue_tui.commands.palette import commands

        return commands(self, screen)

    @on(CopyText)
    def _copy_text(self, intent: CopyText) -> None:
        self.copy(intent.text, intent.what)

    @on(ShowView)
    def _show_view(self, intent: ShowView) -> None:
        self.action_view(intent.name)
        if intent.filter is not None:
            self.post_message(SetFilter(intent.filter))

    def bound(self, screen: Screen[None]) -> Screen[None]:
        """The screen, bound to what the app shows."""
        raise NotImplementedError

    def has_gone(self) -> None:
        """Whatever lay over the views is gone."""

    def show_jobs(self) -> None:
        """The jobs have come to the top."""

    def on_resize(self, event: Resize) -> None:
        """Cover everything while it is too small, whatever is open."""
        covered = isinstance(self.screen, TooSmallScreen)
        if is_too_small(event.size) and not covered:
            self.push_screen(TooSmallScreen())
        elif covered and not is_too_small(event.size):
            self.pop_screen()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A character that is typed into a field is that, and a dialog wants its answer first."""
        keys = {"command": ("colon", ":"), "filter_jobs": ("slash", "/")}
        if action not in keys:
            return super().check_action(action, parameters)
        is_typed = self.focused is not None and self.focused.check_consume_key(*keys[action])
        has_its_own = action == "filter_jobs" and isinstance(self.screen, JobsScreen | TooSmallScreen)
        return not (is_typed or has_its_own or self.screen.is_modal)

    def action_view(self, name: str) -> None:
        """Go to a view, from wherever can be left without an answer. It is as it was left."""
        while len(self.screen_stack) > 1 and not self.screen.is_modal:
            self.pop_screen()
        self.has_gone()
        if self.screen.is_modal:
            return
        view = view_named(name)
        if view.name != self.view_name:
            self.view_name, self._view_before = view.name, self.view_name
        if view is JOBS:
            self.show_jobs()
            return
        if not self.is_screen_installed(view.name):
            kind = getattr(import_module(f"queue_tui.screens.{view.module}"), view.screen)
            self.install_screen(self.bound(kind()), view.name)
        self.push_screen(view.name)

    async def action_filter_jobs(self) -> None:
        """Go to the jobs and open their filter: what is typed behind the key must not be taken for keys of a view."""
        self.action_view(JOBS.name)
        await self.jobs_screen.action_filter()

    def action_last_view(self) -> None:
        """Go back to the view before."""
        self.action_view(self._view_before)

    def action_help(self) -> None:
        """What the keys do here."""
        from queue_tui.screens.help import HelpScreen

        self.push_screen(HelpScreen(self.screen))

    def action_times(self) -> None:
        """Write moments in the next way, everywhere."""
        self.times = self.times.following
