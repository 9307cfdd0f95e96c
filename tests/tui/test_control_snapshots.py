"""Pictures of workers, operations and settings; each test checks what it shows before it is taken."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from textual.pilot import Pilot

from queue_core.models import Alert, OperationState, Pause
from queue_tui.app import QueueApp
from queue_tui.screens.settings import SettingsScreen
from queue_tui.terminal import themes
from tests.tui.driving import Driven
from tests.tui.fake_queue import FakeQueue
from tests.tui.samples import ago
from tests.tui.staff import a_staffed_queue
from tests.tui.views import a_preview, an_operation, some_operations

Snap = Callable[..., bool]
Before = Callable[[Pilot[None]], Awaitable[None]]

SIZES = ((80, 24), (120, 40), (200, 60))

pytestmark = pytest.mark.usefixtures("still")


@pytest.fixture(params=SIZES, ids=lambda size: "x".join(map(str, size)))
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> FakeQueue:
    """Workers in every state, a held slot, operations in every state; the database's clock stands still too."""
    monkeypatch.setattr("queue_tui.snapshot.Clock.now", lambda clock: clock.read)
    fake = a_staffed_queue()
    log = some_operations()
    moving = an_operation(
        18, verb="edit", state=OperationState.APPLYING, total=5000, planned=2100, done=2900, skipped=0
    )
    planned = an_operation(17, state=OperationState.PLANNED, planned=40, done=0, actor="ravi@vps2", undoable=False)
    undone = an_operation(16, undone_by=19, undoable=False)
    fake.log = replace(log, operations=(moving, planned, undone, *log.operations), more=True)
    alert = Alert(code="depth", subject=None, value=1193, threshold=20, sentence="1,193 jobs ready, more than 20")
    fake.foreseen = a_preview(alerts_after=(alert,))
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


def in_settings(name: str, *keys: str, words: str) -> Before:
    """The same, with the cursor on a setting."""

    async def run(pilot: Pilot[None]) -> None:
        await after("6", words="Jobs at once")(pilot)
        assert isinstance(pilot.app.screen, SettingsScreen)
        pilot.app.screen.settings.seek(name)
        await after(*keys, words=words)(pilot)

    return run


def test_workers(snap_compare: Snap, queue: FakeQueue, size: tuple[int, int]) -> None:
    run = after("4", "tab", "G", words="S Free slots")
    assert snap_compare(an_app(queue), terminal_size=size, run_before=run)


def test_no_workers(snap_compare: Snap, queue: FakeQueue) -> None:
    queue.staff, queue.numbers = (), replace(queue.numbers, held_slots=(), workers_alive=0)
    run = after("4", words="No worker has been seen for a day")
    assert snap_compare(an_app(queue), terminal_size=(80, 24), run_before=run)


def test_operations(snap_compare: Snap, queue: FakeQueue, size: tuple[int, int]) -> None:
    run = after("5", words="By now      38 completed")
    assert snap_compare(an_app(queue), terminal_size=size, run_before=run)


def test_an_operation_on_the_configuration(snap_compare: Snap, queue: FakeQueue) -> None:
    run = after("5", "j", "j", "j", "j", "j", words="Detail      Jobs at once 10 -> 3")
    assert snap_compare(an_app(queue), terminal_size=(80, 24), run_before=run)


def test_settings(snap_compare: Snap, queue: FakeQueue, size: tuple[int, int]) -> None:
    pause = Pause(job_type=None, actor="anna@vps1", reason="deploy", at=ago(725))
    queue.configuration = replace(queue.configuration, paused=True, pause_reason="deploy", pauses=(pause,))
    run = in_settings("doubt.limit", words="Limit of doubt: How many")
    assert snap_compare(an_app(queue), terminal_size=size, run_before=run)


def test_a_change_of_a_setting(snap_compare: Snap, queue: FakeQueue, size: tuple[int, int]) -> None:
    run = in_settings("max_concurrent_renders", "enter", "3", words="1,193 jobs ready, more than 20")
    assert snap_compare(an_app(queue), terminal_size=size, run_before=run)


def test_a_pause(snap_compare: Snap, queue: FakeQueue, size: tuple[int, int]) -> None:
    run = after("6", "P", *"deploy", words="No job is started any more")
    assert snap_compare(an_app(queue), terminal_size=size, run_before=run)


def test_a_plan_of_somebody_else(snap_compare: Snap, queue: FakeQueue) -> None:
    first, planned, *others = queue.log.operations
    planned = replace(planned, detail={"spread_seconds": 1800.0})
    queue.log = replace(queue.log, operations=(first, planned, *others))

    async def run(pilot: Pilot[None]) -> None:
        await after("5", "j", words="By now      38 completed")(pilot)
        await after("a", words="Carry out operation 17: retry 40 jobs?")(pilot)

    assert snap_compare(an_app(queue), terminal_size=(80, 24), run_before=run)


@pytest.mark.parametrize("theme", [themes.LIGHT, themes.TERMINAL])
def test_operations_in_other_themes(snap_compare: Snap, queue: FakeQueue, theme: str) -> None:
    app = an_app(queue)
    app.theme = theme
    assert snap_compare(app, terminal_size=(80, 24), run_before=after("5", words="By now      38 completed"))


def test_a_change_of_a_setting_without_colours(
    snap_compare: Snap, queue: FakeQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    run = in_settings("doubt.default_priority", "enter", "left", words="1,193 jobs ready, more than 20")
    assert snap_compare(an_app(queue), terminal_size=(80, 24), run_before=run)
