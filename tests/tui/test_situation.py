from dataclasses import replace
from typing import Any

import pytest

from queue_core.models import Category, Condition, JobStatus, Stats
from queue_core.situation import REASONS
from queue_tui.formatting import TimeStyle
from queue_tui.words.explanations import Known, paragraphs
from queue_tui.words.situation import situation
from tests.tui.overview import SLOTS, some_stats
from tests.tui.samples import NOW, a_completed_detail, a_detail, a_failed_detail, a_job, a_running_detail, ago


def said(stats: Stats | None = None, **changes: Any) -> str:
    return situation(a_detail(a_job(**changes)), stats, NOW)


def test_a_waiting_job_says_where_it_stands() -> None:
    assert said(queue_position=3) == "3rd in the queue."
    assert said() == "Waiting to be claimed."


@pytest.mark.parametrize(
    ("stats", "words"),
    [
        (some_stats(), "3rd in the queue."),
        (some_stats(paused=True), "3rd in the queue; the queue is paused."),
        (some_stats(workers_alive=0), "3rd in the queue; no worker is running."),
        (
            some_stats(slots=replace(SLOTS, running=9, held=1)),
            "3rd in the queue; all 10 slots are in use, 1 held by lost attempts.",
        ),
        (some_stats(slots=replace(SLOTS, limit=1, running=1, held=0)), "3rd in the queue; the only slot is in use."),
    ],
)
def test_a_waiting_job_says_what_it_waits_for(stats: Stats, words: str) -> None:
    assert said(stats, queue_position=3) == words


def test_only_a_manim_job_waits_for_manim_slots() -> None:
    full = some_stats(slots=replace(SLOTS, manim_running=4))
    assert said(full, resource="manim") == "Waiting to be claimed; all 4 slots are for manim in use."
    assert said(full) == "Waiting to be claimed."


def test_a_job_with_a_time_says_how_long_it_is_until_then() -> None:
    assert said(condition=Condition.SCHEDULED, run_at=ago(-300)) == "Scheduled: not before 5m 00s from now."
    retrying = said(condition=Condition.RETRYING, run_at=ago(-300), category=Category.OVERLOADED, attempts=1)
    assert retrying == "Tried again in 5m 00s, because the service had too much to do."


def test_a_running_job_says_where_since_when_and_until_when() -> None:
    assert situation(a_running_detail(), None, NOW) == "Running on vps1 for 1m 15s; times out in 8m 45s."


def test_a_job_that_is_being_cancelled_says_since_when() -> None:
    sentence = situation(a_running_detail(condition=Condition.CANCELLING), None, NOW)
    assert sentence == "Cancel requested 4s ago; it ends when its worker has stopped the call."


def test_a_stuck_job_says_so() -> None:
    assert situation(a_running_detail(condition=Condition.STUCK), some_stats(), NOW).startswith("Stuck on vps1: ")


def test_nobody_puts_a_stuck_job_back_while_no_worker_is_running() -> None:
    detail, none = a_running_detail(condition=Condition.STUCK), some_stats(workers_alive=0)
    assert "a worker has to be started to put it back." in situation(detail, none, NOW)
    assert "the next sweep puts it back." in situation(detail, some_stats(), NOW)
    assert paragraphs(Known(detail=detail, stats=none), TimeStyle.LOCAL)[1:] == [
        "4 shows the workers; queue-worker starts one."
    ]


def test_an_ended_job_says_how() -> None:
    assert situation(a_completed_detail(), None, NOW) == "Completed in 3m 10s, at try 1 of 4."
    assert situation(a_failed_detail(), None, NOW) == "Failed after 4 tries, because the service failed."
    once = said(status=JobStatus.FAILED, attempts=1, category=Category.INVALID_INPUT)
    assert once == "Failed at the first try, because the service refused the input, which is not retried."
    assert said(status=JobStatus.CANCELLED).startswith("Cancelled; ")


def test_a_failure_without_a_category_is_an_error() -> None:
    assert said(status=JobStatus.FAILED) == "Failed without a try, because of an error."
    assert said(status=JobStatus.FAILED, attempts=2) == "Failed after 2 tries, because of an error."


def test_a_held_slot_is_mentioned() -> None:
    held: dict[str, Any] = {"condition": Condition.HELD, "attempts": 1, "held_until": ago(-240)}
    assert said(status=JobStatus.FAILED, held_by="vps1", **held).endswith(
        " Slot held for 4m 00s, its call on worker vps1 may still run; S in view 4 frees it."
    )
    assert "its call may still run" in said(status=JobStatus.FAILED, **held)
    assert "held" not in said(status=JobStatus.FAILED, attempts=1, held_until=ago(1))


def test_every_category_has_its_reason() -> None:
    assert set(REASONS) == set(Category)
