"""PostgreSQL itself goes away and comes back: every call ends with a sentence, and the next one after it works."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from uuid import uuid4

import pytest

from queue_core.embedded import EmbeddedServer
from queue_core.errors import AnswerLost, Unreachable
from queue_core.queue import Queue, new_request_id
from queue_core.transports.base import Transport
from tests.support.databases import Database, fresh_database, make_templates
from tests.support.gateway import Gateway
from tests.support.jobs import ACTOR, new_job
from tests.support.postgrest import running_postgrest
from tests.support.server import embedded_server, server_of
from tests.support.transports import direct, rest

HEALING_SECONDS = 60
"""PostgREST tries again after 1, 2, 4 ... seconds."""


@pytest.fixture
def embedded() -> Iterator[EmbeddedServer]:
    """A server that belongs to one test."""
    # what it has confirmed must outlive its crash, though not one of the machine
    with embedded_server(f"own-{uuid4().hex[:8]}", settings={"fsync": "off"}) as embedded:
        make_templates(server_of(embedded))
        yield embedded


@pytest.fixture(params=["postgres", "supabase"])
async def queue(request: pytest.FixtureRequest, embedded: EmbeddedServer, tmp_path: Path) -> AsyncIterator[Queue]:
    """An open queue on that server."""
    async with AsyncExitStack() as stack:
        database: Database = stack.enter_context(fresh_database(server_of(embedded)))
        transport: Transport = direct(database.conninfo)
        if request.param == "supabase":
            address = await stack.enter_async_context(running_postgrest(database, tmp_path))
            transport = rest((await stack.enter_async_context(Gateway(address).running())).url)
        yield await stack.enter_async_context(Queue(transport))


def kill(embedded: EmbeddedServer) -> None:
    """Take the server away at once, as a crash does."""
    process = embedded.process_id
    assert process is not None
    os.kill(process, signal.SIGQUIT)
    while embedded.is_running():
        pass


async def test_calls_fail_while_the_server_is_gone_and_work_when_it_is_back(
    queue: Queue, embedded: EmbeddedServer
) -> None:
    await queue.version()
    kill(embedded)
    for _ in range(3):
        with pytest.raises(Unreachable):
            await queue.version()
    embedded.start()
    async with asyncio.timeout(HEALING_SECONDS):
        await answered(queue)


async def test_what_is_repeated_over_a_crash_is_done_once(queue: Queue, embedded: EmbeddedServer) -> None:
    """Each of a stream of jobs is sent until an answer comes, as programs do."""
    stop = asyncio.Event()
    sent = [asyncio.create_task(send_until(queue, stop)) for _ in range(4)]
    await asyncio.wait(sent, timeout=0.3)
    kill(embedded)
    embedded.start()
    async with asyncio.timeout(HEALING_SECONDS):
        await answered(queue)
    stop.set()
    ids = [job_id for some in await asyncio.gather(*sent) for job_id in some]
    assert len(ids) == len(set(ids)) == (await queue.count()).count


async def answered(queue: Queue) -> None:
    """Return when a call is answered."""
    while True:
        with suppress(Unreachable):
            await queue.version()
            return
        await asyncio.sleep(0.05)  # a program's pause between attempts


async def send_until(queue: Queue, stop: asyncio.Event) -> list[str]:
    """Enqueue one job after another; every intent keeps its request id until it is answered."""
    ids: list[str] = []
    while not stop.is_set():
        request_id = new_request_id()
        while True:
            try:
                [job] = await queue.enqueue([new_job()], actor=ACTOR, request_id=request_id)
            except (AnswerLost, Unreachable):
                await asyncio.sleep(0.05)
            else:
                ids.append(job.id)
                break
    return ids
