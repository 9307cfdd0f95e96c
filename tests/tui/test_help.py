from textual.binding import Binding

from queue_tui.screens.help import HelpScreen, groups_of
from queue_tui.screens.job import JobScreen
from tests.tui.host import PAYLOAD, job_screen, text_of
from tests.tui.samples import a_failed_detail, a_running_detail


async def test_help_has_every_key_that_works_on_the_screen_and_no_other() -> None:
    async with job_screen(a_failed_detail()) as (app, screen, pilot):
        groups = groups_of(screen)
        shown = {row.meaning for group in groups for row in group.rows}
        for binding in JobScreen.BINDINGS:
            assert isinstance(binding, Binding)
            # a failed job can be neither cancelled nor changed
            expected = binding.action.partition("(")[0] not in ("cancel", "force_cancel", "edit")
            assert ((binding.tooltip or binding.description) in shown) is expected, binding.action
        await app.push_screen(HelpScreen(screen))
        await pilot.pause()
        assert "Queue it again, with all attempts available" in text_of(app)
        assert "Stop it, or keep it from being run" not in text_of(app)


async def test_help_follows_what_can_be_done() -> None:
    async with job_screen(a_running_detail()) as (_, screen, _):
        meanings = {row.meaning for group in groups_of(screen) for row in group.rows}
        assert "Stop it, or keep it from being run" in meanings


async def test_keys_of_the_screen_come_first_and_those_that_work_anywhere_last() -> None:
    async with job_screen(a_failed_detail()) as (_, screen, pilot):
        await pilot.press(*PAYLOAD)
        titles = [group.title for group in groups_of(screen)]
        assert titles[0] == "Job"
        assert "Tree" in titles
        assert titles[-1] == "Anywhere"


async def test_keys_with_the_same_action_share_a_row() -> None:
    async with job_screen(a_failed_detail()) as (_, screen, pilot):
        await pilot.press(*PAYLOAD)
        rows = {row.meaning: row.keys for group in groups_of(screen) for row in group.rows}
        assert rows["Open"] == "→  l"


async def test_it_closes_with_the_keys_that_close_things() -> None:
    async with job_screen(a_failed_detail()) as (app, screen, pilot):
        for key in ("escape", "question_mark", "q"):
            await app.push_screen(HelpScreen(screen))
            await pilot.press(key)
            assert app.screen is screen
