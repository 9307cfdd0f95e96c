import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.binding import Binding

from queue_core.models import Category, Condition, JobDetail, JobId, JobStatus, JsonValue, Outcome
from queue_tui.formatting import TimeStyle
from queue_tui.intents import (
    Cancel,
    CopyText,
    Delete,
    Edit,
    EditCopy,
    Explain,
    ForceCancel,
    Intent,
    OpenJob,
    Retry,
    Undo,
)
from queue_tui.screens.job import JobScreen
from queue_tui.snapshot import Window
from queue_tui.widgets.attempts_view import AttemptsView
from queue_tui.widgets.data_view import DataView
from queue_tui.widgets.job_sections import SECTIONS
from queue_tui.widgets.payload_tree import PayloadTree
from queue_tui.widgets.text_pane import TextPane
from tests.tui.host import ATTEMPTS, ERROR, OPERATOR, RESULT, job_screen, lines_of, showing, text_of
from tests.tui.host import PAYLOAD as PAYLOAD_KEYS
from tests.tui.samples import (
    JOB_ID,
    PAYLOAD,
    a_completed_detail,
    a_detail,
    a_failed_detail,
    a_job,
    a_running_detail,
    ago,
    an_attempt,
)

OTHER = JobId("0b7d52aa-1111-4222-8333-444455556666")


# -- what it shows -----------------------------------------------------------------------------------------


async def test_the_first_section_tells_what_and_why_and_the_whole_life() -> None:
    async with job_screen(a_failed_detail(), size=(120, 40)) as (app, _, _):
        text = text_of(app)
    for words in (JOB_ID, "failed", "try 4/4", "Failed after 4 tries, because the service failed.", "manim"):
        assert words in text
    assert text.index("created by web") < text.index("attempt 1 failed after 2m 07s") < text.index("attempt 4 began")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize(
    ("keys", "words"), [(ERROR, "OrchestratorError"), (ATTEMPTS, "timed out"), (PAYLOAD_KEYS, "question")]
)
async def test_each_section_is_there(size: tuple[int, int], keys: tuple[str, ...], words: str) -> None:
    async with job_screen(a_failed_detail(), size=size) as (app, _, pilot):
        await pilot.press(*keys)
        assert words in text_of(app)


async def test_the_result_is_the_last_section() -> None:
    async with job_screen(a_completed_detail()) as (app, _, pilot):
        await pilot.press(*RESULT)
        assert "http://127.0.0.1:8103/videos/3f2a9c1e.mp4" in text_of(app)


@pytest.mark.parametrize(("on", "back"), [("]", "["), ("tab", "shift+tab"), ("right", "left"), ("l", "h")])
async def test_keys_go_round_the_sections(on: str, back: str) -> None:
    async with job_screen(a_failed_detail()) as (_, screen, pilot):
        seen = []
        for _ in range(2):
            await pilot.press(on)
            seen.append(screen.section)
        await pilot.press(back)
        assert [*seen, screen.section] == ["error", "attempts", "error"]
        await pilot.press(*"[[", *"]]]]]")
        assert screen.section == "result"


async def test_a_job_that_is_not_read_yet_says_so() -> None:
    async with job_screen(None, job_id=JOB_ID) as (app, _, _):
        assert "Reading the job…" in text_of(app)


async def test_a_job_that_never_was_there_says_so() -> None:
    async with job_screen(None, job_id=JOB_ID) as (app, _, pilot):
        app.snapshot = showing(None, JOB_ID, error="There is no job 3f2a.")
        await pilot.pause()
        assert "There is no job 3f2a." in text_of(app)


async def test_a_deleted_job_says_so_and_shows_how_it_was() -> None:
    async with job_screen(a_failed_detail()) as (app, screen, pilot):
        app.snapshot = showing(a_failed_detail(), error="There is no job 3f2a.")
        await pilot.pause()
        text = text_of(app)
        assert "This job was deleted; below is how it was." in text
        assert "Retry" not in lines_of(app)[-1]
        assert "attempt 1 failed" in text
        assert "r" not in screen.active_bindings


async def test_an_error_can_be_scrolled_to_its_end() -> None:
    stack = "\n".join(f'  File "/app/a.py", line {number}, in f' for number in range(300))
    detail = a_detail(attempts=(an_attempt(1, 60, 30, stack=stack, excerpt=None),))
    async with job_screen(detail) as (app, _, pilot):
        await pilot.press(*ERROR, "G")
        await pilot.pause()
        assert "line 299, in f" in text_of(app)
        await pilot.press("g")
        await pilot.pause()
        assert "OrchestratorError" in text_of(app)


# -- attempts ----------------------------------------------------------------------------------------------


async def test_the_latest_attempt_is_chosen_and_another_shows_its_own_error() -> None:
    async with job_screen(a_failed_detail()) as (app, screen, pilot):
        await pilot.press(*ATTEMPTS)
        view = screen.query_one(AttemptsView)
        assert view.chosen == 4
        await pilot.press("up", "up")
        assert view.chosen == 2
        assert "ReadTimeout: no answer within 50s" in text_of(app)


async def test_a_new_attempt_is_followed_unless_an_older_one_is_being_read() -> None:
    first = a_running_detail()
    second = replace(first, attempts=(an_attempt(1, 75, 40), an_attempt(2, 30, None)))
    third = replace(first, attempts=(*second.attempts[:1], an_attempt(2, 30, 20), an_attempt(3, 10, None)))
    async with job_screen(first) as (app, screen, pilot):
        await pilot.press(*ATTEMPTS)
        view = screen.query_one(AttemptsView)
        app.snapshot = showing(second)
        await pilot.pause()
        assert view.chosen == 2
        await pilot.press("up")
        app.snapshot = showing(third)
        await pilot.pause()
        assert view.chosen == 1
        assert "HTTP 500: Manim renderer crashed" in text_of(app)


async def test_the_trace_scrolls_with_page_keys_while_the_list_has_the_keys() -> None:
    stack = "\n".join(f"line {number}" for number in range(200))
    async with job_screen(a_detail(attempts=(an_attempt(1, 60, 30, stack=stack),))) as (_, screen, pilot):
        await pilot.press(*ATTEMPTS, "pagedown")
        await pilot.pause()
        assert screen.query_one(AttemptsView).query_one(TextPane).scroll_offset.y > 0


async def test_a_job_never_tried_says_so() -> None:
    async with job_screen(a_detail()) as (app, _, pilot):
        await pilot.press(*ATTEMPTS)
        assert "Not tried yet." in text_of(app)


# -- following ---------------------------------------------------------------------------------------------


async def test_a_retried_job_is_followed_to_its_completion() -> None:
    failed = a_failed_detail()
    queued = replace(
        failed, job=replace(failed.job, status=JobStatus.QUEUED, category=None, attempts=0, queue_position=1)
    )
    running = a_running_detail(progress=0.5)
    done = a_completed_detail()
    async with job_screen(failed) as (app, _, pilot):
        for detail, words in (
            (queued, "1st in the queue."),
            (running, "Running on vps1"),
            (done, "Completed in 3m 10s"),
        ):
            app.snapshot = showing(detail)
            await pilot.pause()
            assert words in text_of(app)
        await pilot.press(*RESULT)
        assert "video_url" in text_of(app)


async def test_another_state_of_the_job_changes_what_can_be_done() -> None:
    async with job_screen(a_running_detail()) as (app, screen, pilot):
        assert "c" in screen.active_bindings
        assert "r" not in screen.active_bindings
        app.snapshot = showing(a_failed_detail())
        await pilot.pause()
        assert "c" not in screen.active_bindings
        assert "r" in screen.active_bindings


async def test_the_same_detail_draws_nothing_anew_and_moves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    detail = a_failed_detail()
    async with job_screen(detail) as (app, screen, pilot):
        await pilot.press(*ATTEMPTS, "up", "up")
        drawn = []
        monkeypatch.setattr(type(screen.sections), "show", lambda *arguments: drawn.append(arguments))
        app.snapshot = showing(detail)
        await pilot.pause()
        assert drawn == []


async def test_a_change_keeps_the_place_in_a_text() -> None:
    stack = "\n".join(f"line {number}" for number in range(200))
    detail = a_detail(attempts=(an_attempt(1, 60, 30, stack=stack),))
    async with job_screen(detail) as (app, screen, pilot):
        await pilot.press(*ERROR, "pagedown")
        await pilot.pause()
        place = screen.query_one("#error", TextPane).scroll_offset.y
        assert place > 0
        app.snapshot = showing(replace(detail, dedupe_key="changed"))
        await pilot.pause()
        assert screen.query_one("#error", TextPane).scroll_offset.y == place


async def test_progress_is_shown_with_what_is_left() -> None:
    async with job_screen(a_running_detail(progress=0.42)) as (app, _, _):
        line = lines_of(app)[2]
        assert "42%" in line
        assert "━━━━━───────" in line


@pytest.mark.usefixtures("still")
async def test_a_running_job_is_compared_with_its_type_and_time_goes_on() -> None:
    usual = replace(a_running_detail(), run_p50_seconds=125.0, run_p95_seconds=290.0)
    slow = replace(usual, job=replace(usual.job, started_at=ago(400)))
    async with job_screen(usual) as (app, _, pilot):
        assert "As usual: half of its type take up to 2m 05s, 95 % up to 4m 50s." in lines_of(app)[3]
        app.snapshot = showing(slow)
        await pilot.pause()
        assert "Slower than nearly all: half of its type" in lines_of(app)[3]


@pytest.mark.usefixtures("still")
async def test_a_cancel_is_seen_from_its_request_to_its_end() -> None:
    asked = a_running_detail(None, Condition.CANCELLING)
    heard = replace(asked, cancel_acknowledged_at=ago(3.2))
    [attempt] = asked.attempts
    over = replace(attempt, ended_at=ago(2), outcome=Outcome.CANCELLED)
    stopped = a_detail(a_job(status=JobStatus.CANCELLED, attempts=1, completed_at=ago(2)), attempts=(over,))
    async with job_screen(asked) as (app, screen, pilot):
        screen.times = TimeStyle.UTC
        for detail, words in (
            (asked, "Cancel requested 4s ago; it ends when its worker has stopped the call."),
            (heard, "Cancel requested 4s ago, acknowledged after 0.8s; its call is being stopped."),
            (stopped, "Cancel requested 12:29:56Z, acknowledged after 0.8s, stopped 12:29:58Z."),
        ):
            app.snapshot = showing(detail)
            await pilot.pause()
            assert words in lines_of(app)[2]


@pytest.mark.usefixtures("still")
async def test_a_cancel_that_no_worker_hears_says_so_and_names_the_way_on() -> None:
    silent = replace(a_running_detail(None, Condition.CANCELLING), last_heartbeat_at=ago(47))
    async with job_screen(silent, size=(120, 40)) as (app, _, _):
        assert "Cancel ignored for 4s: worker vps1 not heard of for 47s. F forces it." in lines_of(app)[2]


# -- what can be done --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("detail", "key", "intent"),
    [
        (a_failed_detail(), "r", Retry((JOB_ID,))),
        (a_running_detail(), "c", Cancel((JOB_ID,))),
        (a_failed_detail(), "e", EditCopy(JOB_ID)),
        (a_failed_detail(), "D", Delete((JOB_ID,))),
        (a_failed_detail(), "u", Undo()),
        (a_detail(), "x", Explain(JOB_ID)),
        (a_detail(), "Ph", Edit((JOB_ID,), {"priority": "high"})),
        (a_detail(), "wn", Edit((JOB_ID,), {"delay_seconds": 0.0})),
        (a_running_detail(condition=Condition.CANCELLING), "F", ForceCancel((JOB_ID,))),
    ],
)
async def test_keys_say_what_the_person_wants(detail: JobDetail, key: str, intent: Intent) -> None:
    async with job_screen(detail) as (app, _, pilot):
        await pilot.press(*key)
        [said] = app.intents
        assert type(said) is type(intent)
        assert vars_of(said) == vars_of(intent)


def vars_of(intent: Any) -> dict[str, object]:
    return {name: getattr(intent, name) for name in type(intent).__dataclass_fields__}


@pytest.mark.parametrize(
    ("detail", "key"),
    [
        (a_failed_detail(), "c"),
        (a_running_detail(), "r"),
        (a_running_detail(), "D"),
        (a_running_detail(condition=Condition.CANCELLING), "c"),
        (a_running_detail(), "P"),
        (a_failed_detail(), "w"),
        (a_failed_detail(), "F"),
        (a_running_detail(), "F"),
    ],
)
async def test_keys_for_what_makes_no_sense_do_nothing(detail: JobDetail, key: str) -> None:
    async with job_screen(detail) as (app, _, pilot):
        await pilot.press(key)
        assert app.intents == []


async def test_a_viewer_is_offered_nothing_that_changes_a_job() -> None:
    async with job_screen(a_failed_detail(), identity=replace(OPERATOR, can_operate=False)) as (app, screen, pilot):
        await pilot.press("r", "e", "D")
        assert app.intents == []
        assert {"y", "escape"} <= set(screen.active_bindings)


async def test_escape_goes_back() -> None:
    async with job_screen(a_failed_detail()) as (app, screen, pilot):
        await pilot.press("escape")
        assert app.screen is not screen


@pytest.mark.parametrize(
    ("key", "what", "words"),
    [
        ("i", "id", JOB_ID),
        ("p", "payload", '"question"'),
        ("t", "trace", "Traceback"),
        ("c", "command", f"queuectl retry {JOB_ID}"),
        ("s", "show command", f"queuectl job {JOB_ID}"),
    ],
)
async def test_a_letter_of_the_menu_copies(key: str, what: str, words: str) -> None:
    async with job_screen(a_failed_detail()) as (app, _, pilot):
        await pilot.press("y", key)
        [said] = app.intents
        assert isinstance(said, CopyText)
        assert said.what == what
        assert words in said.text


async def test_the_trace_that_is_copied_is_the_chosen_attempts() -> None:
    async with job_screen(a_failed_detail()) as (app, _, pilot):
        await pilot.press(*ATTEMPTS, "up", "up", "y", "t")
        [said] = app.intents
        assert isinstance(said, CopyText)
        assert "no answer within 50s" in said.text


async def test_leaving_the_menu_copies_nothing() -> None:
    async with job_screen(a_failed_detail()) as (app, _, pilot):
        await pilot.press("y", "escape")
        assert app.intents == []


async def test_the_whole_text_is_in_a_file_where_there_is_no_terminal_to_give_to_a_pager(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUEUE_HOME", str(tmp_path))
    detail = a_detail(attempts=(an_attempt(1, 60, 30, stack="x" * 300_000),))
    async with job_screen(detail) as (app, _, pilot):
        await pilot.press(*ERROR, "o")
        await pilot.pause()
        [path] = (tmp_path / "tui" / "copies").iterdir()
        assert app.toasts == [f"The whole trace is in {path}."]
        assert "x" * 300_000 in path.read_text()


@pytest.mark.usefixtures("still")
async def test_times_are_written_as_the_app_says() -> None:
    async with job_screen(a_failed_detail()) as (app, screen, pilot):
        screen.times = TimeStyle.UTC
        await pilot.pause()
        assert "12:15:00Z" in text_of(app)
        screen.times = TimeStyle.RELATIVE
        await pilot.pause()
        assert "15m 00s ago" in text_of(app)


# -- neighbours --------------------------------------------------------------------------------------------


async def test_the_job_below_and_above_can_be_opened_also_after_this_one_left_the_list() -> None:
    rows = tuple(a_job(id=JobId(f"{letter * 8}-0000-4000-8000-000000000000")) for letter in "ab")
    window = Window(jobs=(rows[0], a_job(), rows[1]), loaded=True)
    async with job_screen(a_detail(), window=window) as (app, _, pilot):
        await pilot.press("J")
        app.snapshot = showing(a_detail(), window=Window(jobs=rows, loaded=True))
        await pilot.pause()
        await pilot.press("K")
        assert [intent.id for intent in app.intents if isinstance(intent, OpenJob)] == [rows[1].id, rows[0].id]


async def test_at_the_end_of_the_list_there_is_no_job_below() -> None:
    async with job_screen(a_detail(), window=Window(jobs=(a_job(),), loaded=True)) as (app, _, pilot):
        await pilot.press("J", "K")
        assert app.intents == []


async def test_another_job_is_shown_from_its_beginning_in_the_same_section() -> None:
    other = replace(a_failed_detail(), job=replace(a_failed_detail().job, id=OTHER), attempts=(an_attempt(1, 60, 30),))
    async with job_screen(a_failed_detail()) as (app, screen, pilot):
        await pilot.press(*ATTEMPTS, "up", "up")
        app.snapshot = showing(other)
        screen.show_job(OTHER)
        await pilot.pause()
        assert screen.query_one(AttemptsView).chosen == 1
        assert lines_of(app)[1].startswith(" 0b7d52aa")


# -- payload -----------------------------------------------------------------------------------------------


async def test_a_payload_opens_as_far_as_a_screen_and_keys_are_data() -> None:
    async with job_screen(a_detail(payload={"[/x] [bold]k[/bold]": "[@click=app.quit]v[/]", **PAYLOAD})) as (
        app,
        _,
        pilot,
    ):
        await pilot.press(*PAYLOAD_KEYS)
        text = text_of(app)
        assert "[/x] [bold]k[/bold]" in text
        assert '"[@click=app.quit]v[/]"' in text
        assert "language" in text


async def test_a_long_string_is_shown_in_full_below_the_tree() -> None:
    async with job_screen(a_detail(payload={"a": 1, "text": "first line\nsecond line"})) as (app, screen, pilot):
        await pilot.press(*PAYLOAD_KEYS)
        await pilot.pause()
        view = screen.query_one("#payload", DataView)
        assert not view.has_class("-long")
        await pilot.press("down")
        await pilot.pause()
        assert view.has_class("-long")
        assert "\nsecond line" in text_of(app).replace(" second", "second")
        await pilot.press("up")
        await pilot.pause()
        assert not view.has_class("-long")


@pytest.mark.parametrize(
    "payload",
    [
        None,
        [],
        {},
        7,
        "text",
        True,
        {"list": list(range(50_000))},
        {"text": "x" * 10_000_000},
        [[[[[[[[[[]]]]]]]]]],
        {f"key {number}": {"inner": number} for number in range(3000)},
    ],
)
async def test_any_payload_can_be_walked_through(payload: JsonValue) -> None:
    async with job_screen(a_detail(payload=payload)) as (app, _, pilot):
        await pilot.press(*PAYLOAD_KEYS)
        await pilot.press("down", "right", "down", "left", "G", "g", "space")
        await pilot.pause()
        assert app.is_running


async def test_a_list_of_thousands_shows_its_first_and_says_how_many_more() -> None:
    async with job_screen(a_detail(payload={"list": list(range(50_000))})) as (app, screen, pilot):
        await pilot.press(*PAYLOAD_KEYS, "right")
        await pilot.pause()
        tree = screen.query_one("#payload PayloadTree", PayloadTree)
        assert len(tree.root.children[0].children) == 501
        await pilot.press("G")
        await pilot.pause()
        assert "… 49,500 more are not shown" in text_of(app)


async def test_a_payload_of_a_hundred_levels_opens_level_by_level() -> None:
    payload: dict[str, object] = {"leaf": 1}
    for _ in range(100):
        payload = {"deeper": payload}
    async with job_screen(a_detail(payload=payload)) as (app, _, pilot):
        await pilot.press(*PAYLOAD_KEYS, *["right", "down"] * 30)
        assert app.is_running


# -- every action exists -----------------------------------------------------------------------------------


def test_every_binding_has_an_action_a_description_and_an_id() -> None:
    """Textual says nothing about a key whose action does not exist."""
    for binding in JobScreen.BINDINGS:
        assert isinstance(binding, Binding)
        assert hasattr(JobScreen, f"action_{binding.action.split('(')[0]}")
        assert binding.description
        assert binding.id


async def test_it_lives_at_any_size() -> None:
    async with job_screen(a_failed_detail()) as (app, _, pilot):
        for size in ((40, 10), (200, 60), (20, 5), (80, 24)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            for _ in SECTIONS:
                await pilot.press("right_square_bracket")
            await pilot.pause()
        assert "Overview" in text_of(app)


async def test_a_category_without_an_attempt_is_not_a_crash() -> None:
    detail = a_detail(a_job(status=JobStatus.FAILED, category=Category.POISON, attempts=3, completed_at=ago(5)))
    async with job_screen(detail) as (app, _, pilot):
        await pilot.press("]", "]", *"]]")
        assert "its worker died three times" in text_of(app)


@pytest.mark.parametrize("stack", ["line\n" * 100_000, "word and another " * 60_000, "x" * 1_000_000])
async def test_a_huge_trace_does_not_freeze_the_screen(stack: str) -> None:
    async with job_screen(a_detail(attempts=(an_attempt(1, 60, 30, stack=stack),))) as (app, _, pilot):
        begin = time.process_time()
        await pilot.press("]", "G", "g", "]")
        await pilot.resize_terminal(100, 30)
        assert time.process_time() - begin < 3
        assert "OrchestratorError" in text_of(app)
