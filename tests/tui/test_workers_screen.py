"""Who runs the jobs: what is said of each worker, and what the keys do to it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from queue_core.models import Identity, JobStatus, JsonValue, WorkerState
from queue_core.queue import Queue
from queue_tui.screens.job import JobScreen
from queue_tui.screens.jobs import JobsScreen
from queue_tui.screens.workers import WorkersScreen
from tests.support.clock import Clock
from tests.support.jobs import claim_one, enqueue, worker
from tests.tui.driving import Driven, driven, driven_on
from tests.tui.fake_queue import FakeQueue
from tests.tui.samples import ago
from tests.tui.some_jobs import job_id
from tests.tui.staff import a_held_slot, a_service, a_staffed_queue
from tests.tui.test_deeds import answer

pytestmark = pytest.mark.usefixtures("still")


@asynccontextmanager
async def workers(queue: FakeQueue, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Driven]:
    """The app with the workers on screen."""
    async with driven(queue, size) as ui:
        await ui.press("4")
        await ui.until(lambda: isinstance(ui.app.screen, WorkersScreen) and "Reading" not in ui.text())
        yield ui


async def test_each_worker_is_told_with_its_services_and_slots_and_those_that_are_gone_come_last() -> None:
    async with workers(a_staffed_queue()) as ui:
        rows = [line for line in ui.lines() if "0.1.0" in line]
        assert [row.split()[0] for row in rows] == [">", "vps2", "old"]
        for words in (
            "> vps1          vps1       0.1.0   running    2/10   3s   1d down orchestrator",
            "  vps2          vps2.exam… 0.1.0   quiet      0/10   3s   1d up",
            "  old           vps1       0.1.0   gone       0/10   1h   1d -",
            "Services  orchestrator  down  for 3m  next probe in 20s",
            "            connection refused by localhost:8103␛[2J",
            "manim         up  for 2h  120ms",
            "> running  00000003  doubt               1m 15s attempt 1",
            "  running  00000004  daily_ca           10m 40s attempt 2",
            "  held     00000009  doubt               5m 00s kept 5m 00s more, lost by old",
        ):
            assert words in ui.text()
        await ui.press("j")
        assert "Worker    vps2  process 4711 on vps2.example.com" in ui.text()
        assert "00000003" not in ui.text()
        await ui.press("G")
        assert "it has not said how they are" in ui.text()


async def test_a_worker_that_misses_heartbeats_is_marked_and_one_that_is_gone_shows_what_is_stuck_on_it() -> None:
    queue = a_staffed_queue()
    gone, first, second = queue.staff
    queue.staff = (replace(gone, running=first.running), replace(first, running=(), last_seen_at=ago(52)), second)
    queue.numbers = replace(queue.numbers, held_slots=())
    async with workers(queue) as ui:
        assert "> vps1          vps1       0.1.0   silent     0/10  52s" in ui.text()
        assert "It runs nothing, and no slot is held." in ui.text()
        await ui.press("G")
        for words in (
            "> old           vps1       0.1.0   gone       2/10   1h",
            "stuck    00000003",
            "its worker is gone",
        ):
            assert words in ui.text()
        assert "It runs nothing" not in ui.text()


async def test_what_is_wrong_with_a_service_is_read_whole() -> None:
    queue = a_staffed_queue()
    why = "([Errno 111] Connect call failed ('127.0.0.1', 8103)) for the third time, and before that a time-out"
    detail: dict[str, JsonValue] = {
        "dependencies": {"orchestrator": a_service("open", reason=f"connection refused {why}")}
    }
    queue.staff = (replace(queue.staff[1], detail=detail), *queue.staff[2:])
    async with workers(queue) as ui:
        said = " ".join(ui.text().split())
        assert f"connection refused {why}" in said


async def test_without_workers_it_is_said_what_to_do() -> None:
    queue = a_staffed_queue()
    queue.staff, queue.numbers = (), replace(queue.numbers, held_slots=())
    async with workers(queue) as ui:
        assert "No worker has been seen for a day: start one with 'queue-worker'." in ui.text()
        await ui.press("Q", "o", "S", "y", "enter")
    assert not queue.asked


async def test_one_worker_is_made_quiet_and_active_again_at_once() -> None:
    queue = a_staffed_queue()
    async with workers(queue) as ui:
        await ui.press("Q")
        await ui.until(lambda: "vps1 takes no more jobs; what it runs goes on. u undoes." in ui.toasts)
        await ui.press("j", "Q")
        await ui.until(lambda: "vps2 takes jobs again. u undoes." in ui.toasts)
        await ui.press("G", "Q")
    assert queue.asked == [
        ("quiet", {"worker_ids": ("aaaaaaaa-0000-4000-8000-000000000001",), "off": False}),
        ("quiet", {"worker_ids": ("aaaaaaaa-0000-4000-8000-000000000002",), "off": True}),
    ]


async def test_keys_lead_to_the_jobs_of_a_worker_and_of_a_slot() -> None:
    async with workers(a_staffed_queue()) as ui:
        await ui.press("o")
        await ui.until(lambda: isinstance(ui.app.screen, JobScreen))
        assert ui.app.screen.job_id == job_id(3)  # type: ignore[attr-defined]
        await ui.press("escape", "tab", "j", "enter")
        await ui.until(lambda: getattr(ui.app.screen, "job_id", None) == job_id(4))
        await ui.press("escape", "tab", "enter")
        await ui.until(lambda: isinstance(ui.app.screen, JobsScreen))
        await ui.until(lambda: str(ui.app.view.filter) == "status:processing worker:vps1")


async def test_a_held_slot_is_freed_after_a_question() -> None:
    queue = a_staffed_queue()
    async with workers(queue) as ui:
        await ui.press("tab")
        assert "S Free slots" not in ui.text(), "the one under the cursor is not held"
        await ui.press("G")
        assert "S Free slots" in ui.text()
        await ui.press("S")
        await ui.until(lambda: "Free the slot of 00000009?" in ui.text())
        text = " ".join(ui.text().replace("│", " ").split())
        assert (
            "Its worker was lost, and its call may still be running. If it is, it goes on outside of the limits" in text
        )
        await answer(ui, "escape")
        assert not queue.asked
        await ui.press("S")
        await answer(ui, "y")
        await ui.until(lambda: "Freed the slots of 00000009." in ui.toasts)
    assert queue.asked == [("release_slots", {"ids": (job_id(9),)})]


async def test_all_slots_that_a_worker_lost_are_freed_after_one_question() -> None:
    queue = a_staffed_queue()
    lost = [replace(a_held_slot(number), worker=name) for number, name in ((9, "old"), (8, "old"), (7, None))]
    again = replace(lost[0], worker="older", until=lost[0].until + timedelta(minutes=1))
    queue.numbers = replace(queue.numbers, held_slots=(*lost, again))
    async with workers(queue) as ui:
        await ui.press("tab", "G", "tab")
        assert [line.split()[-1] for line in ui.lines() if line.startswith("> held")] == ["older"]
        await ui.press("G", "S")
        await ui.until(lambda: "Free 3 slots that are held?" in ui.text())
        assert "2  lost by worker old" in ui.text()
        assert "1  lost by worker older" in ui.text(), "of a job whose slots are freed all are freed"
        await answer(ui, "y")
        await ui.until(lambda: "Freed the slots of 2 jobs." in ui.toasts)
        await ui.press("g", "S")
        await ui.until(lambda: "Free 4 slots that are held?" in ui.text())  # the first worker has lost none: all
        assert "1  lost by another program" in ui.text()
        await answer(ui, "n")
    assert queue.asked == [("release_slots", {"ids": (job_id(9), job_id(8))})]


async def test_one_who_may_only_read_is_offered_nothing_that_writes() -> None:
    queue = a_staffed_queue()
    queue.identity = Identity(role="queue_viewer", can_operate=False, can_work=False, read_only=True, server="18.4")
    async with workers(queue) as ui:
        assert "Q Quiet" not in ui.text()
        assert "o Open job" in ui.text()
        await ui.press("Q", "tab", "G", "S")
    assert not queue.asked


async def test_a_worker_of_a_real_queue_is_made_quiet_and_undone_and_a_lost_slot_is_freed(
    direct_queue: Queue, clock: Clock
) -> None:
    queue = direct_queue
    [job] = await enqueue(queue, 1)
    lost = await worker(queue, name="lost")
    await claim_one(queue, lost)
    await clock.advance(100)
    worker_id = await worker(queue, name="vps1")
    await queue.sweep(worker_id)

    async def states() -> dict[str, WorkerState]:
        return {one.name: one.state for one in await queue.workers()}

    async with driven_on(queue) as ui:
        await ui.press("4")
        await ui.until(lambda: "vps1" in ui.text() and "held" in ui.text())
        await ui.press("Q")
        await ui.until(lambda: "vps1 takes no more jobs; what it runs goes on. u undoes." in ui.toasts)
        assert await states() == {"vps1": WorkerState.QUIET, "lost": WorkerState.GONE}
        await ui.press("u")
        await ui.until(lambda: any("Undid operation" in said for said in ui.toasts))
        assert "1 worker active again" in ui.toasts[-1]
        assert (await states())["vps1"] is WorkerState.RUNNING
        await ui.press("S")
        await answer(ui, "y")
        await ui.until(lambda: f"Freed the slots of {job[:8]}." in ui.toasts)
    assert (await queue.stats()).held_slots == ()
    assert (await queue.job(job)).job.status is JobStatus.QUEUED
