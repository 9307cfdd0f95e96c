"""What fails, and the canary: one job that is retried and watched before the others are."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from queue_core.errors import ConnectionFailed
from queue_core.models import JobStatus
from queue_tui.dialogs.plan import PlanDialog
from queue_tui.formatting import TimeStyle
from queue_tui.screens.failures import FailuresScreen
from queue_tui.screens.job import JobScreen
from queue_tui.screens.jobs import JobsScreen
from queue_tui.widgets.failure_rows import failure_rows
from queue_tui.widgets.row_list import RowList
from queue_tui.words.failures import failure_text
from tests.tui.driving import Driven, driven
from tests.tui.fake_queue import FakeQueue
from tests.tui.samples import a_detail, ago, an_attempt, completed_attempt
from tests.tui.some_jobs import in_every_state, job_id
from tests.tui.views import a_failure, a_group, some_failures

pytestmark = pytest.mark.usefixtures("still")

FIRST = an_attempt(1, 240, 95, fingerprint="9c1e07aa")


def failing() -> FakeQueue:
    """Two jobs of the first group are failed."""
    queue = FakeQueue(in_every_state())
    for number in (9, 10):
        queue.details[job_id(number)] = a_detail(queue.rows[job_id(number)], attempts=(FIRST,))
    return queue


@asynccontextmanager
async def failures(queue: FakeQueue, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Driven]:
    """The app with the failures on screen, and the details of the first."""
    async with driven(queue, size) as ui:
        await ui.press("3")
        await ui.until(lambda: isinstance(ui.app.screen, FailuresScreen) and ui.app.snapshot.failures)
        await ui.until(lambda: ui.app.snapshot.failure or not queue.failing.groups)
        yield ui


async def test_groups_are_listed_and_the_one_under_the_cursor_is_told() -> None:
    async with failures(failing()) as ui:
        text = ui.text()
        for words in (
            "3 kinds of failure: 14 in 1 h, 43 in 24 h, 71 in 7 d",
            ">     12     40     61     38 1m    no answer from http://orchestrator:8103/ren…",
            "Because     it took too long (timeout)",
            "Fingerprint 9c1e07aa",
            "38 jobs failed now (Enter lists them), the latest is 00000009",
            "first 4d ago, last 1m ago",
            "4 at most in an hour",
            "38 of 38 failing have style=cinematic, 2 of 200 completed",
            "31 of 38 failing have the key options.voice, 12 of 200 completed",
            "ReadTimeout: no answer",
        ):
            assert words in text
        await ui.press("j")
        await ui.until(lambda: "Fingerprint 41bb0c2d" in ui.text() and "In common" in ui.text())
        assert "'length' must be between 10 and 600␛[2J, was 0" in ui.text()
        await ui.press("z")
        await ui.until(lambda: "last 12:22:02 (7m ago)" in ui.text())
        await ui.press("y")
        assert any("fingerprint" in toast for toast in ui.toasts)


def test_without_a_completed_job_it_is_not_known_what_failing_ones_have_in_common() -> None:
    detail = replace(a_failure(), traits=(), completed_looked_at=0)
    lines = [line.plain for line in failure_text(detail.group, detail, TimeStyle.RELATIVE)]
    assert "In common   not known: no job of these types has completed" in lines


def test_the_message_of_a_group_begins_with_what_tells_it_from_another() -> None:
    found = replace(some_failures(), groups=(a_group(message="The orchestrator answered 422: no answer"),))
    for cells, words in ((78, "422: no answer"), (150, f"{a_group().exception_type}: 422: no answer")):
        [row] = failure_rows(found, cells)[1]
        assert row.line[-1].text == words


async def test_what_failed_last_comes_first_unless_somebody_wants_another_order() -> None:
    queue = failing()
    queue.failing = replace(queue.failing, groups=queue.failing.groups[::-1])
    async with failures(queue) as ui:
        assert ui.app.screen.query_one(RowList).rows[0].key == "00000002"
        assert "71 in 7 d;" not in ui.text()
        await ui.press("s")
        await ui.press("w")
        await ui.until(lambda: "71 in 7 d; most in 7 d first" in ui.text())
        await ui.until(lambda: ui.app.screen.query_one(RowList).rows[0].key == "9c1e07aa")
        assert ui.app.screen.query_one(RowList).key == "9c1e07aa", "the cursor is at the top of what was asked for"
        await ui.press("s")
        assert "most in 7 d first        now" in ui.text()


async def test_the_jobs_of_a_group_are_a_key_away_and_so_is_an_example() -> None:
    async with failures(failing()) as ui:
        await ui.press("o")
        await ui.until(lambda: isinstance(ui.app.screen, JobScreen))
        await ui.press("escape")
        await ui.until(lambda: isinstance(ui.app.screen, FailuresScreen))
        await ui.press("enter")
        await ui.until(lambda: isinstance(ui.app.screen, JobsScreen) and ui.app.view.filter.terms)
        assert str(ui.app.view.filter) == "status:failed fingerprint:9c1e07aa"
        await ui.listed(2)


async def test_where_none_is_failed_those_that_are_tried_again_are_listed() -> None:
    queue = failing()
    queue.failing = replace(queue.failing, groups=(a_group(failed_jobs=0),))
    queue.put(replace(queue.rows[job_id(9)], status=JobStatus.QUEUED))
    async with failures(queue) as ui:
        assert "none is failed with it now (Enter lists those that are tried again)" in " ".join(ui.text().split())
        await ui.press("enter")
        await ui.until(lambda: isinstance(ui.app.screen, JobsScreen) and ui.app.view.filter.terms)
        await ui.listed(2)
        assert job_id(9) in [job.id for job in ui.table.viewport.jobs]


async def test_a_canary_goes_first_and_is_followed_whatever_is_on_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("queue_tui.deeds.canaries.DIRECT_SECONDS", 0.01)
    queue = failing()
    async with failures(queue) as ui:
        await ui.press("r")
        await ui.until(lambda: "canary 00000009: queued" in ui.text())
        assert queue.acted[0][:2] == ("retry", (job_id(9),))
        assert "u undoes" in ui.toasts[-1]
        await ui.press("r")
        assert ui.toasts[-1] == "Canary 00000009 is still queued."
        await ui.press("2")
        queue.error = ConnectionFailed("There is no server at db:5432.")
        await ui.until(lambda: "NO CONNECTION" in ui.text())
        job = queue.rows[job_id(9)]
        running = an_attempt(2, 12, None, outcome=None)
        queue.details[job.id] = a_detail(job, attempts=(FIRST, running))
        queue.put(replace(job, status=JobStatus.PROCESSING))
        queue.error = None
        await ui.press("3")
        await ui.until(lambda: "canary 00000009: running for 12s" in ui.text())
        await ui.press("2")
        queue.failing = replace(queue.failing, groups=(a_group(failed_jobs=37), *queue.failing.groups[1:]))
        queue.details[job.id] = a_detail(job, attempts=(FIRST, completed_attempt(2, 140, 17)))
        queue.put(replace(job, status=JobStatus.COMPLETED))
        await ui.until(lambda: ui.told == "Canary 00000009: completed in 2m 03s: 3 leads to the others.")
        await ui.press("3")
        await ui.until(lambda: "completed in 2m 03s: R retries the other 37" in ui.text())


async def test_a_canary_that_fails_again_warns_of_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("queue_tui.deeds.canaries.DIRECT_SECONDS", 0.01)
    queue = failing()
    async with failures(queue) as ui:
        await ui.press("r")
        await ui.until(lambda: "queued" in ui.text())
        again = an_attempt(2, 30, 1, fingerprint="9c1e07aa")
        queue.details[job_id(9)] = a_detail(queue.rows[job_id(9)], attempts=(FIRST, again))
        await ui.until(lambda: "failed again, same fingerprint: do not retry the rest" in ui.text())
        await ui.press("R")
        await ui.until(lambda: isinstance(ui.app.screen, PlanDialog) and ui.app.screen.plan)
        assert "The canary 00000009 failed again, same fingerprint." in ui.text()


async def test_all_of_a_group_are_planned_by_its_filter() -> None:
    queue = failing()
    async with failures(queue) as ui:
        await ui.press("R")
        await ui.until(lambda: [verb for verb, _ in queue.asked] == ["plan"])
        assert queue.asked[0][1]["filter"] == "status:failed fingerprint:9c1e07aa"


async def test_what_cannot_be_done_is_not_offered() -> None:
    queue = failing()
    queue.failing = replace(queue.failing, groups=(a_group(failed_jobs=0),))
    async with failures(queue) as ui:
        assert "Canary" not in ui.text()
        assert "none is failed with it now" in ui.text()
    queue.failing = some_failures()
    queue.identity = replace(queue.identity, can_operate=False)
    async with failures(queue) as ui:
        await ui.press("r", "R")
        assert "Retry all" not in ui.text()
        assert not queue.acted
        assert not queue.asked


async def test_a_week_without_failures_says_so_and_a_bound_is_named() -> None:
    queue = failing()
    queue.failing = replace(queue.failing, capped=True)
    async with failures(queue, (120, 40)) as ui:
        assert "only the latest 20,000 failed attempts were looked at" in ui.text()
    queue.failing = replace(queue.failing, groups=(), capped=False)
    async with failures(queue) as ui:
        assert "Nothing has failed in 7 days." in ui.text()
        await ui.press("enter", "r", "R", "o", "y")
        assert isinstance(ui.app.screen, FailuresScreen)


async def test_the_cursor_stays_with_its_group() -> None:
    queue = failing()
    async with failures(queue) as ui:
        await ui.press("j")
        await ui.until(lambda: "41bb0c2d" in ui.text())
        queue.failing = replace(queue.failing, groups=queue.failing.groups[::-1], now=ago(-5))
        await ui.press("ctrl+r")
        await ui.until(lambda: ui.app.snapshot.failures is queue.failing)
        assert any(line.startswith(">") and "HTTP 422" in line for line in ui.lines())
