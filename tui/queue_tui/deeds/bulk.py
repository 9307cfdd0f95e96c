"""Plans an action and carries it out chunk by chunk, through outages. No Textual in here.

The database holds the plan and goes on with it by itself where nobody calls: what is here only makes it
faster, and says how far it has come.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar
from uuid import uuid4

from queue_core.actor import current_actor
from queue_core.errors import NotFound, Unreachable
from queue_core.models import Followed, Operation, OperationState, Plan, RequestId
from queue_tui.queue_view import QueueView
from queue_tui.reading.pacing import Backoff
from queue_tui.words.plans import Wish

T = TypeVar("T")
Tell = Callable[[Plan | None, str | None], None]
"""Hears of each answer while a plan is made, and of what is wrong where none comes."""

FOLLOW_SECONDS = (2.0, 30.0)
"""Between looks at what became of jobs: at first, and at most."""


async def make_plan(queue: QueueView, wish: Wish, tell: Tell, backoff: Backoff | None = None) -> Plan:
    """Freeze what the wish is going to touch; `tell` hears how far the search has come."""
    request_id, waits = RequestId(str(uuid4())), backoff or Backoff()

    async def ask() -> Plan:
        return await queue.plan(
            wish.verb,
            wish.filter,
            ids=wish.ids,
            arguments=wish.arguments,
            actor=current_actor(),
            reason=wish.reason,
            request_id=request_id,
        )

    while True:
        plan = await _insist(ask, lambda problem: tell(None, problem), waits)
        tell(plan, None)
        if plan.operation.is_complete:
            return plan


class Applying:
    """One operation on its way; several may look at it."""

    def __init__(self, queue: QueueView, operation: Operation, backoff: Backoff | None = None) -> None:
        self.operation = operation
        self.problem: str | None = None
        """Why no answer comes, in one sentence; None while they come."""
        self.listeners: list[Callable[[], None]] = []
        self._queue, self._backoff = queue, backoff or Backoff()
        self._start = True
        self._moved = asyncio.Event()

    @property
    def is_halted(self) -> bool:
        """Whether it waits for `go_on`."""
        return self.operation.state is OperationState.HALTED

    @property
    def has_ended(self) -> bool:
        """Whether there is nothing more to do."""
        return self.operation.state in (OperationState.APPLIED, OperationState.ABORTED)

    async def run(self) -> Operation:
        """Until it has ended. While it is halted, wait for what the person wants."""
        while not self.has_ended:
            self._moved.clear()
            if self.is_halted and not self._start:
                await self._moved.wait()
                continue
            self._note(await _insist(self._next, self._complain, self._backoff))
        return self.operation

    async def _next(self) -> Operation:
        operation = await self._queue.apply(self.operation.id, actor=current_actor(), start=self._start)
        self._start = False
        return operation

    def go_on(self) -> None:
        """After a halt."""
        self._start = True
        self._moved.set()

    async def halt(self, abort: bool) -> None:
        """Stop before the next chunk, for now or for good."""
        self._start = False
        self._note(await self._queue.halt(self.operation.id, actor=current_actor(), abort=abort))

    def _note(self, operation: Operation) -> None:
        self.operation, self.problem = operation, None
        self._moved.set()
        self._tell()

    def _complain(self, problem: str) -> None:
        self.problem = problem
        self._tell()

    def _tell(self) -> None:
        for listener in tuple(self.listeners):
            listener()


async def follow(queue: QueueView, operation: Operation) -> Followed | None:
    """What became of the jobs that an operation touched, once all of them have ended; None if that cannot be known."""
    seconds, most = FOLLOW_SECONDS
    while True:
        await asyncio.sleep(seconds)
        seconds = min(seconds * 1.5, most)
        try:
            detail = await queue.operation(operation.id)
        except Unreachable:
            continue
        except NotFound:
            return None
        if detail.followed is None or detail.operation.undone_by is not None:
            return None
        if not any(detail.followed.statuses.get(status) for status in ("queued", "processing")):
            return detail.followed


async def _insist(call: Callable[[], Awaitable[T]], complain: Callable[[str], None], backoff: Backoff) -> T:
    """Call until an answer comes: each of these calls may be repeated."""
    while True:
        try:
            answer = await call()
        except Unreachable as error:
            complain(str(error))
            await asyncio.sleep(backoff.next_seconds())
        else:
            backoff.reset()
            return answer
