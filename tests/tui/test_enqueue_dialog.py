from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from queue_core.errors import AnswerLost, InvalidInput
from queue_core.models import EnqueuedJob, JobId, JobType, NewJob, Priority, RequestId
from queue_tui.clean import BLOCK_LIMIT
from queue_tui.dialogs.draft import Draft, copy_of
from queue_tui.dialogs.enqueue import EnqueueDialog
from queue_tui.dialogs.payload_area import PayloadArea
from queue_tui.widgets.choice import Choice
from tests.tui.host import Host, text_of
from tests.tui.samples import PAYLOAD, a_detail, a_failed_detail, a_job

ENQUEUED = EnqueuedJob(id=JobId("eeeeeeee-0000-4000-8000-000000000000"), duplicate=False)


def a_type(name: str, **changes: object) -> JobType:
    kind = JobType(
        job_type=name,
        default_priority="medium",
        resource=None,
        limit=None,
        timeout_minutes=None,
        paused=False,
        example=None,
        json_schema=None,
    )
    return replace(kind, **changes)  # type: ignore[arg-type]


TYPES = (
    a_type("doubt", example={"question": "Explain Article 370"}, json_schema={"required": ["question"]}),
    a_type("topic_short", example={"topic": "Monsoon"}),
    a_type("evil\x1b[2J"),
)


class Desk:
    """Takes what the form submits."""

    def __init__(self, answer: Callable[[], EnqueuedJob] = lambda: ENQUEUED) -> None:
        self.taken: list[tuple[NewJob, RequestId]] = []
        self.answer = answer

    async def __call__(self, job: NewJob, request_id: RequestId) -> EnqueuedJob:
        self.taken.append((job, request_id))
        return self.answer()


@asynccontextmanager
async def form(
    desk: Desk, draft: Draft | None = None, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[Host, EnqueueDialog, Pilot[None]]]:
    """The form on screen."""
    app = Host()
    async with app.run_test(size=size) as pilot:
        dialog = EnqueueDialog(desk, types=TYPES, draft=draft)
        await app.show(dialog)
        await settle(app, pilot)
        yield app, dialog, pilot


async def settle(app: Host, pilot: Pilot[None]) -> None:
    """Until the checks that run beside the form have ended."""
    await pilot.pause()
    await app.workers.wait_for_complete()
    await pilot.pause()


def type_in(
    dialog: EnqueueDialog, *, job_type: str = "doubt", payload: str = '{"question": "why"}', delay: str = ""
) -> None:
    dialog.query_one("#type", Input).value = job_type
    dialog.query_one("#delay", Input).value = delay
    dialog.query_one(PayloadArea).text = payload


async def test_a_filled_in_form_becomes_a_job() -> None:
    desk = Desk()
    async with form(desk) as (app, dialog, pilot):
        type_in(dialog, delay="10m")
        dialog.query_one(Choice).focus()
        await pilot.press("right", "ctrl+s")
        await settle(app, pilot)
        [(job, _)] = desk.taken
        assert job == NewJob(
            job_type="doubt", payload={"question": "why"}, priority=Priority.HIGH, delay_seconds=600, max_retries=None
        )
        assert app.answers == [ENQUEUED]


async def test_a_known_type_brings_its_example() -> None:
    async with form(Desk()) as (app, dialog, pilot):
        await pilot.press(*"topic_short")
        await settle(app, pilot)
        assert dialog.query_one(PayloadArea).text == '{\n  "topic": "Monsoon"\n}'
        await pilot.press("backspace", "t")
        dialog.query_one("#type", Input).value = "doubt"
        await settle(app, pilot)
        assert dialog.query_one(PayloadArea).text == '{\n  "question": "Explain Article 370"\n}'


async def test_a_payload_of_ones_own_is_never_replaced() -> None:
    async with form(Desk()) as (app, dialog, pilot):
        dialog.query_one(PayloadArea).text = '{"mine": 1}'
        dialog.query_one("#type", Input).value = "doubt"
        await settle(app, pilot)
        assert dialog.query_one(PayloadArea).text == '{"mine": 1}'


async def test_known_types_are_offered_but_for_those_that_cannot_be_shown() -> None:
    async with form(Desk()) as (app, _, _):
        text = text_of(app)
    assert "doubt, topic_short" in text
    assert "evil" not in text


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        ('{\n  "a": 1,\n}', "line 3, column 1: expecting a key in double quotes"),
        ("", "a payload is needed"),
        ("[1]", "a payload is a JSON object"),
        ('{"other": 1}', "'question' is a required property"),
        ('{"question": 1}', "valid"),
    ],
)
async def test_what_is_wrong_with_the_payload_is_said_while_it_is_typed(payload: str, words: str) -> None:
    async with form(Desk()) as (app, dialog, pilot):
        type_in(dialog, payload=payload)
        await settle(app, pilot)
        assert words in text_of(app)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"job_type": " "}, "Not enqueued: a type is needed"),
        ({"delay": "soon"}, "Not enqueued: the delay is a time such as"),
        ({"payload": "{"}, "Not enqueued: line 1, column 2"),
        ({"payload": "{}"}, "Not enqueued: 'question' is a required property"),
    ],
)
async def test_a_form_with_a_mistake_is_not_sent_and_keeps_everything(fields: dict[str, str], words: str) -> None:
    desk = Desk()
    async with form(desk) as (app, dialog, pilot):
        type_in(dialog, **fields)
        before = dialog.query_one(PayloadArea).text
        await pilot.press("ctrl+s")
        await settle(app, pilot)
        assert words in text_of(app)
        assert desk.taken == []
        assert app.answers == []
        assert dialog.query_one(PayloadArea).text == before


async def test_a_refusal_is_shown_and_loses_nothing() -> None:
    def refuse() -> EnqueuedJob:
        raise InvalidInput("A payload may have 1 MB [/x].")

    desk = Desk(refuse)
    async with form(desk) as (app, dialog, pilot):
        type_in(dialog, delay="5m")
        await pilot.press("ctrl+s")
        await settle(app, pilot)
        assert "A payload may have 1 MB [/x]." in text_of(app)
        assert app.answers == []
        assert dialog.query_one("#delay", Input).value == "5m"
        desk.answer = lambda: ENQUEUED
        await pilot.press("ctrl+s")
        await settle(app, pilot)
        assert app.answers == [ENQUEUED]


async def test_a_lost_answer_is_asked_for_again_under_the_same_request_and_another_job_under_a_new_one() -> None:
    def lose() -> EnqueuedJob:
        raise AnswerLost("The connection broke: try again.")

    desk = Desk(lose)
    async with form(desk) as (app, dialog, pilot):
        for payload in ('{"question": "a"}', '{"question": "a"}', '{"question": "b"}'):
            type_in(dialog, payload=payload)
            await pilot.press("ctrl+s")
            await settle(app, pilot)
        first, second, third = (request_id for _, request_id in desk.taken)
        assert first == second
        assert third != first


async def test_a_copy_starts_with_everything_of_its_original() -> None:
    desk = Desk()
    async with form(desk, copy_of(a_failed_detail())) as (app, dialog, pilot):
        assert isinstance(app.focused, PayloadArea)
        assert dialog.query_one(Choice).chosen == "high"
        await pilot.press("ctrl+s")
        await settle(app, pilot)
        [(job, _)] = desk.taken
        assert job.payload == PAYLOAD
        assert job.parent_id == a_failed_detail().job.id


async def test_notes_about_a_copy_are_shown() -> None:
    async with form(Desk(), copy_of(a_detail(a_job(job_type="a\x1b[2J")))) as (app, _, _):
        assert "they were replaced" in text_of(app)


async def test_a_payload_too_big_to_edit_is_copied_as_it_is() -> None:
    desk = Desk()
    big = {"question": "x" * 2_000_000}
    async with form(desk, copy_of(a_detail(payload=big))) as (app, _, pilot):
        assert "too big to edit here, it is copied as it is" in text_of(app)
        await pilot.press("x", "ctrl+s")
        await settle(app, pilot)
        [(job, _)] = desk.taken
        assert job.payload == big


async def test_a_paste_that_would_freeze_the_program_is_refused() -> None:
    async with form(Desk()) as (app, dialog, pilot):
        area = dialog.query_one(PayloadArea)
        area.focus()
        area.post_message(events.Paste("x" * (BLOCK_LIMIT + 1)))
        await settle(app, pilot)
        assert "too much to paste here" in text_of(app)
        assert "xxx" not in area.text
        area.post_message(events.Paste("small"))
        await settle(app, pilot)
        assert "small" in area.text


async def test_leaving_an_untouched_form_takes_one_key_and_an_edited_one_two() -> None:
    async with form(Desk()) as (app, dialog, pilot):
        dialog.query_one(PayloadArea).text = '{"mine": 1}'
        await pilot.press("escape")
        assert app.answers == []
        assert "once more throws it away" in text_of(app)
        await pilot.press("escape")
        assert app.answers == [None]
    async with form(Desk()) as (app, _, pilot):
        await pilot.press("escape")
        assert app.answers == [None]


@pytest.mark.parametrize("typed", [("#type", "doubt"), ("#delay", "10m")])
async def test_a_field_that_was_filled_in_is_not_thrown_away_by_one_key(typed: tuple[str, str]) -> None:
    async with form(Desk()) as (app, dialog, pilot):
        field, value = typed
        dialog.query_one(field, Input).value = value
        await pilot.pause()
        await pilot.press("escape")
        assert app.answers == []
        await pilot.press("escape")
        assert app.answers == [None]


async def test_what_was_typed_after_the_warning_is_warned_about_again() -> None:
    async with form(Desk()) as (app, dialog, pilot):
        dialog.query_one(PayloadArea).text = '{"mine": 1}'
        await pilot.press("escape")
        dialog.query_one(PayloadArea).text = '{"mine": 2}'
        await pilot.pause()
        await pilot.press("escape")
        assert app.answers == []
        await pilot.press("escape")
        assert app.answers == [None]


async def test_a_wrong_schema_stands_in_nobodys_way() -> None:
    desk = Desk()
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        dialog = EnqueueDialog(desk, types=[a_type("doubt", json_schema={"type": "nonsense"})])
        await app.show(dialog)
        type_in(dialog)
        await settle(app, pilot)
        assert "is wrong itself" in text_of(app)
        await pilot.press("ctrl+s")
        await settle(app, pilot)
        assert len(desk.taken) == 1


async def test_the_priority_goes_round() -> None:
    async with form(Desk()) as (_, dialog, pilot):
        choice = dialog.query_one(Choice)
        choice.focus()
        seen = []
        for _ in choice.words:
            await pilot.press("right")
            seen.append(choice.chosen)
        assert seen == ["high", "medium", "low", "default"]
        await pilot.press("left")
        assert choice.chosen == "low"
