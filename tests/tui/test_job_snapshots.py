"""Pictures of the job screen and the dialogs; each test checks what it shows before it is taken."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from queue_core.errors import InvalidInput
from queue_core.models import Condition, EnqueuedJob, JobDetail, NewJob, RequestId
from queue_tui.dialogs.confirm import ConfirmDialog
from queue_tui.dialogs.draft import Draft, copy_of
from queue_tui.dialogs.enqueue import EnqueueDialog
from queue_tui.screens.help import HelpScreen
from queue_tui.screens.job import JobScreen
from queue_tui.terminal import themes
from tests.tui.host import ATTEMPTS, ERROR, PAYLOAD, RESULT, SIZES, Host, showing, text_of
from tests.tui.overview import some_stats
from tests.tui.samples import a_completed_detail, a_detail, a_failed_detail, a_job, a_running_detail
from tests.tui.test_confirm import CANCEL, DELETE
from tests.tui.test_enqueue_dialog import TYPES

Snap = Callable[..., bool]
Before = Callable[[Pilot[None]], Awaitable[None]]

NO_QUESTION = Draft(job_type="doubt", payload={"answer": 1})

pytestmark = pytest.mark.usefixtures("still")


async def refuse(new: NewJob, request_id: RequestId) -> EnqueuedJob:
    raise InvalidInput("The payload is too large: it may have 1 MB.")


@pytest.fixture(params=SIZES, ids=lambda size: "x".join(map(str, size)))
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    return request.param  # type: ignore[no-any-return]


async def job(
    pilot: Pilot[None], detail: JobDetail, keys: tuple[str, ...], words: str, over: Screen[Any] | None = None
) -> None:
    """Open the job screen on this job, press the keys, and see that it says these words."""
    app = pilot.app
    assert isinstance(app, Host)
    app.snapshot = showing(detail, stats=some_stats())
    screen = JobScreen(detail.job.id)
    await app.push_screen(screen.data_bind(snapshot=Host.snapshot))
    await pilot.pause()
    await pilot.press(*keys)
    if over is not None:
        await app.show(over)
    await pilot.pause()
    await app.workers.wait_for_complete()
    await pilot.pause()
    assert words in text_of(app)


def before(detail: JobDetail, *keys: str, words: str) -> Before:
    return partial(job, detail=detail, keys=keys, words=words)


STATES: dict[str, tuple[JobDetail, tuple[str, ...], str]] = {
    "overview": (a_failed_detail(), (), "attempt 1 failed after 2m 07s"),
    "error": (a_failed_detail(), ERROR, "OrchestratorError: HTTP 500"),
    "attempts": (a_failed_detail(), ATTEMPTS, "timed out"),
    "payload": (a_failed_detail(), PAYLOAD, "Explain Article 370"),
    "result": (a_completed_detail(), RESULT, "video_url"),
    "running": (replace(a_running_detail(), run_p50_seconds=60.0, run_p95_seconds=290.0), (), "Slower than half"),
    "cancelling": (a_running_detail(None, Condition.CANCELLING), (), "Cancel requested"),
    "queued": (a_detail(a_job(queue_position=3)), ERROR, "3rd in the queue."),
}


@pytest.mark.parametrize("state", STATES)
def test_job_screen(snap_compare: Snap, size: tuple[int, int], state: str) -> None:
    detail, keys, words = STATES[state]
    assert snap_compare(Host(), terminal_size=size, run_before=before(detail, *keys, words=words))


def test_job_screen_of_a_deleted_job(snap_compare: Snap) -> None:
    async def delete(pilot: Pilot[None]) -> None:
        detail = a_failed_detail()
        await job(pilot, detail, (), "manim")
        pilot.app.snapshot = showing(detail, error="There is no job 3f2a.")  # type: ignore[attr-defined]
        await pilot.pause()

    assert snap_compare(Host(), terminal_size=(80, 24), run_before=delete)


@pytest.mark.parametrize("theme", [themes.LIGHT, themes.TERMINAL])
def test_job_screen_in_other_themes(snap_compare: Snap, theme: str) -> None:
    app = Host()
    app.theme = theme
    run = before(a_failed_detail(), *ATTEMPTS, words="timed out")
    assert snap_compare(app, terminal_size=(80, 24), run_before=run)


def test_job_screen_without_colours(snap_compare: Snap, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    run = before(a_failed_detail(), *ATTEMPTS, words="timed out")
    assert snap_compare(Host(), terminal_size=(80, 24), run_before=run)


DIALOGS: dict[str, tuple[Callable[[], Screen[Any]], str, str]] = {
    "cancel": (lambda: ConfirmDialog(CANCEL), "", "Cancel 12 jobs?"),
    "delete": (lambda: ConfirmDialog(DELETE), "12", "Delete 1,234 jobs?"),
    "new": (lambda: EnqueueDialog(refuse, types=TYPES), "", "New test job"),
    "copy": (lambda: EnqueueDialog(refuse, types=TYPES, draft=copy_of(a_failed_detail())), "", "Edited copy"),
    "mistake": (lambda: EnqueueDialog(refuse, types=TYPES, draft=NO_QUESTION), "", "'question' is a required property"),
}


@pytest.mark.parametrize("name", DIALOGS)
def test_dialogs(snap_compare: Snap, size: tuple[int, int], name: str) -> None:
    dialog, keys, words = DIALOGS[name]

    async def run(pilot: Pilot[None]) -> None:
        await job(pilot, a_failed_detail(), (), words, over=dialog())
        await pilot.press(*keys)
        await pilot.pause()

    assert snap_compare(Host(), terminal_size=size, run_before=run)


def test_a_refused_form(snap_compare: Snap) -> None:
    async def run(pilot: Pilot[None]) -> None:
        form = EnqueueDialog(refuse, types=TYPES, draft=Draft(job_type="doubt", payload={"question": "why"}))
        await job(pilot, a_failed_detail(), (), "Edited copy", over=form)
        await pilot.press("ctrl+s")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert "may have 1 MB" in text_of(pilot.app)  # type: ignore[arg-type]

    assert snap_compare(Host(), terminal_size=(80, 24), run_before=run)


def test_copy_menu(snap_compare: Snap, size: tuple[int, int]) -> None:
    run = before(a_failed_detail(), "y", words="payload")
    assert snap_compare(Host(), terminal_size=size, run_before=run)


def test_help(snap_compare: Snap, size: tuple[int, int]) -> None:
    async def run(pilot: Pilot[None]) -> None:
        await job(pilot, a_failed_detail(), (), "manim")
        await pilot.app.push_screen(HelpScreen(pilot.app.screen))
        await pilot.pause()
        assert "Go back to the list" in text_of(pilot.app)  # type: ignore[arg-type]

    assert snap_compare(Host(), terminal_size=size, run_before=run)
