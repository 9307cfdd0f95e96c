from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from textual.pilot import Pilot
from textual.widgets import Button, Input

from queue_tui.dialogs.confirm import ConfirmDialog, Question
from queue_tui.dialogs.quiet import QUIET_SECONDS
from tests.tui.host import Host, text_of

CANCEL = Question(
    title="Cancel 12 jobs?",
    effect="Queued jobs are cancelled at once; running ones when their worker has stopped the call.",
    confirm="Cancel 12 jobs",
    breakdown=(("queued", 10), ("processing", 2)),
    scope="status:queued,processing type:doubt",
)
DELETE = Question(
    title="Delete 1,234 jobs?",
    effect="They are removed for good, with their attempts and errors. This cannot be undone.",
    confirm="Delete 1,234 jobs",
    breakdown=(("failed", 1200), ("cancelled", 34)),
    type_count=1234,
)


class Hours:
    """A clock that moves when told to."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds

    def pass_by(self, seconds: float) -> None:
        self.seconds += seconds


@asynccontextmanager
async def asked(question: Question) -> AsyncIterator[tuple[Host, Hours, Pilot[None]]]:
    """A question on screen; no time has passed since."""
    app, hours = Host(), Hours()
    async with app.run_test(size=(80, 24)) as pilot:
        await app.show(ConfirmDialog(question, hours))
        await pilot.pause()
        yield app, hours, pilot


async def test_it_says_what_happens_to_how_many_of_what_and_where_they_come_from() -> None:
    async with asked(CANCEL) as (app, _, _):
        text = text_of(app)
    for words in ("Cancel 12 jobs?", "Queued jobs are cancelled at once", "10  queued", " 2  processing"):
        assert words in text
    assert "status:queued,processing type:doubt" in text


async def test_the_safe_answer_has_the_focus() -> None:
    async with asked(CANCEL) as (app, hours, pilot):
        assert app.focused is app.screen.query_one("#keep", Button)
        hours.pass_by(60)
        await pilot.press("enter")
        assert app.answers == [False]


@pytest.mark.parametrize("key", ["escape", "enter", "n"])
async def test_no_can_be_said_at_once(key: str) -> None:
    async with asked(CANCEL) as (app, _, pilot):
        await pilot.press(key)
        assert app.answers == [False]


@pytest.mark.parametrize("keys", [("y",), ("right", "enter"), ("tab", "enter"), ("l", "enter")])
async def test_yes_can_be_said_once_it_has_been_read(keys: tuple[str, ...]) -> None:
    async with asked(CANCEL) as (app, hours, pilot):
        hours.pass_by(QUIET_SECONDS)
        await pilot.press(*keys)
        assert app.answers == [True]


@pytest.mark.parametrize("keys", [("y",), ("right", "enter"), ("tab", "enter"), ("y", "y", "y")])
async def test_keys_typed_before_it_could_be_read_are_no_yes(keys: tuple[str, ...]) -> None:
    async with asked(CANCEL) as (app, _, pilot):
        await pilot.press(*keys)
        assert app.answers == []
        assert "read it first, then y again" in text_of(app)


async def test_a_key_that_is_held_down_never_says_yes() -> None:
    async with asked(CANCEL) as (app, hours, pilot):
        for _ in range(50):
            hours.pass_by(0.03)
            await pilot.press("y")
        assert app.answers == []
        hours.pass_by(QUIET_SECONDS)
        await pilot.press("y")
        assert app.answers == [True]


async def test_what_cannot_be_undone_wants_its_number_typed() -> None:
    async with asked(DELETE) as (app, hours, pilot):
        hours.pass_by(60)
        assert app.screen.query_one("#confirm", Button).disabled
        await pilot.press(*"123", "enter")
        assert app.answers == []
        await pilot.press("4")
        assert not app.screen.query_one("#confirm", Button).disabled
        await pilot.press("enter")
        assert app.answers == [True]


async def test_the_number_may_be_typed_as_it_is_shown() -> None:
    async with asked(DELETE) as (app, hours, pilot):
        hours.pass_by(60)
        await pilot.press("1", "comma", *"234", "enter")
        assert app.answers == [True]


async def test_letters_are_no_number_and_no_yes() -> None:
    async with asked(DELETE) as (app, hours, pilot):
        hours.pass_by(60)
        await pilot.press("y", "e", "s")
        assert app.screen.query_one(Input).value == ""
        assert app.answers == []


async def test_a_number_typed_blindly_is_no_yes() -> None:
    async with asked(DELETE) as (app, _, pilot):
        await pilot.press(*"1234", "enter")
        assert app.answers == []
        assert "read it first, then enter again" in text_of(app)


async def test_data_in_it_is_text() -> None:
    question = replace(CANCEL, scope="error:[/x] [@click=app.quit]z[/] \x1b[2J", title="Cancel [b]1[/b] job?")
    async with asked(question) as (app, _, _):
        text = text_of(app)
    assert "Cancel [b]1[/b] job?" in text
    assert "error:[/x] [@click=app.quit]z[/] ␛[2J" in text


async def test_it_fits_a_small_screen() -> None:
    app = Host()
    async with app.run_test(size=(50, 14)) as pilot:
        await app.show(ConfirmDialog(CANCEL))
        await pilot.pause()
        assert "Keep" in text_of(app)
        assert "Cancel 12 jobs" in text_of(app).replace("Cancel 12 jobs?", "")


async def test_no_toast_covers_the_question() -> None:
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        app.notify("Sent to the terminal's clipboard: the id.", timeout=60)
        await pilot.pause()
        assert app.toasts
        await app.show(ConfirmDialog(CANCEL))
        await pilot.pause()
        assert not app.toasts
