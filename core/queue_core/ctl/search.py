"""Reads as many matching jobs as are wanted, page after page.

One call of the queue looks at 10,000 rows at most; a rare match in a long history takes several.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from queue_core.filters import Filter
from queue_core.models import Cursor, Job
from queue_core.queue import Queue

SAYS_SO_AFTER_SECONDS = 2.0
"""A search that takes longer tells how far it is, and again each time this long."""
LARGEST_PAGE = 1000


@dataclass(slots=True)
class Found:
    """What a search came to."""

    now: datetime
    """The database's clock at the last page."""
    jobs: list[Job] = field(default_factory=list)
    more: bool = False
    """Whether there may be further matches."""
    next: Cursor | None = None
    """Where the search would go on."""
    searched: int = 0
    """Rows looked at."""


async def find(
    queue: Queue, filter: Filter, limit: int, *, sort: str, descending: bool, tell: Callable[[str], None]
) -> Found:
    """The first `limit` jobs that match."""
    found: Found | None = None
    cursor, says_at = None, time.monotonic() + SAYS_SO_AFTER_SECONDS
    while found is None or (found.more and len(found.jobs) < limit):
        wanted = min(LARGEST_PAGE, limit - (len(found.jobs) if found else 0))
        page = await queue.jobs(filter, sort=sort, descending=descending, cursor=cursor, limit=wanted)
        found = found or Found(page.now)
        found.jobs.extend(page.jobs)
        found.searched += page.searched
        found.now, found.next = page.now, page.last
        found.more = page.more and page.last != cursor
        cursor = page.last
        if found.more and time.monotonic() >= says_at:
            tell(f"{found.searched:,} jobs looked at, {len(found.jobs):,} match so far …")
            says_at = time.monotonic() + SAYS_SO_AFTER_SECONDS
    return found
