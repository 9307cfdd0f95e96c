"""Asks what to change about jobs: their priority, or when they run; and what to do with all that match."""

from typing import TYPE_CHECKING

from queue_core.errors import InvalidInput
from queue_core.models import JsonValue, Priority
from queue_tui.bulk_words import when
from queue_tui.dialogs.ask_line import AskLine
from queue_tui.dialogs.draft import read_delay
from queue_tui.dialogs.menu import Menu, MenuChoice

if TYPE_CHECKING:
    from queue_tui.app import QueueApp

PRIORITY, DELAY = "priority", "delay_seconds"
"""What can be changed, as `Queue.edit` names it."""
DELAYS = {"now": 0.0, "in 10 minutes": 600.0, "in 1 hour": 3600.0}
OTHER = "in…"

_PRIORITIES = tuple(MenuChoice(priority.value[0], priority.value) for priority in Priority)
_TIMES = (
    MenuChoice("n", "now"),
    MenuChoice("m", "in 10 minutes"),
    MenuChoice("h", "in 1 hour"),
    MenuChoice("o", OTHER, "type how long"),
)
_ACTIONS = (
    MenuChoice("r", "retry", "queue them again, with all attempts"),
    MenuChoice("c", "cancel", "stop them, or keep them from being run"),
    MenuChoice("D", "delete", "remove them for good"),
    MenuChoice("P", PRIORITY, "of those that are queued"),
    MenuChoice("w", "when", "run those that are queued now, or later"),
)


async def ask_changes(app: "QueueApp", what: str, whose: str) -> dict[str, JsonValue] | None:
    """What to change, as `Queue.edit` takes it; `whose`: the jobs in words. None: nothing."""
    if what == PRIORITY:
        priority = await app.push_screen_wait(Menu(f"Priority of {whose}", _PRIORITIES))
        return None if priority is None else {PRIORITY: priority}
    chosen = await app.push_screen_wait(Menu(f"Run {whose}", _TIMES))
    delay = DELAYS.get(chosen or "")
    if chosen == OTHER:
        delay = await app.push_screen_wait(
            AskLine(f"Run {whose} in", _some_delay, hint="how long from now: 90s, 10m, 1h30m, 2d")
        )
    return None if delay is None else {DELAY: delay}


async def ask_action(app: "QueueApp", whose: str) -> tuple[str, dict[str, JsonValue]] | None:
    """What to plan for many jobs: the verb and its arguments. None: nothing."""
    chosen = await app.push_screen_wait(Menu(f"Do what with {whose}?", _ACTIONS))
    if chosen in (PRIORITY, "when"):
        changes = await ask_changes(app, PRIORITY if chosen == PRIORITY else DELAY, whose)
        return None if changes is None else ("edit", changes)
    return None if chosen is None else (chosen, {})


def done_by(changes: dict[str, JsonValue]) -> str:
    """Past tense of a change, to begin a sentence with that goes on with the jobs."""
    if PRIORITY in changes:
        return f"Gave {changes[PRIORITY]} priority to"
    return f"Set to run {when(changes.get(DELAY))}:"


def _some_delay(text: str) -> float:
    seconds = read_delay(text)
    if not seconds:
        raise InvalidInput("a time is needed, such as 10m")
    return seconds
