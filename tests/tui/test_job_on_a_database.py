"""The job screen on a real queue, over both transports."""

from queue_core.models import Category, JobId, JobStatus
from queue_core.queue import Queue
from queue_tui.screens.job import JobScreen
from tests.support.jobs import ACTOR, claim_one, completion, enqueue, failure, worker
from tests.tui.driving import Driven, driven_on
from tests.tui.host import ERROR
from tests.tui.test_deeds import answer


async def opened(ui: Driven, *keys: str) -> JobScreen:
    """The job screen, once it shows its job."""
    await ui.press(*keys, "enter")
    await ui.until(lambda: ui.app.snapshot.watched and ui.app.snapshot.watched.detail)
    screen = ui.app.screen
    assert isinstance(screen, JobScreen)
    return screen


async def shows(ui: Driven, words: str) -> None:
    """Until these words are on screen."""
    await ui.until(lambda: words in ui.text())


def is_now(ui: Driven, status: JobStatus) -> bool:
    """Whether the screen has heard that its job is so; the word alone may stand in the header as well."""
    watched = ui.app.snapshot.watched
    return watched is not None and watched.detail is not None and watched.detail.job.status is status


async def test_a_failed_job_is_read_retried_and_followed_to_its_result(queue: Queue) -> None:
    await enqueue(queue, 1)
    worker_id = await worker(queue, name="vps1")
    failed = failure(await claim_one(queue, worker_id), Category.INVALID_INPUT, message="no such style", stack="File x")
    await queue.fail(worker_id, [failed])
    async with driven_on(queue) as ui:
        await ui.listed(1)
        await opened(ui, "j")
        await shows(ui, "Failed at the first try, because the service refused the input, which is not retried.")
        await ui.press(*ERROR)
        await shows(ui, "no such style")
        await ui.press("r")
        await ui.until(lambda: is_now(ui, JobStatus.QUEUED))
        lease = await claim_one(queue, worker_id)
        await shows(ui, "Running on vps1")
        await queue.complete(worker_id, [completion(lease, video_url="http://127.0.0.1:8103/v.mp4")])
        await shows(ui, "completed")
        await ui.press(*"]]]")
        await shows(ui, "http://127.0.0.1:8103/v.mp4")
        await ui.press(*"[[")
        await shows(ui, "It completed the job; no error.")
        await ui.press(*"[[")
        await shows(ui, "put back into the queue by ")
        assert "attempt 2 completed" in ui.text()


async def test_a_running_job_is_cancelled_from_its_screen(queue: Queue) -> None:
    await enqueue(queue, 1)
    worker_id = await worker(queue)
    await claim_one(queue, worker_id)
    async with driven_on(queue) as ui:
        await ui.listed(1)
        await opened(ui, "j")
        await ui.press("c")
        await answer(ui, "y")
        await shows(ui, "Cancel requested")


async def test_a_job_that_is_deleted_meanwhile_says_so(queue: Queue) -> None:
    [job_id] = await enqueue(queue, 1)
    async with driven_on(queue) as ui:
        await ui.listed(1)
        await opened(ui, "j")
        await queue.delete([job_id], actor=ACTOR)
        await shows(ui, "This job was deleted; below is how it was.")
        assert job_id in ui.text()


async def test_the_job_below_is_shown_on_the_same_screen_and_escape_leads_to_the_list(queue: Queue) -> None:
    [first] = await enqueue(queue, 1)
    [second] = await enqueue(queue, 1)
    async with driven_on(queue) as ui:
        await ui.listed(2)
        screen = await opened(ui, "j")
        assert screen.job_id == second
        await ui.press("J")
        await shows(ui, first)
        assert ui.app.screen is screen
        await ui.press("escape")
        await ui.until(lambda: ui.app.snapshot.watched is None)
        assert len(ui.app.screen_stack) == 1


async def test_a_copy_has_the_payload_and_names_its_original(queue: Queue) -> None:
    [original] = await enqueue(queue, 1, payload={"question": "why?"})
    async with driven_on(queue) as ui:
        await ui.listed(1)
        await opened(ui, "j")
        await ui.press("e")
        await ui.until(lambda: ui.app.screen.is_modal)
        await ui.press("ctrl+s")
        await ui.until(lambda: not ui.app.screen.is_modal)
    page = await queue.jobs()
    [copy] = [job for job in page.jobs if job.id != original]
    assert copy.parent_id == original
    assert (await queue.job(JobId(copy.id))).payload == {"question": "why?"}
