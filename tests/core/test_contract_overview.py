"""The last hour and day as the overview shows them, and what is beyond its threshold."""

from datetime import UTC, datetime
from typing import Any

import pytest

from queue_core.errors import InvalidInput
from queue_core.models import Category, Heartbeat, JobStatus, Spread, WorkerId, WorkerState
from queue_core.queue import Queue
from tests.support.clock import Clock
from tests.support.databases import Database
from tests.support.jobs import ACTOR, claim, claim_one, completion, enqueue, failure, worker

NOON = datetime(2026, 11, 23, 12, 0, 30, tzinfo=UTC)
NOTHING = Spread(number=0, p50_seconds=None, p95_seconds=None)


async def codes(queue: Queue) -> list[str]:
    return [alert.code for alert in await queue.alerts()]


async def beat(queue: Queue, worker_id: WorkerId, **detail: Any) -> None:
    await queue.heartbeat(Heartbeat(worker_id=worker_id, state=WorkerState.RUNNING, leases=(), detail=detail))


async def test_of_an_empty_queue_the_overview_has_slices_with_nothing_in_them(queue: Queue, clock: Clock) -> None:
    await clock.set(NOON)
    found = await queue.overview()
    assert (len(found.hour.slices), found.hour.slice_seconds) == (60, 60)
    assert (len(found.day.slices), found.day.slice_seconds) == (96, 900)
    assert found.hour.slices[-1].at == NOON.replace(second=0)
    assert found.day.slices[0].at == datetime(2026, 11, 22, 12, 15, tzinfo=UTC)
    assert (found.hour.completed, found.hour.run, found.day.slices[7].wait) == (0, NOTHING, NOTHING)
    assert [kind.job_type for kind in found.types] == ["daily_ca", "doubt", "topic_short"]
    assert (found.alerts, found.backlog_seconds) == ((), None)


async def test_what_happened_is_in_the_slice_of_its_moment_and_with_its_type(queue: Queue, clock: Clock) -> None:
    await clock.set(NOON)
    await queue.configure({"types": {"doubt": {"limit": 3}}}, actor=ACTOR)
    worker_id = await worker(queue)
    await enqueue(queue, 2)
    await clock.advance(120)
    first, second = await claim(queue, worker_id)
    await clock.advance(45)
    await queue.complete(worker_id, [completion(first)])
    await queue.fail(worker_id, [failure(second, Category.NOT_FOUND)])
    await clock.advance(7200)
    await enqueue(queue, 3, job_type="topic_short", priority="low")
    await enqueue(queue, job_type="daily_ca", delay_seconds=600)
    worker_id = await worker(queue, "other")
    lease = await claim_one(queue, worker_id)
    await clock.advance(5)
    await queue.complete(worker_id, [completion(lease)])

    found = await queue.overview()
    assert (found.hour.enqueued, found.hour.completed, found.hour.failed) == (4, 1, 0)
    assert (found.day.enqueued, found.day.completed, found.day.failed) == (6, 2, 1)
    busy = [piece for piece in found.day.slices if piece.enqueued]
    assert [(piece.at.hour, piece.completed, piece.failed) for piece in busy] == [(12, 1, 1), (14, 1, 0)]
    assert busy[0].run.number == 1, "what failed says nothing of how long a job takes"
    assert busy[0].run.p50_seconds == pytest.approx(45)
    assert busy[0].wait.p50_seconds == pytest.approx(150), "the middle of the bucket from 120 to 180"
    doubt = next(kind for kind in found.types if kind.job_type == "doubt")
    assert (doubt.completed_hour, doubt.completed_day, doubt.failed_day, doubt.limit) == (0, 1, 1, 3)
    assert doubt.run.number == 1
    [waiting, scheduled, _] = found.types
    assert (waiting.job_type, waiting.queued) == ("topic_short", {"high": 0, "medium": 0, "low": 2})
    assert (scheduled.job_type, scheduled.queued["medium"]) == ("daily_ca", 1)
    assert found.backlog_seconds == pytest.approx(2 * 300), "one ended a minute ago: for a rate that is five minutes"
    assert found.per_minute == pytest.approx(1 / 5)


@pytest.mark.parametrize(
    ("counts", "share", "seconds"),
    [
        ("{}", 0.5, None),
        ("{0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0}", 0.95, None),
        ("{4,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0}", 0.5, 0.05),
        ("{0,0,0,0,0,10,0,0,0,0,0,0,0,0,0,0}", 0.95, 9.75),
        ("{0,0,0,0,0,5,0,0,0,5,0,0,0,0,0,0}", 0.5, 10),
        ("{0,0,0,0,0,5,0,0,0,5,0,0,0,0,0,0}", 0.6, 72),
        ("{0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,3}", 0.5, 660),
    ],
)
async def test_a_percentile_lies_within_its_bucket_in_proportion(
    database: Database, counts: str, share: float, seconds: float | None
) -> None:
    [(found,)] = await database.execute("select queue.percentile(%s::bigint[], %s)", counts, share)
    assert found == (None if seconds is None else pytest.approx(seconds))


async def test_a_long_and_old_queue_without_a_worker_is_alerted(queue: Queue, clock: Clock) -> None:
    await enqueue(queue, 20)
    assert await codes(queue) == ["no_worker"]
    await worker(queue)
    assert await codes(queue) == []
    await enqueue(queue)
    await clock.advance(31 * 60 + 1)
    no_worker, oldest, depth = await queue.alerts()
    assert (no_worker.code, no_worker.sentence) == ("no_worker", "21 jobs ready, no worker alive")
    assert (oldest.value, oldest.threshold) == (31, 30)
    assert oldest.sentence == "the oldest job has been ready for 31 minutes, more than 30"
    assert (depth.code, depth.value, depth.threshold, depth.sentence) == (
        "depth",
        21,
        20,
        "21 jobs ready, more than 20",
    )
    assert (await queue.overview()).alerts == (no_worker, oldest, depth)
    await queue.configure({"alert_queue_depth": 0, "alert_oldest_minutes": 0}, actor=ACTOR)
    assert await codes(queue) == ["no_worker"], "a threshold of 0 asks for no alert"


async def test_many_failures_are_alerted_from_five_on(direct_queue: Queue, clock: Clock) -> None:
    worker_id = await worker(direct_queue)
    await enqueue(direct_queue, 9)
    leases = await claim(direct_queue, worker_id)
    await direct_queue.complete(worker_id, [completion(lease) for lease in leases[:4]])
    await direct_queue.fail(worker_id, [failure(lease, Category.NOT_FOUND) for lease in leases[4:8]])
    assert await codes(direct_queue) == []
    await direct_queue.fail(worker_id, [failure(leases[8], Category.NOT_FOUND)])
    [alert] = await direct_queue.alerts()
    assert (alert.code, alert.value, alert.threshold) == ("failure_rate", 56, 50)
    assert alert.sentence == "jobs failed 5 of 9 times within 15 minutes, more than 50 %"
    await clock.advance(17 * 60)
    await worker(direct_queue)
    assert await codes(direct_queue) == []


async def test_what_workers_say_of_themselves_and_their_services_is_alerted(direct_queue: Queue, clock: Clock) -> None:
    one, other = await worker(direct_queue, "one"), await worker(direct_queue, "other")
    await beat(direct_queue, one, consecutive_failures=3, dependencies={"orchestrator": {"state": "open"}})
    await beat(direct_queue, other, consecutive_failures="many", dependencies={"orchestrator": 1, "x": {"state": []}})
    breaker, failing = await direct_queue.alerts()
    assert (breaker.code, breaker.subject, breaker.value) == ("breaker", "orchestrator", 1)
    assert breaker.sentence == "orchestrator is down for 1 of 2 workers"
    assert (failing.code, failing.subject, failing.value, failing.threshold) == ("worker_failing", "one", 3, 3)
    assert failing.sentence == "one has failed 3 times in a row"
    await clock.advance(61)
    assert await codes(direct_queue) == [], "they are gone"


async def test_stuck_jobs_are_alerted(direct_queue: Queue, clock: Clock) -> None:
    await enqueue(direct_queue)
    await claim(direct_queue, await worker(direct_queue))
    await clock.advance(61)
    [alert] = await direct_queue.alerts()
    assert (alert.code, alert.sentence) == ("stuck", "1 job stuck: no sign of life from the worker")
    await direct_queue.sweep(await worker(direct_queue))
    [alert] = await direct_queue.alerts()
    assert (alert.code, alert.value, alert.sentence) == ("held", 1, "1 slot held by lost attempts")


async def test_thresholds_are_fields_of_the_configuration(queue: Queue) -> None:
    config = await queue.config()
    assert (config.alert_queue_depth, config.alert_oldest_minutes) == (20, 30)
    assert (config.alert_failure_percent, config.alert_worker_failures) == (50, 3)
    changed = await queue.configure({"alert_failure_percent": 0, "alert_worker_failures": "10"}, actor=ACTOR)
    assert (changed.alert_failure_percent, changed.alert_worker_failures) == (0, 10)
    with pytest.raises(InvalidInput, match="alert_failure_percent takes a whole number from 0 to 100"):
        await queue.configure({"alert_failure_percent": 101}, actor=ACTOR)


async def test_a_job_tells_when_its_worker_was_heard_and_how_long_such_jobs_take(queue: Queue, clock: Clock) -> None:
    worker_id = await worker(queue)
    [job_id, *_] = await enqueue(queue, 3)
    leases = await claim(queue, worker_id)
    running = next(lease for lease in leases if lease.job_id == job_id)
    rest = [lease for lease in leases if lease.job_id != job_id]
    assert (await queue.job(job_id)).run_p50_seconds is None
    await clock.advance(25)
    await queue.complete(worker_id, [completion(lease) for lease in rest])
    await queue.cancel([job_id], actor=ACTOR)
    found = await queue.job(job_id)
    assert found.cancel_acknowledged_at is None
    assert found.run_p50_seconds == pytest.approx(25)
    assert found.run_p95_seconds is not None
    assert 25 < found.run_p95_seconds <= 30
    assert found.last_heartbeat_at is not None
    await clock.advance(30)
    await queue.complete(worker_id, [completion(running)])
    ended = await queue.job(job_id)
    assert (ended.job.status, ended.last_heartbeat_at) == (JobStatus.CANCELLED, None)
    assert ended.run_p95_seconds == found.run_p95_seconds, "a result that came too late is not measured"
