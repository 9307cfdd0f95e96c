import pytest

from queue_core.errors import InvalidInput
from queue_core.models import JsonValue, Priority
from queue_core.payload import PayloadProblem
from queue_tui.clean import BLOCK_LIMIT
from queue_tui.dialogs.draft import BY_TYPE, Draft, copy_of, read_delay, read_job
from tests.tui.samples import JOB_ID, PAYLOAD, a_detail, a_failed_detail, a_job

EMPTY = Draft()


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("", 0),
        ("  ", 0),
        ("0", 0),
        ("90", 90),
        ("90s", 90),
        ("10m", 600),
        ("1h30m", 5400),
        ("1h 30M", 5400),
        ("2d", 172800),
    ],
)
def test_delays_are_read_as_people_write_them(text: str, seconds: float | None) -> None:
    assert read_delay(text) == seconds


@pytest.mark.parametrize("text", ["soon", "-5m", "5x", "10mm", "366d", "1e9s"])
def test_other_delays_get_a_sentence(text: str) -> None:
    with pytest.raises(InvalidInput, match="the delay is"):
        read_delay(text)


def test_the_fields_make_a_job() -> None:
    job = read_job(EMPTY, job_type=" doubt ", priority="high", delay="10m", payload='{"question": "x"}')
    assert (job.job_type, job.priority, job.delay_seconds) == ("doubt", Priority.HIGH, 600)
    assert job.payload == {"question": "x"}


def test_a_priority_can_be_left_to_the_type() -> None:
    assert read_job(EMPTY, job_type="doubt", priority=BY_TYPE, delay="", payload="{}").priority is None


@pytest.mark.parametrize("name", ["", "   "])
def test_a_job_needs_a_type(name: str) -> None:
    with pytest.raises(InvalidInput, match="a type is needed"):
        read_job(EMPTY, job_type=name, priority=BY_TYPE, delay="", payload="{}")


def test_a_payload_with_a_mistake_is_refused() -> None:
    with pytest.raises(PayloadProblem, match="line 1"):
        read_job(EMPTY, job_type="doubt", priority=BY_TYPE, delay="", payload="{")


def test_a_copy_has_everything_of_its_original() -> None:
    draft = copy_of(a_failed_detail())
    job = read_job(draft, job_type=draft.job_type, priority="high", delay="", payload=draft.payload_text)
    assert job.payload == PAYLOAD
    assert job.parent_id == JOB_ID
    assert job.max_retries == 3
    assert job.user_id == "7d9f8a52-0c11-4a43-9d8e-0242ac120002"


def test_a_copy_of_a_completed_job_is_without_its_result() -> None:
    result: dict[str, JsonValue] = {"video_url": "/old.mp4", "duration": 60, "frames": 1440}
    draft = copy_of(a_detail(payload={**PAYLOAD, "video_url": "/old.mp4", "duration": 90}, result=result))
    assert draft.payload == {**PAYLOAD, "duration": 90}
    assert draft.notes == ("The result, which its run put into the payload, is left out.",)
    assert copy_of(a_detail(result=result)).notes == ()


def test_a_copy_of_a_hostile_payload_is_exact() -> None:
    payload = {"a\x1b]0;x\x07": ["\u202e", "\x9b31m", "é\u0301\u0301\u0301\u0301\u0301\u0301", "\ufe0f", "\xa0"]}
    draft = copy_of(a_detail(payload=payload))
    assert draft.editable_text.replace("\n", "").isprintable()
    assert read_job(draft, job_type="x", priority=BY_TYPE, delay="", payload=draft.editable_text).payload == payload


def test_a_type_that_cannot_be_shown_is_replaced_and_says_so() -> None:
    draft = copy_of(a_detail(a_job(job_type="a\x1b[2J")))
    assert draft.job_type == "a␛[2J"
    assert draft.notes == ("The type had characters that cannot be shown; they were replaced.",)


def test_a_payload_that_is_no_object_is_put_into_one() -> None:
    draft = copy_of(a_detail(payload=[1, 2]))
    assert draft.payload == {"value": [1, 2]}
    assert draft.notes


def test_a_payload_too_big_to_edit_is_copied_as_it_is() -> None:
    draft = copy_of(a_detail(payload={"text": "x" * (BLOCK_LIMIT + 1)}))
    assert draft.too_big_to_edit
    assert len(draft.editable_text) == BLOCK_LIMIT
    job = read_job(draft, job_type="doubt", priority=BY_TYPE, delay="", payload=None)
    assert job.payload == {"text": "x" * (BLOCK_LIMIT + 1)}
