"""Every exception becomes a failure that says all there is to say, and nothing secret."""

import asyncio
import socket
import ssl

import httpx
import pytest

from queue_core.models import Category, Failure, Outcome
from queue_worker.errors import JobError
from queue_worker.failures import LONGEST_EXCERPT, LONGEST_MESSAGE, LONGEST_STACK, failure
from queue_worker.redaction import Redactor
from tests.worker.contexts import lease

REQUEST = httpx.Request("POST", "http://user:hunter22@render.internal:8103/render?token=abcdef")


def failure_of(error: BaseException, *secrets: str) -> Failure:
    try:
        raise error
    except BaseException as raised:  # noqa: BLE001 - that is what a handler can raise
        return failure(lease(), raised, Redactor(secrets))


@pytest.mark.parametrize(
    ("error", "category", "outcome"),
    [
        (httpx.ConnectError("refused", request=REQUEST), Category.DEPENDENCY_DOWN, Outcome.FAILED),
        (httpx.ConnectTimeout("", request=REQUEST), Category.DEPENDENCY_DOWN, Outcome.FAILED),
        (ConnectionRefusedError(111, "Connection refused"), Category.DEPENDENCY_DOWN, Outcome.FAILED),
        (socket.gaierror(-2, "Name or service not known"), Category.DEPENDENCY_DOWN, Outcome.FAILED),
        (httpx.ReadTimeout("", request=REQUEST), Category.TIMEOUT, Outcome.TIMED_OUT),
        (TimeoutError(), Category.TIMEOUT, Outcome.TIMED_OUT),
        (httpx.ReadError("", request=REQUEST), Category.TIMEOUT, Outcome.FAILED),
        (httpx.RemoteProtocolError("no answer"), Category.TIMEOUT, Outcome.FAILED),
        (ConnectionResetError(104, "Connection reset by peer"), Category.TIMEOUT, Outcome.FAILED),
        (httpx.PoolTimeout("", request=REQUEST), Category.OVERLOADED, Outcome.FAILED),
        (httpx.DecodingError("bad gzip"), Category.BAD_RESPONSE, Outcome.FAILED),
        (httpx.UnsupportedProtocol("no scheme"), Category.HANDLER_ERROR, Outcome.FAILED),
        (JobError("no text", category=Category.INVALID_INPUT), Category.INVALID_INPUT, Outcome.FAILED),
        (KeyError("chapter"), Category.HANDLER_ERROR, Outcome.FAILED),
        (SystemExit(1), Category.HANDLER_ERROR, Outcome.FAILED),
        (asyncio.CancelledError(), Category.HANDLER_ERROR, Outcome.FAILED),
        (ssl.SSLError("handshake"), Category.HANDLER_ERROR, Outcome.FAILED),
    ],
)
def test_each_exception_gets_its_category_and_leaves_no_text_empty(
    error: BaseException, category: Category, outcome: Outcome
) -> None:
    made = failure_of(error)

    assert (made.category, made.outcome) == (category, outcome)
    assert made.message.strip()
    assert made.exception_type == type(error).__name__
    assert "Traceback" in made.stack
    assert len(made.fingerprint) == 8
    assert int(made.fingerprint, 16) >= 0


@pytest.mark.parametrize(
    ("status", "category"), [(401, "auth"), (429, "overloaded"), (500, "api_error"), (422, "invalid_input")]
)
def test_a_handler_that_raises_for_status_gets_the_category_of_the_status(status: int, category: str) -> None:
    answer = httpx.Response(status, text="busy", headers={"Retry-After": "7"}, request=REQUEST)

    made = failure_of(httpx.HTTPStatusError("bad", request=REQUEST, response=answer))

    assert made.category == category
    assert (made.http_status, made.excerpt, made.retry_after_seconds) == (status, "busy", 7)


def test_an_exception_without_words_borrows_those_of_its_cause() -> None:
    error = httpx.ReadError("", request=REQUEST)
    error.__cause__ = ConnectionResetError(104, "Connection reset by peer")

    assert failure_of(error).message.startswith("[Errno 104] Connection reset by peer")


def test_an_exception_whose_text_cannot_be_read_still_makes_a_failure() -> None:
    class Unreadable(Exception):
        def __str__(self) -> str:
            raise RuntimeError

    assert failure_of(Unreadable()).message == "Unreadable whose message cannot be read"


def test_causes_that_go_in_a_circle_end() -> None:
    one, two = ValueError("one"), ValueError("two")
    one.__cause__, two.__cause__ = two, one

    assert failure_of(one).message == "one (two)"


def test_the_address_is_named_without_user_password_and_query() -> None:
    made = failure_of(httpx.ConnectError("refused", request=REQUEST))

    assert made.message == "refused [POST http://render.internal:8103/render]"


def test_the_whole_stack_is_kept_with_the_causes() -> None:
    def bottom() -> None:
        raise ValueError("at the bottom")

    error = RuntimeError("above")
    try:
        bottom()
    except ValueError as below:
        error.__cause__ = below

    stack = failure_of(error).stack

    assert "at the bottom" in stack
    assert "The above exception was the direct cause" in stack
    assert "in bottom" in stack


def test_texts_are_bounded_and_storable() -> None:
    made = failure_of(JobError("\x00\ud800" + "x" * 5_000_000, category=Category.API_ERROR, excerpt="y\x00" * 100_000))

    assert len(made.message) <= LONGEST_MESSAGE
    assert len(made.stack) <= LONGEST_STACK
    assert made.excerpt is not None
    assert len(made.excerpt) <= LONGEST_EXCERPT
    for text in (made.message, made.stack, made.excerpt):
        assert "\x00" not in text
        text.encode()


def test_no_text_holds_a_secret() -> None:
    secret = "canary-4f1e+/%"
    error = JobError(
        f"refused {secret}", category=Category.API_ERROR, excerpt=f'{{"token": "{secret}", "api_key": "k-123456"}}'
    )
    error.__cause__ = ValueError("Authorization: Bearer eyJhbGciOi.eyJzdWIiOi.c2lnbmF0dXJl")

    made = failure_of(error, secret)

    for text in (made.message, made.stack, made.excerpt or ""):
        assert secret not in text
        assert "k-123456" not in text
        assert "eyJ" not in text


def fingerprint_of(message: str) -> str:
    return failure_of(ValueError(message)).fingerprint


def test_fingerprints_ignore_ids_and_numbers() -> None:
    first = fingerprint_of("Job 3f2a8c1e-0000-4000-8000-00000000abcd failed after 12.5 s at 0x7f3a")
    second = fingerprint_of("job 11111111-2222-4333-8444-555555555555  failed after 9 s at 0x1")

    assert first == second


def test_the_status_of_an_answer_is_a_number_that_counts() -> None:
    def answered(status: int) -> str:
        error = JobError(f"The service answered {status}.", category=Category.API_ERROR, http_status=status)
        return failure_of(error).fingerprint

    assert answered(500) == answered(500)
    assert len({answered(422), answered(500), answered(503)}) == 3


def test_fingerprints_tell_apart_what_is_different() -> None:
    def elsewhere() -> str:
        try:
            raise ValueError("no text")
        except ValueError as error:
            return failure(lease(), error, Redactor()).fingerprint

    assert (
        len(
            {
                fingerprint_of("no text"),
                fingerprint_of("no voice"),
                failure_of(KeyError("no text")).fingerprint,
                elsewhere(),
            }
        )
        == 4
    )
