"""Jobs in words."""

from collections.abc import Iterable
from datetime import UTC, datetime

from queue_core.ctl.table import Column, row, table
from queue_core.durations import brief
from queue_core.models import Job, JobStatus

SHORT_ID = 8
"""Characters of an id that a person needs; commands accept them."""

_COLUMNS = (
    Column("ID", SHORT_ID),
    Column("TYPE", 14),
    Column("PRIO", 6),
    Column("STATUS", 10),
    Column("TRIES", 7, right=True),
    Column("AGE", 6, right=True),
    Column("", 200),
)
_LINE = (Column("", SHORT_ID), Column("", 14), Column("", 10), Column("", 5), Column("", 200))


def jobs_table(jobs: Iterable[Job], now: datetime, cells: int) -> str:
    """One line for each job."""
    return table(_COLUMNS, (_row(job, now) for job in jobs), cells)


def job_line(job: Job, now: datetime, cells: int) -> str:
    """One job in a line of its own, for lines that come one by one."""
    tries = f"{job.counted_attempts}/{job.max_attempts}"
    return row(_LINE, (job.id[:SHORT_ID], job.job_type, state(job), tries, _note(job, now)), cells)


def state(job: Job) -> str:
    """What is to be known of it in one word: the condition where there is one."""
    return job.condition or job.status


def moment(at: datetime | None) -> str | None:
    """Date and time in UTC."""
    return None if at is None else f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%SZ}"


def held(job_id: str, until: datetime, worker: str | None) -> str:
    """Why a slot is held, and what frees it."""
    lost = f"worker {worker}" if worker else "its worker"
    command = f"'queuectl release {job_id[:SHORT_ID]}'"
    return f"held until {until.astimezone(UTC):%H:%MZ}: {lost} was lost, its call may still run; {command} frees it"


def _row(job: Job, now: datetime) -> tuple[str, ...]:
    tries = f"{job.counted_attempts}/{job.max_attempts}"
    age = brief((now - job.created_at).total_seconds())
    return job.id[:SHORT_ID], job.job_type, job.priority, state(job), tries, age, _note(job, now)


def _note(job: Job, now: datetime) -> str:
    """What matters most about a job in its state."""
    match job.status:
        case JobStatus.QUEUED:
            return _waits(job, now)
        case JobStatus.PROCESSING:
            running = "" if job.started_at is None else f"for {brief((now - job.started_at).total_seconds())}"
            done = "" if job.progress is None else f"{job.progress:.0%}"
            return " ".join(filter(None, (done, running, job.worker and f"on {job.worker}")))
        case JobStatus.COMPLETED:
            return f"took {_took(job)}" if job.started_at and job.completed_at else ""
        case JobStatus.FAILED:
            return ": ".join(filter(None, (job.category, job.error)))
        case _:
            return ""


def _waits(job: Job, now: datetime) -> str:
    due = "" if job.run_at is None or job.run_at <= now else f"in {brief((job.run_at - now).total_seconds())}"
    position = "" if job.queue_position is None or due else f"position {job.queue_position}"
    after = f"after {job.category}: {job.error}" if job.error and job.category else ""
    return " ".join(filter(None, (due, position, after)))


def _took(job: Job) -> str:
    assert job.started_at is not None
    assert job.completed_at is not None
    return brief((job.completed_at - job.started_at).total_seconds())
