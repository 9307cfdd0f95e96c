"""What commands that are typed behind a colon mean: each becomes an intent, or what a key would do."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from queue_core.errors import InvalidFilter
from queue_core.filters import parse_filter
from queue_tui.commands.typed import USUAL, Known, Mistyped, columns_named, read, type_and_reason
from queue_tui.formatting import TimeStyle
from queue_tui.intents import Export, Freeze, Pause, Refresh, Resume, SetFilter, SetSort, Undo
from queue_tui.orders import order_named, order_of, orders_there_are
from queue_tui.places.lock import wish_of
from queue_tui.places.personal import Personal
from queue_tui.places.remembering import view_of
from queue_tui.places.saved import BUILT_IN, MOST_SAVED, SavedView, problem_of, view_called, with_view, without_view
from queue_tui.reading.pacing import LEAST_SECONDS, MOST_SECONDS
from queue_tui.views import JOBS, VIEWS

if TYPE_CHECKING:
    from queue_tui.app import QueueApp

Deed = Callable[[], object]
"""What is left to do when a line has been understood."""


class Obeying:
    """Understands lines: whatever makes no sense raises Mistyped, before anything is done."""

    def __init__(self, app: "QueueApp", personal: Personal) -> None:
        self._app = app
        self._personal = personal

    @property
    def known(self) -> Known:
        """What completion may offer."""
        config = self._app.snapshot.config
        types = () if config is None else config.types
        return Known(
            types=[kind.job_type for kind in types],
            paused=[kind.job_type for kind in types if kind.paused],
            saved=[view.name for view in (*self._personal.saved, *BUILT_IN)],
        )

    def understand(self, text: str) -> Deed:
        """What a line asks for."""
        typed = read(text)
        verb: Callable[[str], Deed] = getattr(self, f"_{typed.command.name}")
        return verb(typed.argument)

    # -- the list ---------------------------------------------------------------------------------------

    def _filter(self, text: str) -> Deed:
        try:
            parse_filter(text)
        except InvalidFilter as error:
            raise Mistyped(str(error)) from error
        return partial(self._list, SetFilter(text))

    def _sort(self, name: str) -> Deed:
        order = order_named(name)
        if order is None:
            raise Mistyped(f"No order is called '{name}': there are {orders_there_are()}.")
        return partial(self._list, SetSort(order.sort, order.descending))

    def _list(self, intent: SetFilter | SetSort) -> None:
        self._app.action_view(JOBS.name)
        self._app.post_message(intent)

    def _view(self, name: str) -> Deed:
        for view in VIEWS:
            if name in (view.name, view.key):
                return partial(self._app.action_view, view.name)
        saved = view_called(name, self._personal.saved)
        if saved is None:
            raise Mistyped(f"There is no view '{name}': V lists those there are.")
        return partial(self.show, saved)

    def show(self, saved: SavedView) -> None:
        """Show the list that a saved view is."""
        self._app.action_view(JOBS.name)
        self._app.jobs_screen.table.columns = saved.columns
        self._personal.list_view(view_of(saved))

    def keep(self, views: tuple[SavedView, ...]) -> None:
        """Keep these views as the person's own."""
        self._personal.keep(views)

    def _save(self, name: str) -> Deed:
        view, table = self._app.view, self._app.jobs_screen.table
        order = order_of(view.sort, view.descending).name
        saved = SavedView(name=name, filter=str(view.filter), order=order, columns=table.columns)
        views = with_view(self._personal.saved, saved)
        if not self._personal.remembers:
            raise Mistyped("Nothing is remembered here, so no view can be saved.")
        if (problem := problem_of(saved)) is not None:
            raise Mistyped(problem)
        if len(views) > MOST_SAVED:
            raise Mistyped(f"{MOST_SAVED} views are the most: ':forget NAME' makes room.")
        return partial(self._keep, views, f"Saved as '{name}'; V lists it.")

    def _forget(self, name: str) -> Deed:
        left = without_view(self._personal.saved, name)
        if len(left) == len(self._personal.saved):
            raise Mistyped(f"You have saved no view '{name}'.")
        return partial(self._keep, left, f"The view '{name}' is deleted.")

    def _keep(self, views: tuple[SavedView, ...], sentence: str) -> None:
        self._personal.keep(views)
        self._app.notify(sentence, markup=False)

    def _columns(self, text: str) -> Deed:
        names = None if text in ("", USUAL) else columns_named(text.split(","))

        def choose() -> None:
            self._app.action_view(JOBS.name)
            if text:
                self._app.jobs_screen.table.columns = names
            else:
                self._app.jobs_screen.action_columns()

        return choose

    def _export(self, _: str) -> Deed:
        return partial(self._app.post_message, Export(str(self._app.view.filter)))

    def _freeze(self, _: str) -> Deed:
        return partial(self._app.post_message, Freeze(not self._app.snapshot.window.frozen))

    # -- everything else ----------------------------------------------------------------------------------

    def _times(self, name: str) -> Deed:
        if name not in set(TimeStyle):
            raise Mistyped(f"Times are written {', '.join(TimeStyle)}.")
        return partial(setattr, self._app, "times", TimeStyle(name))

    def _interval(self, text: str) -> Deed:
        if text == "auto":
            return partial(self._personal.pace, None)
        try:
            seconds = float(text.removesuffix("s"))
        except ValueError:
            seconds = 0.0
        if not LEAST_SECONDS <= seconds <= MOST_SECONDS:
            raise Mistyped(f"An interval is {LEAST_SECONDS:g} to {MOST_SECONDS:g} seconds, or auto.")
        return partial(self._personal.pace, seconds)

    def _unlock(self, text: str) -> Deed:
        identity = self._app.snapshot.identity
        if not self._app.snapshot.session.production:
            raise Mistyped("Only a profile with production = true is unlocked; this session is as its role is.")
        if identity is not None and not identity.can_operate:
            raise Mistyped(f"The role {identity.role} may not write: nothing here can change that.")
        wish = wish_of(text)
        if wish is None:
            raise Mistyped("Say for how long, 8h at most, and why: 'unlock 15m the reason'.")
        return partial(self._personal.unlock, wish)

    def _lock(self, _: str) -> Deed:
        if not self._app.snapshot.session.production:
            raise Mistyped("Only a profile with production = true is locked.")
        return self._personal.lock

    def _pause(self, text: str) -> Deed:
        job_type, reason = type_and_reason(text, self.known)
        return partial(self._app.post_message, Pause(job_type, reason or None))

    def _resume(self, text: str) -> Deed:
        job_type, rest = type_and_reason(text, self.known)
        if rest:
            raise Mistyped(f"'resume' takes a type and nothing else: '{text}' is none.")
        return partial(self._app.post_message, Resume(job_type))

    def _refresh(self, _: str) -> Deed:
        return partial(self._app.post_message, Refresh())

    def _undo(self, _: str) -> Deed:
        return partial(self._app.post_message, Undo())

    def _help(self, _: str) -> Deed:
        return self._app.action_help

    def _quit(self, _: str) -> Deed:
        return self._app.exit
