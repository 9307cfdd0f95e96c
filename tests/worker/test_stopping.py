"""P6: what becomes of running jobs when the worker is told to stop."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress

from queue_core.models import JobId, JobStatus, Outcome, WorkerState
from queue_core.queue import Queue
from queue_worker.exitcodes import ExitCode
from queue_worker.handlers import JobContext
from tests.support.jobs import enqueue
from tests.support.link import Link
from tests.worker.working import working


class Gate:
    """A handler that waits until it is let through."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.opened = asyncio.Event()
        self.ended = asyncio.Event()

    async def handler(self, _: JobContext) -> Mapping[str, object]:
        self.begun.set()
        try:
            await self.opened.wait()
        finally:
            self.ended.set()
        return {"done": True}


async def test_running_jobs_may_finish_and_no_job_is_begun(queue: Queue) -> None:
    gate = Gate()
    async with working(queue, {"doubt": gate.handler}, concurrency=1) as worker:
        [first] = await enqueue(queue)
        await gate.begun.wait()
        [second] = await enqueue(queue)
        worker.stop.ask()
        await state_is(queue, WorkerState.DRAINING)
        gate.opened.set()
        assert await worker.ended is ExitCode.DONE

    assert (await queue.job(first)).job.status is JobStatus.COMPLETED
    assert (await queue.job(second)).job.status is JobStatus.QUEUED
    assert (await queue.job(second)).attempts == ()
    await state_is(queue, WorkerState.STOPPED)


async def state_is(queue: Queue, state: WorkerState) -> None:
    async with asyncio.timeout(10):
        while (await queue.workers())[0].state is not state:
            await asyncio.sleep(0.01)


async def assert_given_back(queue: Queue, job_id: JobId) -> None:
    """Queued again at once, the attempt recorded as interrupted and not counted."""
    detail = await queue.job(job_id)
    [attempt] = detail.attempts
    assert detail.job.status is JobStatus.QUEUED
    assert detail.job.run_at is None
    assert (attempt.outcome, attempt.counted) == (Outcome.INTERRUPTED, False)
    assert attempt.message == "The worker was stopped before the job had ended."


async def test_what_is_left_at_the_deadline_is_given_back(queue: Queue) -> None:
    gate = Gate()
    async with working(queue, {"doubt": gate.handler}, drain_seconds=0.1) as worker:
        [job_id] = await enqueue(queue)
        await gate.begun.wait()
        worker.stop.ask()
        assert await worker.ended is ExitCode.DONE

    assert gate.ended.is_set()
    await assert_given_back(queue, job_id)


async def test_a_second_signal_gives_back_now(direct_queue: Queue) -> None:
    gate = Gate()
    async with working(direct_queue, {"doubt": gate.handler}, drain_seconds=3600) as worker:
        [job_id] = await enqueue(direct_queue)
        await gate.begun.wait()
        worker.stop.ask()
        worker.stop.ask()
        async with asyncio.timeout(5):
            assert await worker.ended is ExitCode.DONE

    await assert_given_back(direct_queue, job_id)


async def test_a_result_that_comes_while_the_call_is_being_ended_still_counts(direct_queue: Queue) -> None:
    begun = asyncio.Event()

    async def finishes_anyway(_: JobContext) -> Mapping[str, object]:
        begun.set()
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        return {"video_url": "/just-in-time.mp4"}

    async with working(direct_queue, {"doubt": finishes_anyway}, drain_seconds=0) as worker:
        [job_id] = await enqueue(direct_queue)
        await begun.wait()
        worker.stop.ask()
        assert await worker.ended is ExitCode.DONE

    assert (await direct_queue.job(job_id)).result == {"video_url": "/just-in-time.mp4"}


async def test_a_database_that_is_away_does_not_keep_a_worker_from_stopping(
    linked_queue: tuple[Queue, Link], direct_queue: Queue
) -> None:
    queue, link = linked_queue
    gate = Gate()
    async with working(queue, {"doubt": gate.handler}, drain_seconds=0.1) as worker:
        [job_id] = await enqueue(queue)
        await gate.begun.wait()
        link.swallow()
        worker.stop.ask()
        async with asyncio.timeout(15):
            assert await worker.ended is ExitCode.UNREACHABLE
        link.heal()

    assert gate.ended.is_set()
    assert (await direct_queue.job(job_id)).job.status in (JobStatus.PROCESSING, JobStatus.QUEUED)


async def test_an_idle_worker_stops_at_once(direct_queue: Queue) -> None:
    async with working(direct_queue) as worker:
        await asyncio.sleep(0)
        worker.stop.ask()
        async with asyncio.timeout(3):
            assert await worker.ended is ExitCode.DONE
