"""Which key helps with what the verdict says. No Textual in here.

The advice of a verdict is for a shell: where a key of this program does the same, the key takes its place. The digit is
taken from the list of views, so that it is the one that works.
"""

from typing import NamedTuple

from queue_core.verdict import Cause, Verdict
from queue_tui.views import view_named


class Help(NamedTuple):
    """What leads on."""

    view: str
    does: str
    """What the view does, to follow its digit: "shows the limits"."""
    brief: str = ""
    """The same and the key there, for a line with little room, `{}` for the digit; empty: only the advice helps."""


_LIMITS = Help("settings", "shows the limits")
_WORKERS = Help("workers", "shows the workers")
_HELP: dict[Cause, Help] = {
    Cause.RUNNING: Help("jobs", "shows the jobs"),
    Cause.IDLE: Help("jobs", "shows the jobs, and n there makes a test job"),
    Cause.PAUSED: Help("settings", "shows the pause, and P there ends it", "P in {} resumes"),
    Cause.TYPE_PAUSED: Help("settings", "shows the types, and P on one there ends its pause", "P on it in {} resumes"),
    Cause.NO_WORKER: Help("workers", "shows the workers, and when they were last seen"),
    Cause.QUIET: Help("workers", "shows the workers, and Q there lets one claim again", "Q in {} ends it"),
    Cause.STOPPING: _WORKERS,
    Cause.BREAKER: Help("failures", "shows what fails"),
    Cause.LIMIT_ZERO: Help("settings", "shows the limits, and Enter there raises one", "{} raises it"),
    Cause.LIMIT: _LIMITS,
    Cause.HELD: Help("workers", "shows the slots that are held, and S there frees them", "S in {} frees them"),
    Cause.RESOURCE_LIMIT: _LIMITS,
    Cause.WORKERS_FULL: Help("workers", "shows what the workers run"),
    Cause.STUCK: _WORKERS,
    Cause.FAILING: Help("failures", "shows what fails"),
    Cause.WAITING: _WORKERS,
}
_SAYS_IT = frozenset({Cause.WAITING, Cause.FAILING})
"""Where the advice is to look at what the view shows."""


def help_for(cause: Cause) -> tuple[str, str]:
    """The key that helps, and what it does: ("4", "shows the workers")."""
    found = _HELP[cause]
    return view_named(found.view).key, found.does


def advice_of(verdict: Verdict) -> str:
    """The advice, where no key does the same."""
    return "" if _HELP[verdict.cause].brief or verdict.cause in _SAYS_IT else verdict.advice or ""


def line_advice(verdict: Verdict) -> str:
    """The advice for one line; where it is a command that shows what a view does, the view."""
    return " ".join(help_for(verdict.cause)) if verdict.cause is Cause.FAILING else verdict.advice or ""


def brief_help(cause: Cause) -> str:
    """The key that helps, and what it does, in a few words: `P in 6 resumes`; empty where none does."""
    found = _HELP[cause]
    return found.brief.format(view_named(found.view).key)
