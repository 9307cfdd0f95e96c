"""A worker whose log cannot be written goes on proving its leases, ends its jobs, and stops when it is told to."""

import asyncio
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from queue_core.models import JobId
from queue_core.queue import Queue
from queue_worker.exitcodes import ExitCode
from tests.support.databases import Database
from tests.support.jobs import enqueue
from tests.worker.processes import clean_environ
from tests.worker.working import until

HANDLER = """\
import asyncio
from pathlib import Path
from queue_worker import handler

@handler('steps')
async def steps(context):
    context.report_progress(0.5)
    while not Path('go-on').exists():
        await asyncio.sleep(0.02)
    return {}

@handler('quick')
async def quick(context):
    return {}
"""


@pytest.fixture
def full_pipe() -> Iterator[int]:
    """The end to write to of a pipe in which there is no room, and which nobody reads."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    with suppress(BlockingIOError):
        while True:
            os.write(writing, b"\n" * 65_536)
    os.set_blocking(writing, True)
    yield writing
    os.close(writing)
    os.close(reading)


@pytest.fixture
def full_disk() -> Iterator[int]:
    """A file on which nothing can be written."""
    descriptor = os.open("/dev/full", os.O_WRONLY)
    yield descriptor
    os.close(descriptor)


@pytest.fixture(params=["full_pipe", "full_disk"])
def stuck(request: pytest.FixtureRequest) -> int:
    """What a worker's log goes to."""
    descriptor: int = request.getfixturevalue(request.param)
    return descriptor


async def test_a_log_that_cannot_be_written_holds_nothing_up(
    stuck: int, database: Database, direct_queue: Queue, tmp_path: Path
) -> None:
    (tmp_path / "stuck_handlers.py").write_text(HANDLER)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "queue_worker", "--handlers", "stuck_handlers"),
        cwd=tmp_path,
        env=clean_environ() | {"QUEUE_DATABASE_URL": database.conninfo, "QUEUE_WORKER_HEALTH_PORT": "0"},
        stdout=stuck,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        [steps] = await enqueue(direct_queue, job_type="steps")
        quick = await enqueue(direct_queue, 100, job_type="quick")
        await until(lambda: heard_of_progress(direct_queue, steps), 60)  # a heartbeat has brought it
        await until(lambda: all_completed(database, len(quick)), 60)
        (tmp_path / "go-on").touch()
        await until(lambda: all_completed(database, 1 + len(quick)), 60)

        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(60):
            _, errors = await process.communicate()
        assert (process.returncode, errors) == (ExitCode.DONE, b"")
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def heard_of_progress(queue: Queue, job_id: JobId) -> bool:
    return (await queue.job(job_id)).job.progress == 0.5


async def all_completed(database: Database, number: int) -> bool:
    return await database.execute("select count(*) from public.jobs where status = 'completed'") == [(number,)]
