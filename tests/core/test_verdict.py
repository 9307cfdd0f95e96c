"""The verdict names what holds the queue up, and the worst of it first."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from queue_core.durations import brief
from queue_core.models import JobType, JsonValue, Pause, QueueConfig, Slots, Stats, Worker, WorkerId, WorkerState
from queue_core.text import width
from queue_core.verdict import Cause, Level, Verdict, judge

NOW = datetime(2026, 11, 5, 12, tzinfo=UTC)

SLOTS = Slots(limit=10, running=0, held=0, manim_limit=4, manim_running=0, manim_held=0, peak=False)

QUIET = Stats(
    now=NOW,
    queued=0,
    ready=0,
    scheduled=0,
    retrying=0,
    capped=False,
    processing=0,
    stuck=0,
    cancelling=0,
    completed_today=0,
    failed_today=0,
    queued_by_priority={},
    queued_by_type={},
    average_wait_seconds=None,
    average_run_seconds=None,
    oldest_ready_seconds=None,
    completed_per_minute=(0,) * 60,
    failed_per_minute=(0,) * 60,
    slots=SLOTS,
    paused=False,
    workers_alive=1,
    last_worker_seen_at=NOW,
)

PAUSED_TYPE = JobType(
    job_type="doubt",
    default_priority="medium",
    resource=None,
    limit=None,
    timeout_minutes=None,
    paused=True,
    example=None,
    json_schema=None,
)

WORKER = Worker(
    id=WorkerId("w"),
    name="vps1",
    host="vps1",
    process_id=1,
    version="0",
    concurrency=20,
    state=WorkerState.RUNNING,
    started_at=NOW,
    last_seen_at=NOW,
    running=(),
    detail={},
)

CONFIG = QueueConfig(
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
    time_zone="UTC",
    paused=False,
    pause_reason=None,
    updated_at=NOW,
    types=(),
)


def stats(slots: dict[str, Any] | None = None, **changes: Any) -> Stats:
    return replace(QUIET, slots=replace(SLOTS, **(slots or {})), **changes)


def said(verdict: Verdict) -> tuple[Level, str]:
    return verdict.level, verdict.sentence


@pytest.mark.parametrize(
    ("seen", "level", "sentence"),
    [
        (stats(), Level.IDLE, "nothing queued"),
        (stats(queued=3, scheduled=2, retrying=1), Level.IDLE, "nothing to run now, 3 wait for their time"),
        (
            stats(queued=10_000, scheduled=9_998, retrying=2, capped=True),
            Level.IDLE,
            "nothing to run now, 10,000+ wait for their time",
        ),
        (stats(processing=3, ready=2, oldest_ready_seconds=1), Level.OK, "3 running, 2 ready"),
        (stats(ready=10_000, capped=True, oldest_ready_seconds=2), Level.OK, "0 running, 10,000+ ready"),
        (
            stats(ready=12, workers_alive=0, last_worker_seen_at=NOW - timedelta(minutes=4, seconds=9)),
            Level.STALLED,
            "12 queued, no worker alive for 4m",
        ),
        (
            stats(ready=1, workers_alive=0, last_worker_seen_at=None),
            Level.STALLED,
            "1 queued, no worker alive and there has been none yet",
        ),
        (
            stats(processing=2, workers_alive=0, last_worker_seen_at=NOW - timedelta(hours=2)),
            Level.STALLED,
            "2 processing, no worker alive for 2h",
        ),
        (
            stats(scheduled=2, workers_alive=0, last_worker_seen_at=NOW - timedelta(days=1)),
            Level.WARNING,
            "2 wait for their time, no worker alive for 1d",
        ),
        (stats(workers_alive=0), Level.IDLE, "nothing queued, no worker alive for 0s"),
        (stats(stuck=1, processing=1), Level.WARNING, "1 job is stuck: no sign of life from the worker"),
        (stats(ready=2, slots={"limit": 0}), Level.STALLED, "2 ready, but the limit is 0"),
        (
            stats(ready=7, oldest_ready_seconds=90, slots={"held": 10}, failed_per_minute=(0,) * 59 + (9,)),
            Level.STALLED,
            "all 10 slots are held by lost attempts, 7 ready, the oldest for 1m",
        ),
        (
            stats(ready=7, slots={"held": 1, "limit": 1}),
            Level.STALLED,
            "the only slot is held by lost attempts, 7 ready",
        ),
        (
            stats(ready=7, oldest_ready_seconds=90, slots={"running": 9, "held": 1}),
            Level.BUSY,
            "10 of 10 slots in use (1 held by lost attempts), 7 ready, the oldest for 1m",
        ),
        (
            stats(ready=7, slots={"running": 10, "full_since": NOW - timedelta(minutes=25)}),
            Level.BUSY,
            "10 of 10 slots in use for 25m, 7 ready",
        ),
        (
            stats(ready=7, oldest_ready_seconds=90, slots={"running": 5, "manim_running": 4}),
            Level.BUSY,
            "4 of 4 slots for manim in use, 7 ready, the oldest for 1m",
        ),
        (
            stats(ready=7, oldest_ready_seconds=300, slots={"running": 5}),
            Level.WARNING,
            "7 ready, the oldest for 5m, though 5 of 10 slots are free",
        ),
        (
            stats(failed_per_minute=(9,) * 45 + (1,) * 15, completed_per_minute=(0,) * 59 + (15,)),
            Level.WARNING,
            "jobs failed 15 of 30 times in the last 15 minutes",
        ),
        (stats(failed_per_minute=(0,) * 59 + (4,)), Level.IDLE, "nothing queued"),
    ],
)
def test_statistics_alone_tell_most_of_it(seen: Stats, level: Level, sentence: str) -> None:
    assert said(judge(seen)) == (level, sentence)


def test_each_verdict_names_its_cause_for_programs() -> None:
    waits: dict[str, Any] = {"ready": 7, "oldest_ready_seconds": 300}
    causes = {
        Cause.IDLE: stats(),
        Cause.RUNNING: stats(processing=1),
        Cause.PAUSED: stats(paused=True),
        Cause.NO_WORKER: stats(workers_alive=0),
        Cause.STUCK: stats(stuck=1),
        Cause.LIMIT_ZERO: stats(ready=2, slots={"limit": 0}),
        Cause.LIMIT: stats(slots={"running": 10}, **waits),
        Cause.HELD: stats(slots={"running": 6, "held": 4}, **waits),
        Cause.RESOURCE_LIMIT: stats(slots={"running": 5, "manim_running": 4}, **waits),
        Cause.WAITING: stats(slots={"running": 5}, **waits),
        Cause.FAILING: stats(failed_per_minute=(0,) * 59 + (5,)),
    }
    assert {cause: judge(seen).cause for cause, seen in causes.items()} == {cause: cause for cause in causes}
    assert judge(causes[Cause.FAILING]).advice == "'queuectl failures' shows what fails", "no filter lists just these"
    full, quiet = replace(WORKER, concurrency=0), replace(WORKER, state=WorkerState.QUIET)
    assert judge(stats(**waits), [full]).cause is Cause.WORKERS_FULL
    assert judge(stats(), [quiet]).cause is Cause.QUIET
    assert judge(stats(**waits), [replace(WORKER, state=WorkerState.DRAINING)]).cause is Cause.STOPPING


def test_a_pause_is_named_with_its_reason_before_all_else() -> None:
    config = replace(CONFIG, paused=True, pause_reason="orchestrator \x1b[31mis moved")
    seen = stats(paused=True, ready=4, workers_alive=0)
    assert said(judge(seen, (), config)) == (Level.WARNING, "paused, 4 ready: orchestrator ␛[31mis moved")
    assert judge(seen).sentence == "paused, 4 ready: no reason was given"


def test_workers_that_claim_nothing_do_not_count() -> None:
    workers = [replace(WORKER, state=WorkerState.QUIET), replace(WORKER, state=WorkerState.DRAINING)]
    seen = stats(ready=4, oldest_ready_seconds=61)
    assert said(judge(seen, workers)) == (
        Level.STALLED,
        "4 ready, the oldest for 1m, but every worker is draining and quiet",
    )
    assert judge(seen, [*workers, WORKER]).level is Level.WARNING


def test_quiet_workers_are_told_whether_or_not_jobs_wait() -> None:
    quiet = [replace(WORKER, state=WorkerState.QUIET), replace(WORKER, name="vps2", state=WorkerState.QUIET)]
    seen = stats(ready=4, oldest_ready_seconds=61)
    assert said(judge(seen, quiet)) == (Level.STALLED, "4 ready, the oldest for 1m; 2 workers, both quiet")
    assert judge(seen, quiet[:1]).sentence == "4 ready, the oldest for 1m; the worker is quiet"
    assert said(judge(stats(), quiet)) == (Level.WARNING, "2 workers, both quiet")
    assert judge(stats(), [*quiet, quiet[0]]).sentence == "3 workers, all quiet"
    assert "both" not in judge(stats(), [*quiet, WORKER]).sentence


def test_full_workers_are_told_from_the_limit() -> None:
    seen = stats(ready=4, oldest_ready_seconds=61, slots={"running": 3})
    assert said(judge(seen, [replace(WORKER, concurrency=3)])) == (
        Level.BUSY,
        "workers are full with 3 of 10 allowed, 4 ready, the oldest for 1m",
    )


def test_a_service_that_is_down_is_named_with_what_is_done_about_it() -> None:
    def shown(state: str, probe: float | None = None) -> Worker:
        breaker: JsonValue = {"state": state, "next_probe_seconds": probe, "reason": "refused\x1b"}
        return replace(
            WORKER, last_seen_at=NOW - timedelta(seconds=5), detail={"dependencies": {"orchestrator": breaker}}
        )

    seen, down = stats(ready=1), shown("open", 25.0)
    stalled = judge(seen, [down])
    assert said(stalled) == (Level.STALLED, "orchestrator down, breaker open, next probe in 20s, 1 ready")
    assert (stalled.advice, stalled.cause) == ("refused\u241b", Cause.BREAKER)
    assert judge(seen, [WORKER, down]).level is Level.WARNING
    assert judge(stats(), [shown("open", 3.0)]).sentence == "orchestrator down, breaker open"
    assert judge(stats(), [shown("half_open")]).sentence == "orchestrator trying, one job at a time"
    assert judge(stats(), [shown("closed")]).level is Level.IDLE
    odds: list[dict[str, JsonValue]] = [{"dependencies": "?"}, {"dependencies": {"orchestrator": "?"}}, {}]
    for odd in odds:
        assert judge(stats(), [replace(WORKER, detail=odd)]).level is Level.IDLE


def test_a_renderer_that_is_down_stalls_not_everything() -> None:
    down = replace(WORKER, detail={"dependencies": {"manim": {"state": "open"}, "orchestrator": {"state": "closed"}}})
    assert said(judge(stats(ready=1), [down])) == (Level.WARNING, "manim down, breaker open, 1 ready")


def test_a_paused_type_with_jobs_is_named() -> None:
    config = replace(CONFIG, types=(PAUSED_TYPE, replace(PAUSED_TYPE, job_type="other")))
    verdict = judge(stats(queued_by_type={"doubt": 5}), [], config)
    assert said(verdict) == (Level.WARNING, "5 queued of paused doubt")
    assert (verdict.advice, verdict.cause) == ("'queuectl resume --type doubt'", Cause.TYPE_PAUSED)


def test_it_says_who_paused_it_where_that_is_known() -> None:
    at = NOW - timedelta(minutes=12, seconds=5)
    whole = Pause(job_type=None, actor="anna@vps1", reason="deploy", at=at)
    config = replace(
        CONFIG, types=(PAUSED_TYPE,), pause_reason="deploy", pauses=(whole, replace(whole, job_type="doubt"))
    )
    assert judge(stats(paused=True, ready=3), [], config).sentence == "paused by anna@vps1 12m ago, 3 ready: deploy"
    verdict = judge(stats(queued_by_type={"doubt": 5}), [], config)
    assert verdict.sentence == "5 queued of doubt, paused by anna@vps1 12m ago: deploy"


def test_whatever_the_data_says_the_sentence_is_one_line_with_an_end() -> None:
    config = replace(CONFIG, pause_reason="日本\n" * 100)
    verdict = judge(stats(paused=True), [], config)
    assert width(verdict.sentence) <= 200
    assert verdict.sentence.isprintable()


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-5, "0s"),
        (0.9, "0s"),
        (59.9, "59s"),
        (60, "1m"),
        (3599, "59m"),
        (3600, "1h"),
        (3700, "1h 1m"),
        (36_000 + 120, "10h"),
        (90_000, "1d 1h"),
        (30 * 86_400, "30d"),
    ],
)
def test_durations_are_brief(seconds: float, text: str) -> None:
    assert brief(seconds) == text
