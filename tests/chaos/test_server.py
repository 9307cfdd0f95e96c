"""Fault 5: PostgreSQL loses its sessions, crashes and is stopped at once, while two workers work."""

import asyncio
import os
import signal
from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest

from queue_core.embedded import EmbeddedServer
from queue_core.models import JobId, JobStatus
from queue_core.queue import Queue
from tests.chaos.running import enqueue_surely, until, worker
from tests.promises.checker import Scenario, violations
from tests.promises.history import keep_records, read_history
from tests.support.databases import Database, fresh_database, make_templates
from tests.support.orchestrator import ScriptedOrchestrator
from tests.support.server import embedded_server, server_of
from tests.support.transports import direct


@pytest.fixture(scope="module")
def embedded() -> Iterator[EmbeddedServer]:
    """A server that belongs to this module; what it has confirmed must outlive its crash."""
    with embedded_server(f"crashing-{uuid4().hex[:8]}", settings={"fsync": "off"}) as embedded:
        make_templates(server_of(embedded))
        yield embedded


@pytest.fixture
def database(embedded: EmbeddedServer) -> Iterator[Database]:
    with fresh_database(server_of(embedded)) as database:
        yield database


async def terminate_backends(database: Database, _: EmbeddedServer) -> None:
    await database.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity"
        " where datname = current_database() and pid <> pg_backend_pid()"
    )


async def kill_a_backend(database: Database, _: EmbeddedServer) -> None:
    """The server ends all its sessions and recovers, since one that died may have left shared memory half-written."""
    [(process_id,)] = await database.execute(
        "select max(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
    )
    os.kill(process_id, signal.SIGKILL)


async def stop_at_once(_: Database, embedded: EmbeddedServer) -> None:
    """As `pg_ctl stop -m immediate` does; started again at once."""
    assert embedded.process_id is not None
    os.kill(embedded.process_id, signal.SIGQUIT)
    await until(lambda: not embedded.is_running())
    await asyncio.to_thread(embedded.start)


@pytest.mark.parametrize(
    "fault", [pytest.param(terminate_backends, marks=pytest.mark.chaos), kill_a_backend, stop_at_once]
)
async def test_work_goes_on_over_a_fault_of_the_server(
    database: Database, embedded: EmbeddedServer, orchestrator: ScriptedOrchestrator, fault: object
) -> None:
    assert callable(fault)
    orchestrator.seconds = 0.05
    sent: list[JobId] = []
    enough = asyncio.Event()
    async with (
        Queue(direct(database.conninfo)) as queue,
        worker(database.conninfo, orchestrator, "--name", "first"),
        worker(database.conninfo, orchestrator, "--name", "second"),
    ):
        sending = asyncio.create_task(send(queue, sent, enough))
        for _ in range(2):
            there = len(orchestrator.rendered)
            await until(lambda at_least=there + 15: len(orchestrator.rendered) >= at_least, 60)
            await until(lambda: answers(database))  # calls that outlived the last fault end before it is over
            await fault(database, embedded)
        enough.set()
        await sending
        await until(lambda: all_completed(database, len(sent)), 60)

    assert set(orchestrator.rendered.values()) == {1}
    scenario = Scenario(acknowledged=frozenset(sent), settled=True)
    assert violations(await read_history(database), orchestrator.calls, scenario) == []


async def send(queue: Queue, sent: list[JobId], enough: asyncio.Event) -> None:
    """One job after another, each until it is acknowledged."""
    while not enough.is_set():
        sent.append(await enqueue_surely(queue))


async def answers(database: Database) -> bool:
    try:
        await database.execute("select 1")
    except psycopg.OperationalError:
        return False
    return True


async def all_completed(database: Database, number: int) -> bool:
    try:
        rows = await database.execute("select status, count(*)::int from public.jobs group by 1")
    except psycopg.OperationalError:
        return False  # it is just coming back
    return rows == [(JobStatus.COMPLETED.value, number)]


@pytest.fixture(autouse=True)
async def promises_are_kept(database: Database) -> None:
    """Judged in the test itself, where more is known."""
    await keep_records(database)
