"""No key is silent: what cannot be done with the row under the cursor says why."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace

import pytest
from textual.actions import parse

from queue_core.models import Failures, FailureSort, Identity, JobStatus, OperationState, WorkerState
from queue_tui.screens.telling import TellingScreen
from queue_tui.widgets.row_list import STILL_READING
from tests.tui.driving import Driven, driven
from tests.tui.fake_queue import FakeQueue
from tests.tui.some_jobs import in_every_state, job_id
from tests.tui.views import a_group, an_operation

pytestmark = pytest.mark.usefixtures("still")

VIEWER = Identity(role="queue_viewer", can_operate=False, can_work=False, read_only=False, server="18.4")


def hidden(screen: TellingScreen) -> Iterator[str]:
    """Keys of the screen that no binding would take now."""
    for key, bindings in screen._bindings.key_to_bindings.items():
        if not any(screen.check_action(*parse(binding.action)[1:]) for binding in bindings):
            yield key


async def assert_nothing_is_silent(ui: Driven, *expected: str) -> dict[str, str]:
    """Press the keys that are hidden, `expected` among them; what each of them says."""
    screen = ui.app.screen
    assert isinstance(screen, TellingScreen)
    keys = set(hidden(screen))
    assert keys >= set(expected)
    said = {}
    for key in keys:
        ui.app.clear_notifications()  # each goes by itself after a while: their number need not rise
        await ui.press(key)
        await ui.until(lambda: ui.told)
        said[key] = ui.told
        assert ui.app.screen is screen
    return said


class Unread(FakeQueue):
    """Failures are never answered."""

    async def failures(self, sort: FailureSort = FailureSort.LAST) -> Failures:
        await asyncio.Event().wait()
        return await super().failures(sort)


async def test_a_key_that_comes_before_the_list_is_told_that_it_is_being_read() -> None:
    async with driven(Unread(in_every_state())) as ui:
        await ui.press("3", "r", "enter")
        assert ui.toasts == [STILL_READING, STILL_READING]


async def test_no_key_of_a_view_is_silent_where_it_cannot_act() -> None:
    queue = FakeQueue(in_every_state())
    queue.failing = replace(queue.failing, groups=(a_group(failed_jobs=0),))
    states = (OperationState.APPLIED, OperationState.ABORTED)
    undone = an_operation(31, undone_by=32, undo_state=OperationState.HALTED, undoable=False)
    undo = an_operation(32, verb="undo", undoes=31, undoable=False)
    ended = [an_operation(20 + place, state=state, undoable=False) for place, state in enumerate(states)]
    queue.log = replace(queue.log, operations=(undo, undone, *ended), more=False)
    queue.staff = tuple(replace(worker, state=WorkerState.GONE, running=()) for worker in queue.staff)
    async with driven(queue) as ui:
        await ui.press("3")
        await ui.until(lambda: ui.app.snapshot.failure)
        await assert_nothing_is_silent(ui, "r", "R")
        await ui.press("4")
        await assert_nothing_is_silent(ui, "Q")
        await ui.press("5")
        await ui.until(lambda: ui.app.snapshot.operation)
        said = await assert_nothing_is_silent(ui, "u", "a", "h", "A", "m", "M")
        assert said["u"] == "An undo cannot be undone: do again what it has undone."
        await ui.press("j")
        said = await assert_nothing_is_silent(ui, "u")
        assert said["u"] == "It is partly undone by 32 already."
        queue.identity = VIEWER
        await ui.press("6", "ctrl+r")
        await ui.until(lambda: ui.app.snapshot.identity == VIEWER)
        said = await assert_nothing_is_silent(ui, "P")
        assert said["P"] == "The role queue_viewer may only look: nothing can be changed with it."


@pytest.mark.parametrize("status", list(JobStatus))
async def test_no_key_of_a_job_is_silent_in_any_status_and_none_on_the_list(status: JobStatus) -> None:
    queue = FakeQueue(())
    [job] = [job for job in in_every_state() if job.id == job_id(1)]
    queue.put(replace(job, status=status, condition=None))
    async with driven(queue) as ui:
        await ui.listed(1)
        await ui.press("F")
        assert ui.toasts[-1] == "No job is selected: j and k move to the one to cancel by force."
        await ui.press("j", "F")
        await ui.until(lambda: ui.told.startswith("It is "))
        await ui.press("enter")
        await ui.until(lambda: ui.app.snapshot.watched and ui.app.snapshot.watched.detail)
        await assert_nothing_is_silent(ui, "F")
        await ui.press("J")
        assert ui.toasts[-1] == "There is no job below it in the list that is shown."
    assert not queue.acted
