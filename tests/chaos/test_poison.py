"""Fault 12: jobs that kill their workers, and hostile texts through worker and queuectl."""

import asyncio
import json
import signal
from pathlib import Path

import pytest

from queue_core.ctl.exits import Exit
from queue_core.models import JobId, JobStatus, Outcome
from queue_core.queue import Queue
from queue_worker.exitcodes import ExitCode
from tests.chaos.running import (
    LEASE_SECONDS,
    LONGEST_DELAY_SECONDS,
    PATIENCE_SECONDS,
    finished,
    outcomes,
    until,
    worker,
)
from tests.support.clock import Clock
from tests.support.ctl import Ctl, assert_harmless
from tests.support.databases import Database
from tests.support.jobs import enqueue
from tests.support.orchestrator import ScriptedOrchestrator
from tests.tui.hostile import HOSTILE

HANDLERS = """
import os, signal
from queue_worker import handler

@handler("exits")
async def exits(context):
    os._exit(3)

@handler("is_killed")
async def is_killed(context):
    os.kill(os.getpid(), signal.SIGKILL)

@handler("says")
async def says(context):
    text = context.payload["text"]
    context.report_progress(float("nan"))
    return {"said": text, text: [text, "\\0", "\\ud800", "x" * 1_000_000]}

@handler("raises")
async def raises(context):
    text = context.payload["text"] + "\\0\\ud800" + "x" * 1_000_000
    raise type("Evil" + text[:500].replace("\\0", ""), (Exception,), {})(text)
"""


@pytest.fixture
def handlers(tmp_path: Path) -> Path:
    (tmp_path / "evil_handlers.py").write_text(HANDLERS)
    return tmp_path


@pytest.mark.parametrize("job_type", ["is_killed", pytest.param("exits", marks=pytest.mark.chaos)])
async def test_a_job_that_kills_three_workers_is_quarantined(
    database: Database,
    direct_queue: Queue,
    clock: Clock,
    orchestrator: ScriptedOrchestrator,
    handlers: Path,
    job_type: str,
) -> None:
    [job_id] = await enqueue(direct_queue, job_type=job_type, max_retries=50)
    flags, environ = ("--handlers", "evil_handlers"), {"PYTHONPATH": str(handlers)}
    for times in range(3):
        await clock.advance(LEASE_SECONDS + 1)
        async with worker(database.conninfo, orchestrator, *flags, **environ) as process:
            if times:
                await until(lambda lost=times: has_lost(direct_queue, job_id, lost))
                await clock.advance(LONGEST_DELAY_SECONDS)
            assert await process.exit_code(PATIENCE_SECONDS) in (3, -signal.SIGKILL)
    await clock.advance(LEASE_SECONDS + 1)
    async with worker(database.conninfo, orchestrator, *flags, **environ) as process:
        [detail] = await finished(direct_queue, job_id)
        [healthy] = await enqueue(direct_queue)
        await finished(direct_queue, healthy)

    assert detail.job.status is JobStatus.FAILED
    assert [attempt.category for attempt in detail.attempts] == ["lost", "lost", "poison"]
    assert set(outcomes(detail)) == {Outcome.LOST}
    assert "three times" in (detail.attempts[-1].message or "")


async def has_lost(queue: Queue, job_id: JobId, number: int) -> bool:
    return outcomes(await queue.job(job_id)).count(Outcome.LOST) == number


async def test_hostile_texts_go_through_worker_and_command_line_as_data(
    database: Database, direct_queue: Queue, orchestrator: ScriptedOrchestrator, handlers: Path
) -> None:
    ctl = Ctl({"QUEUE_DATABASE_URL": database.conninfo, "QUEUE_ACTOR": "actor" + HOSTILE.replace("\0", "")[:40]})
    jobs = {
        job_type: (await enqueue(direct_queue, job_type=job_type, payload={"text": HOSTILE}, max_retries=0))[0]
        for job_type in ("says", "raises")
    }
    environ = {"PYTHONPATH": str(handlers)}
    async with worker(database.conninfo, orchestrator, "--handlers", "evil_handlers", **environ) as process:
        said, raised = await finished(direct_queue, jobs["says"], jobs["raises"])
        process.signal(signal.SIGTERM)
        assert await process.exit_code(PATIENCE_SECONDS) == ExitCode.DONE

    assert said.job.status is JobStatus.COMPLETED
    assert isinstance(said.result, dict)
    assert said.result["said"] == HOSTILE, "data stays as it is"
    assert raised.job.status is JobStatus.FAILED
    assert raised.attempts[0].message
    assert "\x1b" not in process.output
    for arguments in (("jobs",), ("job", jobs["says"]), ("job", jobs["raises"])):
        shown, as_json = await asyncio.gather(ctl(*arguments), ctl(*arguments, "--json"))
        assert (shown.code, as_json.code) == (Exit.DONE, Exit.DONE)
        assert_harmless(shown)
        assert json.loads(as_json.output)
