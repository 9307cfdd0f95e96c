"""What the metrics count, that their labels are bounded, and that promtool accepts them."""

import re
import shutil
import signal
import subprocess
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from queue_core.errors import ConnectionFailed
from queue_core.models import (
    Acknowledgement,
    Category,
    EndedToday,
    JobsCounted,
    JobStatus,
    Outcome,
    Priority,
    QueueMetrics,
    Slots,
    Swept,
    TypeSlots,
    WorkerState,
)
from queue_core.queue import Queue
from queue_worker.breaker import BreakerState
from queue_worker.exitcodes import ExitCode
from queue_worker.leases import Stop
from queue_worker.metrics import DependencyView, Metrics, WorkerView
from queue_worker.metrics.labels import MOST_TYPES
from tests.support.databases import Database
from tests.support.jobs import ACTOR, completion, enqueue, failure, releases
from tests.worker.conftest import FakeTime
from tests.worker.contexts import lease
from tests.worker.processes import program
from tests.worker.scraping import free_port, scraped
from tests.worker.working import until

ROOT = Path(__file__).parents[2]
PROMTOOL = next(iter(filter(None, (shutil.which("promtool"), shutil.which(ROOT / ".tools/prometheus/promtool")))), None)
HANDLERS = """\
import asyncio
from pathlib import Path
from queue_worker import handler

@handler('quick')
async def quick(context):
    return {}

@handler('waits')
async def waits(context):
    while not Path('go-on').exists():
        await asyncio.sleep(0.02)
    return {}
"""
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-")

HOSTILE_TYPES = (
    'quote" backslash\\ brace}',
    "line\nend\r",
    "escape\x1b[2J\x07",
    "nul\x00",
    "surrogate\ud800",
    "bidi\u202e",
    "",
    " ",
    "x" * 1_000_000,
    "x" * 999_999,
    "other",
)


def samples(metrics: Metrics) -> dict[str, float]:
    """Everything rendered."""
    return parsed(metrics.render()[0].decode())


def parsed(text: str) -> dict[str, float]:
    """Values by their line without the value; also checks that no line comes twice."""
    found: dict[str, float] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = ",".join(f'{key}="{value}"' for key, value in sorted(sample.labels.items()))
            name = f"{sample.name}{{{labels}}}" if labels else sample.name
            assert name not in found
            found[name] = sample.value
    return found


def acknowledged(status: JobStatus = JobStatus.COMPLETED, *, accepted: bool = True) -> Acknowledgement:
    return Acknowledgement(token=lease().token, accepted=accepted, status=status, run_at=None)


def check(text: bytes) -> None:
    """What promtool has to say, which must be nothing."""
    if PROMTOOL is None:
        pytest.skip("promtool is not here: make test takes it out of Debian's package prometheus")
    ran = subprocess.run([PROMTOOL, "check", "metrics"], input=text, capture_output=True, check=False, timeout=60)
    assert (ran.returncode, ran.stdout + ran.stderr) == (0, b"")


def test_ends_of_attempts_are_counted_by_outcome_and_category() -> None:
    metrics, one = Metrics(), lease(job_type="doubt")
    metrics.counters.ended(one, completion(one), acknowledged(), seconds=12)
    metrics.counters.ended(one, failure(one, Category.TIMEOUT, outcome=Outcome.TIMED_OUT), acknowledged(), seconds=601)
    metrics.counters.ended(one, failure(one, Category.API_ERROR), acknowledged(), seconds=1)
    metrics.counters.ended(one, releases([one])[0], acknowledged(JobStatus.QUEUED), seconds=1)
    metrics.counters.ended(one, completion(one), acknowledged(JobStatus.CANCELLED), seconds=1)

    found = samples(metrics)

    def attempts(outcome: str, category: str) -> float:
        return found[f'queue_attempts_total{{category="{category}",outcome="{outcome}",type="doubt"}}']

    assert attempts("completed", "none") == 1
    assert attempts("timed_out", "timeout") == 1
    assert attempts("failed", "api_error") == 1
    assert attempts("interrupted", "interrupted") == 1
    assert attempts("cancelled", "cancelled") == 1
    assert found['queue_job_run_seconds_bucket{le="600.0",type="doubt"}'] == 4
    assert found['queue_job_run_seconds_bucket{le="660.0",type="doubt"}'] == 5
    assert found['queue_job_run_seconds_sum{type="doubt"}'] == 616
    assert found["queue_worker_consecutive_failures"] == 2


def test_a_success_ends_the_failures_in_a_row() -> None:
    metrics, one = Metrics(), lease()
    for item in (failure(one), failure(one), completion(one), failure(one)):
        metrics.counters.ended(one, item, acknowledged(), seconds=1)

    assert samples(metrics)["queue_worker_consecutive_failures"] == 1
    for category in (Category.DEPENDENCY_DOWN, Category.AUTH, Category.OVERLOADED):
        metrics.counters.ended(one, failure(one, category), acknowledged(), seconds=1)
    assert samples(metrics)["queue_worker_consecutive_failures"] == 1, "a service was away: no job failed"


def test_a_refused_end_is_a_stale_write_and_no_attempt() -> None:
    metrics, one = Metrics(), lease()
    metrics.counters.ended(one, completion(one), acknowledged(accepted=False), seconds=1)

    found = samples(metrics)

    assert found['queue_stale_writes_refused_total{verb="complete"}'] == 1
    assert found['queue_stale_writes_refused_total{verb="fail"}'] == 0
    assert not any(name.startswith("queue_attempts_total") for name in found)


def test_claims_sweeps_stops_and_errors_are_counted() -> None:
    metrics = Metrics()
    metrics.counters.claimed(lease(waited_seconds=7.0))
    metrics.counters.swept(Swept(lost=3, poisoned=1, slots_freed=2, skipped=False))
    for why in (Stop.LOST, Stop.UNPROVED, Stop.UNPROVED, Stop.CANCELLED, None):
        metrics.counters.call_ended(why)
    metrics.counters.database_failed(ConnectionFailed("no"))

    found = samples(metrics)

    assert found['queue_jobs_claimed_total{type="doubt"}'] == 1
    assert found['queue_job_wait_seconds_bucket{le="5.0",type="doubt"}'] == 0
    assert found['queue_job_wait_seconds_bucket{le="10.0",type="doubt"}'] == 1
    assert found["queue_sweep_attempts_lost_total"] == 3
    assert found["queue_sweep_jobs_poisoned_total"] == 1
    assert found["queue_sweep_slots_freed_total"] == 2
    assert found['queue_leases_lost_total{reason="lost"}'] == 1
    assert found['queue_leases_lost_total{reason="unproved"}'] == 2
    assert found['queue_database_errors_total{error="ConnectionFailed"}'] == 1


def view(**fields: Any) -> WorkerView:
    defaults: dict[str, Any] = {
        "state": WorkerState.RUNNING,
        "slots_used": 3,
        "slots_limit": 10,
        "unacknowledged": 1,
        "heartbeat_age_seconds": 4.5,
        "dependencies": {"orchestrator": DependencyView(state=BreakerState.OPEN, failures=6)},
    }
    return WorkerView(**(defaults | fields))


def test_the_worker_is_read_when_the_metrics_are() -> None:
    metrics = Metrics()
    assert "queue_worker_slots_used" not in samples(metrics)
    shown = [view()]
    metrics.watch(lambda: shown[0])

    found = samples(metrics)
    shown[0] = view(state=WorkerState.DRAINING)
    later = samples(metrics)

    assert (found["queue_worker_slots_used"], found["queue_worker_slots_limit"]) == (3, 10)
    assert found["queue_worker_heartbeat_age_seconds"] == 4.5
    assert found['queue_worker_dependency_up{dependency="orchestrator"}'] == 0
    assert found['queue_worker_dependency_failures{dependency="orchestrator"}'] == 6
    assert found['queue_worker_breaker_state{dependency="orchestrator",state="open"}'] == 1
    assert found['queue_worker_breaker_state{dependency="orchestrator",state="closed"}'] == 0
    assert (found['queue_worker_state{state="running"}'], later['queue_worker_state{state="running"}']) == (1, 0)
    assert later['queue_worker_state{state="draining"}'] == 1


def measured(**fields: Any) -> QueueMetrics:
    defaults: dict[str, Any] = {
        "at": datetime.now(UTC),
        "age_seconds": 5.0,
        "jobs": (),
        "capped": False,
        "ended_today": (),
        "refused_today": 2,
        "oldest_ready_seconds": {},
        "slots": Slots(limit=10, running=4, held=1, manim_limit=4, manim_running=2, manim_held=0, peak=False),
        "type_slots": {},
        "unacknowledged_cancels": 0,
        "workers": {WorkerState.RUNNING: 2},
        "paused": True,
    }
    return QueueMetrics(**(defaults | fields))


def counted(job_type: str, count: int) -> JobsCounted:
    return JobsCounted(job_type=job_type, status=JobStatus.QUEUED, priority=Priority.HIGH, count=count)


def test_an_outage_leaves_the_last_numbers_and_says_how_old_they_are(time: FakeTime) -> None:
    metrics = Metrics()
    assert samples(metrics)["queue_metrics_up"] == 0
    assert "queue_metrics_age_seconds" not in samples(metrics)

    metrics.queue.answered(measured(jobs=(counted("doubt", 7),), oldest_ready_seconds={"doubt": 12.5}))
    found = samples(metrics)
    metrics.queue.failed()
    time.seconds += 100
    later = samples(metrics)

    assert (found["queue_metrics_up"], found["queue_metrics_age_seconds"]) == (1, 5)
    assert (later["queue_metrics_up"], later["queue_metrics_age_seconds"]) == (0, 105)
    for shown in (found, later):
        assert shown['queue_jobs{priority="high",status="queued",type="doubt"}'] == 7
        assert shown['queue_oldest_ready_job_age_seconds{type="doubt"}'] == 12.5
        assert (shown['queue_slots_used{resource="all"}'], shown['queue_slots_used{resource="manim"}']) == (4, 2)
        assert (shown['queue_slots_held{resource="all"}'], shown['queue_slots_limit{resource="all"}']) == (1, 10)
        assert (shown['queue_workers{state="running"}'], shown['queue_workers{state="gone"}']) == (2, 0)
        assert shown["queue_paused"] == 1


def test_types_of_the_database_are_bounded_as_well() -> None:
    metrics = Metrics()
    types = [*HOSTILE_TYPES, *(f"type-{number}" for number in range(1_000))]
    metrics.queue.answered(
        measured(
            jobs=tuple(counted(job_type, 3) for job_type in types),
            oldest_ready_seconds={job_type: float(number) for number, job_type in enumerate(types)},
            ended_today=tuple(EndedToday(job_type=t, completed=1, failed=2, cancelled=3) for t in types),
            type_slots={job_type: TypeSlots(limit=1, running=1, held=0) for job_type in types},
        )
    )
    found = samples(metrics)

    queued = [value for name, value in found.items() if name.startswith("queue_jobs{")]
    assert (len(queued) <= MOST_TYPES + 1, sum(queued)) == (True, 3 * len(types))
    oldest = [value for name, value in found.items() if name.startswith("queue_oldest_ready")]
    assert (len(oldest) <= MOST_TYPES + 1, max(oldest)) == (True, len(types) - 1)
    assert len(found) < 2_000
    check(metrics.render()[0])


def test_types_made_up_by_whoever_enqueues_stay_bounded_and_lose_no_count() -> None:
    metrics = Metrics()
    types = [*HOSTILE_TYPES, *(f"type-{number}" for number in range(1_000))]
    for job_type in types:
        metrics.counters.claimed(lease(job_type=job_type))
    text = metrics.render()[0].decode()

    claimed = {name: value for name, value in samples(metrics).items() if name.startswith("queue_jobs_claimed_total")}
    assert len(claimed) <= MOST_TYPES + 1
    assert sum(claimed.values()) == len(types)
    assert max(map(len, text.splitlines())) < 300
    assert all(line.isprintable() for line in text.splitlines())
    check(text.encode())


def test_rendering_beside_a_loop_that_counts() -> None:
    metrics, over, problems = Metrics(), threading.Event(), list[BaseException]()
    metrics.watch(view)

    def render() -> None:
        try:
            while not over.is_set():
                samples(metrics)
        except BaseException as error:  # noqa: BLE001 - is shown by the test
            problems.append(error)

    renderer = threading.Thread(target=render)
    renderer.start()
    for number in range(3_000):
        one = lease(job_type=f"type-{number % 150}")
        metrics.counters.claimed(one)
        metrics.counters.ended(one, completion(one), acknowledged(), seconds=1)
    over.set()
    renderer.join()

    assert problems == []
    assert sum(value for name, value in samples(metrics).items() if name.startswith("queue_attempts_total")) == 3_000


EXPECTED = {
    "queue_metrics_up 1.0",
    'queue_slots_limit{resource="all"} 10.0',
    "queue_worker_slots_used 1.0",
    "queue_worker_slots_limit 1.0",
    'queue_worker_state{state="running"} 1.0',
    'queue_attempts_total{category="none",outcome="completed",type="quick"} 3.0',
    'queue_jobs_claimed_total{type="waits"} 1.0',
}


async def test_what_a_worker_serves(database: Database, direct_queue: Queue, tmp_path: Path) -> None:
    """Over HTTP from a real process: promtool has nothing to say, no id is in it, and the numbers are right."""
    (tmp_path / "metric_handlers.py").write_text(HANDLERS)
    await direct_queue.configure({"peak_worker_multiplier": 1}, actor=ACTOR)  # whatever the time of day
    await enqueue(direct_queue, 3, job_type="quick")
    waiting = await enqueue(direct_queue, 2, job_type="waits")
    port = free_port()
    flags = ("--handlers", "metric_handlers", "--concurrency", "1", "--health-port", str(port))
    async with program(*flags, cwd=tmp_path, QUEUE_DATABASE_URL=database.conninfo) as process:
        text = ""

        async def is_measured() -> bool:
            nonlocal text
            headers, _, text = (await scraped(port)).partition("\n\n")
            assert "text/plain; version=0.0.4" in headers or not headers
            return set(text.splitlines()) >= EXPECTED

        await until(is_measured, 60)
        process.signal(signal.SIGTERM)
        (tmp_path / "go-on").touch()
        assert await process.exit_code(60) == ExitCode.DONE

    check(text.encode())
    assert UUID.search(text) is None
    assert not any(job_id in text for job_id in waiting)
    found = parsed(text)
    assert found['queue_job_wait_seconds_count{type="quick"}'] == 3
    assert found['queue_job_wait_seconds_sum{type="quick"}'] > 0
    assert found["process_resident_memory_bytes"] > 0
