"""Filters that the views lead to, as text. No Textual in here.

Types and fingerprints come from other programs: they are quoted as the language wants it, never pasted.
"""

from collections.abc import Iterable

from queue_core.filters import Filter, Match, Op, Term
from queue_core.models import JobId, JobStatus

_BEGINNINGS = frozenset({"fingerprint", "id"})
"""Fields of which the beginning is enough."""


def jobs_of_type(job_type: str) -> str:
    """All jobs of one type."""
    return str(Filter((_is("type", job_type),)))


def failed_with(fingerprint: str) -> str:
    """The jobs that are failed now, and whose latest error has this fingerprint."""
    return str(Filter((_is("status", JobStatus.FAILED.value), _is("fingerprint", fingerprint))))


def ended_last_with(fingerprint: str) -> str:
    """The jobs whose latest error has this fingerprint, whatever they are now: those that are tried again, too."""
    return str(Filter((_is("fingerprint", fingerprint),)))


def running_on(worker: str) -> str:
    """What workers of this name run now."""
    return str(Filter((_is("status", JobStatus.PROCESSING.value), _is("worker", worker))))


def these_jobs(ids: Iterable[JobId]) -> str:
    """The jobs of these ids."""
    return str(Filter((Term("id", tuple(Match(Op.BEGINS, job_id) for job_id in ids)),)))


def _is(field: str, text: str) -> Term:
    return Term(field, (Match(Op.BEGINS if field in _BEGINNINGS else Op.EQUALS, text),))
