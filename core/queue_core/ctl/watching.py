"""Follows the queue and says what changes, for as long as somebody listens.

The change feed names jobs; each is read again and told once for each new state of it. After an outage it goes
on from the cursor that it had, so that nothing between is missed; where that is too much to tell, it says so.
"""

import asyncio
import random
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from queue_core.errors import Unreachable
from queue_core.filters import Filter, Term
from queue_core.filters.values import Match, Op
from queue_core.models import Job, JobId
from queue_core.queue import Queue
from queue_core.verdict import Verdict, judge

POLL_SECONDS = 1.0
"""Between two looks; where the database can wake us, that is the longest."""
VERDICT_SECONDS = 5.0
MOST_AT_ONCE = 100
"""More jobs that change between two looks are counted, not named."""
REMEMBERED = 10_000
"""Jobs whose last state is kept."""
LONGEST_WAIT_SECONDS = 30.0
"""Between two tries of a database that does not answer."""


@dataclass(frozen=True, slots=True)
class News:
    """One thing that has changed."""

    at: datetime
    job: Job | None = None
    verdict: Verdict | None = None
    many: int | None = None
    """So many jobs changed at once; 0 where not even their number is known."""


class Watch:
    """One run: `tell` gets the news, `narrate` what becomes of the connection."""

    def __init__(
        self, queue: Queue, filter: Filter, tell: Callable[[News], None], narrate: Callable[[str], None]
    ) -> None:
        self._queue, self._filter = queue, filter
        self._tell, self._narrate = tell, narrate
        self._cursor: str | None = None
        self._known: OrderedDict[JobId, tuple[object, ...]] = OrderedDict()
        self._verdict: tuple[str, str] | None = None
        self._judge_at = 0.0
        self._failures = 0

    async def forever(self) -> None:
        """Until it is cancelled, or fails for another reason than an outage."""
        while True:
            try:
                await self.once()
                await self._queue.wait_for_wake(POLL_SECONDS)
            except Unreachable as error:
                await self._wait(error)
                continue
            if self._failures:
                self._failures = 0
                self._narrate("The database answers again.")

    async def once(self) -> None:
        """One look."""
        changes = await self._queue.changes(self._cursor)
        if changes.reset or len(changes.job_ids) > MOST_AT_ONCE:
            now = (await self._queue.stats()).now
            self._tell(News(now, many=len(changes.job_ids)))
        elif changes.job_ids:
            await self._tell_jobs(changes.job_ids)
        self._cursor = changes.cursor
        if asyncio.get_running_loop().time() >= self._judge_at:
            await self._tell_verdict()
            self._judge_at = asyncio.get_running_loop().time() + VERDICT_SECONDS

    async def _wait(self, error: Unreachable) -> None:
        if not self._failures:
            self._narrate(f"{str(error).rstrip('. ')}; trying again …")
        bound = min(0.5 * 2 ** min(self._failures, 10), LONGEST_WAIT_SECONDS)
        self._failures += 1
        await asyncio.sleep(bound * random.uniform(0.5, 1))  # noqa: S311 - spreads the load, keeps no secret

    async def _tell_jobs(self, ids: Iterable[JobId]) -> None:
        these = Term("id", tuple(Match(Op.EQUALS, job_id) for job_id in ids))
        page = await self._queue.jobs(Filter((*self._filter.terms, these)), descending=False, limit=MOST_AT_ONCE)
        for job in sorted(page.jobs, key=lambda job: job.updated_at):
            state = (job.status, job.condition, job.attempts, job.priority, job.run_at, job.worker, job.error)
            if self._known.get(job.id) != state:
                self._known[job.id] = state
                self._tell(News(page.now, job=job))
            self._known.move_to_end(job.id)
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)

    async def _tell_verdict(self) -> None:
        """Once for each that is about something else: its numbers change all the time."""
        stats = await self._queue.stats()
        verdict = judge(stats, await self._queue.workers(), await self._queue.config())
        kind = (verdict.level, verdict.cause)
        if kind != self._verdict:
            self._verdict = kind
            self._tell(News(stats.now, verdict=verdict))
