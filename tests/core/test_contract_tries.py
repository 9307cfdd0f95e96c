"""How many of its attempts a job has used, over both transports."""

from queue_core.models import Category, Job, JobId, JobStatus
from queue_core.queue import Queue
from tests.support.clock import Clock
from tests.support.databases import Database
from tests.support.jobs import ACTOR, claim_one, completion, enqueue, failure, releases, worker


async def shown(queue: Queue, job_id: JobId) -> tuple[JobStatus, int, int]:
    """Status, counted attempts, all attempts; the list says the same as the job."""
    job = (await queue.job(job_id)).job
    [listed] = (await queue.jobs()).jobs
    assert _numbers(listed) == _numbers(job)
    return job.status, job.counted_attempts, job.attempts


def _numbers(job: Job) -> tuple[int, int]:
    return job.counted_attempts, job.attempts


async def again(queue: Queue, job_id: JobId, category: Category) -> None:
    """One more attempt, which fails; the next may begin at once."""
    worker_id = await worker(queue)
    await queue.fail(worker_id, [failure(await claim_one(queue, worker_id), category, retry_after_seconds=1)])


async def test_each_counted_attempt_is_one_of_four(queue: Queue, clock: Clock) -> None:
    [job_id] = await enqueue(queue)
    assert await shown(queue, job_id) == (JobStatus.QUEUED, 0, 0)
    for number in range(1, 5):
        worker_id = await worker(queue)
        lease = await claim_one(queue, worker_id)
        assert await shown(queue, job_id) == (JobStatus.PROCESSING, number, number)
        await queue.fail(worker_id, [failure(lease, retry_after_seconds=1)])
        await clock.advance(10)
    assert await shown(queue, job_id) == (JobStatus.FAILED, 4, 4)


async def test_attempts_that_do_not_count_are_seen_but_use_up_none(queue: Queue, clock: Clock) -> None:
    [job_id] = await enqueue(queue)
    for number in range(1, 7):
        await again(queue, job_id, Category.OVERLOADED)
        assert await shown(queue, job_id) == (JobStatus.QUEUED, 0, number)
        await clock.advance(60)
    worker_id = await worker(queue)
    await queue.release(worker_id, releases([await claim_one(queue, worker_id)]))
    lease = await claim_one(queue, worker_id)
    assert await shown(queue, job_id) == (JobStatus.PROCESSING, 1, 8)
    await queue.complete(worker_id, [completion(lease)])
    assert await shown(queue, job_id) == (JobStatus.COMPLETED, 1, 8)


async def test_a_failure_that_is_not_retried_was_the_first_of_four(queue: Queue) -> None:
    [job_id] = await enqueue(queue)
    await again(queue, job_id, Category.INVALID_INPUT)
    assert await shown(queue, job_id) == (JobStatus.FAILED, 1, 1)


async def test_a_retry_of_an_operator_gives_all_attempts_back(queue: Queue) -> None:
    [job_id] = await enqueue(queue)
    await again(queue, job_id, Category.NOT_FOUND)
    await queue.retry([job_id], actor=ACTOR)
    assert await shown(queue, job_id) == (JobStatus.QUEUED, 0, 1)
    await again(queue, job_id, Category.NOT_FOUND)
    assert await shown(queue, job_id) == (JobStatus.FAILED, 1, 2)


async def test_a_job_of_the_old_system_has_its_tries_from_the_number_of_its_retries(
    direct_queue: Queue, database: Database
) -> None:
    await database.execute(
        "insert into public.jobs (job_type, priority, status, payload, retry_count, started_at) "
        "values ('doubt', 'low', 'failed', '{}', 3, now())"
    )
    [job] = (await direct_queue.jobs()).jobs
    assert (job.counted_attempts, job.max_attempts) == (4, 4)
