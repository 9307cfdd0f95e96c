"""Fault 8: an orchestrator that answers in every bad way, each to a job of its own, all at once."""

import asyncio

from queue_core.models import Attempt, Category, JobId, JobStatus
from queue_core.queue import Queue
from tests.chaos.running import finished, retry_at_once, until, worker
from tests.support.databases import Database
from tests.support.jobs import ACTOR, new_job
from tests.support.orchestrator import (
    Behaviour,
    ScriptedOrchestrator,
    answers,
    drip,
    http,
    huge,
    redirect,
    silence,
    status,
    truncated,
)

HASTY_TYPE, TIMEOUT_SECONDS = "daily_ca", 3
"""The others have all the time that a slow machine may need."""
ENDLESS = {"silence past the deadline", "one byte a second"}
IN_TWO_MINUTES = "Fri, 31 Jul 2026 12:02:00 GMT"
ANSWERED_AT = "Fri, 31 Jul 2026 12:00:00 GMT"
"""The Date header of the same answers: a service's clock may be as wrong as a worker's."""

WAYS: dict[str, tuple[Behaviour, Category, int | None]] = {
    "silence past the deadline": (silence(), Category.TIMEOUT, None),
    "one byte a second": (drip(), Category.TIMEOUT, None),
    "200 with garbage": (answers(http(b"\xff\x00<html>")), Category.BAD_RESPONSE, 200),
    "200 with a list": (answers(http(b"[1, 2]")), Category.BAD_RESPONSE, 200),
    "200 with nothing": (answers(http(b"")), Category.BAD_RESPONSE, 200),
    "200 with another address": (answers(http(b'{"video_url": "file:///etc/passwd"}')), Category.BAD_RESPONSE, 200),
    "40 MB": (huge(), Category.BAD_RESPONSE, 200),
    "a truncated body": (truncated(), Category.TIMEOUT, None),
    "no HTTP at all": (answers(b"SSH-2.0-OpenSSH_9.2\r\n"), Category.TIMEOUT, None),
    "409": (status("409 Conflict"), Category.OVERLOADED, 409),
    "500": (status("500 Oh", body=b'{"error": "boom"}'), Category.API_ERROR, 500),
}


async def test_each_bad_answer_is_its_own_failure_and_no_other_jobs(
    database: Database, direct_queue: Queue, orchestrator: ScriptedOrchestrator
) -> None:
    await database.execute(
        "update queue.job_types set timeout_minutes = %s / 60.0 where job_type = %s", TIMEOUT_SECONDS, HASTY_TYPE
    )
    await database.execute("update public.job_queue_config set max_concurrent_renders = 30")
    async with ScriptedOrchestrator() as internal, worker(database.conninfo, orchestrator) as process:
        ways = WAYS | {"a redirect inside": (redirect(f"{internal.url}/render"), Category.BAD_RESPONSE, 302)}
        orchestrator.by_input = {name: behaviour for name, (behaviour, _, _) in ways.items()}
        jobs = await enqueue_each(direct_queue, [*ways.keys() - ENDLESS, "a good one"], max_retries=0)
        jobs |= await enqueue_each(direct_queue, list(ENDLESS), job_type=HASTY_TYPE, max_retries=0)
        attempts = {name: await first_attempt(direct_queue, jobs[name]) for name in ways}
        [good] = await finished(direct_queue, jobs["a good one"])
        assert internal.calls == [], "a redirect is not followed"
        assert process.process.returncode is None

    assert good.job.status is JobStatus.COMPLETED
    found = {name: (attempt.category, attempt.http_status) for name, attempt in attempts.items()}
    assert found == {name: (category, code) for name, (_, category, code) in ways.items()}
    for name, attempt in attempts.items():
        assert attempt.message, name
        assert len(attempt.excerpt or "") < 100_000, name


AFTER: dict[str, tuple[float, float]] = {
    "7": (7, 12),
    IN_TWO_MINUTES: (120, 133),
    "99999999999999999999": (3600, 3961),
    "Fri, 31 Dec 9999 23:59:59 GMT": (3600, 3961),
    "-5": (0, 60),
    "1e400": (0, 60),
    "\xb2": (0, 60),  # a digit, but no number
    "Mon, 99 Zzz 9999 99:99:99 GMT": (0, 60),
}
"""Retry-After, and the least and most seconds until the next attempt."""


async def test_too_many_requests_are_tried_again_when_it_says_within_an_hour(
    database: Database, direct_queue: Queue, orchestrator: ScriptedOrchestrator
) -> None:
    date = f"Date: {ANSWERED_AT}"
    orchestrator.by_input = {header: status("429 Slow", date, f"Retry-After: {header}") for header in AFTER}
    jobs = await enqueue_each(direct_queue, list(AFTER))
    async with worker(database.conninfo, orchestrator):
        attempts = {header: await first_attempt(direct_queue, job_id) for header, job_id in jobs.items()}
        details = {header: await direct_queue.job(job_id) for header, job_id in jobs.items()}

    for header, (least, most) in AFTER.items():
        job, attempt = details[header].job, attempts[header]
        assert (attempt.category, attempt.http_status, attempt.counted) == (Category.OVERLOADED, 429, False)
        assert job.status is JobStatus.QUEUED
        assert job.run_at is not None
        assert attempt.ended_at is not None
        assert least <= (job.run_at - attempt.ended_at).total_seconds() <= most, header


async def test_a_storm_of_500_passes(
    database: Database, direct_queue: Queue, orchestrator: ScriptedOrchestrator
) -> None:
    """Every job's first two calls fail, and no job fails."""
    await retry_at_once(database)
    orchestrator.always = status(500)
    async with worker(database.conninfo, orchestrator):
        jobs = await enqueue_each(direct_queue, [str(number) for number in range(20)], max_retries=50)
        await until(lambda: len(orchestrator.calls) >= 40, 60)
        orchestrator.always = None
        details = await finished(direct_queue, *jobs.values())

    assert {detail.job.status for detail in details} == {JobStatus.COMPLETED}
    assert max(orchestrator.rendered.values()) == 1


async def enqueue_each(queue: Queue, inputs: list[str], **fields: object) -> dict[str, JobId]:
    """A job for each input; their ids."""
    jobs = await queue.enqueue([new_job(payload={"question": text}, **fields) for text in inputs], actor=ACTOR)
    return dict(zip(inputs, (job.id for job in jobs), strict=True))


async def first_attempt(queue: Queue, job_id: JobId) -> Attempt:
    """The job's first attempt once it has ended."""
    async with asyncio.timeout(60):
        while True:
            detail = await queue.job(job_id)
            if detail.attempts and detail.attempts[0].ended_at is not None:
                return detail.attempts[0]
            await asyncio.sleep(0.05)
