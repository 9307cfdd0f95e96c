"""From the start of the process to its exit code: reach the queue, introduce the worker, work, leave."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from importlib.metadata import version
from uuid import uuid4

from queue_core.errors import Misuse, QueueError, Unreachable
from queue_core.models import WorkerHello, WorkerId
from queue_core.queue import Queue
from queue_worker.backoff import Backoff
from queue_worker.dependencies import Dependencies
from queue_worker.exitcodes import ExitCode
from queue_worker.handlers import Handlers
from queue_worker.health import Health
from queue_worker.health_server import serving
from queue_worker.log import log
from queue_worker.loop import Worker
from queue_worker.metrics import Metrics, refreshing
from queue_worker.notify import Notifier
from queue_worker.orchestrator import Orchestrator
from queue_worker.outage import Outage
from queue_worker.progress import Progress
from queue_worker.redaction import Redactor
from queue_worker.registration import Registration
from queue_worker.settings import WorkerSettings
from queue_worker.signals import StopSignals
from queue_worker.waiting import wait_for_event
from queue_worker.watchdog import Watchdog

SHORTEST_SILENCE_SECONDS = 15.0
LONGEST_SILENCE_SECONDS = 60.0
"""Of one of the worker's loops, before the process is ended."""

Connect = Callable[[], AbstractAsyncContextManager[Queue]]


async def serve(
    connect: Connect,
    settings: WorkerSettings,
    handlers: Handlers,
    redact: Redactor,
    stop: StopSignals,
    *,
    notifier: Notifier | None = None,
) -> ExitCode:
    """Be a worker until told to stop. Raises Misuse where trying again cannot help."""
    metrics, progress, notifier = Metrics(), Progress(), notifier or Notifier()
    outage = Outage(metrics.counters.database_failed)
    watchdog = Watchdog(progress, notifier, limit_seconds=settings.wedged_after_seconds or LONGEST_SILENCE_SECONDS)
    health = Health(progress, metrics.render, patience_seconds=watchdog.limit_seconds / 2)
    async with AsyncExitStack() as stack:
        stack.enter_context(watchdog)
        await stack.enter_async_context(serving(health, settings.health_host, settings.health_port))
        await stack.enter_async_context(_in_background(progress.tick()))
        queue = await _reach(connect, stack, outage, stop)
        if queue is None:
            return ExitCode.DONE
        registration = Registration(queue, _hello(settings))
        if not await _introduce(registration, outage, stop):
            return ExitCode.DONE
        outage.answered()
        if settings.wedged_after_seconds is None:
            watchdog.limit_seconds = _longest_silence(registration.terms.lease_seconds)
        log.info("started", extra=_described(queue, settings, handlers))
        orchestrator = await stack.enter_async_context(_orchestrator(settings))
        worker = Worker(
            queue=queue,
            registration=registration,
            orchestrator=orchestrator,
            dependencies=_dependencies(settings, handlers),
            handlers=handlers,
            outage=outage,
            progress=progress,
            metrics=metrics,
            notifier=notifier,
            redact=redact,
            drain_seconds=settings.drain_seconds,
        )
        health.standing = worker.standing
        if settings.health_port:
            await stack.enter_async_context(_in_background(refreshing.every_few_seconds(queue, metrics)))
        notifier.ready()
        return await worker.run(stop)


@asynccontextmanager
async def _in_background(work: Coroutine[None, None, None]) -> AsyncIterator[None]:
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()


def _longest_silence(lease_seconds: float) -> float:
    """As long as others must wait for the jobs anyway; but a short lease is no reason to end a worker that is slow."""
    return min(max(lease_seconds, SHORTEST_SILENCE_SECONDS), LONGEST_SILENCE_SECONDS)


def _orchestrator(settings: WorkerSettings) -> Orchestrator:
    token = settings.orchestrator_token
    return Orchestrator(
        settings.orchestrator_url,
        connect_timeout_seconds=settings.connect_timeout_seconds,
        token=None if token is None else token.get_secret_value(),
    )


def _dependencies(settings: WorkerSettings, handlers: Handlers) -> Dependencies:
    renderers = {"manim": settings.manim_health_url, "revideo": settings.revideo_health_url}
    return Dependencies(
        settings.orchestrator_url,
        renderers={name: url for name, url in renderers.items() if url is not None},
        own_types=handlers.types,
    )


async def _reach(connect: Connect, stack: AsyncExitStack, outage: Outage, stop: StopSignals) -> Queue | None:
    """The queue, however long it takes to reach it; None when told to stop before."""
    backoff = Backoff(first_seconds=0.5, cap_seconds=10.0)
    while not stop.first.is_set():
        try:
            return await _unless_stopped(stack.enter_async_context(connect()), stop)
        except Unreachable as error:
            outage.failed(error)
            await wait_for_event(stop.first, backoff.next_seconds())
    return None


async def _unless_stopped(entering: Awaitable[Queue], stop: StopSignals) -> Queue | None:
    """Await in this task, since what is entered here is left here; a stop signal cancels it."""
    task = asyncio.current_task()
    assert task is not None
    is_waiting = True

    def cancel(_: object) -> None:
        if is_waiting and stop.first.is_set():
            task.cancel()

    watching = asyncio.create_task(stop.first.wait())
    watching.add_done_callback(cancel)
    try:
        return await entering
    except asyncio.CancelledError:
        if not stop.first.is_set():
            raise
        task.uncancel()
        return None
    finally:
        is_waiting = False
        watching.cancel()


async def _introduce(registration: Registration, outage: Outage, stop: StopSignals) -> bool:
    """Say hello until it is answered; False when told to stop before."""
    backoff = Backoff(first_seconds=0.5, cap_seconds=10.0)
    while not stop.first.is_set():
        try:
            await registration.introduce()
            return True
        except Misuse:
            raise
        except QueueError as error:
            outage.failed(error)
            await wait_for_event(stop.first, backoff.next_seconds())
    return False


def _hello(settings: WorkerSettings) -> WorkerHello:
    return WorkerHello(
        worker_id=WorkerId(str(uuid4())),
        name=settings.name,
        host=socket.gethostname(),
        process_id=os.getpid(),
        version=version("queue-tui"),
        concurrency=settings.concurrency,
    )


def _described(queue: Queue, settings: WorkerSettings, handlers: Handlers) -> dict[str, object]:
    return {
        "worker": settings.name,
        "queue": queue.transport.label,
        "concurrency": settings.concurrency,
        "orchestrator": settings.orchestrator_url,
        "handlers": " ".join(handlers.types) or "none",
    }
