"""How the terminal UI behaves around its views: what it remembers, what is typed, and whether it may write."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from textual.events import Key

from queue_core.errors import AnswerLost, ConnectionFailed, Stopped
from queue_tui import ticks
from queue_tui.app import QueueApp
from queue_tui.base_app import CTRL_C
from queue_tui.dialogs.command import CommandDialog
from queue_tui.formatting import TimeStyle
from queue_tui.given import Remember
from queue_tui.snapshot import Session
from queue_tui.widgets.columns import COLUMNS
from queue_tui.widgets.header import left
from queue_tui.widgets.job_table import JobTable
from tests.tui.driving import POLL_SECONDS, Driven, driven
from tests.tui.fake_queue import FakeQueue
from tests.tui.overview import some_stats
from tests.tui.some_jobs import in_every_state, many


@asynccontextmanager
async def shown(
    queue: FakeQueue, memory: Remember = Remember.EVERYTHING, session: Session | None = None
) -> AsyncIterator[Driven]:
    """The app, which remembers."""
    app = QueueApp(queue.open, poll_seconds=POLL_SECONDS, memory=memory, session=session)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        ui = Driven(app, pilot)
        await ui.until(lambda: app.snapshot.window.count is not None and app.snapshot.config is not None)
        yield ui


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("QUEUE_HOME", str(tmp_path))
    return tmp_path


async def command(ui: Driven, text: str) -> None:
    """Type a command."""
    await ui.press("colon")
    await ui.until(lambda: isinstance(ui.app.screen, CommandDialog))
    await ui.press(*(key for character in text for key in (NAMES.get(character, character),)), "enter")


NAMES = {" ": "space", ":": "colon", "-": "minus", ".": "full_stop", ",": "comma"}


# -- what is remembered ------------------------------------------------------------------------------------


async def test_it_comes_back_as_it_was_left() -> None:
    queue = FakeQueue(in_every_state())
    async with shown(queue) as ui:
        await command(ui, "filter status:failed")
        await ui.listed(3)
        await command(ui, "sort oldest")
        await ui.press("C", "space", "enter", "z", "j", "j")
        left = ui.table.cursor
        await ui.press("3")
        await ui.press("q")
    async with shown(queue) as ui:
        await ui.until(lambda: ui.app.view_name == "failures")
        await ui.press("2")
        await ui.listed(3)
        assert left is not None
        assert ui.table.cursor == left
        assert (str(ui.app.view.filter), ui.app.view.sort, ui.app.view.descending) == (
            "status:failed",
            "created",
            False,
        )
        assert ui.app.times is TimeStyle.LOCAL
        assert ui.table.columns is not None
        assert "id" not in ui.table.columns
        assert "oldest first" in ui.text()


async def test_begun_afresh_it_is_as_for_the_first_time_but_the_persons_views_are_there() -> None:
    queue = FakeQueue(in_every_state())
    async with shown(queue) as ui:
        await command(ui, "filter status:failed")
        await ui.listed(3)
        await command(ui, "save mine")
        assert ui.toasts[-1] == "Saved as 'mine'; V lists it."
        await ui.press("3", "q")
    async with shown(queue, Remember.AFRESH) as ui:
        await ui.listed(48)
        assert ui.app.view_name == "jobs"
        await command(ui, "view mine")
        await ui.listed(3)


async def test_a_place_of_another_name_and_a_demo_begin_with_nothing(home: Path) -> None:
    queue = FakeQueue(in_every_state())
    async with shown(queue) as ui:
        await command(ui, "filter status:failed")
        await ui.listed(3)
        await ui.press("q")
    [file] = home.glob("tui/places/*")
    before = file.read_text()
    async with shown(queue, Remember.NOTHING) as ui:
        await ui.listed(48)
        await command(ui, "save x")
        assert "Nothing is remembered here" in ui.text()
        await ui.press("escape", "q")
    assert file.read_text() == before
    queue.transport.label = "elsewhere"
    async with shown(queue) as ui:
        await ui.listed(48)


async def test_what_cannot_be_read_or_kept_is_said_once_and_nothing_else(home: Path) -> None:
    queue = FakeQueue(many(3))
    async with shown(queue) as ui:
        await ui.press("z", "q")
    [file] = home.glob("tui/places/*")
    file.write_text("{")
    async with shown(queue) as ui:
        assert ui.toasts == [f"What was remembered of this place cannot be used (damaged): {file} is left aside."]
        file.unlink()
        file.mkdir()
        await ui.press("z")
        personal = ui.app._personal
        assert personal is not None
        personal.write()
        personal.write()
        await ui.pilot.pause()
        assert [toast for toast in ui.toasts if "cannot be remembered" in toast] == ui.toasts[1:]
        assert len(ui.toasts) == 2


async def test_what_the_person_did_meanwhile_comes_before_what_was_left() -> None:
    queue = FakeQueue(many(30))
    async with shown(queue) as ui:
        await ui.press("j", "j", "3", "q")
    queue.error = ConnectionFailed("Not yet.")
    app = QueueApp(queue.open, poll_seconds=POLL_SECONDS, memory=Remember.EVERYTHING)

    @asynccontextmanager
    async def late(tell: object) -> AsyncIterator[FakeQueue]:
        await ui_.press("1")
        queue.error = None
        yield queue

    app._open_queue = late
    async with app.run_test(size=(120, 40)) as pilot:
        ui_ = Driven(app, pilot)
        await ui_.until(lambda: app.snapshot.window.loaded)
        assert app.view_name == "overview"


# -- what is typed -----------------------------------------------------------------------------------------


async def test_a_command_is_completed_explained_and_refused_where_it_means_nothing() -> None:
    async with driven(FakeQueue(in_every_state())) as ui:
        for key in ("colon", "s", "o", "tab"):  # all there before the first is handled
            ui.app.post_message(Key(key, key if len(key) == 1 else None))
        await ui.until(lambda: "sort ORDER" in ui.text())
        assert ui.lines()[-1].strip() == ":sort"
        assert "sort ORDER: list them in this order" in ui.text()
        await ui.press("tab", "tab")
        assert ui.lines()[-1].strip() == ":sort oldest"
        await ui.press("enter")
        await ui.until(lambda: "oldest first" in ui.text())
        await command(ui, "unlok 5m x")
        assert "There is no command 'unlok': did you mean 'unlock'?" in ui.text()
        await ui.press("ctrl+u", *"interval", "space", "9", "9", "enter")
        assert "An interval is 0.1 to 60 seconds, or auto." in ui.text()
        await ui.press("escape")
        assert len(ui.app.screen_stack) == 1
        assert isinstance(ui.app.focused, JobTable)


async def test_order_and_columns_are_commanded_by_the_titles_of_the_list() -> None:
    async with driven(FakeQueue(many(3)), (80, 24)) as ui:
        await command(ui, "sort Age")
        await ui.until(lambda: "oldest first" in ui.text())
        await command(ui, "columns err,id,chg")
        assert "No column is called 'err': there are id, type, priority," in ui.text()
        assert ", ".join(column.name for column in COLUMNS) in " ".join(ui.text().split()), "it is told whole"
        await ui.press("ctrl+u", *"columns", "space", *"pri", "comma", *"id", "comma", *"chg", "enter")
        assert ui.table.columns == ("id", "priority", "changed")
        assert ui.lines()[ui.table.region.y].split() == ["Id", "Pri", "Chg"]
        await command(ui, "columns usual")
        assert ui.lines()[ui.table.region.y].split()[:3] == ["Id", "Type", "Pri"]
        await command(ui, "sort type")
        assert "No order is called 'type': there are newest, oldest (or age, created), changed" in ui.text()


async def test_commands_lead_to_a_view_by_its_digit_and_pause_and_resume_the_queue() -> None:
    queue = FakeQueue(many(3))
    async with driven(queue) as ui:
        await command(ui, "view 6")
        await ui.until(lambda: ui.app.view_name == "settings")
        await command(ui, "pause all deploy")
        await ui.until(lambda: "Paused the queue: what runs goes on. u undoes." in ui.toasts)
        await command(ui, "pause all deploy")
        await ui.until(lambda: ui.told == "The queue was paused already.")
        await command(ui, "resume")
        await ui.until(lambda: "The queue runs again. u undoes." in ui.toasts)
        await command(ui, "resume")
        await ui.until(lambda: "The queue was not paused: nothing was changed." in ui.toasts)
        await command(ui, "pause daily_ca bad payloads")
        await ui.until(lambda: "Paused type daily_ca: what runs goes on. u undoes." in ui.toasts)
        await command(ui, "pause")
        await ui.until(lambda: "Pause the queue" in ui.text())
    assert queue.asked == [
        *2 * [("pause", {"job_type": None, "reason": "deploy"})],
        *2 * [("resume", {"job_type": None, "reason": None})],
        ("pause", {"job_type": "daily_ca", "reason": "bad payloads"}),
    ]


async def test_a_filter_can_be_begun_in_any_view_and_its_letters_do_nothing_else() -> None:
    queue = FakeQueue(many(3))
    async with driven(queue) as ui:
        for view in ("3", "4", "6"):
            await ui.press(view, "slash", *"type:daily_ca", "enter")
            await ui.listed(1)
            assert ui.app.screen is ui.screen
            await ui.press("escape")
            await ui.listed(3)
        assert (queue.acted, queue.asked) == ([], [])


async def test_the_interval_is_the_persons_and_shown() -> None:
    queue = FakeQueue(many(3))
    async with driven(queue) as ui:
        await command(ui, "interval 60")
        await ui.until(lambda: "every 60s" in ui.text())
        await ui.until(lambda: ui.app.snapshot.connection.patience == 123.0)
        queue.put(*many(4))
        await ui.pilot.pause(0.2)
        assert len(ui.table.viewport.jobs) == 3, "nothing wakes it"
        await ui.press("ctrl+r")
        await ui.listed(4)
        await command(ui, "interval auto")
        await ui.until(lambda: "every" not in ui.text())


async def test_views_that_everybody_has_and_ones_own_are_one_key_away() -> None:
    queue = FakeQueue(in_every_state())
    async with shown(queue) as ui:
        await command(ui, "save mine")
        await ui.press("V")
        await ui.until(lambda: "stuck and held" in ui.text())
        assert "* mine" in ui.text()
        await ui.press("j", "j", "enter")
        await ui.until(lambda: str(ui.app.view.filter) == "condition:stuck,held")
        assert "longest unchanged first" in ui.text()
        await ui.press("V", "D")
        await ui.until(lambda: "* mine" not in ui.text())
        await ui.press("escape")
        await command(ui, "forget mine")
        assert "You have saved no view 'mine'." in ui.text()


async def test_order_columns_and_times_are_chosen_with_a_key() -> None:
    queue = FakeQueue(in_every_state())
    async with driven(queue) as ui:
        await ui.press("s", "c")
        await ui.until(lambda: ui.app.view.sort == "updated")
        assert "last changed first" in ui.text()
        await ui.press("C")
        [category] = [line for line in ui.lines() if "category" in line]
        assert "no room here" in category
        await ui.press("j", "space", "enter")
        assert "Type" not in ui.lines()[ui.table.region.y]
        await ui.press("C", "u")
        assert "Type" in ui.lines()[ui.table.region.y]
        assert "Age" in ui.lines()[ui.table.region.y]
        await ui.press("z")
        assert "Created" in ui.lines()[ui.table.region.y]
        assert "local times" in ui.text()
        await ui.press("z")
        assert ui.lines()[0].endswith("Z")
        assert "UTC" in ui.text()
        await ui.press("j", "enter", "z")
        await ui.until(lambda: not ui.lines()[0].endswith("Z"))


# -- whether it may write ------------------------------------------------------------------------------------


async def test_production_is_unlocked_for_a_while_with_a_reason_and_locks_by_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    queue = FakeQueue(in_every_state())
    queue.transport.read_only = True
    queue.identity = replace(queue.identity, read_only=True)
    async with shown(queue, Remember.NOTHING, Session(production=True)) as ui:
        assert "read-only (:unlock)" in ui.lines()[0]
        await ui.press("j", "r")
        assert ui.toasts[-1] == "Read-only: ':unlock 15m reason' lets you write for a while."
        await ui.press("6")
        await ui.until(lambda: ui.app.view_name == "settings")
        await ui.press("enter")
        assert ui.toasts[-1] == "Read-only: ':unlock 15m reason' lets you write for a while."
        assert not ui.app.screen.is_modal
        await ui.press("j", "enter")
        await ui.until(lambda: "':unlock 15m reason' lets you write" in ui.text() and ui.app.screen.is_modal)
        await ui.press("escape", "2")
        assert not queue.acted
        await command(ui, "unlock 15m")
        assert "Say for how long, 8h at most, and why" in ui.text()
        await ui.press("ctrl+u", "escape")
        await command(ui, "unlock 15m incident 7")
        await ui.until(lambda: "unlocked 15m" in ui.lines()[0])
        assert [left(seconds) for seconds in (61, 11, 9.2, 0.5, -1)] == ["2m", "20s", "10s", "1s", "0s"]
        assert not queue.transport.read_only
        assert queue.asked[-1] == ("unlock", {"seconds": 900.0, "reason": "incident 7"})
        await ui.press("f")
        await ui.listed(3)
        await ui.press("j", "r")
        await ui.until(lambda: queue.acted)
        asleep = ticks.monotonic() + 900
        monkeypatch.setattr("queue_tui.places.lock.monotonic", lambda: asleep)
        await ui.until(lambda: queue.transport.read_only)
        await ui.until(lambda: "read-only (:unlock)" in ui.lines()[0])
        assert ui.toasts[-1] == "Locked: read-only again."


async def test_what_cannot_be_written_down_stays_locked() -> None:
    queue = FakeQueue(many(1))
    queue.transport.read_only = True

    async def lost(**_: object) -> None:
        raise AnswerLost("The answer was lost.")

    queue.unlock = lost  # type: ignore[assignment, method-assign]
    async with shown(queue, Remember.NOTHING, Session(production=True)) as ui:
        await command(ui, "unlock 15m incident 7")
        await ui.until(lambda: "Still locked: The answer was lost." in ui.toasts)
        assert queue.transport.read_only
        assert ui.app.snapshot.session.is_locked
        queue.identity = replace(queue.identity, can_operate=False)
        await ui.press("ctrl+r")
        await ui.until(lambda: ui.app.snapshot.identity == queue.identity)
        await command(ui, "unlock 15m incident 7")
        assert "may not write: nothing here can change that." in ui.text()


async def test_what_is_no_production_is_never_unlocked() -> None:
    async with driven(FakeQueue(many(1))) as ui:
        await command(ui, "unlock 15m incident 7")
        assert "Only a profile with production = true is unlocked" in ui.text()


# -- life ----------------------------------------------------------------------------------------------------


async def test_a_search_that_the_database_stops_says_to_narrow_it_and_is_no_outage() -> None:
    class Slow(FakeQueue):
        async def jobs(self, *arguments: object, **named: object):  # type: ignore[no-untyped-def]
            if arguments[0].terms:  # type: ignore[attr-defined]
                raise Stopped("This took too long and was stopped by the database: narrow your filter, or try again.")
            return await super().jobs(*arguments, **named)  # type: ignore[arg-type]

        async def count(self, filter: object = None):  # type: ignore[no-untyped-def]
            if filter.terms:  # type: ignore[attr-defined]
                raise Stopped("This took too long and was stopped by the database: narrow your filter, or try again.")
            return await super().count(filter)  # type: ignore[arg-type]

    async with driven(Slow(many(3))) as ui:
        await ui.press("f")
        await ui.until(lambda: "narrow your filter" in ui.text())
        await ui.pilot.pause(0.1)
        assert "NO CONNECTION" not in ui.text()
        await ui.press("escape")
        await ui.listed(3)


async def test_after_a_sleep_the_data_is_called_old_at_once_and_then_read_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    queue = FakeQueue(many(3))
    async with driven(queue) as ui:
        queue.error = ConnectionFailed("The connection is gone.")
        slept = ticks.monotonic() + 28_800
        for module in ("snapshot", "feed", "reading.pager", "reading.readings"):
            monkeypatch.setattr(f"queue_tui.{module}.monotonic", lambda: slept)
        await ui.until(lambda: "NO CONNECTION, data is 8h" in ui.text())
        queue.error = None
        queue.put(*many(4))
        await ui.until(lambda: "NO CONNECTION" not in ui.text())
        await ui.listed(4)


async def test_a_worker_that_is_only_just_started_is_not_missed() -> None:
    queue = FakeQueue(many(1))
    queue.numbers = some_stats(workers_alive=0, ready=3, processing=0)
    async with shown(queue, Remember.NOTHING, Session(starting=True)) as ui:
        assert "starting…" in ui.lines()[0]
        queue.numbers = some_stats(workers_alive=1)
        await ui.press("ctrl+r")
        await ui.until(lambda: "starting" not in ui.lines()[0])


async def test_ctrl_c_says_which_keys_quit_and_they_do() -> None:
    async with driven(FakeQueue(many(3))) as ui:
        await ui.press("ctrl+c")
        assert ui.toasts == [CTRL_C]
        await ui.press("colon", "ctrl+q")
        await ui.until(lambda: not ui.app.is_running)
    assert ui.app.return_code == 0
