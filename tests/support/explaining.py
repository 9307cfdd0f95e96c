"""What tests of explanations share: limits, a heartbeat, and the reasons in short."""

from typing import Any

from queue_core.models import Block, Heartbeat, JobId, WorkerId, WorkerState
from queue_core.queue import Queue
from tests.support.jobs import ACTOR, claim


async def limits(queue: Queue, slots: int, **more: Any) -> None:
    """So many slots, whatever the hour."""
    await queue.configure({"max_concurrent_renders": slots, "peak_worker_multiplier": 1} | more, actor=ACTOR)


async def beat(queue: Queue, worker_id: WorkerId, state: WorkerState = WorkerState.RUNNING, **detail: Any) -> None:
    """A heartbeat in which the worker says this of itself."""
    await queue.heartbeat(Heartbeat(worker_id=worker_id, state=state, leases=(), detail=detail))


async def blocks(queue: Queue, job_id: JobId) -> list[Block]:
    """What keeps the job from being claimed."""
    return [reason.block for reason in (await queue.explain(job_id)).reasons]


async def is_next(queue: Queue, job_id: JobId, worker_id: WorkerId) -> bool:
    """Whether a claim takes it."""
    return job_id in [lease.job_id for lease in await claim(queue, worker_id)]
