"""Fault 1: kill -9 at each point of a job's life. The points are messages that a proxy holds, not moments."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import psycopg
import pytest

from queue_core.models import JobId, JobStatus, Outcome
from queue_core.queue import Queue
from tests.chaos.running import attempt_is_running, finished, happened, kill, outcomes, taken_over, until, worker
from tests.support.clock import Clock
from tests.support.databases import Database
from tests.support.fault_proxy import FaultProxy
from tests.support.jobs import enqueue
from tests.support.orchestrator import ScriptedOrchestrator, silence


@dataclass(frozen=True)
class Scene:
    """What a point of death can be recognised by."""

    database: Database
    queue: Queue
    proxy: FaultProxy
    orchestrator: ScriptedOrchestrator
    job_id: JobId


Point = AsyncIterator[Callable[[], Awaitable[None]]]
"""Gives what returns when the worker has come there; goes on when it is dead."""
Death = Callable[[Scene], Point]


def at_request(function: str) -> Death:
    async def point(scene: Scene) -> Point:
        hold = scene.proxy.hold_request(function)
        yield lambda: happened(hold.reached)

    return point


def at_answer(function: str) -> Death:
    async def point(scene: Scene) -> Point:
        hold = scene.proxy.hold_answer(function)
        yield lambda: happened(hold.reached)

    return point


async def at_the_claims_answer(scene: Scene) -> Point:
    hold = scene.proxy.hold_answer("queue_claim")

    async def reached() -> None:
        nonlocal hold
        await happened(hold.reached)
        while not await attempt_is_running(scene.queue, scene.job_id):
            # the worker's own sweep was giving the job its position just then, and the claim passed it over
            earlier, hold = hold, scene.proxy.hold_answer("queue_claim")
            earlier.release()
            await happened(hold.reached)

    yield reached


async def in_the_claims_transaction(scene: Scene) -> Point:
    """The claim waits for the limits row; the server goes on with it when its client is dead, and commits."""
    async with await psycopg.AsyncConnection.connect(scene.database.conninfo) as holder:
        await holder.execute("select from public.job_queue_config for update")
        yield lambda: until(lambda: claim_is_waiting(scene.database))
        # a sweep that is giving the job its position just now would have the claim pass it over
        await until(lambda: nobody_sweeps(scene.database))
    await until(lambda: attempt_is_running(scene.queue, scene.job_id))


async def claim_is_waiting(database: Database) -> bool:
    waiting = (
        "select from pg_stat_activity where datname = current_database() "
        "and wait_event_type = 'Lock' and query ~ 'queue_claim'"
    )
    return bool(await database.execute(waiting))


async def nobody_sweeps(database: Database) -> bool:
    sweeping = (
        "select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() "
        "and state = 'active' and query ~ 'queue_sweep'"
    )
    return not await database.execute(sweeping)


async def during_the_call(scene: Scene) -> Point:
    scene.orchestrator.script = [silence()]
    yield lambda: until(lambda: len(scene.orchestrator.running) == 1)


LOST_ONCE = [Outcome.LOST, Outcome.COMPLETED]


@pytest.mark.parametrize(
    ("point", "expected", "calls"),
    [
        pytest.param(at_request("queue_claim"), [Outcome.COMPLETED], 1, id="before-the-claim-arrives"),
        pytest.param(in_the_claims_transaction, LOST_ONCE, 1, id="before-the-claim-commits"),
        pytest.param(at_the_claims_answer, LOST_ONCE, 1, id="after-the-claim"),
        pytest.param(during_the_call, LOST_ONCE, 2, id="during-the-call"),
        pytest.param(at_request("queue_complete"), LOST_ONCE, 2, id="before-the-acknowledgement"),
        pytest.param(at_answer("queue_complete"), [Outcome.COMPLETED], 1, id="after-the-acknowledgement"),
    ],
)
async def test_a_job_outlives_its_worker(
    database: Database,
    direct_queue: Queue,
    clock: Clock,
    proxy: FaultProxy,
    orchestrator: ScriptedOrchestrator,
    point: Death,
    expected: list[Outcome],
    calls: int,
) -> None:
    [job_id] = await enqueue(direct_queue)
    scene = Scene(database, direct_queue, proxy, orchestrator, job_id)
    async with (
        asynccontextmanager(point)(scene) as reached,
        worker(database.conninfo_through(proxy), orchestrator, "--name", "killed") as killed,
    ):
        await reached()
        await kill(killed)

    async with worker(database.conninfo, orchestrator, "--name", "heir"):
        if expected is LOST_ONCE:
            detail = await taken_over(direct_queue, clock, job_id)
        else:
            [detail] = await finished(direct_queue, job_id)

    assert detail.job.status is JobStatus.COMPLETED
    assert outcomes(detail) == expected
    assert [attempt.number for attempt in detail.attempts] == list(range(1, len(expected) + 1))
    assert len(orchestrator.calls) == calls
    assert set(orchestrator.rendered.values()) == {1}, "each attempt names the same work"


async def test_ten_jobs_of_a_killed_worker_are_all_taken_over(
    database: Database, direct_queue: Queue, clock: Clock, orchestrator: ScriptedOrchestrator
) -> None:
    orchestrator.always = silence()
    jobs = await enqueue(direct_queue, 10)
    async with worker(database.conninfo, orchestrator) as killed:
        await until(lambda: len(orchestrator.running) == 10)
        await kill(killed)
    await until(lambda: not orchestrator.running)
    orchestrator.always = None
    # the calls of the lost attempts may still be running for all that the queue knows: their slots are held
    await database.execute("update public.job_queue_config set max_concurrent_renders = 20")
    async with worker(database.conninfo, orchestrator):
        await asyncio.gather(*(taken_over(direct_queue, clock, job_id) for job_id in jobs[:1]))
        details = await finished(direct_queue, *jobs)

    assert {detail.job.status for detail in details} == {JobStatus.COMPLETED}
    assert {tuple(outcomes(detail)) for detail in details} == {tuple(LOST_ONCE)}
