"""The limits hold at every moment, whoever claims and however many do."""

import asyncio
from datetime import UTC, datetime

import pytest

from queue_core.filters import parse_filter
from queue_core.models import Heartbeat, JobId, JobStatus, JsonValue, LeaseProgress, Priority, WorkerState
from queue_core.queue import Queue
from tests.support.clock import Clock
from tests.support.databases import Database
from tests.support.jobs import ACTOR, claim, claim_one, completion, enqueue, new_job, releases, worker
from tests.support.transports import direct
from tests.support.waking import listening

CLAIMERS = 32
NOBODY = JobId("00000000-0000-4000-8000-000000000000")


async def no_peak(queue: Queue, **fields: object) -> None:
    """Limits without peak hours, so that the real time of day does not matter."""
    await queue.configure({"peak_worker_multiplier": 1, **fields}, actor=ACTOR)  # type: ignore[dict-item]


async def enqueue_manim(queue: Queue, database: Database, count: int) -> None:
    """Jobs of a type that needs the Manim renderer."""
    await queue.configure({"types": {"manim_video": {"resource": "manim"}}}, actor=ACTOR)
    await enqueue(queue, count, job_type="manim_video")


async def test_no_more_run_than_the_limit_in_all(queue: Queue) -> None:
    await no_peak(queue)
    await enqueue(queue, 20)
    worker_id = await worker(queue)
    leases = await claim(queue, worker_id)
    assert len(leases) == 10
    assert await claim(queue, worker_id) == ()
    await queue.complete(worker_id, [completion(lease) for lease in leases[:3]])
    assert len(await claim(queue, worker_id)) == 3


async def test_no_more_manim_jobs_run_than_their_limit(queue: Queue, database: Database) -> None:
    await no_peak(queue)
    await enqueue_manim(queue, database, 8)
    await enqueue(queue, 8, priority=Priority.LOW)
    leases = await claim(queue, await worker(queue))
    assert len(leases) == 10
    assert sum(lease.resource == "manim" for lease in leases) == 4
    slots = (await queue.stats()).slots
    assert (slots.limit, slots.running, slots.manim_limit, slots.manim_running) == (10, 10, 4, 4)


async def test_a_single_job_may_need_manim_too(queue: Queue, database: Database) -> None:
    await no_peak(queue, max_manim_renders=1)
    await enqueue(queue, 4)
    await database.execute("update public.jobs set resource = 'manim'", user="project_owner")
    assert len(await claim(queue, await worker(queue))) == 1


async def test_a_type_has_a_limit_of_its_own(queue: Queue) -> None:
    await no_peak(queue, types={"doubt": {"limit": 2}})
    await enqueue(queue, 5, priority=Priority.HIGH)
    await enqueue(queue, 5, job_type="topic_short")
    worker_id = await worker(queue)
    leases = await claim(queue, worker_id)
    assert sorted(lease.job_type for lease in leases) == ["doubt"] * 2 + ["topic_short"] * 5
    assert await claim(queue, worker_id) == ()


async def test_jobs_at_their_limit_do_not_hold_up_those_behind_them(queue: Queue) -> None:
    await no_peak(queue, types={"doubt": {"limit": 1}, "topic_short": {"limit": 0}})
    await enqueue(queue, 300, priority=Priority.HIGH)
    await enqueue(queue, 300, job_type="topic_short", priority=Priority.HIGH)
    [last] = await enqueue(queue, job_type="daily_ca", priority=Priority.LOW)
    worker_id = await worker(queue)
    first = await claim(queue, worker_id, 1)
    assert [lease.job_type for lease in first] == ["doubt"]
    assert [lease.job_id for lease in await claim(queue, worker_id, 1)] == [last]


async def test_a_limit_of_nothing_stops_claiming_and_more_lets_it_go_on(queue: Queue) -> None:
    await no_peak(queue, max_concurrent_renders=0)
    await enqueue(queue, 3)
    worker_id = await worker(queue)
    assert await claim(queue, worker_id) == ()
    await no_peak(queue, max_concurrent_renders=2)
    assert len(await claim(queue, worker_id)) == 2
    await no_peak(queue, max_concurrent_renders=1)
    assert await claim(queue, worker_id) == (), "what runs above a lowered limit goes on"


async def test_a_lost_attempt_keeps_its_slot_until_its_deadline(queue: Queue, clock: Clock) -> None:
    await no_peak(queue, max_concurrent_renders=1, max_manim_renders=1, job_timeout_minutes=10)
    await enqueue(queue, 2)
    dead, other = await worker(queue, "dead"), await worker(queue, "other")
    await claim_one(queue, dead)
    await clock.advance(61)
    await queue.sweep(other)
    slots = (await queue.stats()).slots
    assert (slots.running, slots.held) == (0, 1)
    assert await claim(queue, other) == ()
    await clock.advance(9 * 60)
    await queue.sweep(other)
    assert len(await claim(queue, other)) == 1, "its deadline has passed"


async def test_a_lost_attempt_keeps_its_slot_also_where_its_job_was_to_be_cancelled(queue: Queue, clock: Clock) -> None:
    [job_id] = await enqueue(queue)
    await claim_one(queue, await worker(queue, "dead"))
    await queue.cancel([job_id], actor=ACTOR)
    await clock.advance(61)
    await queue.sweep(await worker(queue, "other"))
    assert (await queue.job(job_id)).job.status is JobStatus.CANCELLED
    slots = (await queue.stats()).slots
    assert (slots.running, slots.held) == (0, 1)


async def test_an_operator_may_release_a_held_slot(queue: Queue, clock: Clock) -> None:
    await no_peak(queue, max_concurrent_renders=1)
    [job_id, _] = await enqueue(queue, 2)
    dead, other = await worker(queue, "dead"), await worker(queue, "other")
    await claim_one(queue, dead)
    await clock.advance(61)
    await queue.sweep(other)
    result = await queue.release_slots([job_id], actor=ACTOR)
    assert result.done == (job_id,)
    assert len(await claim(queue, other)) == 1
    assert (await queue.release_slots([job_id], actor=ACTOR)).done == ()


async def test_it_is_told_why_a_slot_is_held_and_until_when(queue: Queue, clock: Clock) -> None:
    [job_id] = await enqueue(queue)
    lease = await claim_one(queue, await worker(queue, "dead"))
    deadline = (await queue.job(job_id)).deadline_at
    assert (await queue.job(job_id)).job.held_until is None
    await clock.advance(61)
    await queue.sweep(await worker(queue, "other"))
    job = (await queue.job(job_id)).job
    assert (job.held_until, job.held_by) == (deadline, "dead")
    [slot] = (await queue.stats()).held_slots
    assert (slot.job_id, slot.job_type, slot.worker, slot.until) == (job_id, "doubt", "dead", deadline)
    assert slot.since is not None
    assert job.created_at < slot.since < slot.until
    assert [job.id for job in (await queue.jobs(parse_filter("condition:held"))).jobs] == [job_id]
    await clock.advance(lease.timeout_seconds)
    assert (await queue.job(job_id)).job.held_until is None
    assert (await queue.stats()).held_slots == ()


async def test_a_slot_that_a_deleted_job_holds_can_be_released(queue: Queue, clock: Clock) -> None:
    await no_peak(queue, max_concurrent_renders=1)
    [deleted, waiting] = await enqueue(queue, 2)
    dead, other = await worker(queue, "dead"), await worker(queue, "other")
    await claim_one(queue, dead)
    await clock.advance(61)
    await queue.sweep(other)
    await queue.delete([deleted], actor=ACTOR)
    assert [slot.job_id for slot in (await queue.stats()).held_slots] == [deleted]
    result = await queue.release_slots([deleted, waiting, NOBODY], actor=ACTOR)
    assert result.done == (deleted,)
    reasons = {skipped.id: skipped.reason for skipped in result.skipped}
    assert reasons == {waiting: "it holds no slot", NOBODY: "no such job"}
    assert len(await claim(queue, other)) == 1


async def test_a_slow_worker_that_reports_its_lost_attempt_frees_the_slot(queue: Queue, clock: Clock) -> None:
    await no_peak(queue, max_concurrent_renders=1)
    await enqueue(queue, 2)
    slow, other = await worker(queue, "slow"), await worker(queue, "other")
    lease = await claim_one(queue, slow)
    await clock.advance(61)
    await queue.sweep(other)
    await queue.complete(slow, [completion(lease)])
    assert (await queue.stats()).slots.held == 0


@pytest.mark.parametrize(
    ("start", "end", "zone", "moment", "peak"),
    [
        ("06:00", "21:00", "UTC", "2026-11-23 05:59:50", False),
        ("06:00", "21:00", "UTC", "2026-11-23 06:00:01", True),
        ("06:00", "21:00", "UTC", "2026-11-23 20:59:50", True),
        ("06:00", "21:00", "UTC", "2026-11-23 21:00:01", False),
        ("22:00", "02:00", "UTC", "2026-11-23 21:59:50", False),
        ("22:00", "02:00", "UTC", "2026-11-23 23:00:00", True),
        ("22:00", "02:00", "UTC", "2026-11-23 01:59:50", True),
        ("22:00", "02:00", "UTC", "2026-11-23 02:00:01", False),
        # 06:00 in Kolkata is 00:30 UTC, all the year round
        ("06:00", "21:00", "Asia/Kolkata", "2026-11-23 00:29:50", False),
        ("06:00", "21:00", "Asia/Kolkata", "2026-11-23 00:30:01", True),
        ("22:00", "02:00", "Asia/Kolkata", "2026-11-23 20:29:50", True),
        ("22:00", "02:00", "Asia/Kolkata", "2026-11-23 20:30:01", False),
        # Berlin sets its clocks: 06:00 is 05:00 UTC in winter and 04:00 UTC in summer
        ("06:00", "21:00", "Europe/Berlin", "2026-11-23 04:30:00", False),
        ("06:00", "21:00", "Europe/Berlin", "2026-07-23 04:30:00", True),
        # on 29 March 2026 there is no 02:00 to 03:00 in Berlin, on 25 October there are two
        ("02:00", "04:00", "Europe/Berlin", "2026-03-29 00:59:50", False),
        ("02:00", "04:00", "Europe/Berlin", "2026-03-29 01:00:01", True),
        ("02:00", "02:30", "Europe/Berlin", "2026-03-29 01:00:01", False),
        ("02:00", "02:30", "Europe/Berlin", "2026-10-25 00:10:00", True),
        ("02:00", "02:30", "Europe/Berlin", "2026-10-25 00:40:00", False),
        ("02:00", "02:30", "Europe/Berlin", "2026-10-25 01:10:00", True),
        ("22:00", "02:30", "Europe/Berlin", "2026-10-25 01:29:50", True),
        ("22:00", "02:30", "Europe/Berlin", "2026-10-25 01:30:01", False),
        ("06:00", "06:00", "UTC", "2026-11-23 06:00:01", False),
        ("00:00", "00:00", "UTC", "2026-11-23 00:00:01", False),
    ],
)
async def test_within_peak_hours_more_may_run(
    direct_queue: Queue, clock: Clock, start: str, end: str, zone: str, moment: str, peak: bool
) -> None:
    changes = {"peak_hour_start": start, "peak_hour_end": end, "time_zone": zone}
    await direct_queue.configure({**changes, "peak_worker_multiplier": 1.5}, actor=ACTOR)
    await clock.set(datetime.fromisoformat(moment).replace(tzinfo=UTC))
    await enqueue(direct_queue, 20)
    assert len(await claim(direct_queue, await worker(direct_queue))) == (15 if peak else 10)
    slots = (await direct_queue.stats()).slots
    assert (slots.peak, slots.limit) == (peak, 15 if peak else 10)


@pytest.mark.parametrize(("limit", "multiplier", "allowed"), [(10, 1.25, 12), (7, 0.5, 3), (3, 1.999, 5), (5, 0, 0)])
async def test_the_multiplier_may_be_a_fraction_and_is_rounded_down(
    queue: Queue, clock: Clock, limit: int, multiplier: float, allowed: int
) -> None:
    hours = {"peak_hour_start": "06:00", "peak_hour_end": "21:00", "time_zone": "UTC"}
    await queue.configure({**hours, "max_concurrent_renders": limit, "peak_worker_multiplier": multiplier}, actor=ACTOR)
    await clock.set(datetime(2026, 11, 23, 12, tzinfo=UTC))
    await enqueue(queue, 20)
    assert (await queue.stats()).slots.limit == allowed
    assert len(await claim(queue, await worker(queue))) == allowed


async def test_a_limit_that_is_lowered_ends_nothing_and_one_that_is_raised_counts_at_once(queue: Queue) -> None:
    await no_peak(queue)
    await enqueue(queue, 30)
    worker_id = await worker(queue)
    leases = await claim(queue, worker_id)
    await no_peak(queue, max_concurrent_renders=3)
    beat = Heartbeat(
        worker_id=worker_id,
        state=WorkerState.RUNNING,
        leases=tuple(LeaseProgress(token=lease.token) for lease in leases),
    )
    answer = await queue.heartbeat(beat)
    assert (answer.cancel, answer.lost) == ((), ())
    done = await queue.complete(worker_id, [completion(lease) for lease in leases[:7]])
    assert [one.accepted for one in done] == [True] * 7
    assert await claim(queue, worker_id) == ()
    await queue.complete(worker_id, [completion(leases[7])])
    assert len(await claim(queue, worker_id)) == 1
    await no_peak(queue, max_concurrent_renders=5)
    assert len(await claim(queue, worker_id)) == 2


@pytest.mark.parametrize(
    "changes",
    [{"max_concurrent_renders": 2}, {"peak_worker_multiplier": 3}, {"types": {"doubt": {"limit": None}}}],
    ids=["limit", "peak", "type"],
)
async def test_a_worker_that_sleeps_is_woken_when_a_limit_is_raised(
    direct_queue: Queue, database: Database, clock: Clock, changes: dict[str, JsonValue]
) -> None:
    await clock.set(datetime(2026, 11, 23, 12, tzinfo=UTC))
    only_one: dict[str, JsonValue] = {"max_concurrent_renders": 1, "peak_worker_multiplier": 1}
    if "types" in changes:
        only_one = {"types": {"doubt": {"limit": 1}}}
    await direct_queue.configure({**only_one, "time_zone": "UTC"}, actor=ACTOR)
    await enqueue(direct_queue, 2)
    worker_id = await worker(direct_queue)
    await claim_one(direct_queue, worker_id)
    woken = await listening(direct_queue, database)
    assert await claim(direct_queue, worker_id) == ()
    await direct_queue.configure(changes, actor=ACTOR)
    async with asyncio.timeout(30):
        await woken
    assert len(await claim(direct_queue, worker_id)) == 1


async def test_a_pause_stops_claiming_and_leaves_what_runs(queue: Queue) -> None:
    await enqueue(queue, 3)
    worker_id = await worker(queue)
    lease = await claim_one(queue, worker_id)
    await queue.pause(actor=ACTOR, reason="upgrade")
    answer = await queue.claim(worker_id, 5)
    assert (answer.leases, answer.paused) == ((), True)
    [done] = await queue.complete(worker_id, [completion(lease)])
    assert done.status is JobStatus.COMPLETED
    await queue.resume(actor=ACTOR)
    assert len(await claim(queue, worker_id)) == 2


async def test_one_type_may_be_paused_alone(queue: Queue) -> None:
    await enqueue(queue, 2)
    await enqueue(queue, 2, job_type="topic_short")
    await queue.pause(actor=ACTOR, job_type="doubt")
    worker_id = await worker(queue)
    answer = await queue.claim(worker_id, 5)
    assert ({lease.job_type for lease in answer.leases}, answer.paused) == ({"topic_short"}, False)
    await queue.resume(actor=ACTOR, job_type="doubt")
    assert {lease.job_type for lease in await claim(queue, worker_id)} == {"doubt"}


# -- many at once ----------------------------------------------------------------------------------------


async def test_32_claimers_at_once_never_pass_a_limit(queue: Queue, database: Database) -> None:
    await no_peak(queue, types={"topic_short": {"limit": 3}})
    await enqueue_manim(queue, database, 30)
    await enqueue(queue, 30)
    await enqueue(queue, 30, job_type="topic_short")
    workers = [await worker(queue, f"worker-{number}") for number in range(CLAIMERS)]
    leases = [lease for some in await asyncio.gather(*(claim(queue, one, 4) for one in workers)) for lease in some]
    assert len(leases) == 10
    assert len({lease.job_id for lease in leases}) == 10
    assert sum(lease.resource == "manim" for lease in leases) <= 4
    assert sum(lease.job_type == "topic_short" for lease in leases) <= 3


async def test_the_limits_hold_while_32_processes_claim_and_finish(database: Database) -> None:
    """Each claimer has a connection of its own; a witness trigger looks at every commit of a lease."""
    await database.execute(WITNESS)
    async with Queue(direct(database.conninfo)) as queue:
        await no_peak(queue)
        await enqueue_manim(queue, database, 200)
        await queue.enqueue([new_job() for _ in range(200)], actor=ACTOR)
    async with asyncio.TaskGroup() as claimers:
        for number in range(CLAIMERS):
            claimers.create_task(_claim_until_nothing_is_left(database, number))
    async with Queue(direct(database.conninfo)) as queue:
        assert (await queue.count()).count == 400
        assert (await queue.stats()).completed_today == 400
    [(most, most_manim)] = await database.execute("select max(running), max(manim) from public.witness")
    assert (most, most_manim) == (10, 4)
    completed = "select count(*), count(distinct job_id) from queue.attempts where outcome = 'completed'"
    assert await database.execute(completed) == [(400, 400)]


WITNESS = """
create table public.witness (running bigint, manim bigint);
create function public.look() returns trigger language plpgsql security definer as $$
begin
  insert into public.witness
    select count(*), count(*) filter (where resource = 'manim') from queue.leases where held_since is null;
  return null;
end $$;
create constraint trigger look after insert on queue.leases deferrable initially deferred
  for each row execute function public.look();
"""
"""Runs as each claim commits, while it still holds the lock on the limits."""


async def _claim_until_nothing_is_left(database: Database, number: int) -> None:
    async with Queue(direct(database.conninfo)) as queue:
        worker_id = await worker(queue, f"worker-{number}")
        while (await queue.stats()).queued:
            leases = await claim(queue, worker_id, 1 + number % 3)
            if number % 7 == 0:
                await queue.release(worker_id, releases(leases[:1]))
                leases = leases[1:]
            await queue.complete(worker_id, [completion(lease) for lease in leases])
