"""The orchestrator call over real HTTP: every line of the category table."""

import asyncio
import json
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager, suppress

import httpx
import pytest

from queue_core.models import Category
from queue_worker.demo_orchestrator.server import DemoOrchestrator
from queue_worker.errors import UnexpectedAnswer
from queue_worker.failures import Cause, classify
from queue_worker.orchestrator import LONGEST_ANSWER_BYTES, Orchestrator
from tests.worker.contexts import context


async def cause_of(orchestrator: Orchestrator, text: str, *, seconds: float = 10) -> Cause:
    try:
        async with asyncio.timeout(seconds):
            await orchestrator(context(text))
    except Exception as error:  # noqa: BLE001 - its class is what is tested
        return classify(error)
    pytest.fail("the call did not fail")


async def test_a_render_answers_with_files_that_are_there(orchestrator: Orchestrator, demo: DemoOrchestrator) -> None:
    result = await orchestrator(context())

    assert set(result) == {"video_url", "thumbnail_url", "duration", "processing_time_ms"}
    async with httpx.AsyncClient() as client:
        for key, kind in (("video_url", "video/mp4"), ("thumbnail_url", "image/jpeg")):
            answer = await client.get(str(result[key]))
            assert (answer.status_code, answer.headers["content-type"]) == (200, kind)


async def test_what_is_asked_is_what_production_asks(orchestrator: Orchestrator, demo: DemoOrchestrator) -> None:
    job = context("Why?", idempotency_key="key-1")

    await orchestrator(job)

    [asked] = demo.journal.entries("asked")
    assert (asked["job_id"], asked["key"]) == (job.job_id, "key-1")
    assert asked["body"] == {
        "job_id": job.job_id,
        "job_type": "doubt",
        "input": "Why?",
        "style": "detailed",
        "length": "60",
        "voice": "default",
    }


@pytest.mark.parametrize(
    ("way", "category"),
    [
        ("400", Category.INVALID_INPUT),
        ("401", Category.AUTH),
        ("403", Category.AUTH),
        ("404", Category.NOT_FOUND),
        ("408", Category.OVERLOADED),
        ("409", Category.OVERLOADED),
        ("413", Category.INVALID_INPUT),
        ("422", Category.INVALID_INPUT),
        ("425", Category.OVERLOADED),
        ("429", Category.OVERLOADED),
        ("500", Category.API_ERROR),
        ("502", Category.TIMEOUT),
        ("503", Category.OVERLOADED),
        ("504", Category.TIMEOUT),
    ],
)
async def test_statuses(orchestrator: Orchestrator, way: str, category: Category) -> None:
    cause = await cause_of(orchestrator, f"[demo:{way}]")

    assert (cause.category, cause.http_status) == (category, int(way))
    assert cause.excerpt is not None
    assert f"asked to answer {way}" in cause.excerpt


@pytest.mark.parametrize(
    ("way", "category", "status"),
    [
        ("drop", Category.TIMEOUT, None),
        ("silence seconds=0.05", Category.TIMEOUT, None),
        ("truncated", Category.TIMEOUT, None),
        ("garbage", Category.BAD_RESPONSE, 200),
        ("empty", Category.BAD_RESPONSE, 200),
        ("redirect", Category.BAD_RESPONSE, 302),
    ],
)
async def test_other_ways_to_fail(orchestrator: Orchestrator, way: str, category: Category, status: int | None) -> None:
    cause = await cause_of(orchestrator, f"[demo:{way}]")

    assert (cause.category, cause.http_status) == (category, status)


async def test_retry_after_is_passed_on(orchestrator: Orchestrator) -> None:
    assert (await cause_of(orchestrator, "[demo:429 after=20]")).retry_after_seconds == 20


@pytest.mark.parametrize("way", ["silence", "drip"])
async def test_a_call_that_never_ends_is_ended_by_the_time_limit(
    orchestrator: Orchestrator, demo: DemoOrchestrator, way: str
) -> None:
    cause = await cause_of(orchestrator, f"[demo:{way}]", seconds=0.3)

    assert cause.category is Category.TIMEOUT


async def test_a_huge_answer_is_not_read_to_its_end(orchestrator: Orchestrator, demo: DemoOrchestrator) -> None:
    cause = await cause_of(orchestrator, "[demo:huge]")

    assert cause.category is Category.BAD_RESPONSE
    assert cause.excerpt is not None
    assert len(cause.excerpt) < LONGEST_ANSWER_BYTES


async def test_a_refused_connection_is_a_dependency_that_is_down(
    demo: DemoOrchestrator, orchestrator: Orchestrator
) -> None:
    await demo.__aexit__()

    cause = await cause_of(orchestrator, "anything")

    assert cause.category is Category.DEPENDENCY_DOWN


@pytest.mark.parametrize("url", ["http://no-such-host.invalid:8103", "https://{host}"])
async def test_names_and_certificates_that_are_wrong_count_as_down(demo: DemoOrchestrator, url: str) -> None:
    """The second speaks TLS to a port that does not."""
    url = url.format(host=demo.url.removeprefix("http://"))
    async with Orchestrator(url, connect_timeout_seconds=2) as orchestrator:
        assert (await cause_of(orchestrator, "anything")).category is Category.DEPENDENCY_DOWN


async def test_connecting_has_its_own_time_limit() -> None:
    """The listener's backlog is full, so that a connection is neither made nor refused."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        address = listener.getsockname()
        for _ in range(3):
            filler = stack.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(address)
        async with Orchestrator("http://{}:{}".format(*address), connect_timeout_seconds=0.2) as orchestrator:
            with pytest.raises(httpx.ConnectTimeout) as caught:
                await orchestrator(context())
            assert classify(caught.value).category is Category.DEPENDENCY_DOWN


@asynccontextmanager
async def raw_server(answer: bytes) -> AsyncIterator[str]:
    """A server that answers every request with these bytes and closes."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        with suppress(OSError):
            await writer.drain()
            writer.close()
            await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


def http(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Content-Type: application/json", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


@pytest.mark.parametrize(
    ("answer", "category"),
    [
        (http(b"[1, 2]"), Category.BAD_RESPONSE),
        (http(b"null"), Category.BAD_RESPONSE),
        (http(b"[" * 200_000), Category.BAD_RESPONSE),
        (http(b"\xff\xfe\x00"), Category.BAD_RESPONSE),
        (http(b"", status="204 No Content"), Category.BAD_RESPONSE),
        (http(b"\x1f\x8b not gzip", "Content-Encoding: gzip"), Category.BAD_RESPONSE),
        (http(b'{"video_url": "file:///etc/passwd"}'), Category.BAD_RESPONSE),
        (http(b"", status="500 \x1b[2J"), Category.API_ERROR),
        (b"SSH-2.0-OpenSSH_9.2\r\n", Category.TIMEOUT),
        (b"", Category.TIMEOUT),
        (http(b'{"error": 5}', "Retry-After: never", status="503 Busy"), Category.OVERLOADED),
    ],
)
async def test_hostile_answers(answer: bytes, category: Category) -> None:
    async with raw_server(answer) as url, Orchestrator(url, connect_timeout_seconds=2) as orchestrator:
        assert (await cause_of(orchestrator, "anything")).category is category


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"error": "no voice", "detail": "asks"}, "no voice"),
        ({"message": "no style"}, "no style"),
        ({"detail": "field solution_steps missing"}, "field solution_steps missing"),
        ({"detail": [{"loc": ["length"], "msg": "Input should be an integer"}]}, "Input should be an integer"),
        ({"detail": [5]}, "Unprocessable"),
        ({"detail": [{"msg": 5}]}, "Unprocessable"),
        ({"detail": []}, "Unprocessable"),
    ],
)
async def test_what_a_service_says_of_a_refusal_is_in_the_message(body: dict[str, object], said: str) -> None:
    answer = http(json.dumps(body).encode(), status="422 Unprocessable")
    async with raw_server(answer) as url, Orchestrator(url, connect_timeout_seconds=2) as orchestrator:
        with pytest.raises(UnexpectedAnswer, match=f"^The orchestrator answered 422: {said}$"):
            await orchestrator(context())


async def test_any_success_with_a_usable_body_counts() -> None:
    body = json.dumps({"video_url": "/v.mp4", "duration": 2}).encode()
    answer = http(body, status="201 Created")
    async with raw_server(answer) as url, Orchestrator(url, connect_timeout_seconds=2) as orchestrator:
        assert (await orchestrator(context()))["video_url"] == "/v.mp4"


async def test_proxies_in_the_environment_are_not_used(
    orchestrator: Orchestrator, demo: DemoOrchestrator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    async with Orchestrator(demo.url, connect_timeout_seconds=2) as fresh:
        assert await fresh(context())


async def test_a_cancelled_call_is_closed_at_once(orchestrator: Orchestrator, demo: DemoOrchestrator) -> None:
    call = asyncio.ensure_future(orchestrator(context("[demo:ok seconds=60]")))
    await until(lambda: bool(demo.journal.entries("asked")))

    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call

    await until(lambda: bool(demo.journal.entries("abandoned")))


async def until(condition: Callable[[], bool]) -> None:
    """Give the loop turns until it is so; the test's own time limit ends it."""
    while not condition():
        await asyncio.sleep(0.01)


def test_certificates_are_checked() -> None:
    client = Orchestrator("https://127.0.0.1", connect_timeout_seconds=1)._client
    context = client._transport._pool._ssl_context  # type: ignore[attr-defined]
    assert context.verify_mode is ssl.CERT_REQUIRED
