"""Statistics, workers and a configuration as tests show them."""

from dataclasses import replace
from datetime import time
from decimal import Decimal
from typing import Any

from queue_core.models import (
    JobId,
    JobType,
    QueueConfig,
    RunningJob,
    Slots,
    Stats,
    Worker,
    WorkerId,
    WorkerState,
)
from tests.tui.samples import NOW, ago

SLOTS = Slots(limit=10, running=4, held=1, manim_limit=4, manim_running=2, manim_held=0, peak=False)


def some_stats(**changes: Any) -> Stats:
    """A queue that moves."""
    stats = Stats(
        now=NOW,
        queued=1204,
        ready=1193,
        scheduled=3,
        retrying=8,
        capped=False,
        processing=4,
        stuck=0,
        cancelling=0,
        completed_today=310,
        failed_today=12,
        queued_by_priority={"high": 3, "medium": 1180, "low": 21},
        queued_by_type={"doubt": 1000, "daily_ca": 204},
        average_wait_seconds=184.0,
        average_run_seconds=125.0,
        oldest_ready_seconds=730.0,
        completed_per_minute=tuple((minute * 7) % 11 for minute in range(60)),
        failed_per_minute=tuple(int(minute % 17 == 0) for minute in range(60)),
        slots=SLOTS,
        paused=False,
        workers_alive=1,
        last_worker_seen_at=ago(3),
    )
    return replace(stats, **changes)


def a_worker(**changes: Any) -> Worker:
    """A worker that runs one job."""
    worker = Worker(
        id=WorkerId("aaaaaaaa-0000-4000-8000-000000000001"),
        name="vps1",
        host="vps1",
        process_id=4711,
        version="0.1.0",
        concurrency=10,
        state=WorkerState.RUNNING,
        started_at=ago(86400),
        last_seen_at=ago(3),
        running=(RunningJob(job_id=JobId("r"), job_type="doubt", attempt=1, started_at=ago(75)),),
        detail={},
    )
    return replace(worker, **changes)


def some_config(**changes: Any) -> QueueConfig:
    """Production's configuration."""
    config = QueueConfig(
        max_concurrent_renders=10,
        max_manim_renders=4,
        job_timeout_minutes=10,
        retry_interval_minutes=5,
        backoff_cap_minutes=60,
        give_up_hours=24,
        retention_days=30,
        lease_seconds=60,
        heartbeat_seconds=15,
        sweep_seconds=10,
        peak_hour_start=time(6),
        peak_hour_end=time(21),
        peak_worker_multiplier=Decimal("1.5"),
        time_zone="Asia/Kolkata",
        paused=False,
        pause_reason=None,
        updated_at=ago(86400),
        types=tuple(_type(name) for name in ("doubt", "topic_short", "daily_ca")),
    )
    return replace(config, **changes)


def _type(name: str) -> JobType:
    return JobType(
        job_type=name,
        default_priority="medium",
        resource=None,
        limit=None,
        timeout_minutes=None,
        paused=False,
        example={"question": "Explain Article 370"},
        json_schema=None,
    )
