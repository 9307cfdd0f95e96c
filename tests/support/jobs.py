"""Jobs, workers and failures with sensible defaults, so that a test says only what it is about."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from queue_core.models import (
    Category,
    Completion,
    Failure,
    JobId,
    Lease,
    NewJob,
    Outcome,
    Release,
    WorkerHello,
    WorkerId,
)
from queue_core.queue import Queue

ACTOR = "tests"


async def enqueue(queue: Queue, count: int = 1, **fields: Any) -> list[JobId]:
    """Enqueue some equal jobs; returns their ids in order."""
    jobs = [new_job(**fields) for _ in range(count)]
    return [job.id for job in await queue.enqueue(jobs, actor=ACTOR)]


def new_job(**fields: Any) -> NewJob:
    """A job of type doubt with a question."""
    return NewJob(**({"job_type": "doubt", "payload": {"question": "Explain Article 370"}} | fields))


async def worker(queue: Queue, name: str = "worker-1", concurrency: int = 100) -> WorkerId:
    """A worker that has said hello."""
    hello = worker_hello(name=name, concurrency=concurrency)
    await queue.hello(hello)
    return hello.worker_id


def worker_hello(**fields: Any) -> WorkerHello:
    """How a worker introduces itself."""
    defaults: dict[str, Any] = {"worker_id": str(uuid4()), "name": "worker-1", "host": "vps1", "process_id": 4711}
    return WorkerHello(**(defaults | {"version": "0.1.0", "concurrency": 10} | fields))


async def claim(queue: Queue, worker_id: WorkerId, slots: int = 100) -> tuple[Lease, ...]:
    """What a worker gets now."""
    return (await queue.claim(worker_id, slots)).leases


async def claim_one(queue: Queue, worker_id: WorkerId) -> Lease:
    """The one job that a worker gets now."""
    [lease] = await claim(queue, worker_id, 1)
    return lease


def completion(lease: Lease, **result: Any) -> Completion:
    """The result of a lease."""
    return Completion(job_id=lease.job_id, token=lease.token, result=result or {"video_url": "http://videos/1.mp4"})


def failure(lease: Lease, category: Category = Category.API_ERROR, **fields: Any) -> Failure:
    """The failure of a lease, of a category."""
    defaults: dict[str, Any] = {
        "job_id": lease.job_id,
        "token": lease.token,
        "outcome": Outcome.FAILED,
        "category": category,
        "exception_type": "httpx.HTTPStatusError",
        "message": "500 Internal Server Error",
        "stack": "Traceback (most recent call last):\n  ...\nhttpx.HTTPStatusError: 500",
        "fingerprint": "9c1e0f2a",
    }
    return Failure(**(defaults | fields))


def releases(leases: Sequence[Lease], reason: str = "The worker is stopping.") -> list[Release]:
    """Leases given back."""
    return [Release(job_id=lease.job_id, token=lease.token, reason=reason) for lease in leases]
