"""What is sent to the orchestrator and what is taken from it, as production has it."""

from typing import Any

import pytest

from queue_core.models import Category
from queue_worker import render
from queue_worker.errors import JobError, UnexpectedAnswer
from tests.worker.contexts import context


def test_defaults_are_those_of_production() -> None:
    job = context("Why?")

    assert render.request_body(job) == {
        "job_id": job.job_id,
        "job_type": "doubt",
        "input": "Why?",
        "style": "detailed",
        "length": 60,
        "voice": "default",
    }


def test_what_the_payload_says_is_sent_and_nothing_else() -> None:
    payload = {"topic": "RBI", "style": "exam", "length": 90, "voice": "female", "secret": "x", "input_type": "text"}

    body = render.request_body(context(payload=payload))

    assert (body["input"], body["style"], body["length"], body["voice"]) == ("RBI", "exam", 90, "female")
    assert set(body) == {"job_id", "job_type", "input", "style", "length", "voice"}


@pytest.mark.parametrize(
    ("payload", "text"),
    [
        ({"content": "c", "topic": "t", "question": "q"}, "q"),
        ({"content": "c", "topic": "t", "question": ""}, "t"),
        ({"content": "c", "topic": None}, "c"),
    ],
)
def test_the_first_input_that_is_present_is_used(payload: dict[str, Any], text: str) -> None:
    assert render.request_body(context(payload=payload))["input"] == text


@pytest.mark.parametrize("payload", [{}, {"question": ""}, {"other": 1}, [], None, "text"])
def test_a_payload_without_input_is_not_retried(payload: Any) -> None:
    with pytest.raises(JobError) as caught:
        render.request_body(context(payload=payload))

    assert caught.value.category is Category.INVALID_INPUT


@pytest.mark.parametrize("url", ["http://host/v.mp4", "https://host:1/v.mp4?sig=x", "/videos/v.mp4"])
def test_usable_addresses(url: str) -> None:
    assert render.result({"video_url": url}, took_ms=5) == {"video_url": url, "processing_time_ms": 5}


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        5,
        ["x"],
        "javascript:alert(1)",
        "file:///etc/passwd",
        "//host/v.mp4",
        "v.mp4",
        "http://",
        "http://[",
        "/a b",
        "/\x1b[2J",
        "/" + "x" * 3000,
    ],
)
def test_unusable_addresses_are_a_bad_response(url: Any) -> None:
    with pytest.raises(UnexpectedAnswer) as caught:
        render.result({"video_url": url}, took_ms=5)

    assert caught.value.category is Category.BAD_RESPONSE


def test_values_of_the_wrong_type_are_left_out() -> None:
    answer: dict[str, Any] = {
        "video_url": "/v",
        "thumbnail_url": 5,
        "duration": "long",
        "processing_time_ms": float("inf"),
        "extra": 1,
    }

    assert render.result(answer, took_ms=7) == {"video_url": "/v", "processing_time_ms": 7}
