"""Two worker hosts on one database; one is cut off from everything, and comes back."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager

import pytest

from queue_core.models import JobStatus, Outcome
from queue_core.queue import Queue
from tests.chaos.running import (
    LONGEST_DELAY_SECONDS,
    PATIENCE_SECONDS,
    finished,
    happened,
    is_lost,
    kill,
    outcomes,
    shorten_leases,
    until,
    worker,
)
from tests.support.clock import Clock
from tests.support.databases import Database
from tests.support.fault_proxy import FaultProxy
from tests.support.hosts import Host, NotPossible, hosts
from tests.support.jobs import enqueue
from tests.support.orchestrator import ScriptedOrchestrator, after, silence
from tests.support.server import Server
from tests.worker.processes import Program

LIMIT = 4


@pytest.fixture
def two_hosts() -> Iterator[tuple[Host, Host]]:
    try:
        with hosts() as two:
            yield two
    except NotPossible as reason:
        pytest.skip(str(reason))


@pytest.fixture
async def orchestrator() -> AsyncIterator[ScriptedOrchestrator]:
    """One that both hosts reach."""
    async with ScriptedOrchestrator("0.0.0.0") as orchestrator:
        yield orchestrator


async def test_what_a_host_had_when_it_was_cut_off_is_taken_over_by_the_other(
    two_hosts: tuple[Host, Host],
    database: Database,
    server: Server,
    direct_queue: Queue,
    clock: Clock,
    orchestrator: ScriptedOrchestrator,
) -> None:
    """The lost host had a call under way and a result on its way; nobody else gets the slot of that call."""
    await shorten_leases(database, 8)
    await database.execute(
        "update public.job_queue_config set max_concurrent_renders = %s, peak_worker_multiplier = 1", LIMIT
    )
    lonely, other = two_hosts
    go_on = asyncio.Event()
    async with (
        FaultProxy(server.socket_path, lonely.gateway) as lonely_link,
        FaultProxy(server.socket_path, other.gateway) as other_link,
        on(lonely, database, lonely_link, orchestrator, "--name", "lonely", "--concurrency", "2") as left_alone,
    ):
        result = lonely_link.hold_request("queue_complete")
        orchestrator.script = [silence(), orchestrator.render]
        abandoned = await enqueue(direct_queue, 2)
        await happened(result.reached)
        orchestrator.always = after(go_on, orchestrator.render)
        async with on(other, database, other_link, orchestrator, "--name", "other") as runs_on:
            rest = await enqueue(direct_queue, 6)
            await until(lambda: len(orchestrator.calls) == LIMIT)
            lonely.cut_off()
            go_on.set()
            await finished(direct_queue, *rest)
            for job_id in abandoned:
                await until(lambda lost=job_id: is_lost(direct_queue, lost))
            await clock.advance(LONGEST_DELAY_SECONDS)
            details = await finished(direct_queue, *abandoned)

            lonely.join()
            result.release()
            await until(lambda: was_refused(database))
            await kill(runs_on)
        [last] = await enqueue(direct_queue)
        await left_alone.event("completed", PATIENCE_SECONDS, job_id=last)

    assert {detail.job.status for detail in details} == {JobStatus.COMPLETED}
    for detail in details:
        assert outcomes(detail) == [Outcome.LOST, Outcome.COMPLETED]
        assert [attempt.worker for attempt in detail.attempts] == ["lonely", "other"]
        assert outcomes(await direct_queue.job(detail.job.id)) == outcomes(detail), "the late result changed nothing"
    assert set(orchestrator.rendered.values()) == {1}


def on(
    host: Host, database: Database, link: FaultProxy, orchestrator: ScriptedOrchestrator, *flags: str
) -> AbstractAsyncContextManager[Program]:
    url = f"http://{host.gateway}:{orchestrator.port}"
    return worker(database.conninfo_through(link), url, *flags, through=host.command)


async def was_refused(database: Database) -> bool:
    return await database.execute("select from queue.minutes where refused > 0") != []
