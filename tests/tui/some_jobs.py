"""A list of jobs in every state, as the pictures show it."""

from dataclasses import replace

from queue_core.models import Category, Condition, Job, JobId, JobStatus, Priority
from tests.tui.samples import a_job, ago

TYPES = ("doubt", "topic_short", "daily_ca")
PRIORITIES = (Priority.HIGH, Priority.MEDIUM, Priority.MEDIUM, Priority.LOW)


def job_id(number: int) -> JobId:
    """An id that begins with the number."""
    return JobId(f"{number:08x}-0000-4000-8000-000000000000")


def numbered(number: int) -> Job:
    """A queued job; the higher the number, the older."""
    return a_job(
        id=job_id(number),
        job_type=TYPES[number % 3],
        priority=PRIORITIES[number % 4],
        created_at=ago(5 + 41.5 * number),
        updated_at=ago(5 + 41.5 * number),
    )


def many(count: int) -> list[Job]:
    """That many queued jobs."""
    return [numbered(number) for number in range(count)]


def in_every_state() -> list[Job]:
    """Queued, running and ended jobs, each condition among them, and some more."""
    jobs = many(48)
    changes: dict[int, dict[str, object]] = {
        0: {"queue_position": 3},
        1: {"queue_position": 1},
        2: {"queue_position": 2},
        3: {"condition": Condition.SCHEDULED, "run_at": ago(-615)},
        4: {
            "status": JobStatus.PROCESSING,
            "attempts": 1,
            "counted_attempts": 1,
            "started_at": ago(47),
            "worker": "vps1",
            "progress": 0.42,
        },
        5: {
            "status": JobStatus.PROCESSING,
            "attempts": 2,
            "counted_attempts": 2,
            "started_at": ago(192),
            "worker": "vps1",
        },
        6: {
            "status": JobStatus.PROCESSING,
            "condition": Condition.CANCELLING,
            "attempts": 1,
            "counted_attempts": 1,
            "started_at": ago(81),
            "worker": "vps1",
            "progress": 0.8,
        },
        7: {
            "condition": Condition.RETRYING,
            "attempts": 1,
            "counted_attempts": 1,
            "run_at": ago(-131),
            "error": "HTTP 500: Manim renderer crashed: LaTeX error in scene 3",
            "category": Category.API_ERROR,
        },
        8: {
            "status": JobStatus.PROCESSING,
            "condition": Condition.STUCK,
            "attempts": 1,
            "counted_attempts": 1,
            "started_at": ago(700),
            "worker": "vps2",
            "progress": 0.1,
        },
        9: {
            "status": JobStatus.FAILED,
            "attempts": 4,
            "counted_attempts": 4,
            "started_at": ago(240),
            "completed_at": ago(95),
            "worker": "vps1",
            "error": "ReadTimeout: no answer from http://orchestrator:8103/render within 600 s",
            "category": Category.TIMEOUT,
        },
        10: {
            "status": JobStatus.FAILED,
            "condition": Condition.HELD,
            "attempts": 4,
            "counted_attempts": 4,
            "started_at": ago(400),
            "completed_at": ago(301),
            "worker": "vps2",
            "error": "the worker vanished while it ran the job",
            "category": Category.LOST,
        },
        11: {"status": JobStatus.CANCELLED, "completed_at": ago(120)},
        12: {
            "status": JobStatus.FAILED,
            "attempts": 1,
            "counted_attempts": 1,
            "started_at": ago(480),
            "completed_at": ago(478.5),
            "worker": "vps1",
            "error": "HTTP 422: 'length' must be between 10 and 600\x1b[2J, was 0",
            "category": Category.INVALID_INPUT,
        },
    }
    for number, change in changes.items():
        jobs[number] = replace(jobs[number], **change)  # type: ignore[arg-type]
    for number in range(13, 48):
        ended = 60.0 * number - 300
        done = {
            "status": JobStatus.COMPLETED,
            "attempts": 1,
            "counted_attempts": 1,
            "worker": "vps1" if number % 2 else "vps2",
        }
        times = {"started_at": ago(ended + 125.25), "completed_at": ago(ended)}
        jobs[number] = replace(jobs[number], **done, **times)  # type: ignore[arg-type]
    return jobs
