"""Lists one key away: all jobs, or those of one status, with the rest of the filter as it is. No Textual in here."""

from queue_core.filters import Filter, Term, parse_filter
from queue_core.models import JobStatus

QUICK: tuple[JobStatus | None, ...] = (
    None,
    JobStatus.QUEUED,
    JobStatus.PROCESSING,
    JobStatus.FAILED,
    JobStatus.COMPLETED,
    JobStatus.CANCELLED,
)
"""In the order of the keys: first what an operator looks for."""


def quick_of(filter: Filter) -> JobStatus | None:
    """The one status that the filter asks for; None where it asks for none, or for something finer."""
    asked = [term for term in filter.terms if term.field == "status"]
    if len(asked) != 1:
        return None
    return next((status for status in QUICK if status and asked[0] == _term(status)), None)


def rest_of(filter: Filter) -> Filter:
    """The filter without its status."""
    return Filter(tuple(term for term in filter.terms if term.field != "status"))


def is_quick(filter: Filter) -> bool:
    """Whether the filter is nothing but one of these lists."""
    return not rest_of(filter).terms and (not filter.terms or quick_of(filter) is not None)


def with_status(filter: Filter, status: JobStatus | None) -> Filter:
    """The filter for another status, the rest as it is."""
    head = () if status is None else (_term(status),)
    return Filter((*head, *rest_of(filter).terms))


def beside(filter: Filter, steps: int) -> Filter:
    """The filter for the list that many places on; at the ends it stops."""
    place = QUICK.index(quick_of(filter)) + steps
    return with_status(filter, QUICK[min(max(place, 0), len(QUICK) - 1)])


def _term(status: JobStatus) -> Term:
    return parse_filter(f"status:{status.value}").terms[0]
