"""How the queue is doing: said in words first, with the key that helps, and whole on a small screen."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from queue_core.errors import ConnectionFailed
from queue_core.models import Alert, Stats
from queue_core.verdict import Cause
from queue_tui.screens.jobs import JobsScreen
from queue_tui.screens.overview import OverviewScreen
from queue_tui.wanted import jobs_of_type
from queue_tui.words.verdict_keys import help_for
from tests.tui.driving import Driven, driven
from tests.tui.fake_queue import FakeQueue
from tests.tui.overview import SLOTS, a_worker, some_config, some_stats
from tests.tui.samples import ago
from tests.tui.views import NONE, a_period, an_overview, some_types

pytestmark = pytest.mark.usefixtures("still")


@asynccontextmanager
async def overview(queue: FakeQueue, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Driven]:
    """The app with the overview on screen."""
    async with driven(queue, size) as ui:
        await ui.press("1")
        await ui.until(lambda: isinstance(ui.app.screen, OverviewScreen) and ui.app.snapshot.overview)
        yield ui


async def test_all_that_matters_is_on_a_small_screen() -> None:
    queue = FakeQueue()
    queue.staff = (
        a_worker(
            detail={
                "dependencies": {
                    "orchestrator": {"state": "closed", "state_seconds": 90_000.0, "latency_seconds": 0.118},
                    "manim": {"state": "open", "state_seconds": 250.0, "reason": "HTTP 503\x1b"},
                }
            }
        ),
    )
    async with overview(queue) as ui:
        text = ui.text()
        for words in (
            "WARNING   manim down, breaker open, 1,193 ready, the oldest for 12m",
            "HTTP 503␛. 3 shows what fails.",
            "Queued    1,204  3 high  1,180 med  21 low  8 retrying  3 scheduled  oldest 12m",
            "Slots     ████▒·····  4 used, 1 held, 5 free of 10",
            "Manim     ██··  2 used, 0 held, 2 free of 4",
            "310 completed  12 failed  ready jobs take 4h at 5.0 a minute",
            "1 h p50 45s, p95 3m 00s   24 h p50 45s, p95 3m 00s",
            "1,193 jobs ready, more than 20",
            "vps2 has failed 4 times in a row",
            "database up <1ms",
            "orchestrator up 120ms for 1d",
            "manim down for 4m",
            "Throughput, last hour: 300 done above, 3 failed below",
            "|11:30         |11:45         |12:00         |12:15",
            "> doubt                 3    980     17        3     210      8    4,012     61",
            "  topic_short",
        ):
            assert words in text


async def test_a_larger_screen_shows_waits_and_runs_over_the_hour_and_the_day() -> None:
    async with overview(FakeQueue(), (120, 40)) as ui:
        text = ui.text()
        for measure in ("Throughput", "Wait", "Run"):
            assert f"{measure}, last hour" in text
            assert f"{measure}, 24 h" in text
        assert "Run p50" in text


async def test_a_small_one_shows_them_one_key_away() -> None:
    async with overview(FakeQueue()) as ui:
        await ui.press("right")
        assert "Throughput, 24 h: 480 done above, 5 failed below" in ui.text()
        await ui.press("l")
        assert "Wait, last hour: p95 3m 00s above, p50 45s below" in ui.text()
        await ui.press("h", "h", "left")
        assert "Run, 24 h" in ui.text()


@pytest.mark.parametrize(
    ("numbers", "pause", "words"),
    [
        (
            some_stats(workers_alive=0, ready=12, last_worker_seen_at=ago(249)),
            None,
            ("STALLED   12 queued, no worker alive for 4m", "Start one with 'queue-worker'. 4 shows the workers"),
        ),
        (
            some_stats(slots=replace(SLOTS, running=9), oldest_ready_seconds=1500.0, ready=7),
            None,
            ("BUSY      10 of 10 slots in use (1 held by lost attempts), 7 ready", "4 shows the slots that are held"),
        ),
        (some_stats(ready=0, oldest_ready_seconds=None), None, ("OK        4 running, 0 ready", "2 shows the jobs.")),
        (
            some_stats(paused=True),
            "moving \x1b[2J[bold]it[/bold]",
            ("WARNING   paused, 1,193 ready: moving ␛[2J[bold]it[/bold]", "6 shows the pause, and P there ends it."),
        ),
    ],
)
async def test_the_verdict_is_whole_with_what_helps_and_its_key(
    numbers: Stats, pause: str | None, words: tuple[str, ...]
) -> None:
    queue = FakeQueue()
    queue.numbers, queue.configuration = numbers, some_config(pause_reason=pause)
    async with overview(queue, (60, 24)) as ui:
        shown = " ".join(line.strip() for line in ui.lines()[1:5])
        for sentence in words:
            assert " ".join(sentence.split()) in " ".join(shown.split())


async def test_the_header_has_room_for_the_way_out_whatever_the_reason_is() -> None:
    queue = FakeQueue()
    queue.numbers, queue.configuration = some_stats(paused=True), some_config(pause_reason="deploy of manim " * 9)
    async with overview(queue, (80, 24)) as ui:
        assert "deploy of mani… (P in 6 resumes)" in ui.lines()[0]
    queue.numbers = some_stats(slots=replace(SLOTS, running=9), oldest_ready_seconds=1500.0, ready=7)
    held = Alert(code="held", subject=None, value=1, threshold=0, sentence="1 slot held by lost attempts")
    queue.day = an_overview(alerts=(held,))
    async with overview(queue, (80, 24)) as ui:
        assert "queuectl" not in ui.text()
        assert "Alerts    1 slot held by lost attempts: S in 4 frees them" in ui.text()
        assert "(S in 4 frees them)" in ui.lines()[0]
    queue.numbers = some_stats(failed_per_minute=(0,) * 59 + (500,))
    async with overview(queue, (120, 40)) as ui:
        assert "times in the last 15 minutes (3 shows what fails)" in ui.lines()[0]


def test_each_cause_has_a_key() -> None:
    assert {help_for(cause)[0] for cause in Cause} <= set("123456")


async def test_a_type_leads_to_its_jobs() -> None:
    queue = FakeQueue()
    kinds = some_types()
    queue.day = an_overview(types=(*kinds[:1], replace(kinds[1], job_type='odd "type", \x1b]0;x\x07:1')))
    async with overview(queue) as ui:
        await ui.press("j", "enter")
        await ui.until(lambda: isinstance(ui.app.screen, JobsScreen) and ui.app.view.filter.terms)
        assert str(ui.app.view.filter) == jobs_of_type('odd "type", \x1b]0;x\x07:1')


async def test_what_was_shown_stays_while_the_database_is_away() -> None:
    queue = FakeQueue()
    async with overview(queue) as ui:
        queue.error = ConnectionFailed("There is no server at db:5432.")
        await ui.until(lambda: "NO ANSWER There is no server at db:5432." in ui.text())
        assert "Below is how it was at 12:30:00." in ui.text()
        assert "database down" in ui.text()
        assert "4 used, 1 held, 5 free of 10" in ui.text()


async def test_a_queue_in_which_nothing_has_happened_says_so() -> None:
    queue = FakeQueue()
    empty = {"slices": (), "enqueued": 0, "completed": 0, "failed": 0, "wait": NONE, "run": NONE}
    hour, day = (replace(a_period(1, seconds), **empty) for seconds in (60, 900))  # type: ignore[arg-type]
    queue.day = an_overview(hour=hour, day=day, types=(), alerts=(), backlog_seconds=None)
    queue.numbers = some_stats(ready=0, queued=0, processing=0, oldest_ready_seconds=None, queued_by_priority={})
    async with overview(queue) as ui:
        text = ui.text()
        assert "IDLE" in text
        assert "Alerts    none" in text
        assert "1 h p50 —, p95 —" in text
        assert "No job in 24 hours. 2 shows the jobs, and n there makes a test job." in text


async def test_more_alerts_than_there_is_room_for_are_counted() -> None:
    queue = FakeQueue()
    queue.day = an_overview(
        alerts=tuple(
            Alert(code="worker_failing", subject=f"w{n}", value=4, threshold=3, sentence=f"w{n} has failed\x1b 4 times")
            for n in range(5)
        )
    )
    async with overview(queue) as ui:
        assert "w1 has failed␛ 4 times" in ui.text()
        assert "and more, 5 in all" in ui.text()
        assert "w2" not in ui.text()
    async with overview(queue, (120, 40)) as ui:
        assert "w4 has failed␛ 4 times" in ui.text()


async def test_a_screen_that_is_covered_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    async with overview(FakeQueue(), (120, 40)) as ui:
        written: list[object] = []
        monkeypatch.setattr(ui.app, "_display", lambda screen, update: written.append(update))
        ui.app.jobs_screen.refresh()
        ui.table.refresh()
        await ui.pilot.pause(0.1)
        assert not written
        ui.app.screen.refresh()
        await ui.until(lambda: written)
