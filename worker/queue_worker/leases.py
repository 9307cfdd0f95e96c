"""The leases that this worker holds, and the fence around each.

A lease is valid until so many seconds after the claim or heartbeat that the database last accepted,
counted here from before it was sent. When that moment comes near without a new proof, another worker
may soon be given the job: the call is stopped before, whatever the database connection is doing.
"""

import asyncio
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from queue_core.models import Lease, LeaseProgress, LeaseToken
from queue_worker import clock

FENCE_TICK_SECONDS = 1.0
"""The longest sleep of the fence: a timer set before the machine was suspended rings too late."""
LONGEST_MARGIN_SECONDS = 5.0


class Stop(StrEnum):
    """Why a running call is ended from outside."""

    CANCELLED = "cancelled"
    """An operator cancelled the job."""
    LOST = "lost"
    """The queue says that the attempt is no longer this worker's."""
    UNPROVED = "unproved"
    """The database could not be asked in time whether it still is."""
    INTERRUPTED = "interrupted"
    """The worker is stopping."""


@dataclass(slots=True, eq=False)
class Held:
    """One lease in hand."""

    lease: Lease
    claimed_at: float
    """Local time from before the claim was sent; the attempt's time limit counts from it as well."""
    expires_at: float
    progress: float | None = None
    progress_told: float | None = None
    """The progress that the queue has last heard of."""
    ended_at: float | None = None
    """Local time at which the call ended."""
    settled: bool = False
    """The call has ended, only the queue's answer to its acknowledgement is missing."""
    stop: Stop | None = None
    task: "asyncio.Task[None] | None" = None

    @property
    def margin_seconds(self) -> float:
        """How long before its end an unproved lease is given up."""
        return min(LONGEST_MARGIN_SECONDS, self.lease.lease_seconds / 4)

    @property
    def seconds(self) -> float:
        """From the claim to the end of the call, or to now."""
        return (clock.now() if self.ended_at is None else self.ended_at) - self.claimed_at

    @property
    def is_provable(self) -> bool:
        """Whether there is still time before the lease has to be given up."""
        return clock.now() < self.expires_at - self.margin_seconds

    def end(self, why: Stop) -> bool:
        """Stop the call, unless it has ended or is being stopped already. Returns whether this did it."""
        if self.settled or self.stop is not None:
            return False
        self.stop = why
        if self.task is not None:
            self.task.cancel()
        return True

    def report_progress(self, share: float) -> None:
        """Remember the share done; out of range or not a number is ignored, since progress is no reason to fail."""
        if 0 <= share <= 1:
            self.progress = float(share)


class Leases:
    """All leases in hand, from the claim until the queue has accepted or refused how each ended."""

    def __init__(self) -> None:
        self._by_token: dict[LeaseToken, Held] = {}
        self._timer: asyncio.TimerHandle | None = None
        self.on_change: Callable[[], None] = lambda: None
        """Called when a call has ended, and when its acknowledgement has been answered."""
        self.empty = asyncio.Event()
        """Set while none is held."""
        self.empty.set()

    def __len__(self) -> int:
        return len(self._by_token)

    @property
    def running(self) -> int:
        """How many calls have not ended; those of the others only wait for their acknowledgement."""
        return sum(not held.settled for held in self._by_token.values())

    def __iter__(self) -> Iterator[Held]:
        return iter(tuple(self._by_token.values()))

    def hold(self, lease: Lease, *, sent_at: float) -> Held:
        """Take a new lease, counted from the local time `sent_at`."""
        held = Held(lease, claimed_at=sent_at, expires_at=sent_at + lease.lease_seconds)
        self._by_token[lease.token] = held
        self.empty.clear()
        return held

    def find(self, token: LeaseToken) -> Held | None:
        """The lease of that token while it is in hand."""
        return self._by_token.get(token)

    def drop(self, token: LeaseToken) -> None:
        """Let go of a lease that is over, and of its slot."""
        if self._by_token.pop(token, None) is None:
            return
        if not self._by_token:
            self.empty.set()
        self.on_change()

    def renew(self, tokens: Collection[LeaseToken], *, sent_at: float, lease_seconds: float) -> None:
        """Move the ends of leases that a heartbeat, sent at that local time, has proved."""
        for token in tokens:
            held = self._by_token.get(token)
            if held is not None:
                held.expires_at = max(held.expires_at, sent_at + lease_seconds)

    def beats(self) -> tuple[LeaseProgress, ...]:
        """What a heartbeat says of each."""
        return tuple(
            LeaseProgress(
                token=held.lease.token, progress=held.progress, cancel_acknowledged=held.stop is Stop.CANCELLED
            )
            for held in self
        )

    @property
    def has_news(self) -> bool:
        """Whether some progress has not been told yet."""
        return any(held.progress != held.progress_told for held in self)

    async def fence(self) -> None:
        """Stop each call in time whose lease can no longer be proved; runs until cancelled.

        In timers and not in this task: after the process was stopped, or the machine suspended, they come before
        any step of a call whose answer has arrived meanwhile.
        """
        try:
            self._give_up_unproved()
            await asyncio.get_running_loop().create_future()
        finally:
            if self._timer is not None:
                self._timer.cancel()

    def _give_up_unproved(self) -> None:
        nearest = FENCE_TICK_SECONDS
        for held in self:
            if not held.settled and held.stop is None:
                left = held.expires_at - held.margin_seconds - clock.now()
                nearest = min(nearest, left)
                if left <= 0:
                    held.end(Stop.UNPROVED)
        self._timer = asyncio.get_running_loop().call_later(max(nearest, 0.01), self._give_up_unproved)
