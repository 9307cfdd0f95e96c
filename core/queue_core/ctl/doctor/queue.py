"""What is found at the queue, once it is connected."""

import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime

from queue_core.ctl.doctor.check import Check, failed, ok, warning
from queue_core.durations import brief
from queue_core.errors import QueueError
from queue_core.migrate import SCHEMA_VERSION
from queue_core.models import QueueConfig, Stats, Worker, WorkerState
from queue_core.queue import Queue
from queue_core.verdict import Level, judge

CLOCKS_MAY_DIFFER_SECONDS = 5.0


async def checks(queue: Queue) -> AsyncIterator[Check]:
    """One after the other; those that need what failed before are left out."""
    try:
        yield await connection(queue)
        yield await role(queue)
        yield ok("schema", f"version {SCHEMA_VERSION}, the same as this program's")
        yield await clock(queue)
        stats, workers, config = await queue.stats(), await queue.workers(), await queue.config()
        await queue.jobs(limit=1)
    except QueueError as error:
        yield failed("queue", error)
        return
    yield ok("tables", "jobs, workers, configuration and statistics can be read")
    yield alive(stats, workers)
    yield moving(stats, workers, config)


async def connection(queue: Queue) -> Check:
    """How quickly it answers, and whether it can wake its clients."""
    began = time.monotonic()
    version = await queue.version()
    took = (time.monotonic() - began) * 1000
    wakes = "tells of changes at once" if queue.transport.is_woken else "is asked for changes every second"
    return ok("connection", f"{queue.transport.label} answers in {took:.0f} ms, PostgreSQL {version.server}, {wakes}")


async def role(queue: Queue) -> Check:
    """What this user or key may do."""
    identity = await queue.whoami()
    rights = [right for right, given in (("operate", identity.can_operate), ("work", identity.can_work)) if given]
    message = f"{identity.role} may look{''.join(f', {right}' for right in rights)}"
    if identity.read_only:
        return warning("role", f"{message}, but this connection is read-only", "leave read_only out to make changes")
    if not identity.can_operate:
        return warning("role", message, "use a user or key with the role queue_operator to act on jobs")
    return ok("role", message)


async def clock(queue: Queue) -> Check:
    """The database's clock against this machine's, the way there and back taken into account."""
    before = datetime.now(UTC)
    stats = await queue.stats()
    middle = before + (datetime.now(UTC) - before) / 2
    seconds = (stats.now - middle).total_seconds()
    if abs(seconds) <= CLOCKS_MAY_DIFFER_SECONDS:
        return ok("clock", f"differs from the database's by {abs(seconds):.1f} s")
    ahead = "behind" if seconds > 0 else "ahead of"
    message = f"this machine is {brief(abs(seconds))} {ahead} the database"
    return warning("clock", message, "the queue goes by the database's clock; set this machine's to compare logs")


def alive(stats: Stats, workers: tuple[Worker, ...]) -> Check:
    """Whether there is anybody to run jobs."""
    running = [worker for worker in workers if worker.state not in (WorkerState.GONE, WorkerState.STOPPED)]
    if not running:
        since = stats.last_worker_seen_at
        message = "none is alive" + ("" if since is None else f" for {brief((stats.now - since).total_seconds())}")
        return warning("workers", message, "start one with 'queue-worker'")
    slots = sum(worker.concurrency for worker in running)
    return ok("workers", f"{len(running)} alive with {slots} slots: {', '.join(worker.name for worker in running[:5])}")


def moving(stats: Stats, workers: tuple[Worker, ...], config: QueueConfig) -> Check:
    """The verdict."""
    verdict = judge(stats, workers, config)
    if verdict.level in (Level.WARNING, Level.STALLED):
        return warning("queue", verdict.sentence, verdict.advice or "look at 'queuectl stats'")
    return ok("queue", verdict.sentence)
