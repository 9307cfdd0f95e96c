"""What the command palette offers: the keys of the screen by name, and what has no key."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from textual.app import App, SystemCommand
from textual.screen import Screen

from queue_tui.intents import SetFilter, SetSort
from queue_tui.orders import ORDERS
from queue_tui.quick import QUICK
from queue_tui.screens.jobs import JobsScreen


def commands(app: App[None], screen: Screen[object]) -> Iterable[SystemCommand]:
    """In the order in which they are listed while nothing is typed."""
    yield from _keys(app, screen)
    if isinstance(screen, JobsScreen):
        yield from _lists(screen)
    yield SystemCommand("Theme", "Choose the colours", app.action_change_theme)


def _keys(app: App[None], screen: Screen[object]) -> Iterator[SystemCommand]:
    """Each binding that says what it does, once."""
    seen: set[str] = set()
    for active in screen.active_bindings.values():
        binding = active.binding
        if binding.tooltip and binding.action not in (*seen, "command_palette") and not binding.system:
            seen.add(binding.action)
            run = partial(app.run_action, binding.action, active.node)
            what = f"{binding.tooltip}  ({app.get_key_display(binding)})"
            yield SystemCommand(binding.description, what, run)


def _lists(screen: JobsScreen) -> Iterator[SystemCommand]:
    for status in QUICK:
        word = "all" if status is None else status.value
        text = "" if status is None else f"status:{status.value}"
        yield SystemCommand(f"List {word} jobs", "In place of the present filter", _post(screen, SetFilter(text)))
    for order in ORDERS:
        intent = SetSort(order.sort, order.descending)
        yield SystemCommand(f"Order: {order.words}", "Of the list of jobs", _post(screen, intent))


def _post(screen: JobsScreen, intent: SetFilter | SetSort) -> Callable[[], object]:
    return partial(screen.post_message, intent)
