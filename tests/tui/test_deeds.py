"""What keys do to jobs: when the person is asked, what is called, what is said."""

from dataclasses import replace
from functools import partial
from itertools import count

import pytest

from queue_core.errors import ConnectionFailed, PermissionRefused
from queue_core.models import JobId, JobStatus, OperationId, OperationResult, Skipped
from queue_tui.deeds import not_done
from queue_tui.deeds.operations import CANCEL, DELETE, EDIT, FORCE, RETRY, needs_question, question, summary
from queue_tui.deeds.undoable import Undoable
from queue_tui.dialogs.confirm import ConfirmDialog
from queue_tui.dialogs.enqueue import EnqueueDialog
from queue_tui.dialogs.plan import PlanDialog
from queue_tui.intents import Deed, Inquiry, Retry, Undo
from queue_tui.snapshot import Link
from tests.tui.driving import Driven, driven
from tests.tui.fake_queue import FakeQueue
from tests.tui.planning_queue import PlanningQueue
from tests.tui.samples import a_job
from tests.tui.some_jobs import job_id, many, numbered
from tests.tui.views import an_operation

LATER = count(10.0**9, 10.0)
"""A clock that goes on by ten seconds whenever it is looked at."""


async def answer(ui: Driven, key: str) -> None:
    """Answer the question as one who has read it."""
    await asked(ui)
    dialog = ui.app.screen
    assert isinstance(dialog, ConfirmDialog | PlanDialog)
    await ui.pilot.pause()
    dialog.quiet.clock = partial(next, LATER)
    await ui.press(key)


async def asked(ui: Driven) -> None:
    """Until there is a question that can be answered."""

    def can_be_read() -> bool:
        dialog = ui.app.screen
        return isinstance(dialog, ConfirmDialog) or (isinstance(dialog, PlanDialog) and dialog.plan is not None)

    await ui.until(can_be_read)


def failed(number: int) -> PlanningQueue:
    return PlanningQueue([replace(job, status=JobStatus.FAILED) for job in many(number)])


async def test_one_job_is_retried_at_once_and_can_be_taken_back() -> None:
    queue = failed(3)
    async with driven(queue) as ui:
        await ui.press("j", "r")
        await ui.until(lambda: queue.rows[job_id(0)].status is JobStatus.QUEUED)
        await ui.until(lambda: ui.toasts == ["Retried 00000000. u undoes."])
        await ui.press("u")
        await ui.until(lambda: queue.rows[job_id(0)].status is JobStatus.FAILED)
        assert ui.toasts == ["Undid 00000000."]
        assert ui.lines()[-2].strip().removeprefix("▌").strip() == "Undid 00000000."
        queue.log = replace(queue.log, operations=())
        await ui.press("u")
        await ui.until(lambda: "nothing to undo" in ui.told)


async def test_an_undo_takes_away_the_message_that_offered_it_and_no_other() -> None:
    queue = failed(3)
    async with driven(queue) as ui:
        for key, said in (("j", "Retried 00000000. u undoes."), ("j", "Retried 00000001. u undoes.")):
            await ui.press(key, "r")
            await ui.until(lambda said=said: ui.toasts[-1:] == [said])  # type: ignore[misc]
        ui.app.notify("Not deleted 00000002: there was no answer.", severity="error", markup=False)
        await ui.press("u")
        left = ["Retried 00000000. u undoes.", "Not deleted 00000002: there was no answer."]
        await ui.until(lambda: ui.toasts == [*left, "Undid 00000001."])
        await ui.until(lambda: "Retried 00000001" not in ui.text())
        assert [line.strip("▌ ") for line in ui.lines()[-4:-1]] == ui.toasts
        await ui.press("u")
        await ui.until(lambda: ui.toasts == [left[1], "Undid 00000001.", "Undid 00000000."])


def test_an_undo_by_a_plan_takes_away_what_offered_it() -> None:
    withdrawn: list[str] = []
    undoable = Undoable(withdrawn.append)
    undoable.note(an_operation(7, undoable=True), "Retried 2,000 jobs. u undoes.")
    undoable.note(an_operation(8, undoable=False, undoes=OperationId(7)), "Undid 2,000 jobs.")
    assert withdrawn == ["Retried 2,000 jobs. u undoes."]
    assert undoable.last is None


async def test_a_running_job_is_cancelled_only_after_a_question() -> None:
    queue = FakeQueue([replace(numbered(0), status=JobStatus.PROCESSING)])
    async with driven(queue) as ui:
        await ui.press("j", "c")
        await answer(ui, "escape")
        assert not queue.acted
        await ui.press("c")
        await answer(ui, "y")
        await ui.until(lambda: queue.acted)
    assert queue.acted[0][:2] == ("cancel", (job_id(0),))


async def test_marks_that_were_declined_stay() -> None:
    queue = failed(5)
    async with driven(queue) as ui:
        await ui.press("j", "space", "space", "r")
        await answer(ui, "escape")
        assert len(ui.table.marked) == 2
        await ui.until(lambda: queue.asked[-1] == ("halt", {"operation_id": 100, "abort": True}))


async def test_what_cannot_be_undone_wants_the_number_typed() -> None:
    queue = failed(3)
    async with driven(queue) as ui:
        await ui.press("j", "D")
        await ui.until(lambda: isinstance(ui.app.screen, ConfirmDialog))
        assert "cannot be undone" in ui.text()
        await answer(ui, "1")
        await ui.press("enter")
        await ui.listed(2)
        assert ui.toasts[-1] == "Deleted 00000000."


async def test_an_answer_that_is_lost_is_asked_for_again_as_the_same_action() -> None:
    queue = failed(1)
    queue.lost_answers = 2
    async with driven(queue) as ui:
        await ui.press("j", "r")
        await ui.until(lambda: queue.acted)
        assert queue.calls.count("retry") == 3
        assert ui.toasts[-1] == "Retried 00000000. u undoes."
    assert len(set(queue.request_ids)) == 1


async def test_a_refusal_is_said_and_the_screen_goes_on() -> None:
    queue = failed(1)
    async with driven(queue) as ui:
        queue.refusal = PermissionRefused("This session may only read: nothing was changed.")
        await ui.press("j", "r")
        await ui.until(lambda: ui.toasts)
        assert ui.toasts == ["Not retried 00000000. This session may only read: nothing was changed."]
        queue.refusal = None
        await ui.press("r")
        await ui.until(lambda: queue.acted)


async def test_a_job_that_is_gone_is_said() -> None:
    queue = failed(1)
    async with driven(queue) as ui:
        ui.screen.post_message(Retry((job_id(77),)))
        await ui.until(lambda: ui.toasts == ["This job is gone."])


async def test_a_deed_before_the_connection_is_refused_in_words() -> None:
    queue = FakeQueue(many(1))
    async with driven(queue) as ui:
        ui.app._deeds = None
        ui.screen.post_message(Undo())
        await ui.until(lambda: ui.toasts)
        assert ui.toasts[-1] == "Not connected yet: try again in a moment."


async def test_a_new_job_is_enqueued_and_appears() -> None:
    queue = FakeQueue(many(2))
    async with driven(queue) as ui:
        await ui.press("n")
        await ui.until(lambda: isinstance(ui.app.screen, EnqueueDialog))
        await ui.press(*"doubt", "ctrl+s")
        await ui.listed(3)
        await ui.until(lambda: ui.toasts == ["Job eeeeeeee is in the queue."])
        await ui.until(lambda: ui.table.cursor and ui.table.cursor.id.startswith("eeeeeeee"))
    assert queue.enqueued[0].parent_id is None


async def test_a_copy_begins_as_the_job_and_names_it() -> None:
    queue = FakeQueue(many(2))
    async with driven(queue) as ui:
        await ui.press("j", "j", "e")
        await ui.until(lambda: isinstance(ui.app.screen, EnqueueDialog))
        await ui.press("ctrl+s")
        await ui.until(lambda: queue.enqueued)
    assert queue.enqueued[0].parent_id == job_id(1)
    assert queue.enqueued[0].job_type == numbered(1).job_type


async def test_what_could_not_be_done_is_named_and_refused_at_once_while_there_is_no_connection() -> None:
    queue = failed(2)
    async with driven(queue) as ui:
        await ui.press("j")
        queue.refusal = ConnectionFailed("There is no server at db:5432.")
        await ui.press("r")
        await ui.until(lambda: ui.toasts == ["Not retried 00000000. There is no server at db:5432."])
        queue.refusal, queue.lost_answers = None, 3
        await ui.press("r")
        await ui.until(lambda: ui.told.startswith("Perhaps retried 00000000, perhaps not: the answer was lost."))
        queue.error = ConnectionFailed("There is no server at db:5432.")
        await ui.until(lambda: ui.app.snapshot.connection.link is Link.LOST)
        for key, words in (("r", "Not retried 00000000: "), ("n", "Not enqueued a job: "), ("x", "Not explained 0")):
            await ui.press(key)
            assert ui.toasts[-1].startswith(words)
            assert "no connection" in ui.toasts[-1]
    assert not queue.acted


def test_whatever_can_be_wanted_can_be_named_when_it_was_not_done() -> None:
    assert {*not_done._WHAT} == {*Deed.__subclasses__(), *Inquiry.__subclasses__()}


@pytest.mark.parametrize("status", list(JobStatus))
def test_only_a_running_job_is_asked_about_before_its_cancel(status: JobStatus) -> None:
    assert needs_question(CANCEL, [a_job(status=status)]) is (status is JobStatus.PROCESSING)
    assert not needs_question(RETRY, [a_job(status=status)])
    assert needs_question(DELETE, [a_job(status=status)])
    assert needs_question(FORCE, [a_job(status=status)])
    assert not needs_question(EDIT, [a_job(status=status)])


def test_a_question_about_one_job_names_it() -> None:
    asked = question(CANCEL, [a_job(job_type="doubt\x1b[2J")], "status:processing")
    assert asked.title == "Cancel 3f2a9c1e, a job of type doubt␛[2J?"
    assert (asked.confirm, asked.scope) == ("Cancel it", None)


def test_what_was_done_is_said_in_one_sentence() -> None:
    ids = tuple(JobId(f"{number}fffffff-0000") for number in range(3))
    result = OperationResult(
        operation_id=OperationId(1),
        done=ids[:2],
        requested=ids[2:],
        skipped=(Skipped(id=ids[0], reason="it is completed already"),),
        undoable=True,
    )
    assert summary(CANCEL, result) == (
        "Cancelled 2 jobs, asked the worker to stop 2fffffff, left out 0fffffff: it is completed already. u undoes."
    )
    nothing = replace(result, done=(), requested=(), undoable=False)
    assert summary(CANCEL, nothing) == "Left out 0fffffff: it is completed already."
