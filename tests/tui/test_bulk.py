"""Actions on many jobs: planned, asked about, carried out, left alone, stopped, followed, undone."""

import asyncio
from dataclasses import replace

import pytest
from textual.widgets import Input

from queue_core.errors import ConnectionFailed
from queue_core.models import JobStatus, OperationId, OperationState
from queue_tui.deeds import bulk
from queue_tui.dialogs.apply import ApplyDialog
from queue_tui.dialogs.menu import Menu
from queue_tui.dialogs.plan import PlanDialog
from queue_tui.dialogs.quiet import QUIET_SECONDS
from queue_tui.intents import Apply, Halt, PlanUndo
from queue_tui.reading.pacing import Backoff
from queue_tui.words.plans import ended, left_out
from tests.tui.driving import Driven, driven
from tests.tui.planning_queue import PlanningQueue
from tests.tui.some_jobs import in_every_state, job_id, many
from tests.tui.test_deeds import answer, asked, failed
from tests.tui.views import an_operation


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is tried again, or looked at again, is so at once."""
    monkeypatch.setattr(bulk, "Backoff", lambda: Backoff(0.01, 0.01))
    monkeypatch.setattr(bulk, "FOLLOW_SECONDS", (0.01, 0.01))


async def asked_by_plan(ui: Driven) -> PlanDialog:
    """The dialog that the keys before led to, when its question is there."""
    await asked(ui)
    assert isinstance(ui.app.screen, PlanDialog)
    return ui.app.screen


async def test_marked_jobs_are_planned_with_numbers_and_what_is_left_out_then_done_and_followed() -> None:
    queue = PlanningQueue(in_every_state())
    async with driven(queue) as ui:
        ui.table.mark([job_id(0), job_id(9), job_id(10), job_id(12)])
        await ui.press("r")
        await asked(ui)
        for words in ("Retry 3 jobs?", "3 failed", "1 job: it is queued", "2 doubt, 1 topic_short"):
            assert words in ui.text()
        await answer(ui, "y")
        await ui.until(lambda: any("Retried 3 jobs, left out 1 job: it is queued. u undoes." in t for t in ui.toasts))
        assert not ui.table.marked
        queue.put(*(replace(queue.rows[job_id(number)], status=JobStatus.COMPLETED) for number in (9, 10)))
        queue.put(replace(queue.rows[job_id(12)], status=JobStatus.FAILED))
        await ui.until(
            lambda: ui.told == "Of 3 jobs retried by operation 100: 2 completed, 1 failed again, same fingerprint."
        )


async def test_all_that_match_are_asked_about_in_words_and_the_filter_goes_with_them() -> None:
    queue = failed(5)
    async with driven(queue) as ui:
        await ui.press("f", "a")
        await ui.until(lambda: isinstance(ui.app.screen, Menu))
        assert "Do what with all 5 jobs that match?" in ui.text()
        await ui.press("r")
        await asked(ui)
        assert "Retry 5 jobs?" in ui.text()
        assert "status:failed" in ui.text()
        await answer(ui, "y")
        await ui.until(lambda: all(job.status is JobStatus.QUEUED for job in queue.rows.values()))
    assert queue.asked[0] == ("plan", {"verb": "retry", "filter": "status:failed", "ids": None, "arguments": {}})


async def test_priority_and_time_of_all_are_asked_for_before_the_plan() -> None:
    queue = PlanningQueue(many(3))
    async with driven(queue) as ui:
        await ui.press("a", "P", "h")
        await asked(ui)
        assert "Set the priority of 3 jobs to high?" in ui.text()
        await answer(ui, "escape")
        await ui.press("a", "w", "o", *"90x", "enter")
        assert "The delay is a time such as 90s" in ui.text()
        await ui.press("backspace", "m", "enter")
        await asked(ui)
        assert "Run 3 jobs in 1h 30m?" in ui.text()
        await answer(ui, "y")
        await ui.until(lambda: queue.acted)
    assert queue.asked[-2][1]["arguments"] == {"delay_seconds": 5400.0}


async def test_what_is_added_belongs_to_the_plan_and_what_has_changed_is_asked_about_again() -> None:
    queue = failed(3)
    async with driven(queue) as ui:
        await ui.press("asterisk")
        await ui.until(lambda: len(ui.table.marked) == 3)
        await ui.press("r")
        dialog = await asked_by_plan(ui)
        assert "tab fields · y yes · n no" in ui.text()
        await ui.press("right")
        assert dialog.focused is dialog.query_one("#confirm")
        await ui.press("left", "tab", *"20mm")
        for key in ("enter", "tab"):
            await ui.press(key)
            assert "Spread is a time such as 90s, 10m or 1h30m." in ui.text()
            assert dialog.focused is dialog.query_one("#spread")
        await ui.press(*["backspace"] * 4, *"10m", "tab")
        assert "Spread is" not in ui.text()
        assert dialog.focused is dialog.query_one("#reason")
        await ui.press("enter")
        assert dialog.focused is dialog.query_one("#confirm")
        del queue.rows[job_id(2)]
        await answer(ui, "y")
        await ui.until(lambda: "Meanwhile other jobs match: look again." in ui.text())
        assert "Retry 2 jobs?" in ui.text()
        await answer(ui, "y")
        await ui.until(lambda: queue.acted)
    plans = [arguments["arguments"] for name, arguments in queue.asked if name == "plan"]
    assert plans == [{}, {"spread_seconds": 600.0}]
    assert ("halt", {"operation_id": OperationId(100), "abort": True}) in queue.asked


async def test_enter_leads_through_the_fields_to_the_button_and_neither_drops_nor_applies_the_plan_unread() -> None:
    queue = failed(3)
    async with driven(queue) as ui:
        await ui.press("a", "r")
        dialog = await asked_by_plan(ui)
        dialog.quiet.clock = lambda: 0.0
        await ui.press("tab", *"10m", "enter")
        assert dialog.focused is dialog.query_one("#reason")
        await ui.press(*["enter"] * 5)
        assert ui.app.screen is dialog
        assert dialog.focused is dialog.query_one("#confirm")
        assert "read it first, then y again" in ui.text()
        assert not queue.acted
        await ui.until(lambda: not dialog.query_one("#confirm").has_class("-active"))
        await answer(ui, "enter")
        await ui.until(lambda: queue.acted)
    plans = [arguments["arguments"] for name, arguments in queue.asked if name == "plan"]
    assert plans == [{}, {"spread_seconds": 600.0}]


async def test_tab_leads_to_the_fields_first_so_that_no_letter_of_a_reason_is_an_answer() -> None:
    queue = failed(3)
    async with driven(queue) as ui:
        await ui.press("a", "r")
        dialog = await asked_by_plan(ui)
        await ui.press("tab", *"1h", "tab", *"any")
        await ui.until(lambda: [field.value for field in dialog.query(Input)] == ["1h", "any", ""])
        await ui.press("enter")
        await answer(ui, "enter")
        await ui.until(lambda: queue.acted)
    plans = [arguments["arguments"] for name, arguments in queue.asked if name == "plan"]
    assert plans == [{}, {"spread_seconds": 3600.0}]


async def test_enter_leads_to_the_number_where_it_must_be_typed() -> None:
    queue = failed(3)
    queue.put(replace(queue.rows[job_id(1)], status=JobStatus.COMPLETED))
    async with driven(queue) as ui:
        await ui.press("a", "r")
        dialog = await asked_by_plan(ui)
        await answer(ui, "tab")
        await ui.press(*"10m", *["enter"] * 5)
        assert ui.app.screen is dialog
        assert dialog.focused is dialog.query_one("#count")
        assert not queue.acted
        await ui.press("3", "enter")
        await ui.until(lambda: queue.acted)


async def test_deleting_many_wants_the_number_typed_and_blind_keys_are_no_yes() -> None:
    queue = failed(12)
    async with driven(queue) as ui:
        await ui.press("asterisk")
        await ui.until(lambda: len(ui.table.marked) == 12)
        await ui.press("D")
        dialog = await asked_by_plan(ui)
        dialog.quiet.clock = lambda: 0.0
        dialog.quiet.begin()
        await ui.press("y", "1", "enter", "2", "enter")
        assert len(queue.rows) == 12
        assert "read it first, then enter again" in ui.text()
        await answer(ui, "enter")
        await ui.listed(0)
        assert ui.toasts[-1] == "Deleted 12 jobs."


async def test_a_retry_of_completed_jobs_wants_the_number_typed_as_they_were_paid_for() -> None:
    queue = failed(3)
    queue.put(replace(queue.rows[job_id(1)], status=JobStatus.COMPLETED))
    async with driven(queue) as ui:
        await ui.press("a", "r")
        await asked(ui)
        assert "Retry 3 jobs?" in ui.text()
        assert "1 of them is completed: it runs once more." in ui.text()
        assert "To go on, type 3 here" in ui.text()
        await answer(ui, "y")
        await ui.press("enter", "2", "enter")
        assert isinstance(ui.app.screen, PlanDialog)
        await ui.press("backspace", "3", "enter")
        await ui.until(lambda: queue.acted)
    assert queue.acted == [("retry", (job_id(0), job_id(1), job_id(2)), None)]


async def test_a_plan_that_looks_for_long_says_how_far_it_is_and_can_be_left() -> None:
    queue = failed(8)
    queue.look = 1
    async with driven(queue) as ui:
        queue.error = None
        await ui.press("a", "c")
        await ui.until(lambda: isinstance(ui.app.screen, PlanDialog))
        await asked(ui)
        assert "There is no job to which this can be done." in ui.text()
        assert "8 jobs: it is failed" in ui.text()
        assert not {"Reason", "Cancel"} & set(ui.text().split())
        await ui.press("y", "escape")
        await ui.until(lambda: not ui.app.screen.is_modal)
    assert [name for name, _ in queue.asked].count("plan") == 8
    assert not queue.acted


async def test_a_plan_that_is_refused_says_why() -> None:
    queue = failed(2)
    queue.most = 1
    async with driven(queue) as ui:
        await ui.press("a")
        await ui.until(lambda: isinstance(ui.app.screen, Menu))
        await ui.press("r")
        await ui.until(lambda: "Not planned" in ui.text())
        assert "│ More than 1 jobs match: narrow the filter." in ui.text()
        assert "Close" in ui.text()
        assert not {"Reason", "Spread", "Keep"} & set(ui.text().split())
        await ui.press("escape")
        await ui.until(lambda: not ui.app.screen.is_modal)


async def test_chunks_go_on_through_an_outage_can_be_halted_and_aborted() -> None:
    queue = failed(20)
    queue.chunk, queue.permits = 2, asyncio.Semaphore(1)
    async with driven(queue) as ui:
        await ui.press("a", "r")
        await answer(ui, "y")
        await ui.until(lambda: isinstance(ui.app.screen, ApplyDialog))
        assert "2 of 20 done" in ui.text()
        await ui.press("h")
        queue.permits.release()
        await ui.until(lambda: "Halted between two chunks." in ui.text())
        queue.error = ConnectionFailed("There is no server at db:5432.")
        await ui.press("h")
        await ui.until(lambda: "There is no server at db:5432. It is tried again" in ui.text())
        queue.error = None
        queue.permits.release()
        await ui.until(lambda: "4 of 20 done" in ui.text())
        assert "no server" not in ui.text()
        await ui.press("A")
        queue.permits.release()
        await ui.until(lambda: not ui.app.screen.is_modal)
        await ui.until(lambda: "did not touch" in ui.told)
    assert ui.toasts[-1] == "Retried 4 jobs, did not touch 16 jobs. u undoes."


async def test_a_key_that_was_meant_for_an_operation_which_has_just_ended_does_nothing_to_the_list() -> None:
    queue = failed(4)
    queue.chunk, queue.permits = 2, asyncio.Semaphore(1)
    async with driven(queue) as ui:
        await ui.press("f", "a", "r")
        await answer(ui, "y")
        await ui.until(lambda: isinstance(ui.app.screen, ApplyDialog))
        seconds = 0.0
        ui.app.typed_ahead.quiet.clock = lambda: seconds
        shown = ui.app.view
        queue.permits.release()
        await ui.until(lambda: not ui.app.screen.is_modal)
        await ui.press("h", "A", "escape", "h")
        assert (ui.app.view, ui.app.screen) == (shown, ui.screen)
        seconds = QUIET_SECONDS
        await ui.press("h")
        await ui.until(lambda: ui.app.view != shown)


async def test_it_goes_on_when_it_is_left_and_can_be_looked_at_again() -> None:
    queue = failed(4)
    queue.chunk, queue.permits = 1, asyncio.Semaphore(1)
    async with driven(queue) as ui:
        await ui.press("a", "r")
        await answer(ui, "y")
        await ui.until(lambda: isinstance(ui.app.screen, ApplyDialog))
        await ui.press("escape")
        assert ui.toasts[-1] == "Operation 100 goes on; 5 shows it."
        ui.screen.post_message(Apply(OperationId(100)))
        await ui.until(lambda: isinstance(ui.app.screen, ApplyDialog))
        ui.screen.post_message(Halt(OperationId(100)))
        queue.permits.release()
        await ui.until(lambda: "Halted" in ui.text())
        await ui.press("escape")
        assert ui.toasts[-1] == "Operation 100 is halted; 5 shows it."
        ui.screen.post_message(Apply(OperationId(100)))
        for _ in range(3):
            queue.permits.release()
        await ui.until(lambda: "Retried 4 jobs. u undoes." in ui.toasts)


async def test_what_more_than_one_call_may_undo_is_undone_by_a_plan() -> None:
    queue = failed(2)
    async with driven(queue) as ui:
        ui.screen.post_message(PlanUndo(OperationId(7)))
        await ui.until(lambda: queue.asked)
    assert queue.asked[0][1]["arguments"] == {"operation_id": 7}


def test_reasons_are_counted_where_there_are_several() -> None:
    operation = an_operation(skipped=12, skip_reasons={"it is gone": 2, "it is being processed": 10})
    assert left_out(operation) == "12 jobs: it is being processed (10), it is gone (2)"
    nothing = an_operation(done=0, skipped=0, undoable=False, state=OperationState.APPLIED)
    assert ended(nothing) == "Nothing was left to do."
