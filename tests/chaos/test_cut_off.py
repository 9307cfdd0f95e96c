"""Faults 2, 3 and 6: a frozen worker, one whose database connection is half-open, a frozen client with a lock."""

import asyncio
import signal
import time
from datetime import datetime

import psycopg
import pytest

from queue_core.models import JobStatus, Outcome
from queue_core.queue import Queue
from tests.chaos.running import (
    LONGEST_DELAY_SECONDS,
    PATIENCE_SECONDS,
    finished,
    happened,
    is_lost,
    outcomes,
    shorten_leases,
    taken_over,
    until,
    worker,
)
from tests.support.clock import Clock
from tests.support.databases import Database
from tests.support.fault_proxy import FaultProxy
from tests.support.jobs import enqueue
from tests.support.orchestrator import Ended, ScriptedOrchestrator, after, silence


async def test_a_result_that_was_frozen_on_its_way_is_refused_and_counted(
    database: Database, direct_queue: Queue, clock: Clock, proxy: FaultProxy, orchestrator: ScriptedOrchestrator
) -> None:
    [job_id] = await enqueue(direct_queue)
    result = proxy.hold_request("queue_complete")
    async with worker(database.conninfo_through(proxy), orchestrator, "--name", "frozen") as frozen:
        await happened(result.reached)
        frozen.signal(signal.SIGSTOP)
        async with worker(database.conninfo, orchestrator, "--name", "heir"):
            detail = await taken_over(direct_queue, clock, job_id)
        result.release()
        frozen.signal(signal.SIGCONT)
        await frozen.event("refused", PATIENCE_SECONDS, job_id=job_id)
        [next_id] = await enqueue(direct_queue)
        await frozen.event("completed", PATIENCE_SECONDS, job_id=next_id)  # it goes on as if nothing had happened

    assert outcomes(detail) == [Outcome.LOST, Outcome.COMPLETED]
    assert (await direct_queue.job(job_id)).result == detail.result
    assert await database.execute("select sum(refused) from queue.minutes") == [(1,)]


async def test_a_worker_frozen_for_longer_than_its_real_lease_gives_up_what_another_has(
    database: Database, direct_queue: Queue, clock: Clock, orchestrator: ScriptedOrchestrator
) -> None:
    """No clock is moved until the lease is over."""
    await shorten_leases(database)
    thawed = asyncio.Event()
    orchestrator.script = [after(thawed, orchestrator.render)]
    [job_id] = await enqueue(direct_queue)
    async with worker(database.conninfo, orchestrator, "--name", "frozen") as frozen:
        await until(lambda: len(orchestrator.running) == 1)
        frozen.signal(signal.SIGSTOP)
        async with worker(database.conninfo, orchestrator, "--name", "heir"):
            await until(lambda: is_lost(direct_queue, job_id))
            await clock.advance(LONGEST_DELAY_SECONDS)
            [detail] = await finished(direct_queue, job_id)
            thawed.set()
            frozen.signal(signal.SIGCONT)
            await until(lambda: any(event["event"] in ("refused", "lost", "unproved") for event in frozen.events))

    assert not [event for event in frozen.events if event["event"] == "completed"]
    assert outcomes(detail) == [Outcome.LOST, Outcome.COMPLETED]
    assert outcomes(await direct_queue.job(job_id)) == outcomes(detail)
    assert set(orchestrator.rendered.values()) == {1}


async def test_a_worker_on_a_half_open_connection_stops_its_call_before_the_lease_ends(
    database: Database, direct_queue: Queue, clock: Clock, proxy: FaultProxy, orchestrator: ScriptedOrchestrator
) -> None:
    await shorten_leases(database, 8)
    orchestrator.script = [silence()]
    [job_id] = await enqueue(direct_queue)
    async with worker(database.conninfo_through(proxy), orchestrator, "--name", "cut-off") as cut_off:
        await until(lambda: len(orchestrator.running) == 1)
        proxy.swallow()
        lease_ends = await lease_end(database)
        async with worker(database.conninfo, orchestrator, "--name", "heir"):
            await until(lambda: orchestrator.calls[0].ended is Ended.ABANDONED)
            ended_at = orchestrator.calls[0].ended_at
            await until(lambda: is_lost(direct_queue, job_id))
            await clock.advance(LONGEST_DELAY_SECONDS)
            [detail] = await finished(direct_queue, job_id)
        proxy.heal()
        await cut_off.event("unproved", PATIENCE_SECONDS, job_id=job_id)
        [next_id] = await enqueue(direct_queue)
        await cut_off.event("completed", PATIENCE_SECONDS, job_id=next_id)

    assert ended_at is not None
    assert ended_at < lease_ends
    assert outcomes(detail) == [Outcome.LOST, Outcome.COMPLETED]
    assert orchestrator.calls[1].began > ended_at, "never two calls at once"


async def lease_end(database: Database) -> float:
    """When the only lease ends, in this process's monotonic seconds; rather too early than too late."""
    before = time.monotonic()
    [(seconds,)] = await database.execute(
        "select extract(epoch from expires_at - queue.now())::float8 from queue.leases"
    )
    return before + float(seconds)


@pytest.mark.parametrize("seconds", [5, pytest.param(20, marks=pytest.mark.chaos)])
async def test_a_client_frozen_with_the_limits_locked_stops_claims_and_nothing_else(
    database: Database, direct_queue: Queue, orchestrator: ScriptedOrchestrator, seconds: int
) -> None:
    """Until the server ends its transaction. Longer than a lease, and the second time than a claim waits for a lock."""
    await shorten_leases(database)
    finish = asyncio.Event()
    orchestrator.script = [after(finish, orchestrator.render)]
    [running] = await enqueue(direct_queue)
    async with worker(database.conninfo, orchestrator) as process:
        await until(lambda: len(orchestrator.running) == 1)
        async with await psycopg.AsyncConnection.connect(database.conninfo) as frozen:
            await frozen.execute(f"set idle_in_transaction_session_timeout = '{seconds}s'")
            await frozen.commit()
            await frozen.execute("select from public.job_queue_config for update")
            claimed_at = await database_time(database)
            [waiting] = await enqueue(direct_queue)
            finish.set()
            [completed] = await finished(direct_queue, running)
            locked_still = await is_locked(database)
            await finished(direct_queue, waiting, seconds=seconds + 40)
            with pytest.raises(psycopg.errors.IdleInTransactionSessionTimeout):
                await frozen.execute("select 1")
        assert process.process.returncode is None

    assert locked_still, "or nothing was shown"
    assert outcomes(completed) == [Outcome.COMPLETED]
    late = await direct_queue.job(waiting)
    assert late.job.status is JobStatus.COMPLETED
    assert (late.attempts[0].started_at - claimed_at).total_seconds() >= seconds - 1


async def database_time(database: Database) -> datetime:
    [(now,)] = await database.execute("select queue.now()")
    assert isinstance(now, datetime)
    return now


async def is_locked(database: Database) -> bool:
    try:
        await database.execute("select from public.job_queue_config for update nowait")
    except psycopg.errors.LockNotAvailable:
        return True
    return False
