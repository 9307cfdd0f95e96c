from textual.binding import Binding
from textual.widgets import Input

from queue_tui.screens.help import HelpScreen, groups_of
from queue_tui.screens.job import JobScreen
from queue_tui.widgets.job_table import JobTable
from queue_tui.widgets.row_list import RowList
from tests.tui.driving import driven
from tests.tui.fake_queue import FakeQueue
from tests.tui.host import PAYLOAD, job_screen, text_of
from tests.tui.samples import a_failed_detail, a_running_detail
from tests.tui.some_jobs import in_every_state


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


async def test_views_come_before_all_else_by_name_and_commands_are_told() -> None:
    async with driven(FakeQueue(in_every_state()), (80, 24)) as ui:
        for view in ("2", "1", "3", "4", "5", "6"):
            await ui.press(view, "question_mark")
            screen = ui.app.screen
            assert isinstance(screen, HelpScreen)
            views, *others = screen.groups
            assert [row.keys for row in views.rows] == list("123456")
            assert views.rows[5].meaning == "Settings: Limits, times, types and alerts"
            anywhere = {row.keys for row in others[-1].rows}
            assert {":", "^p", "/" if view != "2" else ":"} <= anywhere
            assert not {group.title for group in screen.groups} & {kind.__name__ for kind in (RowList, JobTable, Input)}
            assert "3                 Failures: What fails" in ui.text()
            await ui.press("escape")
        await ui.press("slash")
        assert "⏎ Apply" in ui.lines()[-1]
        titles = [group.title for group in groups_of(ui.app.screen)]
        assert titles == ["Jobs", "Field", "Filter", "Anywhere"], "digits are typed here"


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
