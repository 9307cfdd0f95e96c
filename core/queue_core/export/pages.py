"""All jobs that match, page after page, newest first; an outage of a few seconds ends no export."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol, TypeVar

from queue_core.errors import Unreachable
from queue_core.filters import Filter
from queue_core.models import Cursor, Job, JobId, JobPage, JsonValue, Payloads

PAGE = 1000
"""Jobs that are in memory at once."""
REPEAT_AFTER_SECONDS = (0.5, 1.0, 2.0, 4.0, 8.0)
"""Pauses before a page that did not come is asked for again."""
PAYLOAD_BYTES = 4_000_000
"""Of payloads that are in memory at once, unless one alone is longer."""

T = TypeVar("T")


class JobLists(Protocol):
    """What an export needs of `Queue`."""

    async def payloads(self, job_ids: Sequence[JobId], *, most_bytes: int) -> Payloads:
        """As in `Queue`."""
        ...

    async def jobs(
        self,
        filter: Filter | None = None,
        *,
        sort: str = "created",
        descending: bool = True,
        cursor: Cursor | None = None,
        limit: int = 100,
    ) -> JobPage:
        """As in `Queue`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far an export has come."""

    written: int = 0
    """Jobs."""
    searched: int = 0
    """Rows looked at for them."""

    def after(self, page: JobPage) -> "Progress":
        """With one more page."""
        return Progress(written=self.written + len(page.jobs), searched=self.searched + page.searched)


async def matching(
    queue: JobLists, filter: Filter, *, limit: int | None = None, descending: bool = True
) -> AsyncIterator[JobPage]:
    """Pages of the jobs that match, in the order of their creation; `limit` is the most jobs, None all.

    That order never changes, so that each job comes once. Raises Unreachable where no page comes for a while.
    """
    cursor: Cursor | None = None
    left = limit
    while left is None or left > 0:
        page = await _page(queue, filter, cursor, PAGE if left is None else min(PAGE, left), descending)
        yield page
        if not page.more or page.last == cursor:
            return
        cursor = page.last
        left = None if left is None else left - len(page.jobs)


async def payloads_of(
    queue: JobLists, jobs: Sequence[Job]
) -> AsyncIterator[tuple[Sequence[Job], Mapping[JobId, JsonValue]]]:
    """The jobs in their order, a few at a time, with their payloads; of a job that is gone meanwhile there is none."""
    while jobs:
        ids = [job.id for job in jobs]
        some = await _insist(partial(queue.payloads, ids, most_bytes=PAYLOAD_BYTES))
        yield jobs[: some.read], {one.job_id: one.payload for one in some.payloads}
        jobs = jobs[some.read :]


async def _page(queue: JobLists, filter: Filter, cursor: Cursor | None, most: int, descending: bool) -> JobPage:
    return await _insist(lambda: queue.jobs(filter, sort="created", descending=descending, cursor=cursor, limit=most))


async def _insist(call: Callable[[], Awaitable[T]]) -> T:
    for pause in REPEAT_AFTER_SECONDS:
        try:
            return await call()
        except Unreachable:
            await asyncio.sleep(pause)
    return await call()
