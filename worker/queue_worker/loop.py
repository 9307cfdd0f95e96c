"""Puts the parts of a worker together, runs them, and stops them in order."""

import asyncio
from collections.abc import Coroutine

from queue_core.errors import QueueError
from queue_core.models import JsonValue, Release, WorkerState
from queue_core.queue import Queue
from queue_worker import bell, duties
from queue_worker.acknowledger import Acknowledger
from queue_worker.claimer import Claimer
from queue_worker.exitcodes import ExitCode
from queue_worker.handlers import Handlers
from queue_worker.heartbeats import Heartbeats
from queue_worker.leases import Held, Leases, Stop
from queue_worker.leaving import leave
from queue_worker.log import log
from queue_worker.orchestrator import Orchestrator
from queue_worker.outage import Outage
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


class Worker:
    """One worker: its loops, and the jobs in its slots."""

    def __init__(
        self,
        *,
        queue: Queue,
        registration: Registration,
        orchestrator: Orchestrator,
        handlers: Handlers,
        outage: Outage,
        redact: Redactor,
        drain_seconds: float,
    ) -> None:
        self._queue = queue
        self._registration = registration
        self._orchestrator = orchestrator
        self._outage = outage
        self._drain_seconds = drain_seconds
        worker_id = registration.hello.worker_id
        self.leases = Leases()
        self._acknowledger = Acknowledger(queue, worker_id, self.leases, outage, redact)
        self._runner = Runner(handlers, orchestrator, self._acknowledger, redact)
        self._heartbeats = Heartbeats(queue, registration, self.leases, outage, detail=self._detail)
        self._claimer = self._make_claimer()
        self.leases.on_change = self._claimer.nudge
        self._group = asyncio.TaskGroup()
        self._calls: set[asyncio.Task[None]] = set()

    def _make_claimer(self) -> Claimer:
        return Claimer(
            queue=self._queue,
            registration=self._registration,
            leases=self.leases,
            acknowledger=self._acknowledger,
            dependency=self._orchestrator.dependency,
            outage=self._outage,
            start=self._start,
        )

    async def run(self, stop: StopSignals) -> ExitCode:
        """Work until told to stop, then stop in order."""
        self._orchestrator.dependency.on_change = self._dependency_changed
        async with self._group:
            claiming = self._group.create_task(self._claimer.run(), name="claimer")
            loops = [self._group.create_task(loop) for loop in self._loops()]
            self._heartbeats.nudge()
            await stop.first.wait()
            code = await self._stop(claiming, stop)
            for task in (claiming, *loops):
                task.cancel()
            if self._calls:
                leave(code)  # handlers that ignore their cancellation; their leases have been given back
        return code

    def _loops(self) -> list[Coroutine[None, None, None]]:
        loops = [
            self._acknowledger.run(),
            self._heartbeats.run(),
            self.leases.fence(),
            duties.every_few_seconds(self._queue, self._registration, self._outage),
        ]
        if self._queue.transport.is_woken:
            loops.append(bell.ring(self._queue, self._claimer.nudge, self._heartbeats.woken))
        return loops

    def _start(self, held: Held) -> None:
        held.task = self._group.create_task(self._runner.run(held))
        self._calls.add(held.task)
        held.task.add_done_callback(self._calls.discard)

    def _detail(self) -> dict[str, JsonValue]:
        return {"orchestrator": self._orchestrator.dependency.describe()}

    def _dependency_changed(self) -> None:
        self._heartbeats.nudge()
        self._claimer.nudge()

    async def _stop(self, claiming: "asyncio.Task[None]", stop: StopSignals) -> ExitCode:
        """Drain, end what is left, give it back, say goodbye; each step for a bounded time."""
        self._claimer.stop()
        self._heartbeats.state = WorkerState.DRAINING
        self._heartbeats.nudge()
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
        await self._say_goodbye()
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
