"""Fault 9: SIGTERM while four calls run. Past the deadline and twice: tests/worker/test_processes.py."""

import asyncio
import signal

import pytest

from queue_core.models import JobStatus, Outcome
from queue_core.queue import Queue
from queue_worker.exitcodes import ExitCode
from tests.chaos.running import PATIENCE_SECONDS, finished, outcomes, stop, taken_over, until, worker
from tests.support.clock import Clock
from tests.support.databases import Database
from tests.support.fault_proxy import FaultProxy
from tests.support.jobs import enqueue
from tests.support.orchestrator import Ended, ScriptedOrchestrator, after, silence


async def test_four_calls_that_finish_in_time_are_completed(
    database: Database, direct_queue: Queue, orchestrator: ScriptedOrchestrator
) -> None:
    draining = asyncio.Event()
    orchestrator.always = after(draining, orchestrator.render)
    jobs = await enqueue(direct_queue, 4)
    async with worker(database.conninfo, orchestrator) as process:
        await until(lambda: len(orchestrator.running) == 4)
        process.signal(signal.SIGTERM)
        await process.event("draining", PATIENCE_SECONDS)
        [late] = await enqueue(direct_queue)
        draining.set()
        assert await process.exit_code(PATIENCE_SECONDS) == ExitCode.DONE

    details = [await direct_queue.job(job_id) for job_id in jobs]
    assert {tuple(outcomes(detail)) for detail in details} == {(Outcome.COMPLETED,)}
    assert (await direct_queue.job(late)).attempts == ()


@pytest.mark.parametrize("fault", ["refused", "half-open"])
async def test_with_the_database_down_it_stops_all_the_same_and_the_next_worker_takes_over(
    database: Database,
    direct_queue: Queue,
    clock: Clock,
    proxy: FaultProxy,
    orchestrator: ScriptedOrchestrator,
    fault: str,
) -> None:
    orchestrator.script = [silence()] * 4
    jobs = await enqueue(direct_queue, 4)
    async with worker(database.conninfo_through(proxy), orchestrator, "--drain-seconds", "0.3") as process:
        await until(lambda: len(orchestrator.running) == 4)
        if fault == "refused":
            await proxy.refuse()
        else:
            proxy.swallow()
        assert await stop(process) == ExitCode.UNREACHABLE
    await until(lambda: {call.ended for call in orchestrator.calls} == {Ended.ABANDONED})
    async with worker(database.conninfo, orchestrator):
        await taken_over(direct_queue, clock, jobs[0])
        details = await finished(direct_queue, *jobs)

    assert {detail.job.status for detail in details} == {JobStatus.COMPLETED}
    assert {tuple(outcomes(detail)) for detail in details} == {(Outcome.LOST, Outcome.COMPLETED)}
