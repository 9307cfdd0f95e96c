"""Who does the work: one async callable for each type of job.

A module given with `--handlers` registers its own:

    from queue_worker import JobContext, handler

    @handler("notes_generation")
    async def notes(context: JobContext) -> dict[str, object]:
        text = await summarise(context.payload["chapter"], key=context.idempotency_key)
        context.report_progress(0.9)
        return {"notes_url": await upload(text)}

Types without a handler go to the orchestrator.
"""

import importlib
import sys
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from queue_core.errors import ConfigurationError
from queue_core.models import JobId, JsonValue


@dataclass(frozen=True, slots=True, kw_only=True)
class JobContext:
    """What a handler is told about its job."""

    job_id: JobId
    job_type: str
    payload: JsonValue
    attempt: int
    """Number of this attempt, from 1."""
    idempotency_key: str
    """To be sent on to services: the same while the outcome of earlier attempts is unknown."""
    timeout_seconds: float
    """What is left of the attempt's time; the handler is cancelled when it is over."""
    report_progress: Callable[[float], None]
    """Tell the share done, 0 to 1; cheap, may be called from any thread."""


Handler = Callable[[JobContext], Awaitable[Mapping[str, object]]]
"""Returns the result, which is merged into the payload; raises to say that there is none."""


class Handlers:
    """The handler of each job type."""

    def __init__(self) -> None:
        self._by_type: dict[str, Handler] = {}

    def register(self, job_type: str, function: Handler) -> None:
        """Set the handler of a type. Raises ConfigurationError where it has one already."""
        if self._by_type.setdefault(job_type, function) is not function:
            raise ConfigurationError(f"Two handlers are registered for the job type '{job_type}': keep one.")

    def find(self, job_type: str, default: Handler) -> Handler:
        """The type's handler, or the default."""
        return self._by_type.get(job_type, default)

    @property
    def types(self) -> tuple[str, ...]:
        """The types that have a handler of their own, in alphabetical order."""
        return tuple(sorted(self._by_type))


REGISTERED = Handlers()
"""What the decorator fills."""


def handler(job_type: str) -> Callable[[Handler], Handler]:
    """Register the decorated function as the handler of a job type."""

    def register(function: Handler) -> Handler:
        REGISTERED.register(job_type, function)
        return function

    return register


def load(modules: Iterable[str]) -> Handlers:
    """Import the modules, the current directory included in the search, and return what they registered.

    Raises ConfigurationError, in one sentence, for a module that cannot be imported or registers nothing.
    """
    for name in modules:
        _load_one(name)
    return REGISTERED


def _load_one(name: str) -> None:
    if str(Path.cwd()) not in sys.path:
        sys.path.insert(0, str(Path.cwd()))
    before = REGISTERED.types
    known = name in sys.modules
    try:
        importlib.import_module(name)
    except ConfigurationError:
        raise
    except (Exception, SystemExit) as error:
        reason = " ".join(str(error).split()) or "no message"
        raise ConfigurationError(
            f"The handlers module '{name}' cannot be imported: {type(error).__name__}: {reason.rstrip('.')}."
        ) from error
    if REGISTERED.types == before and not known:
        raise ConfigurationError(
            f"The handlers module '{name}' registers no handler: decorate one with @handler('type')."
        )
