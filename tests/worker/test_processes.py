"""Real worker processes under real signals, on a real database, with real HTTP."""

import asyncio
import os
import signal
import sys
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from queue_core.models import JobId, JobStatus, Outcome
from queue_core.queue import Queue
from queue_worker.demo_orchestrator.server import DemoOrchestrator
from queue_worker.exitcodes import ExitCode
from tests.support.clock import Clock
from tests.support.databases import Database, fresh_database
from tests.support.fault_proxy import FaultProxy
from tests.support.gateway import Gateway
from tests.support.jobs import ACTOR, enqueue
from tests.support.keys import ANON_KEY, PUBLISHABLE_KEY, SERVICE_KEY
from tests.support.server import Server
from tests.support.waking import is_listening
from tests.worker.processes import Program, program
from tests.worker.working import job_in, shortest_wait, until

LEASE_SECONDS = 60
LONGEST_DELAY_SECONDS = 46
"""After a lost attempt."""


def worker(database: Database, demo: DemoOrchestrator, *flags: str) -> AbstractAsyncContextManager[Program]:
    return program("--orchestrator-url", demo.url, *flags, QUEUE_DATABASE_URL=database.conninfo)


async def slow_job(queue: Queue, seconds: float = 60) -> JobId:
    [job_id] = await enqueue(queue, payload={"question": f"Why? [demo:ok seconds={seconds:g}]"})
    return job_id


async def test_a_job_inserted_by_a_web_app_is_claimed_within_a_second_and_completes(
    database: Database, direct_queue: Queue, demo: DemoOrchestrator
) -> None:
    async with worker(database, demo) as process:
        await until(lambda: is_listening(database))
        details = []
        for _ in range(3):
            [(job_id,)] = await database.execute(
                "insert into public.jobs (job_type, priority, status, payload)"
                " values ('topic_short', 'high', 'queued', '{\"topic\": \"Inflation\"}') returning id::text"
            )
            details.append(await job_in(direct_queue, JobId(job_id), JobStatus.COMPLETED))
            await process.event("completed", job_id=job_id)
        process.signal(signal.SIGTERM)
        assert await process.exit_code() == ExitCode.DONE

    assert shortest_wait(details) < 1
    detail = details[0]
    assert isinstance(detail.payload, dict)
    assert set(detail.payload) >= {"topic", "video_url", "thumbnail_url", "duration", "processing_time_ms"}
    assert process.errors == ""
    assert process.events[-1]["event"] == "stopped"


async def test_over_supabase_a_job_is_claimed_at_the_next_poll_and_completes(
    gateway: Gateway, direct_queue: Queue, demo: DemoOrchestrator
) -> None:
    flags = ("--orchestrator-url", demo.url)
    async with program(*flags, SUPABASE_URL=gateway.url, SUPABASE_SERVICE_ROLE_KEY=SERVICE_KEY) as process:
        await process.event("started")
        details = [await job_in(direct_queue, (await enqueue(direct_queue))[0], JobStatus.COMPLETED) for _ in range(3)]
        process.signal(signal.SIGTERM)
        assert await process.exit_code() == ExitCode.DONE

    assert shortest_wait(details) < 1.6
    assert SERVICE_KEY not in process.output + process.errors


@pytest.mark.parametrize("key", [ANON_KEY, PUBLISHABLE_KEY, "no-key-at-all"], ids=["anon", "publishable", "unknown"])
async def test_a_key_that_may_not_work_is_refused_in_one_sentence(gateway: Gateway, key: str) -> None:
    async with program(SUPABASE_URL=gateway.url, SUPABASE_SERVICE_ROLE_KEY=key) as process:
        assert await process.exit_code() == ExitCode.MISUSE
    assert "key" in process.errors
    assert key not in process.errors
    assert process.errors.count("\n") == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
async def test_running_jobs_drain_and_nothing_is_claimed_any_more(
    database: Database, direct_queue: Queue, demo: DemoOrchestrator, number: signal.Signals
) -> None:
    async with worker(database, demo, "--concurrency", "1") as process:
        running = await slow_job(direct_queue, 0.5)
        await process.event("claimed", job_id=running)
        waiting = await slow_job(direct_queue, 0)
        process.signal(number)
        assert await process.exit_code() == ExitCode.DONE

    assert (await direct_queue.job(running)).job.status is JobStatus.COMPLETED
    detail = await direct_queue.job(waiting)
    assert (detail.job.status, detail.attempts) == (JobStatus.QUEUED, ())


async def test_four_calls_past_the_deadline_are_given_back(
    database: Database, direct_queue: Queue, demo: DemoOrchestrator
) -> None:
    async with worker(database, demo, "--drain-seconds", "0.2") as process:
        jobs = [await slow_job(direct_queue) for _ in range(4)]
        await until(lambda: len(demo.journal.entries("asked")) == 4)
        process.signal(signal.SIGTERM)
        assert await process.exit_code(5) == ExitCode.DONE

    for job_id in jobs:
        detail = await direct_queue.job(job_id)
        [attempt] = detail.attempts
        assert (detail.job.status, attempt.outcome, attempt.counted) == (
            JobStatus.QUEUED,
            Outcome.INTERRUPTED,
            False,
        )
    await until(lambda: len(demo.journal.entries("abandoned")) == 4)


async def test_a_second_signal_gives_back_at_once(
    database: Database, direct_queue: Queue, demo: DemoOrchestrator
) -> None:
    async with worker(database, demo, "--drain-seconds", "3600") as process:
        job_id = await slow_job(direct_queue)
        await process.event("claimed", job_id=job_id)
        process.signal(signal.SIGTERM)
        await process.event("draining")
        process.signal(signal.SIGTERM)
        assert await process.exit_code(5) == ExitCode.DONE

    assert (await direct_queue.job(job_id)).job.status is JobStatus.QUEUED


async def test_a_handler_that_does_not_stop_does_not_keep_the_process_alive(
    database: Database, direct_queue: Queue, demo: DemoOrchestrator, tmp_path: Path
) -> None:
    """One ignores its cancellation, one has left a thread behind."""
    (tmp_path / "stubborn.py").write_text(
        "import asyncio, time\n"
        "from queue_worker import handler\n\n"
        "@handler('ignores')\n"
        "async def ignores(context):\n"
        "    while True:\n"
        "        try:\n"
        "            await asyncio.sleep(60)\n"
        "        except asyncio.CancelledError:\n"
        "            pass\n\n"
        "@handler('blocks')\n"
        "async def blocks(context):\n"
        "    return await asyncio.to_thread(time.sleep, 60)\n"
    )
    flags = ("--handlers", "stubborn", "--drain-seconds", "0")
    async with program(*flags, cwd=tmp_path, QUEUE_DATABASE_URL=database.conninfo) as process:
        jobs = [(await enqueue(direct_queue, job_type=job_type))[0] for job_type in ("ignores", "blocks")]
        for job_id in jobs:
            await process.event("claimed", job_id=job_id)
        process.signal(signal.SIGTERM)
        assert await process.exit_code(8) == ExitCode.DONE

    for job_id in jobs:
        assert (await direct_queue.job(job_id)).job.status is JobStatus.QUEUED


async def test_the_job_of_a_killed_worker_is_taken_over_when_its_lease_has_ended(
    database: Database, direct_queue: Queue, demo: DemoOrchestrator, clock: Clock
) -> None:
    async with worker(database, demo, "--name", "first") as first:
        job_id = await slow_job(direct_queue, 1)
        await until(lambda: bool(demo.journal.entries("asked")))
        first.signal(signal.SIGKILL)
        await first.exit_code()
    await clock.advance(LEASE_SECONDS + 1)
    async with worker(database, demo, "--name", "second") as second:
        await second.event("swept", lost=1)
        await clock.advance(LONGEST_DELAY_SECONDS)
        detail = await job_in(direct_queue, job_id, JobStatus.COMPLETED, attempts=2)

    assert [(attempt.worker, attempt.outcome) for attempt in detail.attempts] == [
        ("first", Outcome.LOST),
        ("second", Outcome.COMPLETED),
    ]
    assert len({entry["key"] for entry in demo.journal.entries("asked")}) == 1
    assert len(demo.journal.entries("rendered")) == 1


async def test_the_late_result_of_a_worker_that_was_frozen_is_refused(
    database: Database, direct_queue: Queue, demo: DemoOrchestrator, clock: Clock
) -> None:
    async with worker(database, demo, "--name", "frozen") as frozen:
        job_id = await slow_job(direct_queue, 0.5)
        await until(lambda: bool(demo.journal.entries("asked")))
        frozen.signal(signal.SIGSTOP)
        await clock.advance(LEASE_SECONDS + 1)
        async with worker(database, demo, "--name", "second") as second:
            await second.event("swept", lost=1)
            await clock.advance(LONGEST_DELAY_SECONDS)
            await second.event("completed", job_id=job_id)
        frozen.signal(signal.SIGCONT)
        await until(lambda: any(event["event"] in ("refused", "lost") for event in frozen.events))
        assert frozen.process.returncode is None
        assert not [event for event in frozen.events if event["event"] == "completed"]

    detail = await direct_queue.job(job_id)
    assert detail.job.status is JobStatus.COMPLETED
    assert [attempt.outcome for attempt in detail.attempts] == [Outcome.LOST, Outcome.COMPLETED]


async def test_a_worker_outlives_its_database(tmp_path: Path, server: Server, demo: DemoOrchestrator) -> None:
    """The embedded one is killed under it, twice, while a job runs; and started again by the worker itself."""
    from queue_core.connect import connect
    from queue_core.embedded import EmbeddedServer
    from queue_core.settings import Settings

    home = server.folder.parent / f"outlived-{os.getpid()}"
    async with program("--orchestrator-url", demo.url, QUEUE_HOME=str(home)) as process:
        await process.event("started", 60)
        with EmbeddedServer(home) as embedded:
            async with connect(Settings(home=home), program="tests") as queue:
                job_id = await slow_job(queue, 1)
            await process.event("claimed", job_id=job_id)
            assert embedded.process_id is not None
            os.kill(embedded.process_id, signal.SIGQUIT)
            await process.event("completed", job_id=job_id)
            async with connect(Settings(home=home), program="tests") as queue:
                assert (await queue.job(job_id)).job.status is JobStatus.COMPLETED
        process.signal(signal.SIGTERM)
        assert await process.exit_code() == ExitCode.DONE


async def test_a_worker_waits_for_a_database_that_is_not_there_yet(
    database: Database, direct_queue: Queue, demo: DemoOrchestrator, proxy: FaultProxy
) -> None:
    await proxy.refuse()
    conninfo = database.conninfo_through(proxy)
    async with program("--orchestrator-url", demo.url, QUEUE_DATABASE_URL=conninfo) as process:
        failing = await process.event("database_failing")
        assert "cannot be reached" in failing["reason"]
        await proxy.listen()
        await process.event("started")
        [job_id] = await enqueue(direct_queue)
        await process.event("completed", job_id=job_id)

    assert len([event for event in process.events if event["event"] == "database_failing"]) == 1


async def test_a_worker_that_waits_for_its_database_can_be_stopped(demo: DemoOrchestrator) -> None:
    async with program(QUEUE_DATABASE_URL="postgresql://nobody@127.0.0.1:1/none") as process:
        await process.event("database_failing")
        process.signal(signal.SIGTERM)
        assert await process.exit_code(3) == ExitCode.DONE


async def test_a_database_without_the_queue_is_refused_with_the_command_to_run(server: Server) -> None:
    with fresh_database(server, "template_empty") as empty:
        async with program(QUEUE_DATABASE_URL=empty.conninfo) as process:
            assert await process.exit_code() == ExitCode.MISUSE
    assert "queuectl migrate" in process.errors
    assert process.errors.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--concurrency", "0"), "The concurrency must be 1 to 1000, not 0."),
        (("run", "--handlers", "no_such_module"), "The handlers module 'no_such_module' cannot be imported"),
        (("--orchestrator-url", "localhost"), "The orchestrator's address must look like"),
        (("--profile", "none"), "profile"),
        (("demo-orchestrator", "--fail-rate", "7"), "The fail rate must be 0 to 1, not 7."),
        (("demo-jobs", "--interval", "0"), "The interval must be 0.05 to 3600 s, not 0."),
        (("--end-with-stdin",), "--end-with-stdin needs a pipe or a terminal as standard input."),
    ],
)
async def test_wrong_use_is_one_sentence_and_exit_code_two(
    arguments: tuple[str, ...], sentence: str, tmp_path: Path
) -> None:
    async with program(*arguments, QUEUE_HOME=str(tmp_path)) as process:
        assert await process.exit_code() == ExitCode.MISUSE
    assert sentence in process.errors
    assert process.errors.count("\n") == 1
    assert process.output == ""


async def test_the_demo_commands_work_together(database: Database, direct_queue: Queue, tmp_path: Path) -> None:
    async with program("demo-orchestrator", "--port", "0", "--seconds", "0") as orchestrator:
        url = (await orchestrator.event("listening"))["url"]
        async with program("--orchestrator-url", url, QUEUE_DATABASE_URL=database.conninfo):
            source = ("demo-jobs", "--count", "6", "--burst", "5", "--interval", "0.05", "--seed", "2")
            async with program(*source, QUEUE_DATABASE_URL=database.conninfo) as jobs:
                assert await jobs.exit_code() == ExitCode.DONE
            await until(lambda: some_completed(direct_queue, 2))
        orchestrator.signal(signal.SIGTERM)
        assert await orchestrator.exit_code() == ExitCode.DONE
    page = await direct_queue.jobs()
    assert len(page.jobs) == 6
    await direct_queue.cancel([job.id for job in page.jobs], actor=ACTOR)


async def some_completed(queue: Queue, number: int) -> bool:
    return sum(job.status is JobStatus.COMPLETED for job in (await queue.jobs()).jobs) >= number


async def test_a_program_ends_with_the_parent_that_holds_its_standard_input() -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "queue_worker", "demo-orchestrator", "--port", "0", "--end-with-stdin"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    assert b"listening" in await process.stdout.readline()
    process.stdin.close()
    async with asyncio.timeout(5):
        assert await process.wait() == ExitCode.DONE


async def test_neither_textual_nor_rich_is_ever_imported() -> None:
    code = (
        "import sys, pkgutil, importlib, queue_worker\n"
        "for module in pkgutil.walk_packages(queue_worker.__path__, 'queue_worker.'):\n"
        "    if not module.name.endswith('__main__'): importlib.import_module(module.name)\n"
        "sys.exit(bool({'textual', 'rich'} & set(sys.modules)))"
    )
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", code)
    assert await process.wait() == 0
