"""Pictures of what lies around the views: chips, the command line, saved views, columns, a session that is locked."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from queue_tui.app import QueueApp
from queue_tui.given import Remember
from queue_tui.snapshot import Session
from tests.tui.driving import Driven
from tests.tui.fake_queue import FakeQueue
from tests.tui.host import SIZES
from tests.tui.overview import some_stats
from tests.tui.some_jobs import in_every_state

Snap = Callable[..., bool]
Before = Callable[[Pilot[None]], Awaitable[None]]

pytestmark = pytest.mark.usefixtures("still")
LARGE = (200, 60)


@pytest.fixture(params=(*SIZES, LARGE), ids=lambda size: "x".join(map(str, size)))
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakeQueue:
    """Jobs in every state; the database's clock stands still too."""
    monkeypatch.setenv("QUEUE_HOME", str(tmp_path))
    monkeypatch.setattr("queue_tui.snapshot.Clock.now", lambda clock: clock.read)
    fake = FakeQueue(in_every_state())
    fake.numbers = some_stats(ready=0, queued=11, queued_by_priority={"high": 3, "medium": 6, "low": 2})
    fake.identity = replace(fake.identity, read_only=True)
    return fake


def an_app(queue: FakeQueue) -> QueueApp:
    """A production session that remembers."""
    return QueueApp(
        queue.open,
        label="PRODUCTION",
        colour="red",
        poll_seconds=0.02,
        memory=Remember.EVERYTHING,
        session=Session(production=True, poll_seconds=5),
    )


def after(*keys: str, words: str) -> Before:
    """Type, and wait for what it leads to."""

    async def run(pilot: Pilot[None]) -> None:
        assert isinstance(pilot.app, QueueApp)
        ui = Driven(pilot.app, pilot)
        await ui.until(lambda: ui.app.snapshot.window.count is not None and ui.app.snapshot.config is not None)
        await ui.press(*keys)
        await ui.until(lambda: words in ui.text())

    return run


def test_chips_of_a_locked_session(snap_compare: Snap, queue: FakeQueue, size: tuple[int, int]) -> None:
    async def run(pilot: Pilot[None]) -> None:
        await after("s", "o", words="oldest first")(pilot)
        await after("z", "z", "j", "space", "p", words="1 marked")(pilot)
        await after(words="frozen")(pilot)
        await after(words="read-only (:unlock)")(pilot)

    assert snap_compare(an_app(queue), terminal_size=size, run_before=run)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
def test_a_command_that_is_completed(snap_compare: Snap, queue: FakeQueue, size: tuple[int, int]) -> None:
    run = after("colon", *"sort", "space", "tab", "tab", words="unchanged")
    assert snap_compare(an_app(queue), terminal_size=size, run_before=run)


def test_a_command_that_means_nothing(snap_compare: Snap, queue: FakeQueue) -> None:
    run = after("colon", *"unlok", "enter", words="did you mean 'unlock'?")
    assert snap_compare(an_app(queue), terminal_size=(80, 24), run_before=run)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
def test_saved_views(snap_compare: Snap, queue: FakeQueue, size: tuple[int, int]) -> None:
    async def run(pilot: Pilot[None]) -> None:
        await after("f", words="3 jobs")(pilot)
        await after("colon", *"save", "space", *"mine", "enter", words="Saved as")(pilot)
        pilot.app.clear_notifications()
        await after("V", words="* mine")(pilot)

    assert snap_compare(an_app(queue), terminal_size=size, run_before=run)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
def test_columns(snap_compare: Snap, queue: FakeQueue, size: tuple[int, int]) -> None:
    run = after("C", "j", "space", "j", words="[ ]  type")
    assert snap_compare(an_app(queue), terminal_size=size, run_before=run)
