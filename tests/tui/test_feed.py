"""The loop that follows the queue."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

from queue_core.errors import AnswerLost, ConnectionFailed, NotFound, SchemaMismatch
from queue_core.filters import parse_filter
from queue_core.models import Changes, JobStatus
from queue_tui.feed import Feed
from queue_tui.reading.pacing import Backoff
from queue_tui.snapshot import Link, Snapshot, View
from tests.tui.fake_queue import FakeQueue
from tests.tui.some_jobs import job_id, many, numbered


class Published:
    """All that a feed said, and a way to wait for what it says next."""

    def __init__(self) -> None:
        self.snapshots: list[Snapshot] = []
        self._news = asyncio.Event()

    def __call__(self, snapshot: Snapshot) -> None:
        self.snapshots.append(snapshot)
        self._news.set()

    @property
    def last(self) -> Snapshot:
        return self.snapshots[-1]

    async def until(self, condition: Callable[[Snapshot], bool]) -> Snapshot:
        """The first snapshot from now on, the present one included, for which it holds."""
        async with asyncio.timeout(20):
            while not self.snapshots or not condition(self.last):
                self._news.clear()
                await self._news.wait()
        return self.last


@asynccontextmanager
async def following(queue: FakeQueue, poll_seconds: float = 0.02) -> AsyncIterator[tuple[Feed, Published]]:
    published = Published()
    feed = Feed(queue, published, poll_seconds=poll_seconds, backoff=Backoff(0.01, 0.02, lambda: 1.0))
    task = asyncio.create_task(feed.run())
    try:
        yield feed, published
    finally:
        task.cancel()
        await asyncio.wait({task})
        if not task.cancelled():
            task.result()


def is_complete(snapshot: Snapshot) -> bool:
    return None not in (snapshot.stats, snapshot.workers, snapshot.identity, snapshot.config, snapshot.window.count)


async def test_it_reads_all_that_the_screens_show() -> None:
    async with following(FakeQueue(many(5))) as (_, published):
        snapshot = await published.until(is_complete)
    assert len(snapshot.window.jobs) == 5
    assert snapshot.connection.link is Link.CONNECTED
    assert snapshot.connection.label == "tests"
    assert snapshot.connection.stale_seconds() is None


async def test_the_first_rows_are_said_before_anything_else_is_read() -> None:
    async with following(FakeQueue(many(5))) as (_, published):
        await published.until(is_complete)
    first = published.snapshots[0]
    assert len(first.window.jobs) == 5
    assert first.stats is None


async def test_rows_that_were_asked_for_are_said_before_anything_else_is_read() -> None:
    class SlowChanges(FakeQueue):
        may_change = asyncio.Event()

        async def changes(self, cursor: str | None) -> Changes:
            await self.may_change.wait()
            return await super().changes(cursor)

    queue = SlowChanges(many(5))
    queue.may_change.set()
    async with following(queue, poll_seconds=30) as (feed, published):
        await published.until(is_complete)
        queue.may_change.clear()
        failed = parse_filter("status:failed")
        feed.show(View(filter=failed))
        snapshot = await published.until(lambda snapshot: snapshot.window.view.filter == failed)
        assert not snapshot.window.loaded
        await published.until(lambda snapshot: snapshot.window.loaded)
        queue.may_change.set()


async def test_a_hand_that_stays_on_the_list_asks_the_database_nothing() -> None:
    queue = FakeQueue(many(5))
    async with following(queue, poll_seconds=30) as (feed, published):
        await published.until(is_complete)
        await rounds(50)
        asked = len(queue.calls)
        feed.hold(False)  # as each move of the cursor says
        await rounds(50)
        assert len(queue.calls) == asked
        feed.hold(True)
        await published.until(lambda snapshot: snapshot.window.held)
        await rounds(50)
        assert len(queue.calls) > asked


async def rounds(number: int) -> None:
    """Let all that is ready run so often."""
    for _ in range(number):
        await asyncio.sleep(0)


async def test_a_change_is_shown_with_a_wake_up_and_without() -> None:
    queue = FakeQueue(many(5))
    async with following(queue, poll_seconds=30) as (_, published):
        await published.until(is_complete)
        queue.put(replace(numbered(2), status=JobStatus.FAILED))
        await published.until(lambda snapshot: snapshot.window.jobs[2].status is JobStatus.FAILED)
    quiet = FakeQueue(many(5))
    quiet.transport.is_woken = False
    async with following(quiet) as (_, published):
        await published.until(is_complete)
        quiet.put(replace(numbered(2), status=JobStatus.FAILED))
        await published.until(lambda snapshot: snapshot.window.jobs[2].status is JobStatus.FAILED)


async def test_a_pause_of_somebody_else_comes_with_its_reason() -> None:
    queue = FakeQueue(many(5))
    async with following(queue) as (_, published):
        await published.until(is_complete)
        queue.configuration = replace(queue.configuration, paused=True, pause_reason="deploy")
        queue.numbers = replace(queue.numbers, paused=True)
        queue.put(numbered(2))
        paused = await published.until(lambda snapshot: snapshot.stats is not None and snapshot.stats.paused)
    assert paused.config is not None
    assert paused.config.pause_reason == "deploy"


async def test_what_has_not_changed_stays_the_same_object() -> None:
    queue = FakeQueue(many(5))
    async with following(queue) as (_, published):
        before = await published.until(is_complete)
        queue.put(replace(numbered(2), status=JobStatus.FAILED))
        after = await published.until(lambda snapshot: snapshot.window is not before.window)
    assert after.identity is before.identity
    assert after.config is before.config


async def test_an_outage_keeps_the_data_says_so_and_heals() -> None:
    queue = FakeQueue(many(5))
    async with following(queue) as (_, published):
        await published.until(is_complete)
        queue.error = ConnectionFailed("The database does not answer.")
        lost = await published.until(lambda snapshot: snapshot.connection.link is Link.LOST)
        assert len(lost.window.jobs) == 5
        assert lost.connection.error == "The database does not answer."
        assert lost.connection.stale_seconds() is not None
        queue.put(numbered(9))
        queue.error = None
        healed = await published.until(lambda snapshot: snapshot.connection.link is Link.CONNECTED)
        assert healed.connection.stale_seconds() is None
        await published.until(lambda snapshot: len(snapshot.window.jobs) == 6)


async def test_a_wish_made_during_an_outage_is_carried_out_after_it() -> None:
    queue = FakeQueue([*many(5), replace(numbered(7), status=JobStatus.FAILED)])
    async with following(queue) as (feed, published):
        await published.until(is_complete)
        queue.error = AnswerLost("The answer was lost.")
        await published.until(lambda snapshot: snapshot.connection.link is Link.LOST)
        feed.show(View(filter=parse_filter("status:failed")))
        queue.error = None
        snapshot = await published.until(
            lambda snapshot: snapshot.window.loaded and bool(snapshot.window.view.filter.terms)
        )
    assert [job.id for job in snapshot.window.jobs] == [job_id(7)]


async def test_data_is_stale_when_a_call_hangs_and_not_only_when_it_fails() -> None:
    queue = FakeQueue(many(5))
    async with following(queue) as (_, published):
        connection = (await published.until(is_complete)).connection
    assert connection.heard_at is not None
    assert connection.link is Link.CONNECTED
    assert connection.stale_seconds(connection.heard_at + connection.patience - 0.1) is None
    assert connection.stale_seconds(connection.heard_at + 60) == 60
    assert replace(connection, heard_at=connection.heard_at - 60).is_up, "a slow database may still do what is asked"


async def test_a_schema_that_does_not_fit_is_said() -> None:
    queue = FakeQueue(many(5))
    async with following(queue) as (_, published):
        await published.until(is_complete)
        queue.error = SchemaMismatch("Run 'queuectl migrate'.")
        snapshot = await published.until(lambda snapshot: snapshot.connection.error is not None)
    assert snapshot.connection.error == "Run 'queuectl migrate'."


async def test_a_watched_job_is_kept_fresh_and_stays_when_it_is_gone() -> None:
    queue = FakeQueue(many(5))
    async with following(queue) as (feed, published):
        feed.watch(job_id(3))
        first = await published.until(
            lambda snapshot: snapshot.watched is not None and snapshot.watched.detail is not None
        )
        assert first.watched is not None
        queue.put(replace(numbered(3), status=JobStatus.FAILED))
        await published.until(
            lambda snapshot: (
                snapshot.watched is not None
                and snapshot.watched.detail is not None
                and snapshot.watched.detail.job.status is JobStatus.FAILED
            )
        )
        queue.remove(job_id(3))
        gone = await published.until(
            lambda snapshot: snapshot.watched is not None and snapshot.watched.error is not None
        )
        assert gone.watched is not None
        assert gone.watched.detail is not None
        feed.watch(None)
        await published.until(lambda snapshot: snapshot.watched is None)


async def test_the_detail_of_a_job_that_did_not_change_stays_the_same_object() -> None:
    queue = FakeQueue(many(5))
    async with following(queue) as (feed, published):
        feed.watch(job_id(3))
        first = await published.until(
            lambda snapshot: snapshot.watched is not None and snapshot.watched.detail is not None
        )
        queue.put(numbered(3))
        queue.put(numbered(9))
        last = await published.until(lambda snapshot: len(snapshot.window.jobs) == 6)
    assert first.watched is not None
    assert last.watched is not None
    assert last.watched.detail is first.watched.detail


async def test_a_search_lets_everything_else_go_on(monkeypatch: object) -> None:
    queue = FakeQueue(many(300))
    queue.step = 1
    async with following(queue) as (feed, published):
        await published.until(is_complete)
        feed.show(View(filter=parse_filter("error:nothing-like-it")))
        found = await published.until(lambda snapshot: snapshot.window.loaded and snapshot.window.at_end)
    assert found.window.jobs == ()
    assert found.window.searched == 300


async def test_nothing_is_read_while_nothing_happens_but_what_has_changed() -> None:
    queue = FakeQueue(many(5))
    async with following(queue) as (_, published):
        await published.until(is_complete)
        queue.calls.clear()
        async with asyncio.timeout(10):
            while queue.calls.count("changes") < 10:
                await asyncio.sleep(0)
    assert set(queue.calls) == {"changes"}


async def test_not_found_is_no_outage() -> None:
    queue = FakeQueue(many(2))
    async with following(queue) as (feed, published):
        feed.watch(job_id(77))
        snapshot = await published.until(
            lambda snapshot: snapshot.watched is not None and snapshot.watched.error is not None
        )
    assert snapshot.connection.link is Link.CONNECTED
    assert str(NotFound(f"There is no job {job_id(77)}.")) == (snapshot.watched and snapshot.watched.error)


def test_waits_after_failures_grow_up_to_a_bound_and_are_spread() -> None:
    high = Backoff(0.5, 10, lambda: 1.0)
    assert [high.next_seconds() for _ in range(7)] == [0.5, 1, 2, 4, 8, 10, 10]
    high.reset()
    assert high.next_seconds() == 0.5
    assert Backoff(0.5, 10, lambda: 0.0).next_seconds() == 0.1
