"""Failed attempts by fingerprint, and what their payloads have in common."""

import pytest

from queue_core.errors import InvalidInput, NotFound
from queue_core.filters import parse_filter
from queue_core.models import Category, FailureGroup, FailureSort, JobId, JsonValue, Outcome, Trait, WorkerId
from queue_core.queue import Queue
from tests.support.clock import Clock
from tests.support.databases import Database
from tests.support.jobs import ACTOR, claim, completion, enqueue, failure, releases, worker

DAY = 86_400.0


async def fail_all(queue: Queue, worker_id: WorkerId, **fields: object) -> None:
    """Fail whatever can be claimed."""
    leases = await claim(queue, worker_id)
    await queue.fail(worker_id, [failure(lease, Category.NOT_FOUND, **fields) for lease in leases])


async def groups_of(queue: Queue) -> list[FailureGroup]:
    return list((await queue.failures()).groups)


async def unlimited(queue: Queue) -> WorkerId:
    """A worker that nothing holds back."""
    await queue.configure({"max_concurrent_renders": 1000, "peak_worker_multiplier": 1}, actor=ACTOR)
    return await worker(queue, concurrency=1000)


async def test_failed_attempts_are_counted_by_fingerprint_within_an_hour_a_day_and_a_week(
    queue: Queue, clock: Clock
) -> None:
    worker_id = await unlimited(queue)
    [old] = await enqueue(queue)
    await fail_all(queue, worker_id, fingerprint="0000aaaa", message="first")
    await clock.advance(2 * DAY)
    await enqueue(queue, 2, job_type="topic_short")
    await fail_all(queue, worker_id, fingerprint="0000aaaa", message="second")
    await clock.advance(7200)
    [latest] = await enqueue(queue)
    await fail_all(queue, worker_id, fingerprint="0000aaaa", message="third\n  of them", exception_type="Oh")
    await enqueue(queue, 1)
    await fail_all(queue, worker_id, fingerprint="0000bbbb")
    await clock.advance(1)

    [other, group] = await groups_of(queue)
    orders = {
        sort: "".join(group.fingerprint[-1] for group in (await queue.failures(sort)).groups) for sort in FailureSort
    }
    assert orders == {"last": "ba", "hour": "ba", "day": "ab", "week": "ab", "first": "ba"}
    assert (other.fingerprint, other.hour, other.week) == ("0000bbbb", 1, 1), "as many within the hour, seen later"
    assert (group.hour, group.day, group.week) == (1, 3, 4)
    assert (group.types, group.failed_jobs) == ({"doubt": 2, "topic_short": 2}, 4)
    assert (group.example, group.message, group.exception_type) == (latest, "third of them", "Oh")
    assert (group.last_seen - group.first_seen).total_seconds() == pytest.approx(2 * DAY + 7200, abs=60)

    await queue.retry([old, latest], actor=ACTOR)
    assert {g.fingerprint: g.failed_jobs for g in await groups_of(queue)} == {"0000aaaa": 2, "0000bbbb": 1}
    await clock.advance(7 * DAY)
    assert await groups_of(queue) == [], "a week later nothing of it is recent"
    assert (await queue.failure("0000aaaa")).group.week == 0, "but it is still known"


async def test_completed_interrupted_and_cancelled_attempts_are_no_failures(direct_queue: Queue, clock: Clock) -> None:
    worker_id = await unlimited(direct_queue)
    ids = await enqueue(direct_queue, 3, max_retries=0)
    [done, stopped, late] = await claim(direct_queue, worker_id)
    assert len(ids) == 3
    await direct_queue.complete(worker_id, [completion(done)])
    await direct_queue.fail(
        worker_id, [failure(stopped, Category.TIMEOUT, outcome=Outcome.TIMED_OUT, fingerprint="0000cccc")]
    )
    await direct_queue.cancel([late.job_id], actor=ACTOR)
    await direct_queue.fail(worker_id, [failure(late, fingerprint="0000dddd")])
    assert [(group.fingerprint, group.category) for group in await groups_of(direct_queue)] == [
        ("0000cccc", Category.TIMEOUT)
    ]
    with pytest.raises(NotFound, match="no failure with the fingerprint 0000dddd"):
        await direct_queue.failure("0000dddd")


async def test_a_group_tells_what_failing_payloads_have_in_common(queue: Queue) -> None:
    worker_id = await unlimited(queue)
    common: dict[str, JsonValue] = {"length": 60, "options": {"voice": "default", "deep": {"er": 1}}}
    for number in range(4):
        await enqueue(queue, payload={"question": f"Why {number}?", "style": "plain", **common})
    await queue.complete(worker_id, [completion(lease, duration=7) for lease in await claim(queue, worker_id)])
    odd: tuple[dict[str, JsonValue], ...] = ({"draft": [1]}, {"draft": None}, {"options": {"voice": "x" * 300}})
    failing = []
    for number, more in enumerate(odd):
        payload = {"question": f"How {number}?", "style": "wild", **common, **more}
        failing += await enqueue(queue, priority="high", payload=payload)
    await fail_all(queue, worker_id, fingerprint="0000aaaa", http_status=404, excerpt="Not here.")

    found = await queue.failure("0000aaaa")
    assert [(trait.path, trait.value, trait.failing, trait.completed) for trait in found.traits] == [
        ("priority", "high", 3, 0),
        ("style", "wild", 3, 0),
        ("draft", None, 2, 0),
    ]
    assert (found.failing_looked_at, found.completed_looked_at) == (3, 4)
    assert set(found.jobs) == set(failing)
    assert (found.http_status, found.excerpt, found.stack[:9]) == (404, "Not here.", "Traceback")
    assert (len(found.per_hour), found.per_hour[-1], sum(found.per_hour)) == (24, 3, 3)


async def test_payloads_that_are_huge_or_of_another_form_are_not_compared(
    direct_queue: Queue, database: Database
) -> None:
    worker_id = await unlimited(direct_queue)
    await enqueue(direct_queue)
    await direct_queue.complete(worker_id, [completion(lease) for lease in await claim(direct_queue, worker_id)])
    ids = await enqueue(direct_queue, 6, payload={"style": "wild", "": {"": 1}, "a.b": "x" * 200})
    odd = ("'[1, 2]'", "'7'", "jsonb_build_object('a', repeat('a', 3000000))")
    for job_id, payload in zip(ids, odd, strict=False):
        await database.execute(f"update public.jobs set payload = {payload} where id = '{job_id}'")
    await database.execute(
        "update public.jobs set payload = (select jsonb_object_agg('key' || n, n) from generate_series(1, 100000) n)"
        f" where id = '{ids[3]}'"
    )
    await fail_all(direct_queue, worker_id, fingerprint="0000aaaa")
    found = await direct_queue.failure("0000aaaa")
    assert (found.failing_looked_at, len(found.jobs)) == (2, 6)
    assert Trait(path="a.b", value="x" * 100, failing=2, completed=0) in found.traits
    assert Trait(path=".", value="1", failing=2, completed=0) in found.traits


async def test_without_completed_jobs_there_is_nothing_to_tell_apart(direct_queue: Queue) -> None:
    worker_id = await unlimited(direct_queue)
    await enqueue(direct_queue, 3)
    await fail_all(direct_queue, worker_id, fingerprint="0000aaaa")
    found = await direct_queue.failure("0000aaaa")
    assert (found.traits, found.failing_looked_at, found.completed_looked_at) == ((), 3, 0)


@pytest.mark.parametrize("fingerprint", ["", "9c1e", "' or true --", "\x1b[2J%"])
async def test_an_unknown_fingerprint_is_not_found(direct_queue: Queue, fingerprint: str) -> None:
    with pytest.raises((NotFound, InvalidInput)):
        await direct_queue.failure(fingerprint)


async def test_a_filter_by_fingerprint_means_the_latest_attempt(queue: Queue, clock: Clock) -> None:
    worker_id = await unlimited(queue)
    await enqueue(queue, 2)
    leases = await claim(queue, worker_id)
    await queue.fail(worker_id, [failure(lease, fingerprint="0000aaaa") for lease in leases])
    await clock.advance(3600)
    first, second = await claim(queue, worker_id)
    await queue.fail(worker_id, [failure(first, Category.NOT_FOUND, fingerprint="0000bbbb")])
    await queue.release(worker_id, releases([second]))

    async def matching(text: str) -> set[JobId]:
        return {job.id for job in (await queue.jobs(parse_filter(text))).jobs}

    assert await matching("fingerprint:0000aaaa") == set()
    assert await matching("fingerprint:0000") == {first.job_id, second.job_id}, "one was given back"
    assert await matching("status:failed fingerprint:0000bb") == {first.job_id}
    assert await matching("fingerprint:0000bbbb,00000001") == {first.job_id, second.job_id}
    assert await matching("-fingerprint:0000bb") == {second.job_id}
    assert await matching("fingerprint:*bbbb") == {first.job_id}
    assert (await queue.count(parse_filter("fingerprint:00"))).count == 2
