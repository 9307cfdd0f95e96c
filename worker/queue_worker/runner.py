"""Runs one lease: the handler under the attempt's time limit, and one verb of the queue for each way it can end."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from queue_core.models import Category, Completion, JsonValue, Outcome, Release
from queue_worker import clock, storable
from queue_worker.acknowledger import Acknowledger
from queue_worker.dependencies import Dependencies
from queue_worker.failures import Cause, failure
from queue_worker.handlers import Handler, Handlers, JobContext
from queue_worker.leases import Held, Stop
from queue_worker.log import log
from queue_worker.redaction import Redactor


class Cancelled(Exception):
    """The job was cancelled while it was running; the call was stopped."""

    def __str__(self) -> str:
        return "The job was cancelled while it was running; the call was stopped."


class TimeOver(Exception):
    """The attempt used up its time."""


@dataclass(frozen=True, slots=True)
class Finished:
    """The handler returned a result."""

    result: dict[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Broken:
    """The handler raised, or its time was over."""

    error: BaseException
    timed_out: bool = False


@dataclass(frozen=True, slots=True)
class Stopped:
    """The call was ended from outside."""

    why: Stop
    error: BaseException


Ended = Finished | Broken | Stopped

CANCELLED = Cause(category=Category.CANCELLED, outcome=Outcome.CANCELLED)
OVER_TIME = Cause(category=Category.TIMEOUT, outcome=Outcome.TIMED_OUT)
UNPROVED_REASON = "The database could not be reached in time to prove the lease, so the call was stopped."
LOST_REASON = "The attempt was no longer this worker's, so the call was stopped."
INTERRUPTED_REASON = "The worker was stopped before the job had ended."


class Runner:
    """Runs leases, each in a task of its own."""

    def __init__(
        self,
        handlers: Handlers,
        default: Handler,
        acknowledger: Acknowledger,
        dependencies: Dependencies,
        redact: Redactor,
    ) -> None:
        self._handlers = handlers
        self._dependencies = dependencies
        self._default = default
        self._acknowledger = acknowledger
        self._redact = redact

    async def run(self, held: Held) -> None:
        """Run the job of a lease and have the queue told how it ended."""
        lease, acknowledger = held.lease, self._acknowledger
        match await self._attempt(held):
            case Finished(result=result):
                self._dependencies.succeeded(lease)
                acknowledger.put(held, Completion(job_id=lease.job_id, token=lease.token, result=result))
            case Broken(error=error, timed_out=True):
                acknowledger.put(held, failure(lease, error, self._redact, cause=OVER_TIME))
            case Broken(error=error):
                failed = failure(lease, error, self._redact)
                self._dependencies.failed(lease, failed)
                acknowledger.put(held, failed)
            case Stopped(why=Stop.CANCELLED, error=error):
                cancelled = Cancelled().with_traceback(error.__traceback__)
                acknowledger.put(held, failure(lease, cancelled, self._redact, cause=CANCELLED))
            case Stopped(why=Stop.UNPROVED):
                log.warning("unproved", extra={"job_id": lease.job_id, "attempt": lease.attempt})
                acknowledger.put(held, Release(job_id=lease.job_id, token=lease.token, reason=UNPROVED_REASON))
            case Stopped(why=Stop.INTERRUPTED):
                acknowledger.put(held, Release(job_id=lease.job_id, token=lease.token, reason=INTERRUPTED_REASON))
            case Stopped(why=Stop.LOST):
                log.warning("lost", extra={"job_id": lease.job_id, "attempt": lease.attempt})
                # it will be refused, but it frees the slot that the queue keeps while the call may be running
                acknowledger.put(held, Release(job_id=lease.job_id, token=lease.token, reason=LOST_REASON))

    async def _attempt(self, held: Held) -> Ended:
        """Never raises, but for the end of the whole worker. A result wins over a stop that came too late for it."""
        lease = held.lease
        handler = self._handlers.find(lease.job_type, self._default)
        left = held.claimed_at + lease.timeout_seconds - clock.now()
        limit = asyncio.timeout(left)
        try:
            async with limit:
                return Finished(_checked(lease.job_type, await handler(_context(held, left))))
        except asyncio.CancelledError as error:
            task = asyncio.current_task()
            if held.stop is not None:
                if task is not None:
                    task.uncancel()
                return Stopped(held.stop, error)
            if task is not None and task.cancelling():
                raise
            return Broken(error)  # the handler let a cancellation of its own escape
        except BaseException as error:  # noqa: BLE001 - whatever a handler raises is recorded, a panic in Rust too
            if held.stop is not None:
                return Stopped(held.stop, error)
            if limit.expired():
                return Broken(_time_over(lease.timeout_seconds, error), timed_out=True)
            return Broken(error)


def _context(held: Held, left: float) -> JobContext:
    lease = held.lease
    return JobContext(
        job_id=lease.job_id,
        job_type=lease.job_type,
        payload=lease.payload,
        attempt=lease.attempt,
        idempotency_key=lease.idempotency_key,
        timeout_seconds=left,
        report_progress=held.report_progress,
    )


def _checked(job_type: str, result: object) -> dict[str, JsonValue]:
    """The result as it can be stored. Raises TypeError or ValueError, in words for whoever wrote the handler."""
    if not isinstance(result, Mapping):
        raise TypeError(f"The handler of '{job_type}' returned {type(result).__name__}, not a mapping.")
    try:
        return storable.mapping(result)
    except (TypeError, ValueError, RecursionError) as error:
        raise ValueError(f"The handler of '{job_type}' returned something that is not JSON: {error}") from error


def _time_over(limit_seconds: float, error: BaseException) -> TimeOver:
    """With the stack of where the handler was when its time was over."""
    where = error.__cause__ or error
    return TimeOver(f"The attempt was not finished within its {limit_seconds:g} s.").with_traceback(where.__traceback__)
