"""Tells the queue how attempts ended, in batches, again and again until it has accepted or refused.

A finished result is minutes of somebody's rendering. While this process lives, no outage loses one:
what could not be told stays here, and each lease stays in hand, and is proved, until it was.
"""

import asyncio
import math
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from queue_core.errors import InvalidInput, Misuse, QueueError, Refused, Unreachable
from queue_core.models import Acknowledgement, Category, Completion, Failure, LeaseToken, Release, WorkerId
from queue_core.queue import Queue
from queue_worker import clock
from queue_worker.backoff import Backoff
from queue_worker.errors import JobError
from queue_worker.failures import failure
from queue_worker.leases import Held, Leases
from queue_worker.log import log
from queue_worker.metrics.counters import Counters
from queue_worker.outage import Outage
from queue_worker.progress import Progress
from queue_worker.redaction import Redactor

Item = Completion | Failure | Release
Verb = Callable[[WorkerId, Sequence[Any]], Awaitable[tuple[Acknowledgement, ...]]]
LARGEST_BATCH = 1_000
"""What one call takes."""


class Acknowledger:
    """What is yet to be told, and the loop that tells it."""

    def __init__(
        self,
        queue: Queue,
        worker_id: WorkerId,
        leases: Leases,
        outage: Outage,
        progress: Progress,
        *,
        counters: Counters,
        redact: Redactor,
    ) -> None:
        self._worker_id = worker_id
        self._leases = leases
        self._outage = outage
        self._progress = progress
        self._counters = counters
        self._redact = redact
        self._verbs: Mapping[type[Item], Verb] = {
            Completion: queue.complete,
            Failure: queue.fail,
            Release: queue.release,
        }
        self._pending: dict[LeaseToken, Item] = {}
        self._news = {kind: asyncio.Event() for kind in self._verbs}

    def __len__(self) -> int:
        return len(self._pending)

    def put(self, held: Held, item: Item) -> None:
        """Tell the queue this about an attempt that has ended."""
        if not held.settled:
            held.settled, held.ended_at = True, clock.now()
            self._counters.call_ended(held.stop)
            self._leases.on_change()
        self._add(item)

    def _add(self, item: Item) -> None:
        self._pending[item.token] = item
        self._news[type(item)].set()

    async def run(self) -> None:
        """Tell what there is to tell, until cancelled."""
        async with asyncio.TaskGroup() as verbs:
            for kind in self._verbs:
                verbs.create_task(self._tell_forever(kind))

    async def _tell_forever(self, kind: type[Item]) -> None:
        """One call at a time: what ends meanwhile gathers for the next."""
        backoff = Backoff(first_seconds=0.2, cap_seconds=2.0)
        news = self._news[kind]
        while True:
            self._progress.expect(_loop(kind), math.inf)
            await news.wait()
            news.clear()
            try:
                while items := self._items(kind):
                    await self._tell_all(items)
            except QueueError as error:
                self._outage.failed(error)
                await asyncio.sleep(backoff.next_seconds())
                news.set()
            else:
                backoff.reset()

    def _items(self, kind: type[Item]) -> list[Item]:
        return [item for item in self._pending.values() if isinstance(item, kind)][:LARGEST_BATCH]

    async def _tell_all(self, items: Sequence[Item]) -> None:
        try:
            await self._tell(items)
        except Unreachable:
            raise
        except QueueError as error:
            if len(items) == 1:
                self._refuse(items[0], error)
            else:
                await self._tell_one_by_one(items)

    async def _tell_one_by_one(self, items: Sequence[Item]) -> None:
        """So that one of them does not keep the others from being told. Raises the last that has to be told again."""
        problem: QueueError | None = None
        for item in items:
            try:
                await self._tell([item])
            except (Refused, Misuse) as error:
                try:
                    self._refuse(item, error)
                except QueueError as not_settled:
                    problem = not_settled
        if problem is not None:
            raise problem

    async def _tell(self, items: Sequence[Item]) -> None:
        """One call for items of one kind."""
        self._progress.expect(_loop(type(items[0])))
        answers = await self._verbs[type(items[0])](self._worker_id, items)
        self._outage.answered()
        for item, answer in zip(items, answers, strict=True):
            self._settle(item, answer)

    def _settle(self, item: Item, answer: Acknowledgement) -> None:
        held = self._leases.find(item.token)
        self._pending.pop(item.token, None)
        self._leases.drop(item.token)
        if held is not None:
            self._counters.ended(held.lease, item, answer, seconds=held.seconds)
            _log_end(held, item, answer)

    def _refuse(self, item: Item, error: QueueError) -> None:
        """After an error about this item alone: what will never be taken is replaced by a failure that says so."""
        held = self._leases.find(item.token)
        if not isinstance(error, InvalidInput):
            raise error
        if held is None or not isinstance(item, Completion):
            log.error("unacceptable", extra={"job_id": item.job_id, "reason": str(error)})
            del self._pending[item.token]
            self._leases.drop(item.token)
            return
        reason = JobError(f"The result cannot be stored: {error}", category=Category.BAD_RESPONSE)
        self._add(failure(held.lease, reason, self._redact))


def _loop(kind: type[Item]) -> str:
    return f"acknowledger of each {kind.__name__.lower()}"


def _log_end(held: Held, item: Item, answer: Acknowledgement) -> None:
    """One line for the end of an attempt."""
    fields: dict[str, object] = {
        "job_id": held.lease.job_id,
        "job_type": held.lease.job_type,
        "attempt": held.lease.attempt,
        "seconds": round(held.seconds, 2),
        "status": answer.status,
    }
    if isinstance(item, Failure):
        fields |= {"category": item.category, "reason": item.message, "fingerprint": item.fingerprint}
    if isinstance(item, Release):
        fields |= {"reason": item.reason}
    if not answer.accepted:
        log.warning("refused", extra=fields | {"tried": type(item).__name__.lower()})
        return
    match item:
        case Completion():
            log.info("completed", extra=fields)
        case Failure():
            log.warning("cancelled" if item.category is Category.CANCELLED else "failed", extra=fields)
        case Release():
            log.info("released", extra=fields)
