"""Puts the parts of a worker together, runs them, and stops them in order."""

import asyncio
from collections.abc import Coroutine

from queue_core.errors import QueueError, SchemaMismatch
from queue_core.migrate import refuse_newer
from queue_core.models import JsonValue, Release, WorkerState
from queue_core.queue import Queue
from queue_worker import bell, claimer, duties, renderers
from queue_worker.acknowledger import Acknowledger
from queue_worker.claimer import Claimer
from queue_worker.dependencies import Dependencies
from queue_worker.exitcodes import ExitCode
from queue_worker.handlers import Handlers
from queue_worker.health import Standing
from queue_worker.heartbeats import Heartbeats
from queue_worker.leases import Held, Leases, Stop
from queue_worker.leaving import leave
from queue_worker.log import log
from queue_worker.metrics import DependencyView, Metrics, WorkerView
from queue_worker.notify import Notifier
from queue_worker.orchestrator import Orchestrator
from queue_worker.outage import Outage
from queue_worker.progress import Progress
from queue_worker.redaction import Redactor
from queue_worker.registration import Registration
from queue_worker.runner import INTERRUPTED_REASON, Runner
from queue_worker.signals import StopSignals

CLAIM_SECONDS = 0.5
"""What a claim under way gets to be answered in before jobs are given back, which it might else take again."""
END_CALLS_SECONDS = 1.5
"""What a handler gets to clean up in when its call is ended; then its lease is given back without it."""
GIVE_BACK_SECONDS = 2.0
"""What the queue gets to accept what is given back in; with the drain of 25 s it is done within 30."""
GOODBYE_SECONDS = 0.5
STOP_SECONDS = 10.0
"""What service managers are told that all of this takes at most, beside the drain."""
SENTENCES = {
    WorkerState.RUNNING: "Running.",
    WorkerState.QUIET: "Quiet: claims nothing more, goes on with what runs.",
    WorkerState.DRAINING: "Draining: stops when the running jobs have ended.",
    WorkerState.STOPPED: "Stopped.",
}


class Worker:
    """One worker: its loops, and the jobs in its slots."""

    def __init__(
        self,
        *,
        queue: Queue,
        registration: Registration,
        orchestrator: Orchestrator,
        dependencies: Dependencies,
        handlers: Handlers,
        outage: Outage,
        progress: Progress,
        metrics: Metrics,
        notifier: Notifier,
        redact: Redactor,
        drain_seconds: float,
    ) -> None:
        self._queue = queue
        self._registration = registration
        self._dependencies = dependencies
        self._outage = outage
        self._progress = progress
        self._notifier = notifier
        self._metrics = metrics
        self._drain_seconds = drain_seconds
        worker_id = registration.hello.worker_id
        self.leases = Leases()
        self._acknowledger = Acknowledger(
            queue, worker_id, self.leases, outage, progress, counters=metrics.counters, redact=redact
        )
        self._runner = Runner(handlers, orchestrator, self._acknowledger, dependencies, redact)
        self._heartbeats = Heartbeats(queue, registration, self.leases, outage, progress, detail=self._detail)
        self._claimer = self._make_claimer()
        self.leases.on_change = self._claimer.nudge
        self._group = asyncio.TaskGroup()
        self._calls: set[asyncio.Task[None]] = set()
        self._outdated: SchemaMismatch | None = None
        metrics.watch(self._view)

    def _make_claimer(self) -> Claimer:
        return Claimer(
            queue=self._queue,
            registration=self._registration,
            leases=self.leases,
            acknowledger=self._acknowledger,
            dependencies=self._dependencies,
            outage=self._outage,
            progress=self._progress,
            counters=self._metrics.counters,
            start=self._start,
        )

    async def run(self, stop: StopSignals) -> ExitCode:
        """Work until told to stop, then stop in order."""
        self._dependencies.on_change = self._dependency_changed
        self._registration.on_terms = stop.on_quiet = lambda: self._heed(stop)
        self._heed(stop)
        async with self._group:
            claiming = self._group.create_task(self._claimer.run(), name=claimer.LOOP)
            claiming.add_done_callback(lambda _: self._progress.forget(claimer.LOOP))
            loops = [self._group.create_task(loop, name=name) for name, loop in self._loops().items()]
            self._heartbeats.nudge()
            await stop.first.wait()
            code = await self._stop(claiming, stop)
            for task in (claiming, *loops):
                task.cancel()
            if self._calls:
                leave(code)  # handlers that ignore their cancellation; their leases have been given back
        if self._outdated is not None:
            raise self._outdated
        return code

    def _heed(self, stop: StopSignals) -> None:
        """Do what the signals and the queue's terms ask for."""
        if stop.first.is_set():
            return
        terms = self._registration.terms
        try:
            refuse_newer(terms.schema_version)
        except SchemaMismatch as outdated:
            self._outdated = outdated
            log.warning("outdated", extra={"reason": str(outdated)})
            stop.ask()
            return
        quiet = stop.quiet or terms.quiet
        if quiet != self._claimer.quiet:
            self._claimer.quiet = quiet
            self._claimer.nudge()
            self._show(WorkerState.QUIET if quiet else WorkerState.RUNNING)
            log.info("quiet" if quiet else "active", extra={"jobs": len(self.leases)})

    def _show(self, state: WorkerState) -> None:
        """To the queue with a heartbeat at once, and to systemd."""
        self._heartbeats.state = state
        self._heartbeats.nudge()
        self._notifier.status(SENTENCES[state])

    def standing(self) -> Standing:
        """How this worker stands with the queue; asked by other threads."""
        state, reasons = self._heartbeats.state, []
        if state in (WorkerState.DRAINING, WorkerState.STOPPED):
            reasons.append(SENTENCES[state])
        if self._heartbeats.age_seconds > self._heartbeats.longest_age_seconds:
            reasons.append("The database has not answered a heartbeat for too long.")
        return Standing(state, reasons)

    def _loops(self) -> dict[str, Coroutine[None, None, None]]:
        loops: dict[str, Coroutine[None, None, None]] = {
            "acknowledger": self._acknowledger.run(),
            "heartbeats": self._heartbeats.run(),
            "fence": self.leases.fence(),
            "renderers": renderers.watch(self._dependencies),
            "duties": duties.every_few_seconds(
                self._queue, self._registration, self._outage, self._progress, self._metrics.counters
            ),
        }
        if self._queue.transport.is_woken:
            loops["bell"] = bell.ring(self._queue, self._claimer.nudge, self._heartbeats.woken)
        return loops

    def _start(self, held: Held) -> None:
        held.task = self._group.create_task(self._runner.run(held))
        self._calls.add(held.task)
        held.task.add_done_callback(self._calls.discard)

    def _detail(self) -> dict[str, JsonValue]:
        return {
            "dependencies": self._dependencies.describe(),
            "own_types": list(self._dependencies.own_types),
            "consecutive_failures": self._metrics.counters.consecutive_failures,
        }

    def _view(self) -> WorkerView:
        """For the metrics; called in their thread."""
        return WorkerView(
            state=self._heartbeats.state,
            slots_used=len(self._calls),
            slots_limit=self._registration.hello.concurrency,
            unacknowledged=len(self._acknowledger),
            heartbeat_age_seconds=self._heartbeats.age_seconds,
            dependencies={
                d.name: DependencyView(state=d.breaker.state, failures=d.breaker.failures) for d in self._dependencies
            },
        )

    def _dependency_changed(self) -> None:
        self._heartbeats.nudge()
        self._claimer.nudge()

    async def _stop(self, claiming: "asyncio.Task[None]", stop: StopSignals) -> ExitCode:
        """Drain, end what is left, give it back, say goodbye; each step for a bounded time."""
        self._claimer.stop()
        self._show(WorkerState.DRAINING)
        self._notifier.stopping(self._drain_seconds + STOP_SECONDS)
        log.info("draining", extra={"jobs": len(self.leases), "at_most_seconds": self._drain_seconds})
        over = asyncio.create_task(self._is_over(claiming))
        second = asyncio.create_task(stop.second.wait())
        await asyncio.wait({over, second}, timeout=self._drain_seconds, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.wait({claiming}, timeout=CLAIM_SECONDS)
        for held in self.leases:
            held.end(Stop.INTERRUPTED)
        if self._calls:
            await asyncio.wait(self._calls, timeout=END_CALLS_SECONDS)
        for held in self.leases:
            if not held.settled:
                self._acknowledger.put(
                    held, Release(job_id=held.lease.job_id, token=held.lease.token, reason=INTERRUPTED_REASON)
                )
        await asyncio.wait({over}, timeout=GIVE_BACK_SECONDS)
        is_over = over.done()
        over.cancel()
        second.cancel()
        goodbye = asyncio.create_task(self._say_goodbye())
        await asyncio.wait({goodbye}, timeout=2 * GOODBYE_SECONDS)
        goodbye.cancel()
        log.info("stopped", extra={"not_given_back": len(self.leases)})
        return ExitCode.DONE if is_over else ExitCode.UNREACHABLE

    async def _is_over(self, claiming: "asyncio.Task[None]") -> None:
        """Returns when no claim is under way and the queue knows the end of every attempt."""
        await asyncio.wait({claiming})
        await self.leases.empty.wait()

    async def _say_goodbye(self) -> None:
        self._heartbeats.state = WorkerState.STOPPED
        try:
            await self._heartbeats.beat(GOODBYE_SECONDS)
        except QueueError as error:
            self._outage.failed(error)
