"""Pictures of the jobs screen; each test checks what it shows before it is taken."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from queue_core.errors import ConnectionFailed
from queue_tui.app import QueueApp
from queue_tui.terminal import themes
from tests.tui.driving import Driven
from tests.tui.fake_queue import FakeQueue
from tests.tui.host import SIZES
from tests.tui.overview import some_stats
from tests.tui.some_jobs import in_every_state, job_id, numbered

Snap = Callable[..., bool]
Before = Callable[[Pilot[None]], Awaitable[None]]

pytestmark = pytest.mark.usefixtures("still")


@pytest.fixture(params=SIZES, ids=lambda size: "x".join(map(str, size)))
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> FakeQueue:
    """Jobs in every state; the database's clock stands still too."""
    monkeypatch.setattr("queue_tui.snapshot.Clock.now", lambda clock: clock.read)
    fake = FakeQueue(in_every_state())
    fake.numbers = some_stats(ready=0, queued=11, queued_by_priority={"high": 3, "medium": 6, "low": 2})
    return fake


def an_app(queue: FakeQueue) -> QueueApp:
    return QueueApp(queue.open, poll_seconds=0.02)


def after(*keys: str, words: str, jobs: int = 48) -> Before:
    """Type, and wait for what it leads to."""

    async def run(pilot: Pilot[None]) -> None:
        assert isinstance(pilot.app, QueueApp)
        ui = Driven(pilot.app, pilot)
        await ui.until(lambda: ui.app.snapshot.window.count is not None and ui.app.snapshot.config is not None)
        await ui.press(*keys)
        await ui.listed(jobs)
        await ui.until(lambda: words in ui.text())

    return run


def test_jobs(snap_compare: Snap, queue: FakeQueue, size: tuple[int, int]) -> None:
    assert snap_compare(an_app(queue), terminal_size=size, run_before=after("j", "j", "j", words="48 jobs"))


def test_jobs_on_a_wide_screen(snap_compare: Snap, queue: FakeQueue) -> None:
    assert snap_compare(an_app(queue), terminal_size=(200, 50), run_before=after(words="invalid_input"))


def test_jobs_on_the_smallest_screen(snap_compare: Snap, queue: FakeQueue) -> None:
    assert snap_compare(an_app(queue), terminal_size=(60, 15), run_before=after("j", words="48 jobs"))


def test_a_screen_that_is_too_small(snap_compare: Snap, queue: FakeQueue) -> None:
    assert snap_compare(an_app(queue), terminal_size=(40, 10), run_before=after(words="40x10 is too small"))


def test_a_filter_and_marks(snap_compare: Snap, queue: FakeQueue, size: tuple[int, int]) -> None:
    keys = ("slash", *"status:failed", "enter")

    async def run(pilot: Pilot[None]) -> None:
        await after(*keys, words="3 jobs", jobs=3)(pilot)
        await after("j", "space", words="1 marked", jobs=3)(pilot)

    assert snap_compare(an_app(queue), terminal_size=size, run_before=run)


def test_a_mistake_in_a_filter(snap_compare: Snap, queue: FakeQueue, size: tuple[int, int]) -> None:
    run = after("slash", *"sttus:failed ", "enter", words="^^^^^")
    assert snap_compare(an_app(queue), terminal_size=size, run_before=run)


def test_an_outage(snap_compare: Snap, queue: FakeQueue, size: tuple[int, int]) -> None:
    async def run(pilot: Pilot[None]) -> None:
        await after(words="48 jobs")(pilot)
        queue.error = ConnectionFailed("There is no server at db:5432.")
        await after(words="NO CONNECTION")(pilot)

    assert snap_compare(an_app(queue), terminal_size=size, run_before=run)


def test_a_frozen_list(snap_compare: Snap, queue: FakeQueue) -> None:
    async def run(pilot: Pilot[None]) -> None:
        await after("p", words="frozen")(pilot)
        queue.put(replace(numbered(0), id=job_id(999), created_at=queue.now))
        await after(words="1 new")(pilot)
        await after(words="49 jobs")(pilot)  # counted anew a second after the change, while the rows stay

    assert snap_compare(an_app(queue), terminal_size=(80, 24), run_before=run)


def test_an_empty_queue_that_is_stalled(snap_compare: Snap, queue: FakeQueue) -> None:
    queue.rows.clear()
    queue.numbers = some_stats(workers_alive=0, ready=3, processing=0, average_wait_seconds=None)
    run = after(words="There are no jobs.", jobs=0)
    assert snap_compare(an_app(queue), terminal_size=(80, 24), run_before=run)


def test_a_toast_that_names_undo(snap_compare: Snap, queue: FakeQueue) -> None:
    async def run(pilot: Pilot[None]) -> None:
        await after("f", words="3 jobs", jobs=3)(pilot)
        await after("j", "r", words="u undoes", jobs=2)(pilot)

    assert snap_compare(an_app(queue), terminal_size=(80, 24), run_before=run)


def test_a_question_over_the_list(snap_compare: Snap, queue: FakeQueue) -> None:
    async def run(pilot: Pilot[None]) -> None:
        await after("f", words="3 jobs", jobs=3)(pilot)
        await after("j", "D", words="Delete 00000009, a job of type doubt?", jobs=3)(pilot)
        await pilot.press("1")

    assert snap_compare(an_app(queue), terminal_size=(80, 24), run_before=run)


@pytest.mark.parametrize("theme", [themes.LIGHT, themes.TERMINAL])
def test_jobs_in_other_themes(snap_compare: Snap, queue: FakeQueue, theme: str) -> None:
    app = an_app(queue)
    app.theme = theme
    assert snap_compare(app, terminal_size=(80, 24), run_before=after("j", "j", "space", words="1 marked"))


def test_jobs_without_colours(snap_compare: Snap, queue: FakeQueue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    run = after("j", "j", "space", words="1 marked")
    assert snap_compare(an_app(queue), terminal_size=(80, 24), run_before=run)
