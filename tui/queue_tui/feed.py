"""Follows the queue and hands out snapshots of it. No Textual in here.

One loop: ask what has changed, read again what is shown of it, publish. Where the database can wake
the loop it comes at once, and else with the next poll: a wake-up is a hint, polling is the truth.
After an error the last data stays, marked as old, and the loop tries again until it heals.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from queue_core.errors import QueueError, Stopped
from queue_core.models import JobId
from queue_tui.queue_view import QueueView
from queue_tui.reading.pacing import DIRECT_SECONDS, GATEWAY_SECONDS, Backoff
from queue_tui.reading.pager import Pager
from queue_tui.reading.publishing import Publisher
from queue_tui.reading.readings import Readings
from queue_tui.snapshot import Attention, Connection, Link, Session, Snapshot, View
from queue_tui.ticks import monotonic

SEARCH_SECONDS = 0.3
"""A search is interrupted after this long to show how far it has come and to look at everything else."""
WINDOW_SECONDS = 2.0
"""Progress and conditions move with time and without a change of the row: the list is read again this often."""
WAKE_SECONDS = 30.0
"""How long one wait for a wake-up lasts."""
REST_SECONDS = 0.05
"""Between wake-ups that are listened to: a busy queue must not keep the screen busy."""
LATENCIES = 21
"""So many of the latest answers say how long the database takes: one slow answer is none of it."""


class Feed:
    """Reads from one queue, and publishes on every change."""

    def __init__(
        self,
        queue: QueueView,
        publish: Callable[[Snapshot], None],
        *,
        poll_seconds: float | None = None,
        backoff: Backoff | None = None,
        session: Session | None = None,
    ) -> None:
        """`poll_seconds`: None takes what suits the transport."""
        self._queue = queue
        self._poll = poll_seconds or self._suiting()
        self._backoff = backoff or Backoff()
        self._pager = Pager()
        self._readings = Readings(self._poll)
        self._cursor: str | None = None
        self._latencies: deque[float] = deque(maxlen=LATENCIES)
        self._kick = asyncio.Event()
        self._window_read_at = 0.0
        connection = Connection(
            link=Link.CONNECTING, label=queue.transport.label, since=monotonic(), patience=self._patience()
        )
        self._publisher = Publisher(publish, connection, session or Session())

    def _suiting(self) -> float:
        return DIRECT_SECONDS if self._queue.transport.is_woken else GATEWAY_SECONDS

    def _patience(self) -> float:
        return 3.0 + 2 * self._poll

    # -- wishes: noted at once, carried out by the loop ------------------------------------------------

    def show(self, view: View) -> None:
        """List other jobs, or in another order. Until they are read there are none that a key could mean."""
        self._pager.begin(view)
        self._publisher.show(self._pager, self._readings)
        self._kick.set()

    def first(self) -> None:
        """Go to the beginning of the list."""
        self._pager.first()
        self._kick.set()

    def last(self) -> None:
        """Go to the end of the list."""
        self._pager.last()
        self._kick.set()

    def more(self, before: bool) -> None:
        """Read on at one end of the window."""
        self._pager.more(before)
        self._kick.set()

    def freeze(self, frozen: bool) -> None:
        """Hold the list still, or follow again."""
        self._pager.freeze(frozen)
        self._window_read_at = 0.0
        self._kick.set()

    def hold(self, held: bool) -> None:
        """Let no row move while a hand is on the list, or follow again."""
        if held is not self._pager.is_held:
            self._pager.hold(held)
            self._window_read_at = 0.0
            self._kick.set()

    def watch(self, job_id: JobId | None) -> None:
        """Keep the details of one job fresh."""
        self._readings.watch(job_id)
        self._kick.set()

    def attend(self, attention: Attention) -> None:
        """Keep fresh what the screen shows beside the list."""
        self._readings.attend(attention)
        self._kick.set()

    def pace(self, poll_seconds: float | None) -> None:
        """Look for changes this often from now on; None: as often as suits the transport."""
        self._poll = poll_seconds or self._suiting()
        self._readings.pace(self._poll)
        self._publisher.session = replace(self._publisher.session, poll_seconds=poll_seconds)
        self._kick.set()

    def unlocked(self, until: float | None) -> None:
        """The session may write until then (monotonic seconds); None: no longer."""
        self._publisher.session = replace(self._publisher.session, unlocked_until=until)
        self.refresh()

    def refresh(self) -> None:
        """Read everything again now."""
        self._readings.hurry()
        self._window_read_at = 0.0
        self._kick.set()

    # -- the loop ------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Follow the queue until cancelled."""
        waker = asyncio.create_task(self._listen(), name="feed: wake-ups")
        try:
            while True:
                await self._rest(await self._try_round())
        finally:
            waker.cancel()
            with suppress(asyncio.CancelledError):
                await waker

    async def _try_round(self) -> float:
        """One round; seconds to wait before the next."""
        self._kick.clear()
        try:
            await self._round()
        except Stopped as error:
            self._say(Link.CONNECTED, str(error))
            return self._backoff.next_seconds()
        except QueueError as error:
            self._say(Link.LOST if self._publisher.said.connection.heard_at else Link.CONNECTING, str(error))
            return self._backoff.next_seconds()
        self._backoff.reset()
        self._say(Link.CONNECTED, None)
        return 0.0 if self._pager.busy else self._poll

    async def _round(self) -> None:
        began, wished = monotonic(), self._pager.busy
        while self._pager.busy and monotonic() - began < SEARCH_SECONDS:
            await self._pager.work(self._queue)
        if wished:
            self._say(Link.CONNECTED, None)  # the rows that a key asked for wait for nothing else
        asked = monotonic()
        changes = await self._queue.changes(self._cursor)
        self._latencies.append(monotonic() - asked)
        first = self._cursor is None
        self._readings.note(changes.job_ids, changes.reset)
        due = first or monotonic() - self._window_read_at >= WINDOW_SECONDS
        if changes.job_ids or changes.reset or due:
            self._window_read_at = monotonic()
            await self._pager.refresh(self._queue, changes.job_ids)
        self._cursor = changes.cursor
        await self._readings.refresh(self._queue, self._pager.view)

    async def _rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._kick.wait()

    async def _listen(self) -> None:
        while True:
            await self._queue.wait_for_wake(WAKE_SECONDS)
            if self._queue.transport.is_woken:
                if self._publisher.session.poll_seconds is None:  # else the person wants it to be quieter
                    self._kick.set()
                await asyncio.sleep(REST_SECONDS)

    # -- what is published -----------------------------------------------------------------------------

    def _say(self, link: Link, error: str | None) -> None:
        self._publisher.say(self._connection(link, error), self._pager, self._readings)

    def _connection(self, link: Link, error: str | None) -> Connection:
        old, now = self._publisher.said.connection, monotonic()
        return Connection(
            link=link,
            label=self._queue.transport.label,
            since=old.since if old.link is link else now,
            heard_at=now if link is Link.CONNECTED else old.heard_at,
            error=error,
            patience=self._patience(),
            latency_seconds=sorted(self._latencies)[len(self._latencies) // 2] if self._latencies else None,
        )
