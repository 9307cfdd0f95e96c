"""The terminal UI on a real queue, over both transports: data comes down, intents go up."""

from queue_core.models import Category, JobStatus
from queue_core.queue import Queue
from queue_tui.dialogs.enqueue import EnqueueDialog
from queue_tui.screens.job import JobScreen
from tests.support.jobs import claim_one, enqueue, failure, worker
from tests.tui.driving import driven_on
from tests.tui.test_deeds import answer


async def test_a_change_by_anybody_reaches_the_screen(queue: Queue) -> None:
    await enqueue(queue, 3)
    async with driven_on(queue) as ui:
        await ui.listed(3)
        [fourth] = await enqueue(queue, 1, job_type="daily_ca")
        await ui.listed(4)
        assert ui.rows()[0].startswith(f"  {fourth[:8]} daily_ca")


async def test_a_failed_job_is_found_opened_and_retried(queue: Queue) -> None:
    [job_id] = await enqueue(queue, 1)
    worker_id = await worker(queue)
    await queue.fail(worker_id, [failure(await claim_one(queue, worker_id), Category.INVALID_INPUT)])
    await enqueue(queue, 2)
    async with driven_on(queue) as ui:
        await ui.press("f")
        await ui.listed(1)
        await ui.press("j", "enter")
        await ui.until(lambda: isinstance(ui.app.screen, JobScreen) and ui.app.snapshot.watched)
        await ui.until(lambda: ui.app.snapshot.watched and ui.app.snapshot.watched.detail)
        await ui.press("r")
        await ui.until(lambda: ui.toasts)
        detail = await queue.job(job_id)
    assert detail.job.status is JobStatus.QUEUED
    assert detail.events[-1].actor


async def test_a_queued_job_is_cancelled_and_put_back(queue: Queue) -> None:
    [job_id] = await enqueue(queue, 1)
    async with driven_on(queue) as ui:
        await ui.listed(1)
        await ui.press("j", "c")
        await ui.until(lambda: ui.table.cursor and ui.table.cursor.status is JobStatus.CANCELLED)
        await ui.press("u")
        await ui.until(lambda: ui.table.cursor and ui.table.cursor.status is JobStatus.QUEUED)
    assert (await queue.job(job_id)).job.status is JobStatus.QUEUED


async def test_a_running_job_is_asked_to_stop(queue: Queue) -> None:
    await enqueue(queue, 1)
    worker_id = await worker(queue)
    await claim_one(queue, worker_id)
    async with driven_on(queue) as ui:
        await ui.listed(1)
        await ui.press("j", "c")
        await answer(ui, "y")
        await ui.until(lambda: "cancelling" in ui.rows()[0] and ui.toasts)
        assert ui.toasts[-1].startswith("Asked the worker to stop")


async def test_many_are_marked_and_deleted(queue: Queue) -> None:
    await enqueue(queue, 12)
    async with driven_on(queue) as ui:
        await ui.listed(12)
        await ui.press("asterisk")
        await ui.until(lambda: len(ui.table.marked) == 12)
        await ui.press("D")
        await answer(ui, "1")
        await ui.press("2", "enter")
        await ui.listed(0)
        assert "There are no jobs. n makes a test job." in ui.text()


async def test_a_test_job_is_enqueued_from_the_form(queue: Queue) -> None:
    async with driven_on(queue) as ui:
        await ui.press("n")
        await ui.until(lambda: isinstance(ui.app.screen, EnqueueDialog))
        await ui.press(*"doubt", "ctrl+s")
        await ui.listed(1)
        assert "doubt" in ui.rows()[0]


async def test_a_list_longer_than_a_window_is_read_to_its_end(direct_queue: Queue) -> None:
    first, *_ = await enqueue(direct_queue, 1)
    await enqueue(direct_queue, 999)
    async with driven_on(direct_queue, size=(80, 24)) as ui:
        await ui.press("G")
        await ui.until(lambda: ui.table.cursor and ui.table.cursor.id == first)
        while not ui.app.snapshot.window.at_start or ui.table.viewport.top:
            await ui.press("pageup")
        assert len({job.id for job in ui.table.viewport.jobs}) == len(ui.table.viewport.jobs)
