"""Fault 11: workers whose wall clocks are an hour off, forwards and back, beside one that is right."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from queue_core.models import JobStatus, Outcome
from queue_core.queue import Queue
from tests.chaos.running import PATIENCE_SECONDS, attempt_is_running, finished, outcomes, shorten_leases, until, worker
from tests.support.databases import Database
from tests.support.jobs import enqueue
from tests.support.orchestrator import ScriptedOrchestrator

OFF_SECONDS = 3600

SITE = """
import datetime, os, time

_right, _off = time.time, float(os.environ["CLOCK_OFF_SECONDS"])
time.time = lambda: _right() + _off


class Wrong(datetime.datetime):
    __slots__ = ()  # of the size that compiled modules expect

    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(time.time(), tz)

    @classmethod
    def utcnow(cls):
        return cls.now(datetime.timezone.utc).replace(tzinfo=None)


datetime.datetime = Wrong
"""
"""Python runs it before anything else: all that asks for the time of day in that process is told a wrong one."""


async def test_wall_clocks_an_hour_off_change_nothing(
    database: Database, direct_queue: Queue, orchestrator: ScriptedOrchestrator, tmp_path: Path
) -> None:
    """Each runs a job for longer than a lease; none is robbed, and a job that is not due is left alone."""
    await shorten_leases(database, 8)
    (tmp_path / "sitecustomize.py").write_text(SITE)
    orchestrator.seconds = 9
    wrong = {"PYTHONPATH": str(tmp_path)}
    flags = ("--concurrency", "1")
    async with (
        worker(database.conninfo, orchestrator, "--name", "fast", *flags, CLOCK_OFF_SECONDS="3600", **wrong) as fast,
        worker(database.conninfo, orchestrator, "--name", "slow", *flags, CLOCK_OFF_SECONDS="-3600", **wrong) as slow,
        worker(database.conninfo, orchestrator, "--name", "right", *flags) as right,
    ):
        for process in (fast, slow, right):
            await process.event("started", PATIENCE_SECONDS)
        [later] = await enqueue(direct_queue, delay_seconds=1800)
        jobs = await enqueue(direct_queue, 3)
        for job_id in jobs:
            await until(lambda one=job_id: attempt_is_running(direct_queue, one))
        details = await finished(direct_queue, *jobs)
        assert (await direct_queue.job(later)).job.status is JobStatus.QUEUED
        offs = [off_by(process.events[0]["time"]) for process in (fast, slow, right)]

    assert [round(off.total_seconds() / OFF_SECONDS) for off in offs] == [1, -1, 0], "or nothing was shown"
    assert {detail.attempts[0].worker for detail in details} == {"fast", "slow", "right"}
    for detail in details:
        assert outcomes(detail) == [Outcome.COMPLETED]
        assert detail.job.completed_at is not None
        assert abs(detail.job.completed_at - datetime.now(UTC)) < timedelta(minutes=10)
        # counted from the claim by the database's clock
        assert timedelta(seconds=8) < detail.job.completed_at - detail.attempts[0].started_at < timedelta(minutes=5)


def off_by(time: str) -> timedelta:
    return datetime.fromisoformat(time) - datetime.now(UTC)
