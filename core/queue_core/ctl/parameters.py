"""Values of options that several commands take."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from queue_core.models import JsonValue, Priority


def seconds_of(text: str, option: str) -> float:
    """A duration such as 30s, 10m or 2h. Raises click.BadParameter."""
    from queue_core.filters.points import duration, seconds

    canonical = duration(text)
    if canonical is None:
        raise click.BadParameter(f"{text} is no duration: write it like 30s, 10m, 2h or 1d.", param_hint=option)
    return seconds(canonical)


def priority_of(text: str) -> "Priority":
    """high, medium or low. Raises click.BadParameter."""
    from queue_core.models import Priority
    from queue_core.text import listed

    if text not in list(Priority):
        raise click.BadParameter(f"{text} is none: use {listed(Priority)}.", param_hint="--priority")
    return Priority(text)


def edit_of(priority: str | None, delay: str | None, now: bool) -> "dict[str, JsonValue]":
    """What an edit changes. Raises click.UsageError where that is nothing, or two things at once."""
    if delay is not None and now:
        raise click.UsageError("Say either --delay or --now.")
    changes: dict[str, JsonValue] = {}
    if priority is not None:
        changes["priority"] = priority_of(priority).value
    if delay is not None or now:
        changes["delay_seconds"] = 0 if delay is None else seconds_of(delay, "--delay")
    if not changes:
        raise click.UsageError("Say what to change: --priority, --delay or --now.")
    return changes
