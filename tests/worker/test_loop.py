"""A worker on a real queue: what becomes of jobs that run well and of those that do not."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from queue_core.models import Category, JobStatus, Outcome
from queue_core.queue import Queue
from queue_worker.demo_orchestrator.server import DemoOrchestrator
from queue_worker.handlers import JobContext
from tests.support.databases import Database
from tests.support.jobs import ACTOR, enqueue
from tests.support.waking import is_listening
from tests.worker.working import job_in, shortest_wait, until, working


async def test_a_job_is_claimed_within_a_second_and_completes_with_its_result_in_the_payload(
    queue: Queue, demo: DemoOrchestrator, database: Database
) -> None:
    async with working(queue, orchestrator_url=demo.url):
        await until(lambda: is_asleep(database))
        if queue.transport.is_woken:
            await until(lambda: is_listening(database))
        details = [await job_in(queue, (await enqueue(queue))[0], JobStatus.COMPLETED) for _ in range(3)]

    detail = details[0]
    assert isinstance(detail.payload, dict)
    assert detail.payload["question"] == "Explain Article 370"
    assert set(detail.payload) >= {"video_url", "thumbnail_url", "duration", "processing_time_ms"}
    assert isinstance(detail.result, dict)
    assert detail.result["video_url"] == detail.payload["video_url"]
    [attempt] = detail.attempts
    assert (attempt.outcome, attempt.worker) == (Outcome.COMPLETED, "worker-1")
    limit = 1.0 if queue.transport.is_woken else 1.6  # one poll over PostgREST
    assert shortest_wait(details) < limit
    assert len(demo.journal.entries("asked")) == 3


async def is_asleep(database: Database) -> bool:
    """Whether the worker has found the queue empty and waits for the next job."""
    return bool(await database.execute("select from queue.workers where sleeping"))


@pytest.mark.parametrize(
    ("way", "category", "status", "counted", "http_status"),
    [
        ("500", Category.API_ERROR, JobStatus.QUEUED, True, 500),
        ("422", Category.INVALID_INPUT, JobStatus.FAILED, True, 422),
        ("404", Category.NOT_FOUND, JobStatus.FAILED, True, 404),
        ("401", Category.AUTH, JobStatus.QUEUED, False, 401),
        ("429 after=60", Category.OVERLOADED, JobStatus.QUEUED, False, 429),
        ("drop", Category.TIMEOUT, JobStatus.QUEUED, True, None),
        ("garbage", Category.BAD_RESPONSE, JobStatus.QUEUED, True, 200),
    ],
)
async def test_a_failure_is_recorded_whole_and_decides_what_is_next(
    direct_queue: Queue,
    demo: DemoOrchestrator,
    way: str,
    category: Category,
    status: JobStatus,
    counted: bool,
    http_status: int | None,
) -> None:
    async with working(direct_queue, orchestrator_url=demo.url):
        [job_id] = await enqueue(direct_queue, payload={"question": f"Why? [demo:{way}]"})
        detail = await job_in(direct_queue, job_id, status)

    [attempt] = detail.attempts
    assert (attempt.category, attempt.counted, attempt.http_status) == (category, counted, http_status)
    assert attempt.outcome is Outcome.FAILED
    assert attempt.message
    assert attempt.exception_type
    assert attempt.fingerprint
    assert attempt.stack is not None
    assert "Traceback" in attempt.stack
    if status is JobStatus.QUEUED:
        assert detail.job.run_at is not None


async def test_a_retry_after_a_failure_completes(direct_queue: Queue, demo: DemoOrchestrator) -> None:
    async with working(direct_queue, orchestrator_url=demo.url):
        [job_id] = await enqueue(direct_queue, payload={"question": "Why? [demo:500 times=1]"})
        await job_in(direct_queue, job_id, JobStatus.QUEUED)
        await direct_queue.retry([job_id], actor=ACTOR)
        detail = await job_in(direct_queue, job_id, JobStatus.COMPLETED, attempts=2)

    assert [attempt.outcome for attempt in detail.attempts] == [Outcome.FAILED, Outcome.COMPLETED]
    keys = [entry["key"] for entry in demo.journal.entries("asked")]
    assert keys[0] != keys[1]


async def test_a_running_job_is_cancelled_within_a_second(
    direct_queue: Queue, demo: DemoOrchestrator, database: Database
) -> None:
    """By the wake-up: no heartbeat comes for twenty minutes."""
    await direct_queue.configure({"heartbeat_seconds": 1200, "lease_seconds": 3600}, actor=ACTOR)
    async with working(direct_queue, orchestrator_url=demo.url):
        await until(lambda: is_listening(database))
        waits = [await cancelled(direct_queue, demo, number) for number in (1, 2, 3)]
    assert min(waits) < 1, "the best of three, since the machine may be busy with other tests"


async def cancelled(queue: Queue, demo: DemoOrchestrator, number: int) -> float:
    """Have the job of this number stopped while it runs; how many seconds that takes."""
    [job_id] = await enqueue(queue, payload={"question": f"Why {number}? [demo:ok seconds=60]"})
    await until(lambda: len(demo.journal.entries("asked")) == number)
    asked_at = asyncio.get_running_loop().time()
    result = await queue.cancel([job_id], actor=ACTOR)
    detail = await job_in(queue, job_id, JobStatus.CANCELLED)
    seconds = asyncio.get_running_loop().time() - asked_at
    await until(lambda: len(demo.journal.entries("abandoned")) == number)

    assert result.requested == (job_id,)
    [attempt] = detail.attempts
    assert (attempt.outcome, attempt.category) == (Outcome.CANCELLED, Category.CANCELLED)
    assert attempt.message == "The job was cancelled while it was running; the call was stopped."
    return seconds


async def test_a_running_job_is_cancelled_at_the_next_heartbeat_where_nothing_wakes(
    queue: Queue, demo: DemoOrchestrator, database: Database
) -> None:
    await database.execute("update public.job_queue_config set heartbeat_seconds = 1 where true")
    async with working(queue, orchestrator_url=demo.url):
        [job_id] = await enqueue(queue, payload={"question": "Why? [demo:silence]"})
        await until(lambda: bool(demo.journal.entries("asked")))
        await queue.cancel([job_id], actor=ACTOR)
        await job_in(queue, job_id, JobStatus.CANCELLED)


async def test_an_attempt_over_its_time_limit_is_stopped_and_says_where_it_was(
    direct_queue: Queue, database: Database
) -> None:
    await database.execute("update queue.job_types set timeout_minutes = 0.005 where job_type = 'doubt'")

    async def waits_for_ever(_: JobContext) -> Mapping[str, object]:
        await asyncio.Event().wait()
        return {}

    async with working(direct_queue, {"doubt": waits_for_ever}):
        [job_id] = await enqueue(direct_queue)
        detail = await job_in(direct_queue, job_id, JobStatus.QUEUED)

    [attempt] = detail.attempts
    assert (attempt.outcome, attempt.category) == (Outcome.TIMED_OUT, Category.TIMEOUT)
    assert attempt.message == "The attempt was not finished within its 0.3 s."
    assert "waits_for_ever" in (attempt.stack or "")


async def fails(error: BaseException) -> Mapping[str, object]:
    raise error


async def cancels_itself(_: JobContext) -> Mapping[str, object]:
    raise asyncio.CancelledError


async def exits(_: JobContext) -> Mapping[str, object]:
    raise SystemExit(3)


class Panic(BaseException):
    """As what extensions written in Rust raise when they panic."""


async def panics(_: JobContext) -> Mapping[str, object]:
    raise Panic("index out of bounds")


async def returns_a_number(_: JobContext) -> Any:
    return 5


async def returns_an_object(_: JobContext) -> Mapping[str, object]:
    return {"x": object()}


async def divides(_: JobContext) -> Mapping[str, object]:
    return {"x": 1 / 0}


@pytest.mark.parametrize(
    ("handler", "kind", "words"),
    [
        (divides, "ZeroDivisionError", "division by zero"),
        (returns_a_number, "TypeError", "The handler of 'doubt' returned int, not a mapping."),
        (returns_an_object, "ValueError", "The handler of 'doubt' returned something that is not JSON"),
        (exits, "SystemExit", "3"),
        (panics, "Panic", "index out of bounds"),
        (cancels_itself, "CancelledError", "CancelledError without a message"),
    ],
)
async def test_whatever_a_handler_does_wrong_is_a_failure_of_its_job_alone(
    direct_queue: Queue, handler: Any, kind: str, words: str
) -> None:
    async with working(direct_queue, {"doubt": handler}) as worker:
        [job_id] = await enqueue(direct_queue)
        detail = await job_in(direct_queue, job_id, JobStatus.QUEUED)
        assert not worker.ended.done()

    [attempt] = detail.attempts
    assert (attempt.category, attempt.exception_type) == (Category.HANDLER_ERROR, kind)
    assert words in (attempt.message or "")
    assert attempt.counted


async def test_a_handler_of_ones_own_gets_the_job_and_its_result_is_stored(queue: Queue) -> None:
    seen: list[JobContext] = []

    async def notes(context: JobContext) -> Mapping[str, object]:
        seen.append(context)
        return {"notes_url": "/notes/1", "odd": "nul\x00 and half \ud800", "pages": (1, 2)}

    async with working(queue, {"notes": notes}):
        [job_id] = await enqueue(queue, job_type="notes", payload={"chapter": "3"})
        detail = await job_in(queue, job_id, JobStatus.COMPLETED)

    [context] = seen
    assert (context.job_id, context.job_type, context.payload, context.attempt) == (
        job_id,
        "notes",
        {"chapter": "3"},
        1,
    )
    assert context.idempotency_key.startswith(job_id)
    assert 590 < context.timeout_seconds <= 600
    assert detail.result == {"notes_url": "/notes/1", "odd": "nul\ufffd and half \ufffd", "pages": [1, 2]}


async def test_progress_is_told(direct_queue: Queue) -> None:
    may_end = asyncio.Event()

    async def slow(context: JobContext) -> Mapping[str, object]:
        context.report_progress(7.5)
        context.report_progress(0.25)
        await may_end.wait()
        return {}

    async with working(direct_queue, {"doubt": slow}):
        [job_id] = await enqueue(direct_queue)

        async def is_told() -> bool:
            return (await direct_queue.job(job_id)).job.progress == 0.25

        await until(is_told)
        may_end.set()
        await job_in(direct_queue, job_id, JobStatus.COMPLETED)


async def test_no_more_jobs_run_at_once_than_there_are_slots_and_freed_slots_are_filled(direct_queue: Queue) -> None:
    running, most, gate = 0, 0, asyncio.Semaphore(0)

    async def counted(_: JobContext) -> Mapping[str, object]:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await gate.acquire()
        running -= 1
        return {}

    ids = await enqueue(direct_queue, 7)
    async with working(direct_queue, {"doubt": counted}, concurrency=3):
        await until(lambda: running == 3)
        for _ in ids:
            gate.release()
        for job_id in ids:
            await job_in(direct_queue, job_id, JobStatus.COMPLETED)
    assert most == 3


async def test_a_job_that_another_program_takes_away_is_stopped_and_frees_its_slot(
    direct_queue: Queue, database: Database
) -> None:
    await database.execute("update public.job_queue_config set heartbeat_seconds = 1 where true")
    stopped = asyncio.Event()

    async def slow(_: JobContext) -> Mapping[str, object]:
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()
        return {}

    async with working(direct_queue, {"doubt": slow}):
        [job_id] = await enqueue(direct_queue)
        await job_in(direct_queue, job_id, JobStatus.PROCESSING, attempts=0)
        await database.execute("update public.jobs set status = 'completed' where id = %s", job_id)
        async with asyncio.timeout(10):
            await stopped.wait()
        await until(lambda: holds_nothing(direct_queue))

    assert (await direct_queue.job(job_id)).job.status is JobStatus.COMPLETED


async def holds_nothing(queue: Queue) -> bool:
    """Whether no slot is kept for a call that may still be running."""
    return (await queue.stats()).slots.held == 0
