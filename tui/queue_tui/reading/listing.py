"""Order and place of jobs in a list, as the database sees them. No Textual in here.

Each row is a place to read on from, because its sort value can be read off the job. So a page that
is let go can be read again, whichever way the window moved.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from queue_core.filters import Filter, parse_filter
from queue_core.models import Cursor, Job, JobId, JobPage, Priority
from queue_tui.snapshot import View

_RANKS = {Priority.HIGH: 1, Priority.MEDIUM: 2, Priority.LOW: 3}
"""The order of claiming, which is the first part of the sort value of `queue`."""

_Key = tuple[int, datetime, str]


def place_of(job: Job, view: View) -> Cursor:
    """The place of a row in its list."""
    rank, moment, _ = order_key(job, view)
    value = moment.isoformat()
    return Cursor(value=f"{rank}|{value}" if view.sort == "queue" else value, id=job.id)


def beyond(rows: Sequence[Job], page: JobPage, view: View) -> list[Job]:
    """Those of `rows` that come after everything that was looked at for `page`."""
    if page.last is None or page.last.value is None:
        return []
    rank, _, moment = page.last.value.rpartition("|")
    end = (int(rank or 0), datetime.fromisoformat(moment), page.last.id)
    if view.descending:
        return [job for job in rows if order_key(job, view) < end]
    return [job for job in rows if order_key(job, view) > end]


def only_these(view: View, ids: Iterable[JobId]) -> Filter:
    """The view's filter, narrowed to these jobs."""
    return Filter((*view.filter.terms, *parse_filter(f"id:{','.join(ids)}").terms))


def order_key(job: Job, view: View) -> _Key:
    """What the list is ordered by, ascending."""
    match view.sort:
        case "queue":
            return _RANKS[job.priority], job.run_at or job.created_at, job.id
        case "updated":
            return 0, job.updated_at, job.id
        case _:
            return 0, job.created_at, job.id
