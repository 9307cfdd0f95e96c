"""What is told of the queue, over both transports."""

from datetime import UTC, datetime

import psycopg
import pytest

from queue_core.errors import InvalidInput, NotFound
from queue_core.filters import parse_filter
from queue_core.models import Condition, Cursor, JobId, JobStatus, Priority, WorkerState
from queue_core.queue import Queue
from tests.support.clock import Clock
from tests.support.databases import Database
from tests.support.jobs import ACTOR, claim, claim_one, completion, enqueue, failure, worker

SORTS = ("created", "updated", "queue")


async def ids_of_all(queue: Queue, *, sort: str, descending: bool, limit: int, backward: bool = False) -> list[JobId]:
    """Every id, read page by page."""
    ids: list[JobId] = []
    cursor: Cursor | None = None
    while True:
        page = await queue.jobs(sort=sort, descending=descending, cursor=cursor, backward=backward, limit=limit)
        here = [job.id for job in page.jobs]
        ids = here + ids if backward else ids + here
        cursor = page.first if backward else page.last
        if not page.more:
            return ids


# -- jobs ------------------------------------------------------------------------------------------------


async def test_payloads_come_in_order_as_many_as_fit_and_one_at_least(queue: Queue) -> None:
    payloads = [{"n": number, "text": "x" * 100} for number in range(3)]
    ids = [(await enqueue(queue, payload=payload))[0] for payload in payloads]
    gone = JobId("00000000-0000-4000-8000-000000000000")
    first = await queue.payloads([ids[2], gone, *ids[:2]], most_bytes=300)
    assert ([one.payload for one in first.payloads], first.read) == ([payloads[2], payloads[0]], 3)
    assert [one.job_id for one in first.payloads] == [ids[2], ids[0]]
    least = await queue.payloads(ids, most_bytes=1)
    assert ([one.payload for one in least.payloads], least.read) == ([payloads[0]], 1)
    with pytest.raises(InvalidInput, match="1000 jobs at most"):
        await queue.payloads([gone] * 1001, most_bytes=1000)
    assert (await queue.payloads([gone] * 1000, most_bytes=1000)).read == 1000


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("descending", [True, False])
async def test_pages_hold_every_job_once_in_both_directions(queue: Queue, sort: str, descending: bool) -> None:
    for priority in Priority:
        await enqueue(queue, 4, priority=priority)
    whole = [job.id for job in (await queue.jobs(sort=sort, descending=descending)).jobs]
    assert len(set(whole)) == 12
    for limit in (1, 5, 12, 13):
        for backward in (False, True):
            assert await ids_of_all(queue, sort=sort, descending=descending, limit=limit, backward=backward) == whole, (
                f"{limit} a page, backward: {backward}"
            )


async def test_the_order_of_the_queue_is_the_order_of_claiming(queue: Queue) -> None:
    for priority in (Priority.LOW, Priority.HIGH, Priority.MEDIUM):
        await enqueue(queue, 2, priority=priority)
    listed = [job.id for job in (await queue.jobs(sort="queue", descending=False)).jobs]
    assert [lease.job_id for lease in await claim(queue, await worker(queue))] == listed


async def test_the_place_of_a_page_survives_changes_before_it(queue: Queue) -> None:
    ids = (await enqueue(queue, 6))[::-1]
    first = await queue.jobs(limit=2)
    await queue.delete([ids[0], ids[1]], actor=ACTOR)
    await enqueue(queue, 3)
    second = await queue.jobs(cursor=first.last, limit=2)
    assert [job.id for job in second.jobs] == ids[2:4]
    assert second.first is not None
    back = await queue.jobs(cursor=second.first, backward=True, limit=10)
    assert len(back.jobs) == 3, "the new ones"


async def test_jobs_of_one_moment_are_not_lost_between_pages(queue: Queue, database: Database) -> None:
    await enqueue(queue, 9)
    await database.execute("update public.jobs set created_at = '2026-11-01', updated_at = '2026-11-01'")
    for sort in SORTS:
        assert len(set(await ids_of_all(queue, sort=sort, descending=True, limit=2))) == 9


async def test_an_empty_page_has_no_places(queue: Queue) -> None:
    page = await queue.jobs()
    assert (page.jobs, page.first, page.last, page.more, page.searched) == ((), None, None, False, 0)


@pytest.mark.parametrize("limit", [0, 1001])
async def test_a_page_has_between_1_and_1000_jobs(queue: Queue, limit: int) -> None:
    with pytest.raises(InvalidInput):
        await queue.jobs(limit=limit)


async def test_an_unknown_order_is_refused(queue: Queue) -> None:
    with pytest.raises(InvalidInput, match="created, updated or queue"):
        await queue.jobs(sort="colour")


async def test_a_filter_narrows_pages_and_counts(queue: Queue) -> None:
    await enqueue(queue, 3)
    high = await enqueue(queue, 2, priority=Priority.HIGH)
    wanted = parse_filter("status:queued priority:high")
    assert [job.id for job in (await queue.jobs(wanted, descending=False)).jobs] == high
    count = await queue.count(wanted)
    assert (count.count, count.capped) == (2, False)
    assert (await queue.count()).count == 5


async def test_a_search_that_no_index_serves_goes_on_where_it_stopped(queue: Queue, database: Database) -> None:
    await database.execute(
        "insert into public.jobs (job_type, priority, payload, created_at) "
        "select 'doubt', 'low', jsonb_build_object('n', n), now() - make_interval(secs => n) "
        "from generate_series(1, 25000) n"
    )
    wanted = parse_filter("payload.n:24000")
    first = await queue.jobs(wanted)
    assert (first.jobs, first.more, first.searched) == ((), True, 10_000)
    second = await queue.jobs(wanted, cursor=first.last)
    assert (second.jobs, second.more) == ((), True)
    third = await queue.jobs(wanted, cursor=second.last)
    assert (len(third.jobs), third.more) == (1, False)
    count = await queue.count()
    assert (count.count, count.capped) == (10_000, True)


async def test_what_a_list_shows_is_never_large(queue: Queue, database: Database) -> None:
    await enqueue(queue, payload={"text": "x" * 1_000_000})
    await database.execute("update public.jobs set error_message = repeat('long ', 100000), status = 'failed'")
    [job] = (await queue.jobs()).jobs
    assert job.error is not None
    assert len(job.error) <= 300


# -- job -------------------------------------------------------------------------------------------------


async def test_a_job_tells_its_story(queue: Queue, clock: Clock) -> None:
    [job_id] = await enqueue(queue)
    worker_id = await worker(queue)
    await queue.fail(worker_id, [failure(await claim_one(queue, worker_id))])
    await clock.advance(3600)
    lease = await claim_one(queue, worker_id)
    running = await queue.job(job_id)
    assert [attempt.number for attempt in running.attempts] == [1, 2]
    assert (running.attempts[1].outcome, running.attempts[1].ended_at) == (None, None)
    assert running.deadline_at is not None
    assert (running.deadline_at - running.now).total_seconds() == pytest.approx(600, abs=30)
    await queue.complete(worker_id, [completion(lease)])
    detail = await queue.job(job_id)
    assert [(event.kind, event.new_status, event.actor) for event in detail.events] == [
        ("inserted", JobStatus.QUEUED, ACTOR),
        ("updated", JobStatus.PROCESSING, "worker-1"),
        ("updated", JobStatus.QUEUED, "worker-1"),
        ("updated", JobStatus.PROCESSING, "worker-1"),
        ("updated", JobStatus.COMPLETED, "worker-1"),
    ]
    assert [event.at for event in detail.events] == sorted(event.at for event in detail.events)
    assert detail.deadline_at is None


async def test_the_beginning_of_an_id_is_enough_where_it_is_unique(queue: Queue, database: Database) -> None:
    await enqueue(queue, 2)
    one, two = "aaaa1111-0000-4000-8000-000000000001", "aaaa2222-0000-4000-8000-000000000002"
    await database.execute(
        "update public.jobs set id = %s where id::text = (select min(id::text) from public.jobs)", one
    )
    await database.execute("update public.jobs set id = %s where id <> %s", two, one)
    for beginning in ("aaaa1", one, one.upper(), one.replace("-", "")):
        assert (await queue.job(JobId(beginning))).job.id == one
    with pytest.raises(InvalidInput, match="More than one"):
        await queue.job(JobId("aaaa"))
    with pytest.raises(NotFound):
        await queue.job(JobId("aaaa3"))
    for wrong in ("aaa", "", "no id", "aaaa1111-0000-4000-8000-0000000000011"):
        with pytest.raises(InvalidInput):
            await queue.job(JobId(wrong))


async def test_conditions_say_what_a_status_does_not(queue: Queue, clock: Clock) -> None:
    await enqueue(queue, 1, job_type="scheduled", delay_seconds=3600)
    await enqueue(queue, 1, job_type="plain", delay_seconds=0)
    worker_id = await worker(queue)
    await queue.pause(actor=ACTOR, job_type="plain")
    for job_type in ("retrying", "cancelling", "stuck"):
        await enqueue(queue, job_type=job_type)
    leases = {lease.job_type: lease for lease in await claim(queue, worker_id)}
    await queue.fail(worker_id, [failure(leases["retrying"], retry_after_seconds=3000)])
    await queue.cancel([leases["cancelling"].job_id], actor=ACTOR)
    await clock.advance(61)
    found = {job.job_type: job.condition for job in (await queue.jobs()).jobs}
    assert found == {
        "scheduled": Condition.SCHEDULED,
        "plain": None,
        "retrying": Condition.RETRYING,
        "cancelling": Condition.CANCELLING,
        "stuck": Condition.STUCK,
    }
    [alert] = [alert for alert in await queue.alerts() if alert.code == "stuck"]
    listed = await queue.count(parse_filter("condition:stuck"))
    assert (listed.count, (await queue.stats()).stuck, alert.value) == (1, 1, 1), "the same everywhere"
    await queue.sweep(worker_id)
    held = {job.job_type: job.condition for job in (await queue.jobs()).jobs}
    assert held["stuck"] is Condition.HELD


# -- stats -----------------------------------------------------------------------------------------------


async def test_an_empty_queue_has_empty_statistics(queue: Queue) -> None:
    stats = await queue.stats()
    assert (stats.queued, stats.ready, stats.processing, stats.completed_today, stats.failed_today) == (0, 0, 0, 0, 0)
    assert (stats.average_wait_seconds, stats.average_run_seconds, stats.oldest_ready_seconds) == (None, None, None)
    assert stats.queued_by_priority == {"high": 0, "medium": 0, "low": 0}
    assert stats.completed_per_minute == stats.failed_per_minute == (0,) * 60
    assert (stats.workers_alive, stats.last_worker_seen_at, stats.capped, stats.paused) == (0, None, False, False)


async def test_statistics_count_what_waits_runs_and_has_ended(queue: Queue, clock: Clock) -> None:
    # noon, so that no midnight comes between
    await clock.set(datetime(2026, 11, 23, 12, 0, 30, tzinfo=UTC))
    worker_id = await worker(queue)
    await enqueue(queue, 3, max_retries=0)
    await clock.advance(20)
    done, failed, _ = await claim(queue, worker_id)
    await clock.advance(40)
    await queue.complete(worker_id, [completion(done)])
    await queue.fail(worker_id, [failure(failed)])
    await enqueue(queue, 2, priority=Priority.HIGH)
    await enqueue(queue, 1, priority=Priority.LOW, job_type="daily_ca")
    await enqueue(queue, 1, delay_seconds=600)
    await clock.advance(60)
    stats = await queue.stats()
    assert (stats.queued, stats.ready, stats.scheduled, stats.retrying) == (4, 3, 1, 0)
    assert stats.queued_by_priority == {"high": 2, "medium": 1, "low": 1}
    assert stats.queued_by_type == {"doubt": 3, "daily_ca": 1}
    assert (stats.processing, stats.slots.running, stats.stuck) == (1, 1, 1)
    assert (stats.completed_today, stats.failed_today) == (1, 1)
    assert stats.average_wait_seconds == pytest.approx(20, abs=5)
    assert stats.average_run_seconds == pytest.approx(40, abs=5)
    assert stats.oldest_ready_seconds == pytest.approx(60, abs=5)
    assert (sum(stats.completed_per_minute), stats.completed_per_minute[-2]) == (1, 1)
    assert (sum(stats.failed_per_minute), stats.failed_per_minute[-2]) == (1, 1)


async def test_today_is_a_day_of_the_configured_time_zone(queue: Queue, clock: Clock) -> None:
    await queue.configure({"time_zone": "Asia/Kolkata"}, actor=ACTOR)
    worker_id = await worker(queue)
    for minute, expected in ((25, 1), (31, 1)):  # midnight in Kolkata is 18:30 UTC
        await clock.set(datetime(2026, 11, 23, 18, minute, tzinfo=UTC))
        await enqueue(queue)
        await queue.complete(worker_id, [completion(await claim_one(queue, worker_id))])
        assert (await queue.stats()).completed_today == expected


async def test_statistics_are_the_same_after_a_sweep(queue: Queue, clock: Clock) -> None:
    await clock.set(datetime(2026, 11, 23, 12, tzinfo=UTC))
    worker_id = await worker(queue)
    for _ in range(3):
        await enqueue(queue, 2)
        await queue.complete(worker_id, [completion(lease) for lease in await claim(queue, worker_id)])
        await clock.advance(60)
    await clock.advance(180)
    before = await queue.stats()
    await queue.sweep(worker_id)
    after = await queue.stats()
    assert (after.completed_today, sum(after.completed_per_minute)) == (6, 6)
    assert after.average_wait_seconds == pytest.approx(before.average_wait_seconds)


# -- workers ---------------------------------------------------------------------------------------------


async def test_workers_show_what_they_do_and_when_they_were_seen(queue: Queue, clock: Clock) -> None:
    [job_id] = await enqueue(queue)
    gone, alive = await worker(queue, "gone"), await worker(queue, "alive")
    await claim_one(queue, gone)
    await clock.advance(61)
    await queue.claim(alive, 0)
    found = await queue.workers()
    assert [(one.name, one.state) for one in found] == [("alive", WorkerState.RUNNING), ("gone", WorkerState.GONE)]
    [running] = found[1].running
    assert (running.job_id, running.job_type, running.attempt) == (job_id, "doubt", 1)
    assert (await queue.stats()).workers_alive == 1
    await clock.advance(25 * 3600)
    assert await queue.workers() == ()


# -- changes ---------------------------------------------------------------------------------------------


async def test_the_feed_tells_each_changed_job_once(queue: Queue, database: Database) -> None:
    await enqueue(queue)
    start = await queue.changes(None)
    assert (start.job_ids, start.reset) == ((), False)
    assert (await queue.changes(start.cursor)).job_ids == ()
    [first, second] = await enqueue(queue, 2)
    await queue.cancel([first], actor=ACTOR)
    changes = await queue.changes(start.cursor)
    assert sorted(changes.job_ids) == sorted([first, second])
    assert (await queue.changes(changes.cursor)).job_ids == ()
    await database.execute("update public.jobs set priority = 'high' where id = %s", second)
    assert (await queue.changes(changes.cursor)).job_ids == (second,)


async def test_the_feed_misses_nothing_that_was_committed_late(queue: Queue, database: Database) -> None:
    await enqueue(queue)  # the first job of a type makes others of it wait
    async with await psycopg.AsyncConnection.connect(database.conninfo) as slow:
        cursor = await slow.execute(
            "insert into public.jobs (job_type, priority, payload) values ('doubt', 'low', '{}') returning id::text"
        )
        [(late,)] = await cursor.fetchall()
        start = await queue.changes(None)
        [early] = await enqueue(queue)
        first = await queue.changes(start.cursor)
        assert first.job_ids == (early,)
        await slow.commit()
    assert (await queue.changes(first.cursor)).job_ids == (late,)


async def test_after_too_many_changes_the_feed_says_to_load_again(queue: Queue, database: Database) -> None:
    start = await queue.changes(None)
    await database.execute(
        "insert into public.jobs (job_type, priority, payload) "
        "select 'doubt', 'low', '{}' from generate_series(1, 1001)"
    )
    changes = await queue.changes(start.cursor)
    assert (changes.job_ids, changes.reset) == ((), True)
    assert not (await queue.changes(changes.cursor)).reset


async def test_a_cursor_from_another_server_says_to_load_again(queue: Queue) -> None:
    changes = await queue.changes("900000000:900000000:")
    assert (changes.job_ids, changes.reset) == ((), True)
    assert not (await queue.changes(changes.cursor)).reset


async def test_events_restored_from_another_servers_dump_are_no_changes(queue: Queue, database: Database) -> None:
    await enqueue(queue)
    cursor = (await queue.changes(None)).cursor
    await database.execute("update queue.events set xid = '900000000' where true")
    assert (await queue.changes(cursor)).job_ids == ()


async def test_a_cursor_that_is_none_is_refused(queue: Queue) -> None:
    with pytest.raises(InvalidInput, match="cursor"):
        await queue.changes("yesterday")


# -- who -------------------------------------------------------------------------------------------------


async def test_the_owner_and_the_service_key_may_do_everything(queue: Queue) -> None:
    identity = await queue.whoami()
    assert identity.role in ("project_owner", "service_role")
    assert (identity.can_operate, identity.can_work, identity.read_only) == (True, True, False)
    assert identity.server == (await queue.version()).server
    assert int(identity.server.split(".")[0]) >= 15
