"""A worker in this process, and waiting for what it does."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

from queue_core.models import JobDetail, JobId, JobStatus
from queue_core.queue import Queue
from queue_worker.exitcodes import ExitCode
from queue_worker.handlers import Handler, Handlers
from queue_worker.lifecycle import serve
from queue_worker.redaction import Redactor
from queue_worker.settings import WorkerSettings
from queue_worker.signals import StopSignals

NOBODY = "http://127.0.0.1:1"
"""An address that refuses connections."""


@dataclass(slots=True)
class Working:
    """A running worker; `stop.ask()` is what a signal does."""

    stop: StopSignals
    ended: "asyncio.Task[ExitCode]"


@asynccontextmanager
async def working(
    queue: Queue, handlers: Mapping[str, Handler] | None = None, *, stop: StopSignals | None = None, **settings: Any
) -> AsyncIterator[Working]:
    """A worker on this queue; stopped at once at the end, if it has not ended."""
    registry = Handlers()
    for job_type, handler in (handlers or {}).items():
        registry.register(job_type, handler)
    stop = stop or StopSignals()
    defaults: dict[str, Any] = {"orchestrator_url": NOBODY, "name": "worker-1", "health_port": 0}
    chosen = WorkerSettings(**(defaults | settings))
    running = asyncio.create_task(serve(lambda: nullcontext(queue), chosen, registry, Redactor(), stop))
    try:
        yield Working(stop, running)
    finally:
        stop.ask()
        stop.ask()
        await running


async def until(condition: Callable[[], Awaitable[bool]] | Callable[[], bool], seconds: float = 20) -> None:
    """Return when it is so; AssertionError when it does not become so."""
    async with asyncio.timeout(seconds):
        while True:
            answer = condition()
            if answer if isinstance(answer, bool) else await answer:
                return
            await asyncio.sleep(0.01)


async def job_in(queue: Queue, job_id: JobId, *statuses: JobStatus, attempts: int = 1) -> JobDetail:
    """The job, when it has one of the statuses and so many ended attempts."""
    found: list[JobDetail] = []

    async def is_so() -> bool:
        found[:] = [await queue.job(job_id)]
        ended = [attempt for attempt in found[0].attempts if attempt.ended_at is not None]
        return found[0].job.status in statuses and len(ended) >= attempts

    await until(is_so)
    return found[0]


def shortest_wait(details: Sequence[JobDetail]) -> float:
    """Seconds until it was claimed: the best of them, since the machine may be busy with other tests."""
    return min((one.attempts[0].started_at - one.job.created_at).total_seconds() for one in details)
