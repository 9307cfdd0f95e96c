"""One heartbeat for all leases: proves them, and brings back what was cancelled or lost.

Besides the regular ones there is a beat at once when the database wakes the worker, since a cancel
may be why, when the worker's own state has changed, and every few seconds while there is progress to tell.
A failed beat is repeated quickly: the leases end a minute after the last good one.
"""

import asyncio
from collections.abc import Callable

from queue_core.errors import QueueError
from queue_core.models import Heartbeat, HeartbeatAnswer, JsonValue, WorkerState
from queue_core.queue import Queue
from queue_worker import clock
from queue_worker.backoff import Backoff
from queue_worker.leases import Leases, Stop
from queue_worker.log import log
from queue_worker.outage import Outage
from queue_worker.progress import Progress
from queue_worker.registration import Registration
from queue_worker.waiting import wait_for_event

CALL_TIMEOUT_SECONDS = 5.0
"""Short, so that a dead connection costs one try of several within a lease's life."""
LEAST_GAP_SECONDS = 0.2
PROGRESS_SECONDS = 3.0
LOOP = "heartbeats"


class Heartbeats:
    """The loop that beats; `detail` says what else the worker shows of itself."""

    def __init__(
        self,
        queue: Queue,
        registration: Registration,
        leases: Leases,
        outage: Outage,
        progress: Progress,
        *,
        detail: Callable[[], dict[str, JsonValue]],
    ) -> None:
        self._queue = queue
        self._registration = registration
        self._leases = leases
        self._outage = outage
        self._progress = progress
        self._detail = detail
        self._nudged = asyncio.Event()
        self._backoff = Backoff(first_seconds=0.5, cap_seconds=5.0)
        self._last_at = clock.now()
        self.state = WorkerState.RUNNING
        """What the next beat says of the worker."""

    @property
    def age_seconds(self) -> float:
        """Since the last accepted heartbeat was sent, or since the start."""
        return clock.now() - self._last_at

    @property
    def longest_age_seconds(self) -> float:
        """After which two beats have failed."""
        return 2 * self._registration.terms.heartbeat_seconds + CALL_TIMEOUT_SECONDS

    def nudge(self) -> None:
        """Beat now."""
        self._nudged.set()

    def woken(self) -> None:
        """The database says that something happened: of interest while jobs run, or to who may be active again."""
        if len(self._leases) or self.state is WorkerState.QUIET:
            self._nudged.set()

    async def run(self) -> None:
        """Beat until cancelled."""
        while True:
            self._progress.expect(LOOP, self._registration.terms.heartbeat_seconds)
            await self._wait()
            self._progress.expect(LOOP)
            try:
                await self.beat(CALL_TIMEOUT_SECONDS)
            except QueueError as error:
                self._outage.failed(error)
                await asyncio.sleep(self._backoff.next_seconds())
                self._nudged.set()
            else:
                self._backoff.reset()

    async def beat(self, timeout_seconds: float) -> None:
        """Send one heartbeat and act on its answer."""
        self._nudged.clear()
        leases, sent_at = self._leases.beats(), clock.now()
        beat = Heartbeat(
            worker_id=self._registration.hello.worker_id, state=self.state, leases=leases, detail=self._detail()
        )
        answer = await self._registration.call(lambda: self._queue.heartbeat(beat, timeout_seconds=timeout_seconds))
        self._outage.answered()
        self._last_at = sent_at
        self._registration.agree(answer.terms)
        for lease in leases:
            held = self._leases.find(lease.token)
            if held is not None:
                held.progress_told = lease.progress
        proved = {lease.token for lease in leases} - set(answer.lost)
        self._leases.renew(proved, sent_at=sent_at, lease_seconds=answer.terms.lease_seconds)
        self._obey(answer)

    def _obey(self, answer: HeartbeatAnswer) -> None:
        for tokens, why in ((answer.lost, Stop.LOST), (answer.cancel, Stop.CANCELLED)):
            for token in tokens:
                held = self._leases.find(token)
                if held is not None and held.end(why):
                    log.info("stopping_call", extra={"job_id": held.lease.job_id, "why": why.value})
                    self._nudged.set()

    async def _wait(self) -> None:
        """Until the next beat is due, or there is a reason for one before."""
        await asyncio.sleep(max(0.0, self._last_at + LEAST_GAP_SECONDS - clock.now()))
        while (left := self._last_at + self._registration.terms.heartbeat_seconds - clock.now()) > 0:
            if await wait_for_event(self._nudged, min(left, PROGRESS_SECONDS)) or self._leases.has_news:
                return
