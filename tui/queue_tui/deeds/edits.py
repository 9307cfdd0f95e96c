"""Asks what to change about jobs: their priority, or when they run; and what to do with all that match.

The keys that lead here have priority, and the questions are opened at once: what is typed right behind them
must not be taken for keys of the list.
"""

from collections.abc import Callable, Sequence
from functools import partial

from textual.app import App

from queue_core.errors import InvalidInput
from queue_core.models import JobId, JsonValue, Priority
from queue_tui.dialogs.ask_line import AskLine
from queue_tui.dialogs.draft import read_delay
from queue_tui.dialogs.menu import Menu, MenuChoice
from queue_tui.formatting import plural, short_id
from queue_tui.words.plans import when

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
ACTIONS = (
    MenuChoice("r", "retry", "queue them again, with all attempts"),
    MenuChoice("c", "cancel", "stop them, or keep them from being run"),
    MenuChoice("D", "delete", "remove them for good"),
    MenuChoice("P", PRIORITY, "of those that are queued"),
    MenuChoice("w", "when", "run those that are queued now, or later"),
)


Changes = dict[str, JsonValue]


async def ask_changes(app: App[None], what: str, whose: str, then: Callable[[Changes], object]) -> None:
    """Ask what to change, as `Queue.edit` takes it, and be done when the question takes keys.

    `whose`: the jobs in words. `then` hears of the answer, if there is one.
    """

    def typed(delay: float | None) -> None:
        if delay is not None:
            then({DELAY: delay})

    def chosen(word: str | None) -> None:
        if word == OTHER:
            question = AskLine(f"Run {whose} in", _some_delay, hint="how long from now: 90s, 10m, 1h30m, 2d")
            app.push_screen(question, typed)
        elif word is not None:
            then({PRIORITY: word} if what == PRIORITY else {DELAY: DELAYS[word]})

    title = f"Priority of {whose}" if what == PRIORITY else f"Run {whose}"
    await app.push_screen(Menu(title, _PRIORITIES if what == PRIORITY else _TIMES), chosen)


async def ask_action(app: App[None], whose: str, then: Callable[[str, Changes], object]) -> None:
    """Ask what to plan for many jobs, and be done when the question takes keys; `then` hears verb and arguments."""

    def chosen(word: str | None) -> None:
        if word in (PRIORITY, "when"):
            what = PRIORITY if word == PRIORITY else DELAY
            app.call_later(ask_changes, app, what, whose, partial(then, "edit"))
        elif word is not None:
            then(word, {})

    await app.push_screen(Menu(f"Do what with {whose}?", ACTIONS), chosen)


def whose_words(ids: Sequence[JobId]) -> str:
    """Jobs in words: one by its id, several by their number."""
    return short_id(ids[0]) if len(ids) == 1 else plural(len(ids), "job")


def done_by(changes: Changes) -> str:
    """Past tense of a change, to begin a sentence with that goes on with the jobs."""
    if PRIORITY in changes:
        return f"Gave {changes[PRIORITY]} priority to"
    return f"Set to run {when(changes.get(DELAY))}:"


def _some_delay(text: str) -> float:
    seconds = read_delay(text)
    if not seconds:
        raise InvalidInput("a time is needed, such as 10m")
    return seconds
