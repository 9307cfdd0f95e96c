"""Moving through the list of jobs and choosing what it shows."""

from dataclasses import replace

import pytest
from textual.binding import Binding
from textual.events import Key
from textual.widgets import Input

from queue_core.errors import ConnectionFailed, InvalidInput
from queue_core.filters import parse_filter
from queue_core.models import JobCount, JobStatus
from queue_tui.app import QueueApp
from queue_tui.screens.job import JobScreen
from queue_tui.screens.too_small import TooSmallScreen
from queue_tui.snapshot import View, Window, nothing_yet
from queue_tui.widgets.filter_input import FilterInput
from queue_tui.widgets.filter_line import FilterLine
from queue_tui.widgets.header import QueueHeader
from queue_tui.widgets.job_lines import message
from queue_tui.widgets.stats_panel import StatsPanel
from tests.tui.driving import driven
from tests.tui.fake_queue import FakeQueue
from tests.tui.overview import some_stats
from tests.tui.samples import a_job, ago
from tests.tui.some_jobs import in_every_state, job_id, many, numbered


async def test_it_shows_jobs_numbers_and_where_it_is_connected() -> None:
    async with driven(FakeQueue(in_every_state())) as ui:
        text = ui.text()
    for words in ("tests", "1,204", "high 3", "4/10", "12 failed", "3m 04s", "oldest 12m", "48 jobs", "ReadTimeout"):
        assert words in text


async def test_the_first_frame_comes_before_the_queue_is_opened() -> None:
    queue = FakeQueue(many(3))
    queue.error = ConnectionFailed("There is no server at db:5432.")
    app = QueueApp(queue.open)
    async with app.run_test() as pilot:
        while app.is_running:
            await pilot.pause(0.01)
    assert app.return_code == 3
    assert app.sorry == "There is no server at db:5432."


async def test_keys_move_the_cursor_and_enter_opens_the_job() -> None:
    async with driven(FakeQueue(many(60))) as ui:
        await ui.press("j", "j", "down", "k")
        assert ui.table.cursor == numbered(1)
        await ui.press("enter")
        assert isinstance(ui.app.screen, JobScreen)
        await ui.until(lambda: ui.app.snapshot.watched and ui.app.snapshot.watched.detail)
        assert ui.app.snapshot.watched
        assert ui.app.snapshot.watched.job_id == job_id(1)
        await ui.press("escape")
        await ui.until(lambda: ui.app.snapshot.watched is None)
        assert ui.table.cursor == numbered(1)


async def test_without_a_cursor_no_key_does_anything_to_a_job() -> None:
    queue = FakeQueue(many(5))
    async with driven(queue) as ui:
        await ui.press("r", "c", "D", "e")
        assert len(ui.app.screen_stack) == 1
        assert ui.toasts[0] == "No job is selected: j and k move to the one to retry."
    assert not queue.acted


async def test_the_ends_of_a_long_list_are_one_key_away() -> None:
    async with driven(FakeQueue(many(1000))) as ui:
        await ui.press("G")
        await ui.until(lambda: ui.table.cursor == numbered(999))
        assert ui.rows()[-1].startswith("> 000003e7")
        await ui.press("pageup")
        assert ui.table.cursor == numbered(999 - len(ui.rows()) + 1)
        await ui.press("g")
        await ui.until(lambda: ui.table.cursor == numbered(0))
        assert ui.rows()[0].startswith("> 00000000")


async def test_paging_goes_through_the_whole_list() -> None:
    async with driven(FakeQueue(many(700)), size=(80, 24)) as ui:
        seen = {job.id for job in ui.table.viewport.visible()}
        while ui.table.cursor != numbered(699):
            before = ui.table.cursor
            await ui.press("pagedown")
            await ui.until(lambda: ui.table.cursor != before)  # noqa: B023 - awaited here
            seen |= {job.id for job in ui.table.viewport.visible()}
        assert seen == {job_id(number) for number in range(700)}


async def test_new_jobs_appear_at_the_top_and_the_cursor_stays_with_its_job() -> None:
    queue = FakeQueue(many(20))
    async with driven(queue) as ui:
        await ui.press("j", "j")
        queue.put(replace(numbered(0), id=job_id(999), created_at=queue.now))
        await ui.listed(21)
        assert ui.rows()[0].startswith("  000003e7")
        assert ui.rows()[2].startswith("> 00000001")


async def test_a_filter_is_typed_applied_and_taken_away() -> None:
    queue = FakeQueue(in_every_state())
    async with driven(queue) as ui:
        await ui.press("slash", *"status:failed")
        await ui.press("enter")
        await ui.listed(3)
        await ui.until(lambda: "3 jobs" in ui.text())
        assert ui.table.has_focus
        await ui.press("slash", *"-type:doubt", "enter")
        await ui.listed(1)
        assert "/ status:failed -type:doubt" in ui.text()
        await ui.press("escape")
        await ui.listed(48)


async def test_a_mistake_is_pointed_at_and_changes_nothing() -> None:
    async with driven(FakeQueue(in_every_state())) as ui:
        await ui.press("slash", *"type:doubt sttus:failed ", "enter")
        [editor] = [line for line in ui.lines() if line.startswith(" / type:doubt sttus")]
        hint = ui.lines()[ui.lines().index(editor) + 1]
        assert hint.index("^") == editor.index("sttus")
        assert "status" in hint
        assert not ui.app.view.filter.terms
        await ui.press("escape")
        assert not ui.screen.query_one(FilterInput).has_class("-open")
        assert ui.table.has_focus
        assert len(ui.table.viewport.jobs) == 48


async def test_what_is_wrong_is_not_cut_where_there_is_no_room_behind_the_place_of_the_mistake() -> None:
    async with driven(FakeQueue(many(3)), (80, 24)) as ui:
        await ui.press("slash", *"type:topic_short conditon:held", "enter")
        assert "   There is no field 'conditon': did you mean 'condition'?" in ui.lines()


async def test_offers_that_have_no_room_are_not_cut_without_a_sign() -> None:
    async with driven(FakeQueue(many(3)), (60, 24)) as ui:
        await ui.press("slash")
        [hint] = [line for line in ui.lines() if line.startswith("   Tab ")]
        assert hint.endswith("…")
        assert len(hint) == 60


async def test_tab_completes_fields_values_and_types() -> None:
    async with driven(FakeQueue(many(3))) as ui:
        await ui.press("slash", *"conditi", "tab")
        field = ui.screen.query_one(FilterInput).field
        assert field.value == "condition:"
        await ui.press("ctrl+u", *"status:fa", "tab")
        assert field.value == "status:failed"
        await ui.press("ctrl+u", *"type:", "tab")
        assert field.value == "type:doubt"
        await ui.press("tab")
        assert field.value == "type:topic_short"
        await ui.press("enter")
        await ui.listed(1)


def type_ahead(app: QueueApp, text: str) -> None:
    """Keys that are all there before the first is handled, as over a slow line."""
    for character in text:
        app.post_message(Key("enter" if character == "\n" else character, None if character == "\n" else character))


async def test_what_is_typed_right_behind_the_slash_is_never_taken_for_keys() -> None:
    queue = FakeQueue(in_every_state())
    async with driven(queue) as ui:
        await ui.press("j")
        ui.app.post_message(Key("slash", "/"))
        type_ahead(ui.app, "rcDeun\n")
        await ui.until(lambda: str(ui.app.view.filter) == "rcDeun")
        assert not queue.acted
        assert len(ui.app.screen_stack) == 1


async def test_what_is_typed_right_behind_the_colon_goes_into_the_command() -> None:
    queue = FakeQueue(in_every_state())
    async with driven(queue) as ui:
        await ui.press("j")
        ui.app.post_message(Key("colon", ":"))
        type_ahead(ui.app, "rcDeun")
        await ui.until(lambda: len(ui.app.screen_stack) == 2 and ui.app.screen.query_one(Input).value == "rcDeun")
        assert not queue.acted


@pytest.mark.parametrize("key", ["P", "w", "y"])
async def test_what_is_typed_right_behind_a_move_means_the_job_that_it_leads_to(key: str) -> None:
    async with driven(FakeQueue(many(3))) as ui:
        await ui.press("j")
        type_ahead(ui.app, f"j{key}")
        await ui.until(lambda: ui.app.screen.is_modal)
        assert ui.table.cursor
        assert ui.table.cursor.id[:8] in ui.text()
        assert ui.table.viewport.jobs[1] == ui.table.cursor


async def test_a_slash_and_a_colon_can_be_typed() -> None:
    async with driven(FakeQueue(many(2))) as ui:
        await ui.press("slash", *"type:a", "slash", "b")
        assert ui.screen.query_one(FilterInput).field.value == "type:a/b"


async def test_what_the_database_refuses_is_said_in_the_filter_line() -> None:
    queue = FakeQueue(many(3))

    class Refusing(FakeQueue):
        async def jobs(self, *arguments: object, **named: object):  # type: ignore[no-untyped-def]
            if arguments[0].terms:  # type: ignore[attr-defined]
                raise InvalidInput("This value is too long.")
            return await super().jobs(*arguments, **named)  # type: ignore[arg-type]

    async with driven(Refusing(queue.rows.values())) as ui:
        await ui.press("f")
        await ui.until(lambda: "This value is too long." in ui.text())
        await ui.press("escape")
        await ui.listed(3)


async def test_lists_of_one_status_are_one_key_away() -> None:
    async with driven(FakeQueue(in_every_state())) as ui:
        for number in (5, 4, 3, 35, 1, 1):
            await ui.press("right")
            await ui.listed(number)
        await ui.press("h", "h")
        await ui.listed(3)
        await ui.press("f")
        await ui.listed(48)
        await ui.press("f")
        await ui.listed(3)


async def test_a_list_that_is_frozen_counts_what_comes_in() -> None:
    queue = FakeQueue(many(5))
    async with driven(queue) as ui:
        await ui.press("p")
        queue.put(replace(numbered(0), id=job_id(999), created_at=queue.now))
        await ui.until(lambda: "frozen, 1 new" in ui.text())
        assert len(ui.table.viewport.jobs) == 5
        await ui.press("p")
        await ui.listed(6)
        assert "frozen" not in ui.text()


async def test_a_long_search_says_how_far_it_is() -> None:
    queue = FakeQueue(many(5))
    async with driven(queue) as ui:
        snapshot = ui.app.snapshot
        ui.app.snapshot = replace(snapshot, window=replace(snapshot.window, jobs=(), searching=True, searched=40_000))
        await ui.pilot.pause()
        assert "searched 40,000, going on…" in ui.screen.query_one(FilterLine).lines()[0][-2].text
        assert "Nothing yet in 40,000 jobs looked at" in ui.table.lines()[2][0].text


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (110, "high 1,001  med 1,997  low 1,002"),
        (80, "h1,001 m1,997 l1,002"),
        (60, "1001/1997/1002"),
    ],
)
async def test_no_number_of_waiting_jobs_is_left_out_for_want_of_room(cells: int, words: str) -> None:
    queue = FakeQueue(many(2))
    by = {"high": 1001, "medium": 1997, "low": 1002}
    queue.numbers = some_stats(queued=4000, queued_by_priority=by)
    async with driven(queue, (cells, 24)) as ui:
        assert words in ui.text()


def test_a_filter_that_finds_nothing_says_among_how_many_after_long_and_a_list_that_emptied_says_that() -> None:
    def said(number: int, searched: int = 100) -> str:
        view, count = View(filter=parse_filter("status:failed")), JobCount(count=number, capped=False)
        window = Window(view=view, at_end=True, loaded=True, searched=searched, count=count)
        return message(replace(nothing_yet(), window=window))[0].text.strip()

    assert said(0) == "No job matches. Esc shows all jobs."
    assert said(0, 1_001_000) == "None of 1,001,000 jobs matches. Esc shows all jobs."
    assert said(1400) == "None of the jobs that were listed matches any more."


async def test_an_outage_is_said_with_the_age_of_the_data_and_heals() -> None:
    queue = FakeQueue(many(5))
    async with driven(queue) as ui:
        queue.error = ConnectionFailed("There is no server at db:5432.")
        await ui.until(lambda: "NO CONNECTION, data is" in ui.text())
        assert "There is no server at db:5432." in ui.text()
        assert len(ui.table.viewport.jobs) == 5
        queue.error = None
        await ui.until(lambda: "NO CONNECTION" not in ui.text())


async def test_who_may_only_read_is_told() -> None:
    queue = FakeQueue(many(1))
    queue.identity = replace(queue.identity, read_only=True)
    async with driven(queue) as ui:
        assert "read-only" in ui.lines()[0]


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 40), (200, 60)])
async def test_every_line_fits_its_size(size: tuple[int, int]) -> None:
    queue = FakeQueue(in_every_state())
    queue.numbers = some_stats(queued=10_000, capped=True, stuck=3, cancelling=2, processing=15)
    async with driven(queue, size) as ui:
        for widget in (ui.screen.query_one(kind) for kind in (QueueHeader, StatsPanel, FilterLine)):
            for line in widget.lines():
                assert sum(len(cell.text) for cell in line) <= size[0]
        assert "? Help" in ui.lines()[-1]
        assert "q Quit" in ui.lines()[-1]


@pytest.mark.parametrize("size", [(40, 10), (59, 30), (100, 14), (10, 3), (1, 1)])
async def test_a_terminal_that_is_too_small_says_so_and_comes_back(size: tuple[int, int]) -> None:
    async with driven(FakeQueue(many(60))) as ui:
        await ui.press("j", "j", "slash", *"type")
        await ui.pilot.resize_terminal(*size)
        await ui.until(lambda: isinstance(ui.app.screen, TooSmallScreen))
        if size[0] >= 40:
            assert f"{size[0]}x{size[1]} is too small" in ui.text()
        await ui.pilot.resize_terminal(80, 24)
        await ui.until(lambda: ui.app.screen is ui.screen)
        assert ui.screen.query_one(FilterInput).field.value == "type"
        await ui.press("escape")
        assert ui.table.cursor == numbered(1)


async def test_beginning_too_small_is_said_too() -> None:
    app = QueueApp(FakeQueue(many(3)).open)
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, TooSmallScreen)


async def test_sizes_in_any_order_break_nothing() -> None:
    async with driven(FakeQueue(in_every_state())) as ui:
        await ui.press("G")
        for size in [(200, 60), (60, 15), (300, 20), (61, 100), (80, 24), (30, 5), (120, 40)]:
            await ui.pilot.resize_terminal(*size)
            await ui.pilot.pause()
            if size[0] >= 60:
                assert ui.table.cursor in ui.table.viewport.visible()
        await ui.until(lambda: ui.app.screen is ui.screen)


async def test_the_palette_offers_the_keys_by_name_and_the_orders() -> None:
    async with driven(FakeQueue(in_every_state())) as ui:
        titles = [command.title for command in ui.app.get_system_commands(ui.app.screen)]
        assert {"Retry", "Freeze", "List failed jobs", "Order: in order of claiming", "Theme"} <= set(titles)
        assert len(titles) == len(set(titles))
        await ui.press("ctrl+p")
        await ui.until(lambda: len(ui.app.screen_stack) == 2)
        await ui.press(*"list failed")
        await ui.until(lambda: "List failed jobs" in ui.text())
        assert "🔎" not in ui.text()
        await ui.press("down", "enter")
        await ui.listed(3)


async def test_an_order_from_the_palette_is_shown() -> None:
    async with driven(FakeQueue(in_every_state())) as ui:
        [order] = [
            one for one in ui.app.get_system_commands(ui.app.screen) if one.title == "Order: in order of claiming"
        ]
        order.callback()
        await ui.listed(5)
        assert "in order of claiming" in ui.text()


async def test_help_lists_the_keys_of_this_screen() -> None:
    async with driven(FakeQueue(many(2))) as ui:
        await ui.press("question_mark")
        await ui.until(lambda: "Put the job back into the queue" in ui.text())


async def test_every_binding_leads_to_an_action() -> None:
    async with driven(FakeQueue(many(2))) as ui:
        for owner in (ui.app, ui.screen, ui.table):
            for binding in type(owner).BINDINGS:
                assert isinstance(binding, Binding)
                assert binding.id
                assert hasattr(owner, f"action_{binding.action.partition('(')[0]}"), binding


async def test_marks_are_shown_counted_and_taken_away() -> None:
    async with driven(FakeQueue(many(10))) as ui:
        await ui.press("j", "space", "space")
        assert list(ui.table.chosen) == [job_id(0), job_id(1)]
        assert ui.rows()[0].startswith(" *00000000")
        assert "2 marked" in ui.text()
        await ui.press("k", "space")
        assert list(ui.table.chosen) == [job_id(0)]
        await ui.press("escape")
        assert "marked" not in ui.text()


async def test_it_is_said_how_many_marked_jobs_are_not_on_screen() -> None:
    queue = FakeQueue(many(60))
    queue.put(replace(numbered(0), status=JobStatus.FAILED, condition=None))
    async with driven(queue, (80, 24)) as ui:
        await ui.press("j", "space", "space")
        assert "2 marked" in ui.text()
        assert "unseen" not in ui.text()
        await ui.press("G")
        assert "2 marked, 2 unseen" in ui.text()
        await ui.press("g")
        assert "unseen" not in ui.text()
        await ui.press("f")
        await ui.listed(1)
        await ui.until(lambda: "2 marked, 1 unseen" in ui.text())
        await ui.press("f")
        await ui.listed(60)
        await ui.until(lambda: "unseen" not in ui.text())
        await ui.press("G", "space", "g")
        assert "3 marked, 1 unseen" in ui.text()
        await ui.pilot.resize_terminal(80, 80)
        await ui.until(lambda: "3 marked" in ui.text() and "unseen" not in ui.text())


async def test_escape_lets_go_of_the_cursor_last() -> None:
    async with driven(FakeQueue(many(10))) as ui:
        await ui.press("j", "j", "j", "escape")
        assert ui.table.cursor is None
        assert not ui.table.chosen


async def test_all_that_match_are_marked_with_one_key_up_to_a_bound() -> None:
    async with driven(FakeQueue([*many(1200), *in_every_state()])) as ui:
        await ui.press("f")
        await ui.listed(3)
        await ui.press("asterisk")
        await ui.until(lambda: len(ui.table.marked) == 3)
        assert ui.toasts[-1].startswith("3 jobs marked.")
        await ui.press("escape", "escape")
        await ui.until(lambda: not ui.app.view.filter.terms and ui.app.snapshot.window.loaded)
        await ui.press("asterisk")
        await ui.until(lambda: len(ui.table.marked) == 1000)
        assert "there are more, and 1,000 is what one action takes" in ui.toasts[-1]


async def test_where_nothing_matches_nothing_is_said_to_be_marked() -> None:
    async with driven(FakeQueue(many(3))) as ui:
        await ui.press("f")
        await ui.listed(0)
        await ui.press("asterisk")
        await ui.until(lambda: ui.toasts == ["No job matches, so none is marked."])
        await ui.press("r")
        assert ui.toasts[-1] == "The list is empty: there is no job to retry."


async def test_copying_takes_the_whole_id() -> None:
    async with driven(FakeQueue(many(3))) as ui:
        copied: list[tuple[str, str]] = []
        ui.app.copy = lambda text, what: copied.append((text, what))  # type: ignore[method-assign]
        await ui.press("j", "y", "i")
        await ui.press("space", "space", "y", "i")
    assert copied == [(job_id(0), "id"), (f"{job_id(0)}\n{job_id(1)}", "ids")]


async def test_a_failed_job_that_is_retried_moves_on() -> None:
    queue = FakeQueue(in_every_state())
    async with driven(queue) as ui:
        await ui.press("f")
        await ui.listed(3)
        await ui.press("j", "r")
        await ui.listed(2)
        assert queue.rows[job_id(9)].status is JobStatus.QUEUED
        assert ui.toasts[-1] == "Retried 00000009. u undoes."


async def test_a_click_puts_the_cursor_there_and_a_double_click_opens() -> None:
    async with driven(FakeQueue(many(30))) as ui:
        await ui.pilot.click("JobTable", offset=(10, 4))
        assert ui.table.cursor == numbered(3)
        await ui.pilot.click("JobTable", offset=(10, 0))
        assert ui.table.cursor == numbered(3)
        await ui.pilot.click("JobTable", offset=(10, 4), times=2)
        await ui.until(lambda: isinstance(ui.app.screen, JobScreen))


async def test_a_range_is_marked_from_where_it_began_to_the_cursor_and_can_be_given_up() -> None:
    async with driven(FakeQueue(many(8))) as ui:
        await ui.press("j", "j", "v", "j", "j", "k")
        assert [*ui.table.chosen] == [job_id(1), job_id(2)]
        assert "2 marked" in ui.text()
        await ui.press("v", "G", "v", "k", "space")
        assert [*ui.table.chosen] == [job_id(1), job_id(2), job_id(6), job_id(7)]
        await ui.press("v", "k", "escape")
        assert [*ui.table.chosen] == [job_id(5)]


async def test_no_row_moves_while_some_are_marked_or_a_dialog_is_open_and_new_ones_are_counted() -> None:
    queue = FakeQueue(many(3))
    async with driven(queue) as ui:
        await ui.press("j", "space")
        await ui.until(lambda: ui.app.snapshot.window.held)
        queue.put(a_job(id=job_id(99), created_at=ago(-1)), replace(numbered(1), status=JobStatus.FAILED))
        await ui.until(lambda: "1 new" in ui.text())
        await ui.until(lambda: "failed" in ui.rows()[1])
        assert [job.id for job in ui.table.viewport.jobs] == [job_id(0), job_id(1), job_id(2)]
        await ui.press("escape")
        await ui.listed(4)
        await ui.press("n")
        await ui.until(lambda: ui.app.screen.is_modal and ui.app.snapshot.window.held)
        queue.put(a_job(id=job_id(98), created_at=ago(-2)))
        await ui.until(lambda: ui.app.snapshot.window.new == 1)
        await ui.press("escape")
        await ui.listed(5)


async def test_what_is_told_while_a_dialog_is_open_is_told_after_it() -> None:
    async with driven(FakeQueue(many(1))) as ui:
        await ui.press("n")
        await ui.until(lambda: ui.app.screen.is_modal)
        ui.app.notify("38 completed", markup=False)
        assert ui.toasts == []
        await ui.press("escape")
        await ui.until(lambda: ui.toasts == ["38 completed"])


async def test_what_is_typed_behind_a_key_that_opens_a_menu_reaches_the_menu() -> None:
    queue = FakeQueue(many(3))
    async with driven(queue) as ui:
        await ui.press("j")
        for key in ("y", "c"):
            ui.app.simulate_key(key)
        await ui.until(lambda: ui.toasts)
        assert "the command" in ui.toasts[-1]
    assert not queue.acted
