"""What a planned action is going to do, and what it has done, in the words of the screen. No Textual in here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from queue_core.filters import Filter
from queue_core.models import Followed, Found, JobId, JsonValue, Operation, OperationState
from queue_core.operation_words import aftermath
from queue_core.text import clean
from queue_tui.deeds.operations import CANCEL, DELETE, EDIT, RETRY, UNDO, Verb
from queue_tui.formatting import TimeStyle, count, duration, elapsed, moment, plural

VERBS: dict[str, Verb] = {verb.name: verb for verb in (RETRY, CANCEL, DELETE, EDIT, UNDO)}
"""What can be planned."""
MOST_REASONS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """An action that is to be planned, on all that match or on named jobs."""

    verb: str
    filter: Filter | None = None
    ids: tuple[JobId, ...] | None = None
    arguments: Mapping[str, JsonValue] = field(default_factory=dict)
    reason: str | None = None
    warning: str = ""
    """What speaks against it; asked along with it."""

    @property
    def is_final(self) -> bool:
        """Whether it cannot be undone."""
        return VERBS[self.verb].final


def title(wish: Wish, number: int) -> str:
    """The question."""
    many = plural(number, "job")
    match wish.verb:
        case "edit" if "priority" in wish.arguments:
            return f"Set the priority of {many} to {wish.arguments['priority']}?"
        case "edit":
            return f"Run {many} {when(wish.arguments.get('delay_seconds'))}?"
        case "undo":
            return f"Undo what operation {wish.arguments.get('operation_id')} did to {many}?"
    return f"{wish.verb.capitalize()} {many}?"


def button(wish: Wish, number: int) -> str:
    """The word or two that do it."""
    act = "Change" if wish.verb == "edit" else wish.verb.capitalize()
    return f"{act} {plural(number, 'job')}"


def when(delay_seconds: JsonValue) -> str:
    """When jobs are to run: "now", "in 10m 00s"."""
    seconds = float(delay_seconds) if isinstance(delay_seconds, int | float) else 0.0
    return f"in {duration(seconds)}" if seconds else "now"


def parts(numbers: Mapping[str, int], most: int = 5) -> str:
    """The most frequent first: "35 doubt, 5 daily_ca"."""
    ordered = sorted(numbers.items(), key=lambda item: -item[1])
    shown = [f"{count(number)} {clean(name, 30)}" for name, number in ordered[:most]]
    rest = len(ordered) - most
    return ", ".join([*shown, f"{rest} more kinds"] if rest > 0 else shown)


def found_words(operation: Operation, found: Found, now: datetime, style: TimeStyle) -> list[tuple[str, str]]:
    """What kinds of jobs a plan has found, each with its label; nothing where it has found none."""
    if not operation.planned:
        return []
    ages = (("Oldest", found.oldest), ("Newest", found.newest))
    return [
        ("Types", parts(found.types)),
        ("Statuses", parts(found.statuses)),
        *((label, _ago(at, now, style)) for label, at in ages),
    ]


def _ago(at: datetime | None, now: datetime, style: TimeStyle) -> str:
    """The moment, however moments are written: how long ago stands beside it anyway."""
    absolute = TimeStyle.LOCAL if style is TimeStyle.RELATIVE else style
    return f"{moment(at, now, absolute)}, {duration(elapsed(at, now))} ago"


def left_out(operation: Operation) -> str:
    """How many jobs were (or are going to be) left alone, and why; empty for none."""
    if not operation.skipped:
        return ""
    reasons = sorted(operation.skip_reasons.items(), key=lambda item: -item[1])
    if len(reasons) == 1:
        why = clean(reasons[0][0], 80)
    else:
        why = ", ".join(f"{clean(reason, 60)} ({count(number)})" for reason, number in reasons[:MOST_REASONS])
        why += ", and other reasons" if len(reasons) > MOST_REASONS else ""
    return f"{plural(operation.skipped, 'job')}: {why}" if why else plural(operation.skipped, "job")


def once_more(again: int) -> str:
    """Said of a retry, where so many of its jobs (1 at least) have completed."""
    if again == 1:
        return "1 of them is completed: it runs once more."
    return f"{count(again)} of them are completed: they run once more."


def ended(operation: Operation) -> str:
    """What was done, in one sentence; how to undo it where that can be done."""
    verb = VERBS.get(operation.verb)
    said = []
    if operation.done:
        said.append(f"{verb.done if verb else 'Changed'} {plural(operation.done, 'job')}")
    if operation.requested:
        said.append(f"asked the workers to stop {plural(operation.requested, 'running job')}")
    if skipped := left_out(operation):
        said.append(f"left out {skipped}")
    if operation.state is OperationState.ABORTED:
        said.append(f"did not touch {plural(operation.planned, 'job')}")
    sentence = ", ".join(said) or "Nothing was left to do"
    sentence = f"{sentence[0].upper()}{sentence[1:]}."
    return f"{sentence} u undoes." if operation.undoable and operation.done else sentence


def outcome(operation: Operation, followed: Followed) -> str:
    """What became of the jobs that an operation touched, when all of them have ended."""
    verb = VERBS.get(operation.verb)
    whose = f"{verb.done.lower()} by operation {operation.id}" if verb else f"of operation {operation.id}"
    touched = plural(sum(followed.statuses.values()), "job")
    return f"Of {touched} {whose}: {aftermath(followed) or 'none is left'}."
