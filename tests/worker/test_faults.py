"""Answers that are lost and links that hang: nothing is lost, nothing runs unproved."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from queue_core.errors import AnswerLost, Refused
from queue_core.models import JobStatus, Outcome
from queue_core.queue import Queue
from queue_worker.exitcodes import ExitCode
from queue_worker.handlers import JobContext
from queue_worker.runner import UNPROVED_REASON
from tests.support.databases import Database
from tests.support.fault_proxy import FaultProxy
from tests.support.jobs import enqueue
from tests.support.link import Link
from tests.worker.working import job_in, until, working


def lose_first_answer(monkeypatch: pytest.MonkeyPatch, queue: Queue, verb: str) -> list[str]:
    """Let the verb's first call be carried out and fail all the same. Returns the calls so far."""
    original, calls = getattr(queue, verb), []

    async def call(*arguments: Any, **named: Any) -> Any:
        calls.append(verb)
        answer = await original(*arguments, **named)
        if len(calls) == 1:
            raise AnswerLost("The answer never arrived.")
        return answer

    monkeypatch.setattr(queue, verb, call)
    return calls


async def test_a_claim_whose_answer_is_lost_is_asked_for_again_and_runs_once(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = lose_first_answer(monkeypatch, queue, "claim")
    [job_id] = await enqueue(queue)
    async with working(queue, {"doubt": at_once}):
        detail = await job_in(queue, job_id, JobStatus.COMPLETED)

    assert len(calls) >= 2
    assert [attempt.outcome for attempt in detail.attempts] == [Outcome.COMPLETED]


async def test_jobs_of_a_claim_that_is_answered_while_stopping_are_given_back(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its first answer was lost: without the repeat its jobs would wait a minute for their leases to end."""
    calls = lose_first_answer(monkeypatch, queue, "claim")
    [job_id] = await enqueue(queue)
    async with working(queue, {"doubt": at_once}) as worker:
        await until(lambda: bool(calls))
        worker.stop.ask()
        assert await worker.ended is ExitCode.DONE

    assert len(calls) == 2
    detail = await queue.job(job_id)
    assert detail.job.status is JobStatus.QUEUED
    assert [attempt.outcome for attempt in detail.attempts] == [Outcome.INTERRUPTED]


@pytest.mark.parametrize(("verb", "outcome"), [("complete", Outcome.COMPLETED), ("fail", Outcome.FAILED)])
async def test_an_acknowledgement_whose_answer_is_lost_is_repeated_and_counts_once(
    queue: Queue, monkeypatch: pytest.MonkeyPatch, verb: str, outcome: Outcome
) -> None:
    calls = lose_first_answer(monkeypatch, queue, verb)
    async with working(queue, {"doubt": at_once, "bad": fails}) as worker:
        [job_id] = await enqueue(queue, job_type="doubt" if verb == "complete" else "bad")
        detail = await job_in(queue, job_id, JobStatus.COMPLETED, JobStatus.QUEUED)
        worker.stop.ask()
        assert await worker.ended is ExitCode.DONE  # so the answer to the repeat was heard

    assert len(calls) == 2
    assert [attempt.outcome for attempt in detail.attempts] == [outcome]


async def test_an_acknowledgement_that_is_refused_keeps_no_other_from_being_told(
    direct_queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    complete = direct_queue.complete
    refused: list[str] = []

    async def refuse_the_first(worker_id: Any, completions: Any) -> Any:
        refused.extend(item.job_id for item in completions if not refused)
        if any(item.job_id in refused for item in completions):
            raise Refused("The database has a problem with one of them.")
        return await complete(worker_id, completions)

    monkeypatch.setattr(direct_queue, "complete", refuse_the_first)
    async with working(direct_queue, {"doubt": at_once}):
        await enqueue(direct_queue)
        await until(lambda: bool(refused))
        [second] = await enqueue(direct_queue)
        await job_in(direct_queue, second, JobStatus.COMPLETED)


async def test_a_call_whose_lease_cannot_be_proved_is_stopped_before_the_lease_ends(
    linked_queue: tuple[Queue, Link], direct_queue: Queue, database: Database
) -> None:
    """P5, with a link that hangs: the database calls do not fail, they do not return."""
    queue, link = linked_queue
    await database.execute("update public.job_queue_config set lease_seconds = 4, heartbeat_seconds = 1 where true")
    was_valid: list[bool] = []

    async def first_hangs(context: JobContext) -> Mapping[str, object]:
        if was_valid:
            return {}
        link.swallow()
        try:
            await asyncio.Event().wait()
        finally:
            query = "select expires_at > queue.now() from queue.leases where job_id = %s::uuid"
            [(valid,)] = await database.execute(query, context.job_id)
            was_valid.append(valid)
            link.heal()
        return {}

    async with working(queue, {"doubt": first_hangs}):
        [job_id] = await enqueue(direct_queue)
        detail = await job_in(direct_queue, job_id, JobStatus.COMPLETED, attempts=2)

    assert was_valid == [True]
    *before, last = detail.attempts  # a claim that hung as well was answered too late to be begun
    assert last.outcome is Outcome.COMPLETED
    assert {(attempt.outcome, attempt.counted) for attempt in before} == {(Outcome.INTERRUPTED, False)}
    assert UNPROVED_REASON in [attempt.message for attempt in before]


async def test_an_outage_loses_no_finished_result_and_the_worker_goes_on(
    database: Database, direct_queue: Queue, proxy: FaultProxy
) -> None:
    """P11: the link is down when the result comes, and for a while after."""
    from queue_core.transports.postgres import PostgresTransport

    finished = asyncio.Event()

    async def cuts_the_link(_: JobContext) -> Mapping[str, object]:
        await proxy.refuse()
        finished.set()
        return {"video_url": "/v.mp4"}

    transport = PostgresTransport(database.conninfo_through(proxy), label="tests", program="tests")
    async with Queue(transport) as queue, working(queue, {"doubt": cuts_the_link}) as worker:
        [job_id] = await enqueue(direct_queue)
        await finished.wait()
        assert (await direct_queue.job(job_id)).job.status is JobStatus.PROCESSING
        await proxy.listen()
        detail = await job_in(direct_queue, job_id, JobStatus.COMPLETED)
        assert not worker.ended.done()

    assert detail.result == {"video_url": "/v.mp4"}
    assert [attempt.outcome for attempt in detail.attempts] == [Outcome.COMPLETED]


async def test_connections_that_the_server_ends_are_replaced(direct_queue: Queue, database: Database) -> None:
    async with working(direct_queue, {"doubt": at_once}) as worker:
        for _ in range(3):
            await database.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where datname = current_database() and pid <> pg_backend_pid()"
            )
            [job_id] = await enqueue_through(database)
            await job_in_database(database, job_id, "completed")
        assert not worker.ended.done()


async def at_once(_: JobContext) -> Mapping[str, object]:
    return {}


async def fails(_: JobContext) -> Mapping[str, object]:
    raise ValueError("no")


async def enqueue_through(database: Database) -> list[str]:
    """As a web app does."""
    [(job_id,)] = await database.execute(
        "insert into public.jobs (job_type, priority, status, payload)"
        " values ('doubt', 'high', 'queued', '{\"question\": \"Why?\"}') returning id::text"
    )
    return [job_id]


async def job_in_database(database: Database, job_id: str, status: str) -> None:
    async def is_so() -> bool:
        return await database.execute("select status from public.jobs where id = %s::uuid", job_id) == [(status,)]

    await until(is_so)


async def test_a_worker_that_the_queue_has_forgotten_says_hello_again(direct_queue: Queue, database: Database) -> None:
    async with working(direct_queue, {"doubt": at_once}):
        await until(lambda: has_workers(database))
        await database.execute("delete from queue.workers where true")
        [job_id] = await enqueue(direct_queue)
        await job_in(direct_queue, job_id, JobStatus.COMPLETED)
        assert len(await direct_queue.workers()) == 1


async def has_workers(database: Database) -> bool:
    return bool(await database.execute("select 1 from queue.workers"))
