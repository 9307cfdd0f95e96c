"""Why a job is not running, in words."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from queue_core.explanation import sentences
from queue_core.models import Block, Explanation, Holder, JobId, JobStatus, Pause, Priority, Reason

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def explained(*reasons: Reason, **changes: Any) -> Explanation:
    fields: dict[str, Any] = {"job_id": JobId("1"), "status": JobStatus.QUEUED, "start_in_seconds": None}
    return Explanation(**(fields | {"per_minute": None, "now": NOW} | changes), reasons=reasons)


def said(*reasons: Reason, **changes: Any) -> tuple[str, ...]:
    return sentences(explained(*reasons, **changes), lambda at: f"{at:%H:%M}")


def paused(job_type: str | None, reason: str | None, *, minutes: int) -> Pause:
    return Pause(job_type=job_type, actor="anna@vps1", reason=reason, at=NOW - timedelta(minutes=minutes))


def holder(number: int, **changes: Any) -> Holder:
    fields: dict[str, Any] = {"worker": "vps1", "since": NOW - timedelta(minutes=number), "held": False}
    return Holder(**({"job_id": JobId(f"3f2a90c{number}-0000"), "job_type": "doubt"} | fields | changes))


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (Reason(block=Block.PAUSED, subject="new disk"), "the queue is paused: new disk"),
        (Reason(block=Block.PAUSED), "the queue is paused: no reason was given"),
        (Reason(block=Block.TYPE_PAUSED, subject="doubt"), "the type doubt is paused"),
        (
            Reason(block=Block.PAUSED, subject="new disk", pause=paused(None, "new disk", minutes=12)),
            "the queue was paused by anna@vps1 12m ago: new disk",
        ),
        (
            Reason(block=Block.TYPE_PAUSED, subject="doubt", pause=paused("doubt", None, minutes=0)),
            "the type doubt was paused by anna@vps1 <1m ago: no reason was given",
        ),
        (Reason(block=Block.NO_WORKER), "no worker is alive"),
        (Reason(block=Block.QUIET), "every live worker is quiet or stopping"),
        (Reason(block=Block.NO_WORKER_FOR_TYPE, subject="doubt"), "no live worker takes this type (doubt)"),
        (Reason(block=Block.BREAKER, subject="orchestrator"), "orchestrator down, breaker open"),
        (
            Reason(block=Block.BREAKER, subject="orchestrator", until=NOW + timedelta(seconds=20)),
            "orchestrator down, breaker open, next probe in 20s",
        ),
        (Reason(block=Block.NOT_BEFORE, until=NOW + timedelta(minutes=125)), "not before 14:05, in 2h 5m"),
        (Reason(block=Block.LIMIT, used=0, limit=0), "the limit is 0: none may run"),
        (Reason(block=Block.TYPE_LIMIT, subject="doubt", used=1, limit=0), "the doubt limit is 0: none may run"),
        (
            Reason(block=Block.LIMIT, used=9, limit=9, holders=tuple(map(holder, (4, 3, 2, 1)))),
            "limit 9 of 9: doubt 3f2a90c4 (vps1, 4m), doubt 3f2a90c3 (vps1, 3m), doubt 3f2a90c2 (vps1, 2m) and 6 more",
        ),
        (
            Reason(block=Block.RESOURCE_LIMIT, subject="manim", used=1, limit=1, holders=(holder(1, held=True),)),
            "manim limit 1 of 1: doubt 3f2a90c1 (lost by vps1, keeps its slot)",
        ),
        (
            Reason(block=Block.LIMIT, used=1, limit=1, holders=(holder(2, worker=None),)),
            "limit 1 of 1: doubt 3f2a90c2 (another program, 2m)",
        ),
        (Reason(block=Block.WORKERS_FULL, used=4, limit=4), "the workers are full: 4 of 4 slots in use"),
        (
            Reason(block=Block.BEHIND, ahead={Priority.HIGH: 212, Priority.MEDIUM: 10_000, Priority.LOW: 0}),
            "212 at high priority and 10,000+ at medium priority ahead",
        ),
    ],
)
def test_each_reason_is_a_sentence(reason: Reason, sentence: str) -> None:
    assert said(reason) == (sentence,)


@pytest.mark.parametrize(
    ("seconds", "per_minute", "sentence"),
    [
        (2580, 5.0, "starts in about 43 minutes at 5.0 jobs a minute"),
        (60, 1200.0, "starts in about 1 minute at 1,200.0 jobs a minute"),
        (20, 0.5, "starts within a minute at 0.5 jobs a minute"),
        (3 * 86_400, None, "starts in about 3d"),
    ],
)
def test_the_estimate_comes_last(seconds: float, per_minute: float | None, sentence: str) -> None:
    full = Reason(block=Block.WORKERS_FULL, used=4, limit=4)
    assert said(full, start_in_seconds=seconds, per_minute=per_minute)[1:] == (sentence,)


def test_where_counting_stopped_the_estimate_is_the_least_it_takes() -> None:
    behind = Reason(block=Block.BEHIND, ahead={Priority.HIGH: 10_000})
    assert said(behind, start_in_seconds=6000, per_minute=100)[1] == (
        "starts in more than 100 minutes at 100.0 jobs a minute"
    )


def test_a_job_that_is_next_is_told_so() -> None:
    assert said() == ("nothing is in its way: it is claimed next",)


def test_nothing_in_the_data_drives_the_terminal() -> None:
    hostile = "\x1b[2J\u202eevil" + "x" * 1000
    shown = said(
        *(Reason(block=block, subject=hostile, used=1, limit=1, ahead={Priority.HIGH: 1}) for block in Block),
        Reason(block=Block.LIMIT, used=1, limit=1, holders=(holder(1, job_type=hostile, worker=hostile),)),
    )
    assert all("\x1b" not in sentence and "\u202e" not in sentence and len(sentence) < 300 for sentence in shown)


def test_by_itself_a_time_of_another_day_is_shown_with_its_date() -> None:
    later = explained(Reason(block=Block.NOT_BEFORE, until=NOW + timedelta(days=40)))
    local = (NOW + timedelta(days=40)).astimezone()
    assert sentences(later) == (f"not before {local:%Y-%m-%d %H:%M}, in 40d",)
