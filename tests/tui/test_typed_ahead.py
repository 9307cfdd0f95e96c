"""What is typed faster than the screen follows: it goes where the key before it leads, or nowhere."""

import asyncio
from typing import Any

import pytest

from queue_core.models import JobDetail, JobId, JobPage, QueueConfig
from queue_tui.dialogs.confirm import ConfirmDialog
from queue_tui.dialogs.enqueue import EnqueueDialog
from queue_tui.dialogs.plan import PlanDialog
from queue_tui.screens.jobs import STILL_READING
from queue_tui.typed_ahead import GIVEN_UP, READING
from queue_tui.widgets import lingering
from tests.tui.driving import driven
from tests.tui.fake_queue import FakeQueue
from tests.tui.planning_queue import PlanningQueue
from tests.tui.some_jobs import in_every_state, job_id, many, numbered
from tests.tui.test_jobs_screen import type_ahead


class Slow(PlanningQueue):
    """Jobs are read only when the test lets them."""

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)  # type: ignore[arg-type]
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def job(self, job_id: JobId) -> JobDetail:
        await self.may_answer.wait()
        return await super().job(job_id)

    async def jobs(self, *arguments: object, **named: object) -> JobPage:
        if named.get("limit") == 1:
            await self.may_answer.wait()
        return await super().jobs(*arguments, **named)  # type: ignore[arg-type]


class SlowList(PlanningQueue):
    """The list is read only when the test lets it."""

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)  # type: ignore[arg-type]
        self.may_list = asyncio.Event()
        self.may_list.set()

    async def jobs(self, *arguments: object, **named: object) -> JobPage:
        await self.may_list.wait()
        return await super().jobs(*arguments, **named)  # type: ignore[arg-type]


async def test_a_menu_gets_what_is_typed_behind_its_key() -> None:
    async with driven(FakeQueue(many(3))) as ui:
        type_ahead(ui.app, "so")
        await ui.until(lambda: ui.app.view.descending is False)
        assert not ui.app.screen.is_modal


async def test_a_line_that_a_menu_leads_to_gets_what_is_typed_behind_both() -> None:
    queue = PlanningQueue(many(3))
    async with driven(queue) as ui:
        await ui.press("j")
        type_ahead(ui.app, "wo10m\n")
        await ui.until(lambda: queue.acted)
    assert queue.asked[-1] == ("edit", {"ids": (job_id(0),), "changes": {"delay_seconds": 600.0}})


@pytest.mark.parametrize(("key", "dialog"), [("e", EnqueueDialog), ("D", ConfirmDialog)], ids=["edit a copy", "delete"])
async def test_what_is_typed_before_there_is_a_question_is_no_answer_and_does_nothing_beneath_it(
    key: str, dialog: type
) -> None:
    queue = Slow(in_every_state())
    async with driven(queue) as ui:
        await ui.press("j")
        cursor = ui.table.cursor
        queue.may_answer.clear()
        type_ahead(ui.app, f"{key}jry1\n2")
        await ui.until(lambda: ui.toasts == [READING])
        assert ui.table.cursor == cursor
        assert ui.app.view_name == "jobs"
        queue.may_answer.set()
        await ui.until(lambda: isinstance(ui.app.screen, dialog))
        assert ui.toasts == []
        await ui.pilot.pause()
        assert not ui.screen.query("Toast")
        await ui.press("escape")
        await ui.until(lambda: not ui.app.screen.is_modal)
        await ui.press("j")
        assert ui.table.cursor != cursor
    assert not queue.acted
    assert not queue.enqueued


async def test_esc_gives_up_what_is_being_read_for_a_question() -> None:
    queue = Slow(in_every_state())
    async with driven(queue) as ui:
        await ui.press("j")
        queue.may_answer.clear()
        ui.app.notify("38 completed", markup=False)
        await ui.press("e", "j", "escape")
        assert ui.toasts == ["38 completed", GIVEN_UP]
        queue.may_answer.set()
        await ui.press("j", "j")
        assert ui.table.cursor is not None
        assert ui.table.cursor.id == ui.table.viewport.jobs[2].id
        assert not ui.app.screen.is_modal


async def test_esc_does_not_give_up_what_is_being_done_already() -> None:
    class SlowToPause(Slow):
        async def pause(self, **named: Any) -> QueueConfig:
            paused = await super().pause(**named)
            await self.may_answer.wait()
            return paused

        async def resume(self, **named: Any) -> QueueConfig:
            resumed = await super().resume(**named)
            await self.may_answer.wait()
            return resumed

    queue = SlowToPause(in_every_state())
    async with driven(queue) as ui:
        await ui.press("6")
        for keys, verb, told in (
            (
                ("colon", *"pause", "space", *"all", "space", *"deploy", "enter"),
                "pause",
                "Paused the queue: what runs goes on. u undoes.",
            ),
            (("enter",), "resume", "The queue runs again. u undoes."),
        ):
            queue.may_answer.clear()
            await ui.press(*keys)
            await ui.until(lambda verb=verb: queue.asked and queue.asked[-1][0] == verb)  # type: ignore[misc]
            await ui.press("escape")
            queue.may_answer.set()
            await ui.until(lambda told=told: told in ui.toasts)  # type: ignore[misc]
            await ui.until(lambda verb=verb: ui.app.snapshot.config.paused is (verb == "pause"))  # type: ignore[misc, union-attr]
        assert GIVEN_UP not in ui.toasts


async def test_what_is_typed_behind_a_plan_does_not_reach_the_view_beneath_it() -> None:
    async with driven(PlanningQueue(in_every_state())) as ui:
        await ui.press("3")
        await ui.until(lambda: ui.app.snapshot.failures is not None)
        type_ahead(ui.app, "Ry")
        await ui.until(lambda: isinstance(ui.app.screen, PlanDialog))
        await ui.press("escape")
        await ui.until(lambda: not ui.app.screen.is_modal)
        assert not any("fingerprint" in toast for toast in ui.toasts)


# -- while another list is being read --------------------------------------------------------------------


async def test_what_is_typed_behind_another_list_never_means_a_job_of_the_one_before() -> None:
    queue = SlowList(in_every_state())
    async with driven(queue) as ui:
        await ui.press("j", "j")
        queue.may_list.clear()
        type_ahead(ui.app, "fjrcDwjk")
        await ui.until(lambda: STILL_READING in ui.toasts)
        assert set(ui.toasts) == {STILL_READING}
        assert ui.table.chosen == ()
        assert not queue.acted
        assert not ui.app.screen.is_modal
        queue.may_list.set()
        await ui.listed(3)
        assert ui.table.cursor == ui.table.viewport.jobs[0]
        first = ui.table.viewport.jobs[0].id
        await ui.press("r")
        await ui.until(lambda: queue.acted)
    assert queue.acted[0][:2] == ("retry", (first,))


async def test_what_is_typed_behind_the_end_of_a_long_list_means_no_job_that_was_left() -> None:
    queue = SlowList(many(1000))
    async with driven(queue) as ui:
        await ui.press("j")
        queue.may_list.clear()
        type_ahead(ui.app, "Gcjk")
        await ui.until(lambda: ui.toasts == [STILL_READING])
        queue.may_list.set()
        await ui.until(lambda: ui.table.cursor is not None)
        assert ui.table.cursor == numbered(998)
    assert not queue.acted


async def test_keys_for_lists_add_up_before_the_first_is_there() -> None:
    async with driven(FakeQueue(in_every_state())) as ui:
        type_ahead(ui.app, "lllsc")
        await ui.until(lambda: ui.app.view.sort == "updated")
        assert str(ui.app.view.filter) == "status:failed"
        await ui.listed(3)


async def test_an_action_on_all_that_match_means_the_list_that_was_asked_for() -> None:
    queue = SlowList(in_every_state())
    async with driven(queue) as ui:
        queue.may_list.clear()
        type_ahead(ui.app, "far")
        await ui.until(lambda: isinstance(ui.app.screen, PlanDialog))
        queue.may_list.set()
    assert queue.asked[-1][0] == "plan"
    assert str(queue.asked[-1][1]["filter"]) == "status:failed"


@pytest.mark.parametrize("linger_seconds", [600.0, 0.01])
async def test_what_is_seen_of_a_list_stays_until_the_next_is_there_or_slow_to_come(
    linger_seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lingering, "LINGER_SECONDS", linger_seconds)
    queue = SlowList(in_every_state())
    async with driven(queue, (80, 24)) as ui:
        await ui.until(lambda: "48 jobs" in ui.text())
        queue.may_list.clear()
        before = ui.rows()
        await ui.press("f")
        assert str(ui.app.view.filter) == "status:failed"
        if linger_seconds < 1:
            await ui.until(lambda: "Reading…" in ui.text() and "48 jobs" not in ui.text())
        else:
            assert ui.rows() == before
            assert "48 jobs" in ui.text()
        queue.may_list.set()
        await ui.until(lambda: "3 jobs" in ui.text())
        assert "Reading…" not in ui.text()
