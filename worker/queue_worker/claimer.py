"""Gets leases for the free slots.

It claims again at once while there is something to get, and sleeps when there is not: until the
database wakes it, a slot becomes free, a scheduled job is due, or the poll is over. The first empty
claim is what registers the worker as one to be woken; a job that came in that same moment has woken
nobody, so one more claim follows it.
"""

import asyncio
import math
from collections.abc import Callable

from queue_core.errors import AnswerLost, QueueError
from queue_core.models import Claim, ClaimScope, Release
from queue_core.queue import Queue, new_request_id
from queue_worker import clock
from queue_worker.acknowledger import Acknowledger
from queue_worker.backoff import Backoff
from queue_worker.dependencies import Dependencies
from queue_worker.leases import Held, Leases
from queue_worker.log import log
from queue_worker.metrics.counters import Counters
from queue_worker.outage import Outage
from queue_worker.progress import Progress
from queue_worker.registration import Registration
from queue_worker.waiting import wait_for_event

POLL_WITHOUT_WAKE_SECONDS = 1.0
POLL_WITH_WAKE_SECONDS = 2.0
LOOP = "claimer"
LEAST_GAP_SECONDS = 0.05
"""Between two claims that a wake-up asks for: a thousand wake-ups a second ask for the same thing."""
LEAST_UNACKNOWLEDGED = 100
"""So many ended calls may wait for their acknowledgement, or twice the concurrency, before no more is claimed."""
PATIENCE_SECONDS = 1.0
"""The queue's limits count a job until its end is acknowledged: where they are full, claiming before gets nothing."""
STOPPING_REASON = "The worker was stopping when the claim was answered."
LATE_REASON = "The claim was answered so late that its lease could not be proved any more."


class Claimer:
    """The loop that claims; `start` is called with each lease that is to be run."""

    def __init__(
        self,
        *,
        queue: Queue,
        registration: Registration,
        leases: Leases,
        acknowledger: Acknowledger,
        dependencies: Dependencies,
        outage: Outage,
        progress: Progress,
        counters: Counters,
        start: Callable[[Held], None],
    ) -> None:
        self._queue = queue
        self._registration = registration
        self._leases = leases
        self._acknowledger = acknowledger
        self._dependencies = dependencies
        self._outage = outage
        self._progress = progress
        self._counters = counters
        self._start = start
        self._poll_seconds = POLL_WITH_WAKE_SECONDS if queue.transport.is_woken else POLL_WITHOUT_WAKE_SECONDS
        self._backoff = Backoff(first_seconds=0.2, cap_seconds=10.0)
        self._woken = asyncio.Event()
        self._stop_asked = asyncio.Event()
        self._may_be_more = False
        self._patient_until = 0.0
        self.quiet = False
        """Claim nothing for now; `nudge` after a change."""

    def nudge(self) -> None:
        """Something happened that a claim may find: claim now instead of at the next poll."""
        self._woken.set()

    def stop(self) -> None:
        """Make no new claim; `run` returns once the answer to the one under way is known."""
        self._stop_asked.set()
        self._woken.set()

    async def run(self) -> None:
        """Claim until told to stop."""
        is_registered_asleep = False
        while not self._stop_asked.is_set():
            self._woken.clear()
            if self.quiet:
                self._progress.expect(LOOP, math.inf)
                await self._woken.wait()
                continue
            slots, scope = self._dependencies.next_claim(
                self._free_slots(), (held.lease for held in self._leases if not held.settled)
            )
            if slots == 0:
                self._progress.expect(LOOP, math.inf)
                await wait_for_event(self._woken, self._dependencies.wait_seconds)
                continue
            claim = await self._claim(slots, scope)
            if claim is None:
                continue
            was_asleep, is_registered_asleep = is_registered_asleep, not claim.leases
            if claim.leases or not was_asleep:
                continue
            began = clock.now()
            await wait_for_event(self._woken, self._sleep_seconds(claim))
            await asyncio.sleep(max(0.0, LEAST_GAP_SECONDS - (clock.now() - began)))

    def _free_slots(self) -> int:
        """A call that has ended takes no slot while there is more to get than the last claim could take."""
        concurrency, unsettled = self._registration.hello.concurrency, len(self._leases)
        if not self._may_be_more or clock.now() < self._patient_until:
            return max(0, concurrency - unsettled)
        running = self._leases.running
        most_unacknowledged = max(LEAST_UNACKNOWLEDGED, 2 * concurrency)
        return max(0, min(concurrency - running, most_unacknowledged - (unsettled - running)))

    def _learn(self, *, asked: int, got: int) -> None:
        """Whether the next claim is to wait for the acknowledgement of what has ended."""
        self._may_be_more = got == asked
        if got < asked and asked > self._registration.hello.concurrency - len(self._leases):
            self._patient_until = clock.now() + PATIENCE_SECONDS

    def _sleep_seconds(self, claim: Claim) -> float:
        due = claim.next_due_seconds
        return self._poll_seconds if due is None else min(self._poll_seconds, max(due, LEAST_GAP_SECONDS))

    async def _claim(self, slots: int, scope: ClaimScope) -> Claim | None:
        """Claim and start what was got. None after a failed call that certainly changed nothing.

        A call whose answer was lost may have leased jobs to this worker: it is repeated with the same
        request id until that is known, also while stopping, and its leases count from the first try.
        """
        request_id, worker_id, sent_at = new_request_id(), self._registration.hello.worker_id, clock.now()
        may_have_happened = False
        while True:
            self._progress.expect(LOOP)
            try:
                claim = await self._registration.call(
                    lambda: self._queue.claim(worker_id, slots, scope=scope, request_id=request_id)
                )
            except QueueError as error:
                self._outage.failed(error)
                may_have_happened = may_have_happened or isinstance(error, AnswerLost)
                await self._wait_out(interruptible=not may_have_happened)
                if not may_have_happened:
                    return None
            else:
                self._outage.answered()
                self._backoff.reset()
                self._learn(asked=slots, got=len(claim.leases))
                self._take(claim, sent_at)
                return claim

    async def _wait_out(self, *, interruptible: bool) -> None:
        seconds = self._backoff.next_seconds()
        if interruptible:
            await wait_for_event(self._stop_asked, seconds)
        else:
            await asyncio.sleep(seconds)

    def _take(self, claim: Claim, sent_at: float) -> None:
        for lease in claim.leases:
            held = self._leases.hold(lease, sent_at=sent_at)
            self._counters.claimed(lease)
            log.info("claimed", extra={"job_id": lease.job_id, "job_type": lease.job_type, "attempt": lease.attempt})
            if self._stop_asked.is_set():
                self._give_back(held, STOPPING_REASON)
            elif not held.is_provable:
                self._give_back(held, LATE_REASON)
            else:
                self._start(held)

    def _give_back(self, held: Held, reason: str) -> None:
        self._acknowledger.put(held, Release(job_id=held.lease.job_id, token=held.lease.token, reason=reason))
