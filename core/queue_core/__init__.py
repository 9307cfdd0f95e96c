"""One job queue in PostgreSQL, and what the worker, the terminal UI and the command line share of it.

Reading order:

- `models`      the data: jobs, leases, statistics; frozen, without behaviour
- `errors`      what can go wrong, as a tree, each with the exit code it means; `error_codes`  what SQLSTATEs mean
- `queue`       all verbs in one object; all behaviour is in the SQL functions that they call
- `verbs`       the verbs, typed, by who says them
- `transports`  the two ways to call a function: PostgreSQL directly, or PostgREST as Supabase serves it
- `sql`         tables and functions; `schema` reads them, `migrate` applies them, `schema_script` prints them
- `settings`    where the queue lives: flag, environment, profile
- `connect`     from settings to an open queue
- `embedded`    the PostgreSQL that starts by itself where nothing is configured
- `filters`     the language in which jobs are looked for
- `verdict`     whether all is well, in one word and one sentence
- `ctl`         the command `queuectl`
- `explanation`  why a job is not running, in words; `situation`  how any job stands, with `forced`
- `services`    how the services are that jobs need
- `pauses`      who paused it, when and why, in words
- `operation_words`  what an operation did and what has become of its jobs, in words
- `export`      what a filter shows, as JSON lines or CSV
- `actor`, `counts`, `durations`, `payload`, `secret`, `shapes`, `text`  small things that more than one of these needs

The names below are for programs that use the queue. They are looked up when they are asked for, since
to import all of it takes longer than a command that needs a part should take to start.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from queue_core.errors import (
        Conflict,
        Misuse,
        NotFound,
        QueueError,
        Refused,
        Unreachable,
    )
    from queue_core.filters import Filter, parse_filter
    from queue_core.models import Job, JobDetail, JobStatus, NewJob, Priority
    from queue_core.queue import Queue
    from queue_core.settings import Settings, load_settings

__all__ = [
    "Conflict",
    "Filter",
    "Job",
    "JobDetail",
    "JobStatus",
    "Misuse",
    "NewJob",
    "NotFound",
    "Priority",
    "Queue",
    "QueueError",
    "Refused",
    "Settings",
    "Unreachable",
    "load_settings",
    "parse_filter",
]

_MODULES = {
    "errors": ("Conflict", "Misuse", "NotFound", "QueueError", "Refused", "Unreachable"),
    "filters": ("Filter", "parse_filter"),
    "models": ("Job", "JobDetail", "JobStatus", "NewJob", "Priority"),
    "queue": ("Queue",),
    "settings": ("Settings", "load_settings"),
}


def __getattr__(name: str) -> object:
    for module, names in _MODULES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
