"""Views of the list of jobs by name: those that everybody has, and the person's own. No Textual in here."""

from collections.abc import Sequence
from dataclasses import dataclass

from queue_core.errors import InvalidFilter
from queue_core.filters import parse_filter
from queue_tui.orders import order_named

MOST_SAVED = 50
LONGEST_NAME = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedView:
    """One view of the list."""

    name: str
    filter: str = ""
    order: str = "newest"
    """A name of `orders`."""
    columns: tuple[str, ...] | None = None
    """Names of `columns`; None: those that fit."""


BUILT_IN: tuple[SavedView, ...] = (
    SavedView(name="failed within the hour", filter="status:failed updated:-1h..", order="changed"),
    SavedView(name="stuck and held", filter="condition:stuck,held", order="unchanged"),
    SavedView(name="running longest", filter="status:processing", order="unchanged"),
    SavedView(name="waiting longest", filter="status:queued", order="oldest"),
    SavedView(name="next to run", order="queue"),
    SavedView(name="retried and still not done", filter="status:queued,processing tries:>=2", order="changed"),
)


def problem_of(view: SavedView) -> str | None:
    """Why a view cannot be kept or shown, in one sentence; None where it can."""
    if not view.name.strip() or len(view.name) > LONGEST_NAME or not view.name.isprintable():
        return f"The name of a view has 1 to {LONGEST_NAME} printable characters."
    if order_named(view.order) is None:
        return f"There is no order '{view.order}'."
    try:
        parse_filter(view.filter)
    except InvalidFilter as error:
        return str(error)
    return None


def view_called(name: str, own: Sequence[SavedView]) -> SavedView | None:
    """The view of that name, whatever the case; the person's own come first."""
    wanted = name.strip().casefold()
    return next((view for view in (*own, *BUILT_IN) if view.name.casefold() == wanted), None)


def with_view(own: Sequence[SavedView], view: SavedView) -> tuple[SavedView, ...]:
    """The person's views with this one, in place of one of the same name."""
    return (*without_view(own, view.name), view)


def without_view(own: Sequence[SavedView], name: str) -> tuple[SavedView, ...]:
    """The person's views without the one of that name."""
    return tuple(view for view in own if view.name.casefold() != name.strip().casefold())
