"""What can be set: what it means, what a change would mean, saving it, pausing, and undoing it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import fields, replace
from typing import Any

import pytest

from queue_core.errors import InvalidInput
from queue_core.models import Alert, Identity, OperationPage, QueueConfig
from queue_core.queue import Queue
from queue_core.verdict import judge
from queue_tui.dialogs.ask_line import AskLine
from queue_tui.dialogs.setting import SettingDialog
from queue_tui.screens.settings import SettingsScreen
from queue_tui.snapshot import nothing_yet
from queue_tui.widgets.numbers_panel import number_lines
from queue_tui.words.previews import preview_rows
from queue_tui.words.setting_fields import title_of
from queue_tui.words.setting_values import Setting, setting_named, settings_of
from tests.support.databases import Database
from tests.support.jobs import enqueue
from tests.support.transports import direct
from tests.tui.driving import Driven, driven, driven_on
from tests.tui.fake_queue import FakeQueue
from tests.tui.overview import SLOTS, some_config, some_stats
from tests.tui.some_jobs import in_every_state
from tests.tui.test_deeds import answer
from tests.tui.views import a_preview, an_overview

pytestmark = pytest.mark.usefixtures("still")


@asynccontextmanager
async def settings(queue: FakeQueue, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Driven]:
    """The app with the settings on screen."""
    async with driven(queue, size) as ui:
        await ui.press("6")
        await ui.until(lambda: isinstance(ui.app.screen, SettingsScreen))
        yield ui


async def opened(ui: Driven, name: str) -> None:
    """The dialog of one setting."""
    assert isinstance(ui.app.screen, SettingsScreen)
    ui.app.screen.settings.seek(name)
    await ui.press("enter")
    await ui.until(lambda: isinstance(ui.app.screen, SettingDialog))


def a_queue() -> FakeQueue:
    return FakeQueue(in_every_state())


async def test_what_somebody_else_has_changed_is_there_when_the_settings_are_opened_and_while_they_are() -> None:
    queue = a_queue()
    async with driven(queue, (80, 24)) as ui:
        for slots in (3, 7):
            queue.configuration = replace(queue.configuration, max_concurrent_renders=slots)
            await ui.press("6")
            await ui.until(lambda slots=slots: f"Jobs at once          {slots} slots" in ui.text())  # type: ignore[misc]


async def test_settings_are_listed_by_group_and_the_one_under_the_cursor_is_explained() -> None:
    async with settings(a_queue(), (120, 40)) as ui:
        for words in (
            "> Queue             Paused                no                  paused",
            "  Limits            Jobs at once          10 slots            max_concurrent_renders",
            "  Peak hours        Multiplier            1.5                 peak_worker_multiplier",
            "  Alerts            Failures              50%                 alert_failure_percent",
            "  Type doubt        Limit                 no limit of its own doubt.limit",
            "Paused: While it is paused no job is started; what runs goes on.",
            "P or Enter pauses it.",
        ):
            assert words in ui.text()
        await ui.press("]")
        assert "Jobs at once: How many jobs may run at the same time" in ui.text()
        assert "Enter changes it. It takes a whole number from 0 to 10000." in ui.text()
        await ui.press("[", "[")
        assert "> Type daily_ca     Paused" in ui.text()


async def test_before_a_change_is_saved_it_is_shown_what_it_would_mean() -> None:
    queue = a_queue()
    alert = Alert(code="depth", subject=None, value=1193, threshold=20, sentence="1,193 jobs ready, more than 20")
    queue.foreseen = a_preview(alerts_after=(alert,))
    async with settings(queue) as ui:
        await opened(ui, "max_concurrent_renders")
        assert "Now       10 slots" in ui.text()
        await ui.press("ctrl+s")
        assert "It is 10 slots already: nothing to save." in ui.text()
        await ui.press("3")
        await ui.until(lambda: "Slots     10 -> 3 now; 5 in use go on, the next starts when 2 are left" in ui.text())
        assert "Backlog   1,193 jobs wait: 4h 08m -> 13h 48m, all slots at 2m 05s (p50)" in ui.text()
        assert "Alerts    1,193 jobs ready, more than 20" in ui.text()
        await ui.press("enter", *"quieter", "enter", "enter")
        await ui.until(lambda: "Jobs at once: 10 slots -> 3 slots. u undoes." in ui.toasts)
        await ui.until(lambda: "3 slots" in ui.text())
        await ui.press("u")
        await ui.until(lambda: queue.asked[-1][0] == "undo")
    assert queue.asked[0] == ("configure", {"changes": {"max_concurrent_renders": 3}, "reason": "quieter"})


async def test_what_the_database_says_against_a_value_stands_beside_it() -> None:
    queue = a_queue()
    sentence = 'max_concurrent_renders takes a whole number from 0 to 10000, not "x".'

    async def refuse(*args: object, **named: object) -> None:
        raise InvalidInput(sentence)

    queue.preview = queue.configure = refuse  # type: ignore[method-assign,assignment]
    async with settings(queue) as ui:
        await opened(ui, "max_concurrent_renders")
        await ui.press("x")
        await ui.until(lambda: sentence in ui.text())
        await ui.press("ctrl+s")
        await ui.until(lambda: "Saving" not in ui.text() and sentence in ui.text())
        await ui.press("escape")
        await ui.until(lambda: isinstance(ui.app.screen, SettingsScreen))
        assert not ui.toasts


async def test_a_choice_is_taken_with_arrows_and_no_limit_by_an_empty_field() -> None:
    queue = a_queue()
    kind, *others = queue.configuration.types
    queue.configuration = replace(queue.configuration, types=(replace(kind, limit=2), *others))
    async with settings(queue) as ui:
        await opened(ui, "doubt.default_priority")
        await ui.press("left", "ctrl+s")
        await ui.until(lambda: "Priority of doubt: medium -> high. u undoes." in ui.toasts)
        await opened(ui, "doubt.limit")
        await ui.press("backspace", "ctrl+s")
        await ui.until(lambda: "Limit of doubt: 2 at once -> no limit of its own. u undoes." in ui.toasts)
    changes = [arguments["changes"] for verb, arguments in queue.asked if verb == "configure"]
    assert changes == [{"types": {"doubt": {"default_priority": "high"}}}, {"types": {"doubt": {"limit": None}}}]


async def test_pause_asks_why_and_says_whose_it_is_and_resume_asks_only_for_that_of_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("QUEUE_ACTOR", "anna")
    queue = a_queue()
    async with settings(queue) as ui:
        await ui.press("P")
        await ui.until(lambda: isinstance(ui.app.screen, AskLine))
        assert "No job is started any more; what runs goes on." in ui.text()
        await ui.press(*"deploy", "enter")
        await ui.until(lambda: "Paused the queue: what runs goes on. u undoes." in ui.toasts)
        await ui.until(lambda: "yes, by anna 12m ago: deploy" in ui.text())
        assert "Paused by anna 12m ago: deploy" in ui.text()
        assert "P Resume" in ui.text()
        monkeypatch.setenv("QUEUE_ACTOR", "ravi")
        for key in ("n", "y"):
            await ui.press("P")
            await ui.until(lambda: "Resume the queue?" in ui.text())
            assert "Paused    by anna 12m ago" in ui.text()
            assert "Reason    deploy" in ui.text()
            assert queue.asked[-1][0] == "pause"
            await answer(ui, key)
        await ui.until(lambda: "The queue runs again. u undoes." in ui.toasts)
        await ui.until(lambda: "P Pause" in ui.text())
        await ui.press("P", *"mine", "enter")
        await ui.until(lambda: "yes, by ravi 12m ago: mine" in ui.text())
        await ui.press("P")
        await ui.until(lambda: ui.toasts.count("The queue runs again. u undoes.") == 2)
        await ui.press("G", "P")
        await ui.until(lambda: "Pause type daily_ca" in ui.text())
        await ui.press("escape")
    assert queue.asked == [
        ("pause", {"job_type": None, "reason": "deploy"}),
        ("resume", {"job_type": None, "reason": None}),
        ("pause", {"job_type": None, "reason": "mine"}),
        ("resume", {"job_type": None, "reason": None}),
    ]


async def test_one_who_may_only_read_is_told_so() -> None:
    queue = a_queue()
    queue.identity = Identity(role="queue_viewer", can_operate=False, can_work=False, read_only=True, server="18.4")
    async with settings(queue) as ui:
        assert "This session may only read." in ui.text()
        assert "P Pause" not in ui.text()
        await ui.press("P", "enter")
        only_looks = "The role queue_viewer may only look: nothing can be changed with it."
        assert ui.toasts == [only_looks, only_looks]
        await opened(ui, "max_concurrent_renders")
        assert "The role queue_viewer may only look" in ui.text()
        assert "Reason" not in ui.text()
        await ui.press("3")
        await ui.until(lambda: "Slots     10 -> 3 now; 5 in use go on, the next starts when 2 are left" in ui.text())
        await ui.press("enter", "ctrl+s")
        assert "Not saved. The role queue_viewer may only look" in ui.text()
        await ui.press("enter")
        assert isinstance(ui.app.screen, SettingsScreen)
    assert not queue.asked


async def test_in_a_session_that_may_only_read_a_real_queue_tells_what_a_change_would_mean(
    direct_queue: Queue, database: Database
) -> None:
    await enqueue(direct_queue, 30)
    async with Queue(direct(database.conninfo, read_only=True)) as queue, driven_on(queue) as ui:
        await ui.press("6")
        await ui.until(lambda: isinstance(ui.app.screen, SettingsScreen))
        await opened(ui, "max_concurrent_renders")
        await ui.press("3")
        await ui.until(lambda: "10 -> 3 now; none is in use" in " ".join(ui.text().split()))
        await ui.press("x")
        await ui.until(lambda: 'takes a whole number from 0 to 10000, not "3x".' in ui.text().replace("│", ""))
    assert (await direct_queue.config()).max_concurrent_renders == 10


async def test_a_setting_of_a_real_queue_is_foreseen_saved_logged_and_put_back(direct_queue: Queue) -> None:
    queue = direct_queue
    await enqueue(queue, 30)

    async def operations() -> OperationPage:
        return await queue.operations()

    async with driven_on(queue) as ui:
        await ui.press("6")
        await ui.until(lambda: isinstance(ui.app.screen, SettingsScreen))
        await opened(ui, "max_concurrent_renders")
        await ui.press("3")
        await ui.until(lambda: "30 jobs wait; for how long cannot be told" in ui.text())
        assert "Alerts    " in ui.text()
        await ui.press("tab", *"too hot", "ctrl+s")
        await ui.until(lambda: "Jobs at once: 10 slots -> 3 slots. u undoes." in ui.toasts)
        assert (await queue.config()).max_concurrent_renders == 3
        await ui.press("5")
        await ui.until(lambda: "Jobs at once 10 -> 3" in ui.text() and "too hot" in ui.text())
        await ui.press("6", "P")
        await ui.until(lambda: isinstance(ui.app.screen, AskLine))
        await ui.press("enter")
        await ui.until(lambda: "Paused the queue: what runs goes on. u undoes." in ui.toasts)
        assert (await queue.config()).paused
        await ui.press("u")
        await ui.until(lambda: any("Paused yes -> no" in said for said in ui.toasts))
        await ui.press("u")
        await ui.until(lambda: any("Jobs at once 3 -> 10" in said for said in ui.toasts))
    config, log = await queue.config(), await operations()
    assert (config.max_concurrent_renders, config.paused) == (10, False)
    assert [one.verb for one in log.operations] == ["undo", "undo", "pause", "configure"]


async def test_what_a_setting_takes_is_what_the_database_says(direct_queue: Queue) -> None:
    await enqueue(direct_queue, 1)
    for setting in settings_of(await direct_queue.config()):
        if setting.field.takes and setting.field.name != "resource":
            with pytest.raises(InvalidInput, match=f"{setting.field.name} takes {setting.field.takes}"):
                await direct_queue.configure(setting.change_to("-1 x"), actor="tests")


def test_every_field_of_the_configuration_is_on_the_screen() -> None:
    named = {setting.name for setting in settings_of(some_config())}
    own = {field.name for field in fields(QueueConfig)} - {"pause_reason", "updated_at", "types", "pauses"}
    assert own <= named
    assert {f"doubt.{name}" for name in ("limit", "resource", "default_priority", "timeout_minutes", "paused")} <= named


async def test_a_limit_says_what_holds_in_the_peak_hours() -> None:
    queue = a_queue()
    queue.numbers = some_stats(slots=replace(SLOTS, limit=15, peak=True))
    async with settings(queue, (120, 40)) as ui:
        assert "Jobs at once          10 slots, 15 now" in ui.text()
        assert "Manim jobs at once    4 slots   " in ui.text()
        await ui.press("j")
        assert "It is a peak hour: 15 may run now." in " ".join(ui.text().split())


def a_setting(name: str) -> Setting:
    found = setting_named(some_config(), name)
    assert found is not None
    return found


def test_values_are_told_with_their_unit_and_what_they_mean() -> None:
    assert a_setting("max_manim_renders").shown("1") == "1 slot"
    assert a_setting("retention_days").shown("0") == "for ever"
    assert a_setting("peak_hour_start").shown() == "06:00"
    assert a_setting("doubt.limit").command == "queuectl configure doubt.limit="
    assert a_setting("doubt.paused").command == "queuectl resume --type doubt"
    assert title_of("a.b.limit") == "Limit of a.b"
    assert title_of("seconds") == "seconds"


def test_a_preview_says_what_nobody_can_know() -> None:
    def said(**changes: object) -> dict[str, str]:
        return dict(preview_rows(a_preview(**changes)))

    assert said(running=0)["Slots"] == "10 -> 3 now; none is in use"
    assert said(running=2)["Slots"] == "10 -> 3 now; 2 in use"
    assert said(manim_after=1)["Manim"] == "4 -> 1"
    assert said(ready=0)["Backlog"] == "nothing waits"
    assert said(backlog_after_seconds=None)["Backlog"].startswith("1,193 jobs wait: 4h 08m -> for ever, ")
    assert (
        said(run_p50_seconds=None)["Backlog"] == "1,193 jobs wait; nothing completed in 24 hours to tell for how long"
    )
    assert said(slots_after=1)["Slots"] == "10 -> 1 now; 5 in use go on, the next starts when all have ended"
    assert said(slots_after=0, running=1)["Slots"] == "10 -> 0 now; 1 in use goes on, no other starts"


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ({"paused": True}, "1,193 jobs wait; for how long cannot be told: the queue is paused"),
        ({"workers_alive": 0}, "1,193 jobs wait; for how long cannot be told: the queue is stalled"),
        ({"slots": replace(SLOTS, limit=0)}, "all slots at"),
    ],
)
def test_nothing_is_said_of_speed_while_nothing_is_started(numbers: dict[str, Any], words: str) -> None:
    verdict = judge(some_stats(**numbers))
    assert words in dict(preview_rows(a_preview(), verdict))["Backlog"]
    snapshot = replace(nothing_yet(), stats=some_stats(**numbers), overview=an_overview())
    said = "".join(cell.text for line in number_lines(snapshot, 120) for cell in line)
    assert "ready jobs take" not in said
