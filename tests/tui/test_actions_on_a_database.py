"""What the keys do to jobs, on a real queue: plans, changes, force, copies of a list as SQL, and files."""

import json
from pathlib import Path

import pytest
from textual.widgets import Input

from queue_core.actor import current_actor
from queue_core.filters import parse_filter
from queue_core.models import Category, JobStatus, Priority
from queue_core.queue import Queue
from queue_tui.dialogs.export import ExportDialog
from queue_tui.snapshot import View
from queue_tui.words.view_sql import view_sql
from tests.support.databases import Database
from tests.support.jobs import claim_one, completion, enqueue, failure, worker
from tests.tui.driving import driven_on
from tests.tui.test_deeds import answer, asked


async def fail(queue: Queue, number: int) -> None:
    """Jobs that failed."""
    await enqueue(queue, number)
    worker_id = await worker(queue)
    for _ in range(number):
        await queue.fail(worker_id, [failure(await claim_one(queue, worker_id), Category.INVALID_INPUT)])


async def test_all_failed_jobs_are_retried_spread_over_time_and_taken_back(queue: Queue) -> None:
    await fail(queue, 3)
    await enqueue(queue, 2, job_type="daily_ca")
    async with driven_on(queue) as ui:
        await ui.press("f")
        await ui.listed(3)
        await ui.press("a", "r")
        await asked(ui)
        assert ui.text().count("Retry 3 jobs") == 2, "the question, and the button in full"
        ui.app.screen.query_one("#spread", Input).value = "10m"
        ui.app.screen.query_one("#reason", Input).value = "orchestrator is back"
        await answer(ui, "y")
        await ui.until(lambda: any(toast.startswith("Retried 3 jobs.") for toast in ui.toasts))
        page = await queue.jobs(parse_filter("type:doubt"))
        assert {job.status for job in page.jobs} == {JobStatus.QUEUED}
        waits = sorted((job.run_at or page.now) - page.now for job in page.jobs)
        assert waits[0].total_seconds() <= 0 < waits[1].total_seconds() < waits[2].total_seconds() <= 600
        [operation, *_] = (await queue.operations()).operations
        assert (operation.reason, operation.filter) == ("orchestrator is back", "status:failed")
        await ui.press("u")
        await ui.until(lambda: "Undid 3 jobs." in ui.toasts)
    assert (await queue.count(parse_filter("status:failed"))).count == 3


async def test_marked_jobs_are_given_another_priority_and_one_another_time(direct_queue: Queue) -> None:
    queue = direct_queue
    await enqueue(queue, 3)
    async with driven_on(queue) as ui:
        await ui.listed(3)
        await ui.press("j", "v", "j", "v", "P", "h")
        await asked(ui)
        await answer(ui, "y")
        await ui.until(lambda: any(toast.startswith("Changed 2 jobs.") for toast in ui.toasts))
        assert sum(job.priority is Priority.HIGH for job in (await queue.jobs()).jobs) == 2
        await ui.press("w", "m")
        await ui.until(lambda: any("Set to run in 10m 00s: " in toast for toast in ui.toasts))
        assert (await queue.count(parse_filter("condition:scheduled"))).count == 1
        await ui.press("u")
        await ui.until(lambda: ui.told.startswith("Undid "))
    assert (await queue.count(parse_filter("condition:scheduled"))).count == 0


async def test_a_running_job_is_cancelled_by_force_after_an_honest_question(direct_queue: Queue) -> None:
    queue = direct_queue
    await enqueue(queue, 1)
    worker_id = await worker(queue)
    lease = await claim_one(queue, worker_id)
    async with driven_on(queue) as ui:
        await ui.listed(1)
        await ui.press("j", "enter")
        await ui.until(lambda: ui.app.snapshot.watched and ui.app.snapshot.watched.detail)
        await ui.press("c")
        await answer(ui, "y")
        await ui.until(lambda: "Cancel requested" in ui.text())
        await ui.press("F")
        await asked(ui)
        said = " ".join(ui.text().replace("│", " ").split())
        assert "That stops no process" in said
        await answer(ui, "y")
        await ui.until(lambda: "Cancelled by force" in (ui.toasts or [""])[-1])
        await ui.until(lambda: "Slot held for" in ui.text())
    async with driven_on(queue, (80, 24)) as ui:
        await ui.listed(1)
        await ui.press("j", "enter")
        await ui.until(lambda: ui.app.snapshot.watched and ui.app.snapshot.watched.detail)
        said = " ".join(ui.text().split())
        for words in (
            f"Cancelled by force by {current_actor()}; it runs again only if somebody retries it. Slot held for",
            "may still run; S in view 4 frees it.",
            f"cancel requested by {current_actor()}",
            f"by force by {current_actor()}; no process was stopped",
        ):
            assert words in said
    await queue.complete(worker_id, [completion(lease)])
    assert (await queue.job(lease.job_id)).job.status is JobStatus.CANCELLED


async def test_what_matches_is_written_into_a_file(
    direct_queue: Queue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    await fail(direct_queue, 2)
    await enqueue(direct_queue, 1)
    async with driven_on(direct_queue) as ui:
        await ui.press("f")
        await ui.listed(2)
        await ui.press("E")
        await ui.until(lambda: isinstance(ui.app.screen, ExportDialog))
        await ui.press("tab", "right", "ctrl+s")
        await ui.until(lambda: any(toast.startswith("2 jobs written to ") for toast in ui.toasts))
    [path] = tmp_path.glob("*.jsonl")
    written = [json.loads(line) for line in path.read_text().splitlines()]
    assert [job["status"] for job in written] == ["failed", "failed"]
    assert [job["payload"] for job in written] == [(await direct_queue.job(job["id"])).payload for job in written]


async def test_the_sql_of_a_list_gives_the_list(direct_queue: Queue, database: Database) -> None:
    await enqueue(direct_queue, 2, payload={"question": "it's \\ 50 %"})
    view = View(filter=parse_filter('status:queued payload.question:"it\'s \\\\ 50 %"'), descending=False)
    rows = await database.execute(view_sql(view))
    page = await direct_queue.jobs(view.filter, descending=False)
    assert [str(row[0]) for row in rows] == [job.id for job in page.jobs]
    assert len(rows) == 2
