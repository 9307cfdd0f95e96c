"""Pictures of the overview and of the failures; each test checks what it shows before it is taken."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from queue_core.models import JobStatus, JsonValue
from queue_tui.app import QueueApp
from tests.tui.driving import Driven
from tests.tui.fake_queue import FakeQueue
from tests.tui.overview import a_worker, some_stats
from tests.tui.samples import a_detail, ago, an_attempt, completed_attempt
from tests.tui.some_jobs import in_every_state, job_id
from tests.tui.views import a_group

Snap = Callable[..., bool]
Before = Callable[[Pilot[None]], Awaitable[None]]

SIZES = ((80, 24), (120, 40), (200, 60))
FIRST = an_attempt(1, 240, 95, fingerprint="9c1e07aa")
SERVICES: JsonValue = {
    "orchestrator": {"state": "closed", "state_seconds": 90_000.0, "latency_seconds": 0.118},
    "manim": {"state": "open", "state_seconds": 250.0, "next_probe_seconds": 20.0, "reason": "HTTP 503"},
    "revideo": {"state": "half_open", "state_seconds": 9000.0, "reason": "refused"},
}

pytestmark = pytest.mark.usefixtures("still")


@pytest.fixture(params=SIZES, ids=lambda size: "x".join(map(str, size)))
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> FakeQueue:
    """A busy queue that has a service down; the database's clock stands still too."""
    monkeypatch.setattr("queue_tui.snapshot.Clock.now", lambda clock: clock.read)
    fake = FakeQueue(in_every_state())
    fake.staff = (a_worker(detail={"dependencies": SERVICES}),)
    return fake


def an_app(queue: FakeQueue) -> QueueApp:
    return QueueApp(queue.open, poll_seconds=0.02)


def after(*keys: str, words: str) -> Before:
    """Type, and wait for what it leads to."""

    async def run(pilot: Pilot[None]) -> None:
        assert isinstance(pilot.app, QueueApp)
        ui = Driven(pilot.app, pilot)
        await ui.until(lambda: ui.app.snapshot.window.count is not None and ui.app.snapshot.config is not None)
        await ui.press(*keys)
        await ui.until(lambda: words in ui.text())

    return run


def test_overview(snap_compare: Snap, queue: FakeQueue, size: tuple[int, int]) -> None:
    assert snap_compare(an_app(queue), terminal_size=size, run_before=after("1", "j", words="> daily_ca"))


def test_overview_of_a_queue_that_is_stalled(snap_compare: Snap, queue: FakeQueue) -> None:
    queue.numbers = some_stats(workers_alive=0, ready=12, processing=0, last_worker_seen_at=ago(249))
    run = after("1", words="12 queued, no worker alive for 4m")
    assert snap_compare(an_app(queue), terminal_size=(60, 15), run_before=run)


def test_failures(snap_compare: Snap, queue: FakeQueue, size: tuple[int, int]) -> None:
    assert snap_compare(an_app(queue), terminal_size=size, run_before=after("3", words="style=cinematic"))


def test_a_canary_that_came_back(snap_compare: Snap, queue: FakeQueue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("queue_tui.deeds.canaries.DIRECT_SECONDS", 0.01)
    queue.details[job_id(9)] = a_detail(queue.rows[job_id(9)], attempts=(FIRST,))

    async def run(pilot: Pilot[None]) -> None:
        await after("3", "r", words="canary 00000009: queued")(pilot)
        queue.failing = replace(queue.failing, groups=(a_group(failed_jobs=37), *queue.failing.groups[1:]))
        job = queue.rows[job_id(9)]
        queue.details[job.id] = a_detail(job, attempts=(FIRST, completed_attempt(2, 140, 17)))
        queue.put(replace(job, status=JobStatus.COMPLETED))
        await after(words="completed in 2m 03s: R retries the other 37")(pilot)
        pilot.app.clear_notifications()
        await pilot.pause()

    assert snap_compare(an_app(queue), terminal_size=(80, 24), run_before=run)
