"""Why a job is where it is, in one sentence, with the keys that help."""

from datetime import datetime

from queue_core import situation as told
from queue_core.models import Job, JobDetail, Stats

_KEYS = told.Advice(forces="F forces it", frees="S in view 4 frees it")


def situation(detail: JobDetail, stats: Stats | None, now: datetime) -> str:
    """The sentence for a job's present state."""
    return told.situation(detail, stats, now, _KEYS)


def keeps_a_slot(job: Job, now: datetime) -> str:
    """That a lost attempt of the job still has a slot, as a sentence to be appended; empty where none has."""
    return told.keeps_a_slot(job, now, _KEYS)
