"""The audit log: what it says of each operation, and what the keys do to it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from textual.widgets import Static

from queue_core.actor import current_actor
from queue_core.models import Identity, JobStatus, JsonValue, OperationId, OperationState
from queue_core.operation_words import particulars
from queue_core.queue import Queue
from queue_tui.dialogs.confirm import ConfirmDialog
from queue_tui.dialogs.plan import PlanDialog
from queue_tui.screens.jobs import JobsScreen
from queue_tui.screens.operations import OperationsScreen
from tests.support.jobs import enqueue
from tests.tui.driving import Driven, driven, driven_on
from tests.tui.fake_queue import FakeQueue
from tests.tui.samples import ago
from tests.tui.some_jobs import in_every_state, job_id
from tests.tui.test_deeds import answer
from tests.tui.views import an_operation, some_operations

pytestmark = pytest.mark.usefixtures("still")


@asynccontextmanager
async def operations(queue: FakeQueue, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Driven]:
    """The app with the log on screen, and the details of its first line."""
    async with driven(queue, size) as ui:
        await ui.press("5")
        await ui.until(lambda: isinstance(ui.app.screen, OperationsScreen) and ui.app.snapshot.operations)
        await ui.until(lambda: ui.app.snapshot.operation or not queue.log.operations)
        yield ui


def a_log() -> FakeQueue:
    return FakeQueue(in_every_state())


async def test_the_log_says_who_did_what_and_the_text_what_became_of_it() -> None:
    async with operations(a_log()) as ui:
        for words in (
            ">     15 10m   anna@vps   cancel       halted 200/500      500 jobs",
            "      14 15m   anna@vps   retry        applied             40 of 41 jobs",
            "      13 1h    anna@vps   configure    applied             Jobs at once 10 -> 3",
            "By          anna@vps, 10m ago",
            "Reason      orchestrator is back",
            "State       halted: 200 cancelled, 300 to go",
            "40%",
        ):
            assert words in ui.text()
        await ui.press("j")
        await ui.until(lambda: "40 queued again, 1 left alone" in ui.text() and "By now" in ui.text())
        for words in (
            "Filter      status:failed category:timeout",
            "Left alone  1: it is being processed",
            "By now      38 completed, 2 failed again, same fingerprint",
            "00000001    left alone    it is being processed",
            "00000009    done          status failed -> queued",
        ):
            assert words in ui.text()
        await ui.press("j")
        await ui.until(lambda: "Detail      Jobs at once 10 -> 3" in ui.text())


async def test_what_was_done_has_the_room_that_reasons_leave_and_no_raw_names() -> None:
    before = {"max_concurrent_renders": 10, "max_manim_renders": 4, "types": {"doubt": {"limit": None}}}
    after = {"max_concurrent_renders": 3, "max_manim_renders": 2, "types": {"doubt": {"limit": 1}}}
    nothing: dict[str, Any] = {"total": 0, "done": 0, "skipped": 0, "skip_reasons": {}, "reason": None, "filter": None}
    workers: list[JsonValue] = ["3f2a9c1e-0000-4000-8000-000000000000"]
    configure = an_operation(42, verb="configure", detail={"before": before, "after": after}, **nothing)
    unlock = an_operation(41, verb="unlock", detail={"seconds": 900}, **nothing)
    quiet = an_operation(40, verb="quiet", detail={"quiet": True, "workers": workers, "changed": workers}, **nothing)
    queue = a_log()
    queue.log = replace(queue.log, operations=(configure, unlock, quiet))
    async with operations(queue, (120, 40)) as ui:
        head, first, second, third = ui.lines()[1:5]
        assert "Reason" not in head
        assert first.endswith("Jobs at once 10 -> 3, Manim jobs at once 4 -> 2, L…")
        assert second.endswith("for 15m")
        assert third.endswith("1 worker quiet")
        assert particulars(quiet) == [("quiet", "yes"), ("workers", "3f2a9c1e")]
        queue.log = replace(queue.log, operations=(replace(unlock, reason="the host is hot " * 9), configure))
        await ui.press("ctrl+r")
        await ui.until(lambda: "Reason" in ui.lines()[1])
        assert "10 -> 3, Manim" in ui.text()
        assert "for 15m" in ui.lines()[2]
        assert "the host is hot" in ui.lines()[2]


async def test_a_plan_says_who_carried_it_out_and_what_it_takes_back() -> None:
    queue = a_log()
    detail: dict[str, JsonValue] = {"operation_id": 14, "applied_by": "ravi@vps2"}
    undo = an_operation(30, verb="undo", undoes=14, undoable=False, detail=detail)
    queue.log = replace(queue.log, operations=(undo, *queue.log.operations))
    async with operations(queue, (120, 40)) as ui:
        await ui.until(lambda: "30 undo: operation 14, 40 of 41 jobs\n" in ui.text())
        assert "Applied by  ravi@vps2" in ui.text()
        assert "Undoes      operation 14" in ui.text()


async def test_an_empty_log_says_what_will_be_in_it() -> None:
    queue = a_log()
    queue.log = replace(some_operations(), operations=())
    async with operations(queue) as ui:
        await ui.until(lambda: "Nothing has been done yet." in ui.text())
        await ui.press("u", "a", "h", "A", "m", "enter", "y")
    assert not queue.asked


async def test_undo_is_planned_for_many_jobs_and_done_at_once_for_what_is_no_job() -> None:
    queue = a_log()
    async with operations(queue) as ui:
        await ui.press("j", "u")
        await ui.until(lambda: isinstance(ui.app.screen, PlanDialog))
        assert queue.asked[0][1] | {"ids": None} == {
            "verb": "undo", "filter": None, "ids": None, "arguments": {"operation_id": 14}
        }  # fmt: skip
        await ui.press("escape", "j", "u")
        await ui.until(lambda: queue.asked[-1] == ("undo", {"operation_id": 13}))
        await ui.until(lambda: "Undid operation 13." in ui.toasts)
        await ui.until(lambda: "undone by 16" in ui.text())
        await ui.press("G")
        assert "u Undo" not in ui.text()


async def test_a_plan_is_asked_about_before_it_is_carried_out_and_one_that_was_halted_goes_on() -> None:
    queue = a_log()
    spread: dict[str, JsonValue] = {"spread_seconds": 1800.0}
    planned = an_operation(20, state=OperationState.PLANNED, planned=40, done=0, skipped=1, detail=spread)
    queue.log = replace(queue.log, operations=(planned, *queue.log.operations))
    async with operations(queue) as ui:
        assert "planned, nothing is done yet" in ui.text()
        await ui.press("a")
        await ui.until(lambda: "Carry out operation 20: retry 40 jobs?" in ui.text())
        for words in (
            "Reason    orchestrator is back",
            "Filter    status:failed category:timeout",
            "Spread    30m",
            "Types     35 doubt, 5 daily_ca",
            "Statuses  40 failed",
            ", 1d 00h ago",
            "Newest    ",
            "Left out  1 job: it is being processed",
        ):
            assert words in ui.text()
        await answer(ui, "n")
        assert not queue.asked
        queue.progress = replace(planned, state=OperationState.APPLIED, planned=0, done=40)
        await ui.press("a")
        await answer(ui, "y")
        await ui.until(lambda: ("apply", {"operation_id": 20, "start": True}) in queue.asked)
        await ui.press("j", "a")
        await ui.until(lambda: ("apply", {"operation_id": 15, "start": True}) in queue.asked)
        assert not isinstance(ui.app.screen, ConfirmDialog)


async def test_a_plan_to_run_completed_jobs_again_wants_its_number_typed_whoever_made_it() -> None:
    queue = a_log()
    planned = an_operation(20, state=OperationState.PLANNED, planned=40, done=0, run_again=3, actor="anna@vps")
    queue.log = replace(queue.log, operations=(planned, *queue.log.operations))
    async with operations(queue) as ui:
        await ui.press("a")
        await ui.until(lambda: "To go on, type 40 here" in ui.text())
        said = str(ui.app.screen.query_one(".dialog--text", Static).render())
        assert "3 of them are completed: they run once more." in said
        await answer(ui, "y")
        await ui.press("4", "enter")
        assert isinstance(ui.app.screen, ConfirmDialog)
        queue.progress = replace(planned, state=OperationState.APPLIED, planned=0, done=40)
        await ui.press("0", "enter")
        await ui.until(lambda: ("apply", {"operation_id": 20, "start": True}) in queue.asked)


async def test_what_is_on_its_way_is_seen_moving_and_halted_and_aborted_after_a_question() -> None:
    queue = a_log()

    def on_its_way(done: int) -> None:
        moving = an_operation(15, state=OperationState.APPLYING, total=500, planned=500 - done, done=done, skipped=0)
        queue.log = replace(queue.log, operations=(moving, *some_operations().operations[1:]))

    on_its_way(100)
    async with operations(queue) as ui:
        await ui.until(lambda: "applying 100/500" in ui.text())
        on_its_way(300)
        await ui.press("ctrl+r")
        await ui.until(lambda: "applying 300/500" in ui.text() and "60%" in ui.text())
        await ui.press("h")
        await ui.until(lambda: queue.asked == [("halt", {"operation_id": 15, "abort": False})])
        await ui.press("A")
        await ui.until(lambda: "Stop operation 15 for good?" in ui.text())
        await answer(ui, "y")
        await ui.until(lambda: queue.asked[-1] == ("halt", {"operation_id": 15, "abort": True}))


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (OperationState.APPLYING, ("applying 750/2938", "38 edit: 2,938 jobs")),
        (OperationState.HALTED, ("halted 750/2938", "38 edit: 2,938 jobs")),
        (OperationState.ABORTED, ("aborted 750/2938", "38 edit: 750 of 2,938 jobs")),
    ],
)
async def test_an_operation_gives_the_same_numbers_wherever_they_stand(
    state: OperationState, words: tuple[str, ...]
) -> None:
    queue = a_log()
    edit = an_operation(38, verb="edit", state=state, total=2938, planned=2187, done=750, skipped=1)
    queue.log = replace(queue.log, operations=(edit,))
    async with operations(queue) as ui:
        for said in (*words, "750 changed, 1 left alone, 2,187 "):
            assert said in ui.text()


async def test_new_operations_above_what_is_shown_are_counted_until_they_are_looked_at() -> None:
    queue = a_log()
    queue.log = replace(some_operations(), operations=tuple(an_operation(40 - number) for number in range(40)))
    async with operations(queue) as ui:
        await ui.press(*"jjj")
        newer = an_operation(42), an_operation(41)
        queue.log = replace(queue.log, operations=(*newer, *queue.log.operations))
        await ui.press("ctrl+r")
        await ui.until(lambda: "     42 " in ui.text())
        assert "new above" not in ui.text()
        await ui.press("G")
        assert "new above" not in ui.text()
        queue.log = replace(queue.log, operations=(an_operation(44), an_operation(43), *queue.log.operations))
        await ui.press("ctrl+r")
        await ui.until(lambda: ui.lines()[1].endswith(" What   2 new above: g"))
        await ui.press("g")
        assert ">     44 " in ui.text()
        await ui.press("G")
        assert "new above" not in ui.text()


async def test_older_operations_are_a_page_away() -> None:
    queue = a_log()
    many = tuple(an_operation(300 - number, at=ago(number)) for number in range(150))
    queue.log = replace(some_operations(), operations=many)
    async with operations(queue) as ui:
        await ui.press("G")
        assert ">    201 " in ui.text()
        assert "M Newest" not in ui.text()
        await ui.press("m")
        await ui.until(lambda: ">    200 " in ui.text())
        assert "m Older" not in ui.text()
        await ui.press("M")
        await ui.until(lambda: ">    300 " in ui.text())


async def test_enter_lists_the_jobs_that_it_touched() -> None:
    async with operations(a_log()) as ui:
        await ui.press("enter")
        await ui.until(lambda: isinstance(ui.app.screen, JobsScreen))
        await ui.until(lambda: str(ui.app.view.filter) == "id:" + job_id(9).replace("-", ""))
        assert ui.toasts == ["The first 1 of 500 jobs that it is about."]


async def test_one_who_may_only_read_is_offered_nothing_that_writes() -> None:
    queue = a_log()
    queue.identity = Identity(role="queue_viewer", can_operate=False, can_work=False, read_only=True, server="18.4")
    async with operations(queue) as ui:
        assert "Undo it" not in ui.text()
        await ui.press("u", "a", "h", "A")
    assert not queue.asked


async def test_undo_with_nothing_in_memory_finds_what_the_same_person_did_last_and_asks() -> None:
    queue = a_log()
    mine = an_operation(17, verb="cancel", actor=current_actor(), total=1, done=1, skipped=0, filter=None)
    queue.log = replace(queue.log, operations=(mine, *queue.log.operations))
    async with driven(queue) as ui:
        await ui.press("u")
        await ui.until(lambda: "Undo operation 17?" in ui.text())
        assert "You did it 10m 00s ago: cancel of 1 job." in ui.text()
        await answer(ui, "y")
        await ui.until(lambda: queue.asked == [("undo", {"operation_id": OperationId(17)})])


async def test_the_log_of_a_real_queue_shows_a_retry_of_many_and_takes_it_back(direct_queue: Queue) -> None:
    queue = direct_queue
    ids = await enqueue(queue, 3)
    cancelled = await queue.cancel(ids, actor="anna@vps", reason="not needed")
    async with driven_on(queue) as ui:
        await ui.press("5")
        await ui.until(lambda: "By now      3 cancelled" in ui.text())
        assert "Reason      not needed" in ui.text()
        assert "status queued -> cancelled" in ui.text()
        await ui.press("u")
        await answer(ui, "y")
        await ui.until(lambda: f"undone by {cancelled.operation_id + 1}" in ui.text())
    assert {(await queue.job(job)).job.status for job in ids} == {JobStatus.QUEUED}
