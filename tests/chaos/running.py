"""Workers as real processes for the crash tests, and waiting for what becomes of their jobs."""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from queue_core.errors import Unreachable
from queue_core.models import JobDetail, JobId, JobStatus, Outcome, RequestId
from queue_core.queue import Queue, new_request_id
from tests.support.clock import Clock
from tests.support.databases import Database
from tests.support.jobs import ACTOR, new_job
from tests.support.orchestrator import ScriptedOrchestrator
from tests.worker import working
from tests.worker.processes import Program, program

PATIENCE_SECONDS = 60.0
"""For anything that must happen: a machine that runs other tests beside these is slow."""
LEASE_SECONDS = 60
LONGEST_DELAY_SECONDS = 46
"""Before a job is tried again whose attempt was lost, or that met a service that was down."""
FINAL = (JobStatus.COMPLETED, JobStatus.FAILED, JobStatus.CANCELLED)


@asynccontextmanager
async def worker(
    conninfo: str, orchestrator: ScriptedOrchestrator | str, *flags: str, **environ: Any
) -> AsyncIterator[Program]:
    """A `queue-worker` on that database, killed at the end if it still runs. Its log goes with a failing test."""
    url = orchestrator if isinstance(orchestrator, str) else orchestrator.url
    async with program("--orchestrator-url", url, *flags, **settings(conninfo) | environ) as process:
        try:
            yield process
        except BaseException as error:
            error.add_note(f"The log of queue-worker {' '.join(flags)}:\n{process.output}{process.errors}")
            raise


def settings(conninfo: str) -> dict[str, Any]:
    """The environment of a worker. Several on one machine would only warn of each other's health port."""
    return {"QUEUE_DATABASE_URL": conninfo, "QUEUE_WORKER_HEALTH_PORT": "0"}


async def kill(process: Program) -> None:
    """kill -9; returns when it is gone."""
    process.signal(signal.SIGKILL)
    await process.exit_code(PATIENCE_SECONDS)


async def stop(process: Program) -> int:
    """SIGTERM; its exit code."""
    process.signal(signal.SIGTERM)
    return await process.exit_code(PATIENCE_SECONDS)


async def until(
    condition: Callable[[], Awaitable[bool]] | Callable[[], bool], seconds: float = PATIENCE_SECONDS
) -> None:
    """Return when it is so."""
    await working.until(condition, seconds)


async def happened(event: asyncio.Event) -> None:
    """Wait for an event that must come."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        await event.wait()


async def shorten_leases(database: Database, seconds: int = 4) -> None:
    """Leases of so many real seconds, for what cannot be tested with a moved clock."""
    await database.execute(
        "update public.job_queue_config set lease_seconds = %s, heartbeat_seconds = 1, sweep_seconds = 1", seconds
    )


async def retry_at_once(database: Database) -> None:
    """No pause before a job is tried again after a counted failure."""
    await database.execute("update public.job_queue_config set retry_interval_minutes = 0")


async def attempt_is_running(queue: Queue, job_id: JobId) -> bool:
    """Whether somebody has a lease on the job."""
    return (await queue.job(job_id)).job.status is JobStatus.PROCESSING


async def is_lost(queue: Queue, job_id: JobId) -> bool:
    """Whether the sweep has taken the job away from its worker."""
    return any(attempt.outcome is Outcome.LOST for attempt in (await queue.job(job_id)).attempts)


async def finished(queue: Queue, *job_ids: JobId, seconds: float = PATIENCE_SECONDS) -> list[JobDetail]:
    """The jobs, once all of them have a final status."""
    details: list[JobDetail] = []

    async def are_final() -> bool:
        details[:] = [await queue.job(job_id) for job_id in job_ids]
        return all(detail.job.status in FINAL for detail in details)

    await until(are_final, seconds)
    return details


async def taken_over(queue: Queue, clock: Clock, job_id: JobId) -> JobDetail:
    """The job, finished by a worker that runs, after the one that had it has died or gone silent."""
    await clock.advance(LEASE_SECONDS + 1)
    await until(lambda: is_lost(queue, job_id), PATIENCE_SECONDS)
    await clock.advance(LONGEST_DELAY_SECONDS)
    [detail] = await finished(queue, job_id)
    return detail


def outcomes(detail: JobDetail) -> list[Outcome | None]:
    """How the job's attempts ended, oldest first."""
    return [attempt.outcome for attempt in detail.attempts]


Answer = TypeVar("Answer")


async def surely(call: Callable[[RequestId], Awaitable[Answer]]) -> Answer:
    """Send a call until an answer comes, as programs do: each time under the same request id."""
    request_id = new_request_id()
    while True:
        try:
            return await call(request_id)
        except Unreachable:
            await asyncio.sleep(0.05)  # a program's pause between attempts


async def enqueue_surely(queue: Queue, **fields: Any) -> JobId:
    """Enqueue one job, whatever happens to the database meanwhile."""
    [job] = await surely(lambda request_id: queue.enqueue([new_job(**fields)], actor=ACTOR, request_id=request_id))
    return job.id
