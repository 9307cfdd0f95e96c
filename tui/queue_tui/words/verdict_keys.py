"""Which view helps with what the verdict says. No Textual in here.

The key is taken from the list of views, so that it is the one that works.
"""

from queue_core.verdict import Cause
from queue_tui.views import view_named

_HELP: dict[Cause, tuple[str, str]] = {
    Cause.RUNNING: ("jobs", "shows the jobs"),
    Cause.IDLE: ("jobs", "shows the jobs, and n there makes a test job"),
    Cause.PAUSED: ("settings", "shows the pause, and ends it"),
    Cause.TYPE_PAUSED: ("settings", "shows the types, and ends their pause"),
    Cause.NO_WORKER: ("workers", "shows the workers, and when they were last seen"),
    Cause.QUIET: ("workers", "shows the workers, and lets them claim again"),
    Cause.STOPPING: ("workers", "shows the workers"),
    Cause.BREAKER: ("failures", "shows what fails"),
    Cause.LIMIT_ZERO: ("settings", "shows the limits"),
    Cause.LIMIT: ("settings", "shows the limits"),
    Cause.HELD: ("workers", "shows the slots that are held, and x there frees one"),
    Cause.RESOURCE_LIMIT: ("settings", "shows the limits"),
    Cause.WORKERS_FULL: ("workers", "shows what the workers run"),
    Cause.STUCK: ("workers", "shows the workers"),
    Cause.FAILING: ("failures", "shows what fails"),
    Cause.WAITING: ("workers", "shows the workers"),
}


def help_for(cause: Cause) -> tuple[str, str]:
    """The key that helps, and what it does: ("4", "shows the workers")."""
    view, words = _HELP[cause]
    return view_named(view).key, words
