"""How much memory a worker process takes: idle, and with ten calls to a slow orchestrator under way.

The proportional set size, in which pages that processes share are divided among them.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web

from queue_core.models import NewJob
from queue_core.queue import Queue
from queue_core.transports.postgres import PostgresTransport
from tests.benchmarks.contenders.base import environment, program
from tests.benchmarks.contenders.ours import Ours
from tests.benchmarks.result import Result
from tests.support.databases import EMPTY_TEMPLATE, Database, fresh_database
from tests.support.server import Server

CALLS = 10
SETTLING_SECONDS = 3.0


async def report(server: Server) -> list[Result]:
    """One worker, first idle and then busy."""
    with fresh_database(server, EMPTY_TEMPLATE) as database:
        await Ours().install(database)
        async with (
            _slow_orchestrator() as (url, arrived),
            _running_worker(database, url) as pid,
            Queue(PostgresTransport(database.conninfo, label="bench", program="bench")) as queue,
        ):
            while not await database.execute("select from queue.workers where sleeping"):
                await asyncio.sleep(0.05)
            await asyncio.sleep(SETTLING_SECONDS)
            idle = _megabytes(pid)
            await queue.enqueue([NewJob(job_type="doubt", payload={"question": "?"})] * CALLS, actor="bench")
            for _ in range(CALLS):
                await arrived.acquire()
            await asyncio.sleep(SETTLING_SECONDS)
            return [
                Result("memory of an idle worker process", idle, "MB"),
                Result(f"memory of one with {CALLS} calls under way", _megabytes(pid), "MB"),
            ]


@asynccontextmanager
async def _slow_orchestrator() -> AsyncIterator[tuple[str, asyncio.Semaphore]]:
    """One that never answers; counts the calls that have come."""
    arrived = asyncio.Semaphore(0)

    async def render(request: web.Request) -> web.Response:
        await request.read()
        arrived.release()
        await asyncio.Event().wait()
        raise web.HTTPServiceUnavailable

    application = web.Application()
    application.router.add_post("/render", render)
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0]
        yield f"http://{host}:{port}", arrived
    finally:
        await runner.cleanup()


@asynccontextmanager
async def _running_worker(database: Database, url: str) -> AsyncIterator[int]:
    process = await asyncio.create_subprocess_exec(
        program("queue-worker"), "run", "--orchestrator-url", url, "--drain-seconds", "0",
        env=environment(database), stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process.pid
    finally:
        process.terminate()
        await process.wait()


def _megabytes(pid: int) -> float:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("This kernel does not say how much memory a process takes.")
