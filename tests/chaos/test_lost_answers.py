"""Fault 4 with a whole worker: what it asks is done, and every third answer never arrives."""

from queue_core.models import JobStatus, Outcome
from queue_core.queue import Queue
from queue_worker.exitcodes import ExitCode
from tests.chaos.running import finished, outcomes, stop, worker
from tests.support.databases import Database
from tests.support.fault_proxy import FaultProxy
from tests.support.jobs import enqueue
from tests.support.orchestrator import ScriptedOrchestrator


async def test_every_third_answer_is_lost_and_each_job_completes_once(
    database: Database, direct_queue: Queue, proxy: FaultProxy, orchestrator: ScriptedOrchestrator
) -> None:
    proxy.lose_answers("queue_", every=3)
    async with worker(database.conninfo_through(proxy), orchestrator) as process:
        jobs = await enqueue(direct_queue, 40)
        details = await finished(direct_queue, *jobs)
        assert proxy.lost >= 3
        proxy.heal()
        assert await stop(process) == ExitCode.DONE

    assert {detail.job.status for detail in details} == {JobStatus.COMPLETED}
    for detail in details:
        assert set(outcomes(detail)) <= {Outcome.COMPLETED, Outcome.INTERRUPTED}
        assert outcomes(detail).count(Outcome.COMPLETED) == 1
    assert set(orchestrator.rendered.values()) == {1}
    assert len(orchestrator.rendered) == len(jobs)
