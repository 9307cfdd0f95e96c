"""Why a job is not running, and how it stands, in sentences with the key that helps."""

from dataclasses import replace
from typing import Any

import pytest

from queue_core.models import Block, Holder, JobDetail, JobId, Reason
from queue_core.queue import Queue
from queue_tui.dialogs.confirm import ConfirmDialog
from queue_tui.dialogs.explain import ExplainDialog
from queue_tui.formatting import TimeStyle
from queue_tui.words.explanations import Known, heading, paragraphs
from tests.support.jobs import ACTOR, claim_one, enqueue, worker
from tests.tui.driving import driven_on
from tests.tui.samples import JOB_ID, a_completed_detail, a_detail, a_failed_detail, a_job, a_running_detail, ago
from tests.tui.views import an_explanation


def said(detail: JobDetail, **changes: Any) -> list[str]:
    explanation = an_explanation(JOB_ID, **changes) if changes else None
    return [*paragraphs(Known(detail=detail, explanation=explanation), TimeStyle.UTC)]


def test_what_is_in_the_way_of_a_queued_job_is_said_with_the_keys_that_help() -> None:
    reasons = (Reason(block=Block.NOT_BEFORE, until=ago(-300)), Reason(block=Block.LIMIT, used=10, limit=10))
    sentences = said(a_detail(), reasons=reasons)
    assert "12:35:00Z" in sentences[0]
    assert sentences[1].startswith("Limit 10 of 10")
    assert sentences[3:] == ["6 changes the limits."], "to run it now would not help"
    assert said(a_detail(), reasons=reasons[:1])[2:] == ["w runs it now."]
    lost = Holder(job_id=JobId(JOB_ID), job_type="doubt", worker="vps1", since=ago(60), held=True)
    reached = Reason(block=Block.LIMIT, used=1, limit=1, holders=(lost,))
    assert said(a_detail(), reasons=(reached,))[-1] == "4 shows the slots that are held, and S there frees them."
    again = a_detail(a_job(held_by="vps1", held_until=ago(-240)))
    assert said(again, reasons=reasons)[-1] == (
        "Slot held for 4m 00s, its call on worker vps1 may still run; S in view 4 frees it."
    )


def test_how_far_away_the_time_of_a_job_is_is_said_once() -> None:
    explanation = an_explanation(JOB_ID, reasons=(Reason(block=Block.NOT_BEFORE, until=ago(-26)),))
    [sentence, *_] = paragraphs(Known(detail=a_detail(), explanation=explanation), TimeStyle.RELATIVE)
    assert sentence == "Not before 26s from now."


def test_there_is_a_key_for_each_thing_that_can_be_in_the_way() -> None:
    for block in Block:
        assert said(a_detail(), reasons=(Reason(block=block, until=ago(-1), used=1, limit=1, ahead={}),))[-1]


def test_a_running_job_is_measured_by_its_type_and_its_progress() -> None:
    running = replace(a_running_detail(0.5), run_p50_seconds=60.0, run_p95_seconds=290.0)
    assert said(running) == [
        "Running on vps1 for 1m 15s; times out in 8m 45s.",
        "Slower than half: half of its type take up to 1m 00s, 95 % up to 4m 50s.",
        "At this pace it takes 1m 15s more.",
        "c cancels it.",
    ]
    late = replace(running, job=replace(running.job, progress=0.1))
    assert "longer than its timeout allows" in said(late)[2]


@pytest.mark.parametrize(
    ("detail", "title", "words"),
    [
        (a_failed_detail(), "Why it failed", "OrchestratorError: HTTP 500: Manim renderer crashed"),
        (a_failed_detail(), "Why it failed", "e edits a copy first"),
        (a_completed_detail(), "How it ended", "Completed in 3m 10s"),
    ],
)
def test_a_job_that_has_ended_says_how_and_how_to_go_on(detail: JobDetail, title: str, words: str) -> None:
    assert heading(Known(detail=detail)) == title
    assert words in " ".join(said(detail))


async def test_the_reason_changes_while_it_is_looked_at(direct_queue: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("queue_tui.dialogs.explain.AGAIN_SECONDS", 0.02)
    queue = direct_queue
    await enqueue(queue, 1)
    async with driven_on(queue) as ui:
        await ui.listed(1)
        await ui.press("j", "x")
        await ui.until(lambda: isinstance(ui.app.screen, ExplainDialog))
        await ui.until(lambda: "No worker is alive." in ui.text())
        worker_id = await worker(queue)
        await queue.pause(actor=ACTOR, reason="orchestrator is down")
        await ui.until(lambda: f"The queue was paused by {ACTOR} <1m ago: orchestrator is down." in ui.text())
        assert "6 shows the pause, and P there ends it." in ui.text()
        await queue.resume(actor=ACTOR)
        await claim_one(queue, worker_id)
        await ui.until(lambda: "Running on worker-1" in ui.text())
        await ui.press("c")
        await ui.until(lambda: isinstance(ui.app.screen, ConfirmDialog))
