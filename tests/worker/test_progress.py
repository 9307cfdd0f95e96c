"""A loop that hangs is noticed, and one that waits or sleeps is not."""

import asyncio
import math
import time
from collections.abc import Mapping

import pytest

from queue_core.queue import Queue
from queue_worker import lifecycle, watchdog
from queue_worker.handlers import JobContext
from queue_worker.notify import Notifier
from queue_worker.progress import Progress, Silence
from queue_worker.watchdog import Watchdog
from tests.support.databases import Database
from tests.support.jobs import enqueue
from tests.worker.working import until, working


def test_a_loop_is_silent_from_when_it_should_have_been_heard() -> None:
    progress = Progress()
    progress.expect("claimer", 10)
    found = []
    for seconds in (10, 3):
        progress.pass_time(seconds)
        found.append(progress.silence)
    progress.expect("claimer", 10)

    assert [*found, progress.silence] == [None, Silence("claimer", 3), None]


def test_a_loop_that_waits_for_work_or_has_ended_is_not_silent() -> None:
    progress = Progress()
    progress.expect("waits", math.inf)
    progress.expect("ended", 1)
    progress.forget("ended")

    progress.pass_time(1e6)

    assert progress.silence is None


def test_the_longest_silence_is_told() -> None:
    progress = Progress()
    progress.expect("late", 2)
    progress.expect("later", 1)

    progress.pass_time(5)

    assert progress.silence == Silence("later", 4)


class Told(Notifier):
    def __init__(self) -> None:
        super().__init__(watchdog_seconds=10)
        self.times = 0

    def alive(self) -> None:
        self.times += 1


def test_systemd_hears_nothing_of_a_loop_that_hangs() -> None:
    told = Told()
    dog = Watchdog(Progress(), told, limit_seconds=60)

    dog._tell_systemd(100.0, None)
    dog._tell_systemd(101.0, None)
    assert told.times == 1  # twice in its interval is enough

    dog._tell_systemd(110.0, Silence("claimer", 6.0))
    assert told.times == 1

    dog._tell_systemd(111.0, Silence("claimer", 1.0))
    assert told.times == 2


async def test_time_in_which_the_process_could_not_run_is_not_held_against_a_loop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Stopped, or suspended, for an hour at each tick."""
    monkeypatch.setattr(watchdog, "TICK_SECONDS", 0.01)
    hours = iter(range(1_000_000))
    monkeypatch.setattr(time, "monotonic", lambda: next(hours) * 3600.0)
    progress = Progress()
    progress.expect("claimer", 600)
    ended: list[Silence] = []
    monkeypatch.setattr(Watchdog, "_end", lambda _, silence: ended.append(silence))

    with Watchdog(progress, Notifier(), limit_seconds=1):
        while next(hours) < 100:
            await asyncio.sleep(0.01)

    assert next(hours) > 100
    assert ended == []


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Progress:
    """The progress of the worker that is started next; its time is passed by the test."""
    progress = Progress()
    monkeypatch.setattr(lifecycle, "Progress", lambda: progress)
    return progress


async def quick_terms(database: Database) -> None:
    await database.execute("update public.job_queue_config set heartbeat_seconds = 1, sweep_seconds = 1 where true")


async def test_no_loop_of_a_worker_that_is_full_or_has_nothing_to_do_seems_to_hang(
    direct_queue: Queue, database: Database, watched: Progress
) -> None:
    await quick_terms(database)
    begun, let_on = asyncio.Event(), asyncio.Event()

    async def handler(_: JobContext) -> Mapping[str, object]:
        begun.set()
        await let_on.wait()
        return {}

    async with working(direct_queue, {"doubt": handler}, concurrency=1, wedged_after_seconds=3600):
        for is_full in (False, True):
            if is_full:
                await enqueue(direct_queue, 2)
                await until(begun.is_set)
            await until(lambda: "heartbeats" in watched._due)
            watched.pass_time(1000)
            assert watched.silence is not None
            await until(lambda: watched.silence is None)


@pytest.mark.parametrize(
    ("verb", "loop"),
    [
        ("claim", "claimer"),
        ("heartbeat", "heartbeats"),
        ("sweep", "sweep"),
        ("complete", "acknowledger of each completion"),
    ],
)
async def test_a_loop_whose_call_never_returns_hangs_though_the_event_loop_runs(
    direct_queue: Queue, database: Database, watched: Progress, monkeypatch: pytest.MonkeyPatch, verb: str, loop: str
) -> None:
    await quick_terms(database)
    hanging = asyncio.Event()

    async def never(*_: object, **__: object) -> None:
        hanging.set()
        await asyncio.Event().wait()

    async def handler(_: JobContext) -> Mapping[str, object]:
        return {}

    monkeypatch.setattr(direct_queue, verb, never)
    async with working(direct_queue, {"doubt": handler}, wedged_after_seconds=3600):
        await enqueue(direct_queue)
        await until(hanging.is_set)
        watched.pass_time(1000)
        await until(lambda: watched.silence is not None and watched.silence.loop == loop)
