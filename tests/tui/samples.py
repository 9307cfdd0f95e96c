"""Jobs as tests show them: one fixed moment, and everything else counted from it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from queue_core.models import (
    Attempt,
    Category,
    Condition,
    Job,
    JobDetail,
    JobEvent,
    JobId,
    JobStatus,
    JsonValue,
    Outcome,
    Priority,
)

NOW = datetime(2026, 11, 23, 12, 30, 0, tzinfo=UTC)
JOB_ID = JobId("3f2a9c1e-4b5c-4d6e-8f70-123456789abc")

STACK = """Traceback (most recent call last):
  File "/app/worker/queue_worker/runner.py", line 118, in run
    result = await handler(context)
             ^^^^^^^^^^^^^^^^^^^^^^
  File "/app/worker/queue_worker/orchestrator.py", line 64, in render
    raise OrchestratorError(response.status_code, problem)
queue_worker.orchestrator.OrchestratorError: HTTP 500: Manim renderer crashed: LaTeX error in scene 3"""

PAYLOAD: dict[str, JsonValue] = {
    "question": "Explain Article 370 and what changed in 2019",
    "style": "detailed",
    "length": 60,
    "voice": "default",
    "options": {"language": "en", "subtitles": True, "chapters": [1, 2, 3], "music": None},
}


def ago(seconds: float) -> datetime:
    """That long before NOW; negative for after it."""
    return NOW - timedelta(seconds=seconds)


def a_job(**changes: Any) -> Job:
    """A queued job, unless said otherwise; each of its attempts counts."""
    job = Job(
        id=JOB_ID,
        job_type="doubt",
        priority=Priority.MEDIUM,
        status=JobStatus.QUEUED,
        condition=None,
        queue_position=None,
        attempts=0,
        counted_attempts=0,
        max_attempts=4,
        created_at=ago(900),
        updated_at=ago(900),
        started_at=None,
        completed_at=None,
        run_at=None,
        worker=None,
        progress=None,
        error=None,
        category=None,
        resource=None,
        user_id=None,
        parent_id=None,
        cancel_requested_at=None,
    )
    return replace(job, **{"counted_attempts": changes.get("attempts", 0)} | changes)


def an_attempt(number: int, began: float, ended: float | None, **changes: Any) -> Attempt:
    """An attempt that failed with HTTP 500, unless said otherwise; `began` and `ended` in seconds ago."""
    attempt = Attempt(
        number=number,
        worker="vps1",
        started_at=ago(began),
        ended_at=None if ended is None else ago(ended),
        outcome=None if ended is None else Outcome.FAILED,
        category=None if ended is None else Category.API_ERROR,
        counted=True,
        exception_type="OrchestratorError",
        message="HTTP 500: Manim renderer crashed: LaTeX error in scene 3",
        stack=STACK,
        fingerprint="9c1e8a2b",
        http_status=500,
        excerpt='{"error": "Manim renderer crashed", "scene": 3}',
    )
    return replace(attempt, **changes)


def completed_attempt(number: int, began: float, ended: float) -> Attempt:
    """An attempt that went well."""
    return an_attempt(
        number,
        began,
        ended,
        outcome=Outcome.COMPLETED,
        category=None,
        exception_type=None,
        message=None,
        stack=None,
        fingerprint=None,
        http_status=None,
        excerpt=None,
    )


def an_event(seconds_ago: float, old: JobStatus | None, new: JobStatus, actor: str | None = None) -> JobEvent:
    """A change of status; of no status to one: the insert."""
    return JobEvent(
        at=ago(seconds_ago), kind="inserted" if old is None else "updated", old_status=old, new_status=new, actor=actor
    )


def a_detail(job: Job | None = None, **changes: Any) -> JobDetail:
    """A job without attempts, unless said otherwise."""
    detail = JobDetail(
        job=job or a_job(),
        payload=PAYLOAD,
        result=None,
        error_message=None,
        dedupe_key=None,
        deadline_at=None,
        attempts=(),
        events=(an_event(900, None, JobStatus.QUEUED),),
        now=NOW,
    )
    return replace(detail, **changes)


def a_failed_detail() -> JobDetail:
    """A job that failed after all four tries, was retried by a person in between."""
    job = a_job(
        status=JobStatus.FAILED,
        priority=Priority.HIGH,
        attempts=4,
        worker="vps1",
        started_at=ago(130),
        completed_at=ago(62),
        error="HTTP 500: Manim renderer crashed: LaTeX error in scene 3",
        category=Category.API_ERROR,
        resource="manim",
        user_id="7d9f8a52-0c11-4a43-9d8e-0242ac120002",
    )
    attempts = (
        an_attempt(1, 898, 771),
        an_attempt(
            2,
            470,
            420,
            outcome=Outcome.TIMED_OUT,
            category=Category.TIMEOUT,
            exception_type="ReadTimeout",
            message="no answer within 50s",
            http_status=None,
            fingerprint="51d0aa17",
            excerpt=None,
        ),
        an_attempt(
            3,
            300,
            260,
            outcome=Outcome.INTERRUPTED,
            category=Category.INTERRUPTED,
            counted=False,
            worker="vps2",
            exception_type="Interrupted",
            message="the worker was stopped",
            http_status=None,
            excerpt=None,
        ),
        an_attempt(4, 130, 62),
    )
    events = (
        an_event(900, None, JobStatus.QUEUED, "web"),
        an_event(898, JobStatus.QUEUED, JobStatus.PROCESSING, "vps1"),
        an_event(771, JobStatus.PROCESSING, JobStatus.QUEUED, "vps1"),
        an_event(480, JobStatus.QUEUED, JobStatus.CANCELLED, "root@vps1"),
        an_event(475, JobStatus.CANCELLED, JobStatus.QUEUED, "root@vps1"),
    )
    return a_detail(job, attempts=attempts, events=events)


def a_completed_detail() -> JobDetail:
    """A job that went well at once."""
    job = a_job(
        status=JobStatus.COMPLETED, attempts=1, worker="vps1", started_at=ago(890), completed_at=ago(700), progress=1.0
    )
    result: JsonValue = {
        "video_url": "http://127.0.0.1:8103/videos/3f2a9c1e.mp4",
        "thumbnail_url": "http://127.0.0.1:8103/thumbnails/3f2a9c1e.jpg",
        "duration": 62.5,
        "processing_time_ms": 187204,
    }
    return a_detail(job, result=result, attempts=(completed_attempt(1, 890, 700),))


def a_running_detail(progress: float | None = 0.42, condition: Condition | None = None) -> JobDetail:
    """A job that runs."""
    job = a_job(
        status=JobStatus.PROCESSING,
        condition=condition,
        attempts=1,
        worker="vps1",
        started_at=ago(75),
        progress=progress,
        cancel_requested_at=ago(4) if condition is Condition.CANCELLING else None,
    )
    return a_detail(
        job,
        attempts=(
            an_attempt(
                1,
                75,
                None,
                exception_type=None,
                message=None,
                stack=None,
                fingerprint=None,
                http_status=None,
                excerpt=None,
            ),
        ),
        deadline_at=ago(-525),
    )
