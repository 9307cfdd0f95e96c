"""Workers as the view of them shows them: one with a breaker open, a quiet one, one that is gone; and held slots."""

from datetime import timedelta
from typing import Any

from queue_core.models import HeldSlot, JobId, RunningJob, Worker, WorkerId, WorkerState
from tests.tui.fake_queue import FakeQueue
from tests.tui.overview import a_worker, some_stats
from tests.tui.samples import NOW, ago
from tests.tui.some_jobs import in_every_state, job_id


def a_service(state: str = "closed", **changes: Any) -> dict[str, Any]:
    """What a worker says of a service."""
    said = {"url": "http://localhost:8103", "state": state, "state_seconds": 7200.0, "failures": 0, "reason": None}
    return {**said, "next_probe_seconds": None, **changes}


def some_staff() -> tuple[Worker, ...]:
    """The one that is gone first, though the database has it last."""
    refused = "connection refused by localhost:8103\x1b[2J"
    down = a_service("open", state_seconds=200.0, next_probe_seconds=23.0, failures=7, reason=refused)
    return (
        a_worker(
            id=WorkerId("aaaaaaaa-0000-4000-8000-000000000003"),
            name="old",
            state=WorkerState.GONE,
            last_seen_at=ago(4000),
            running=(),
        ),
        a_worker(
            running=(_running(3, "doubt", 1, 75), _running(4, "daily_ca", 2, 640)),
            detail={"dependencies": {"manim": a_service(latency_seconds=0.118), "orchestrator": down}},
        ),
        a_worker(
            id=WorkerId("aaaaaaaa-0000-4000-8000-000000000002"),
            name="vps2",
            host="vps2.example.com",
            state=WorkerState.QUIET,
            running=(),
            detail={"dependencies": {"orchestrator": a_service()}},
        ),
    )


def _running(number: int, job_type: str, attempt: int, seconds: float) -> RunningJob:
    return RunningJob(job_id=job_id(number), job_type=job_type, attempt=attempt, started_at=ago(seconds))


def a_held_slot(number: int = 9) -> HeldSlot:
    """Of a worker that was lost."""
    job: JobId = job_id(number)
    return HeldSlot(job_id=job, job_type="doubt", worker="old", since=ago(300), until=NOW + timedelta(minutes=5))


def a_staffed_queue() -> FakeQueue:
    """With all of them, and a slot that is held."""
    queue = FakeQueue(in_every_state())
    queue.staff = some_staff()
    queue.numbers = some_stats(held_slots=(a_held_slot(),))
    return queue
