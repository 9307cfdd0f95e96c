"""The call to the Video Orchestrator: the handler of every type that has none of its own.

Only connecting has a time limit of its own. How long the rendering may take is the attempt's limit,
which the runner enforces on the whole handler; a read timeout would kill a slow render that is fine.
Each call has its own connection, since an idle one that the other side has closed meanwhile would
fail a call whose outcome nobody could tell.
"""

import json
from collections.abc import Mapping
from typing import Self

from queue_core.models import Category, JsonValue
from queue_worker import clock, render
from queue_worker.errors import UnexpectedAnswer
from queue_worker.handlers import JobContext
from queue_worker.http_statuses import category_of, retry_after_seconds
from queue_worker.lean_httpx import httpx

LONGEST_ANSWER_BYTES = 1_000_000
"""A result has four short values; a service that sends more is not read to the end."""
LONGEST_ERROR_BYTES = 16_000
WRITE_TIMEOUT_SECONDS = 30.0


class Orchestrator:
    """Calls POST /render.

    async with Orchestrator("http://127.0.0.1:8103", connect_timeout_seconds=5) as orchestrator:
        result = await orchestrator(context)
    """

    def __init__(self, url: str, *, connect_timeout_seconds: float, token: str | None = None) -> None:
        self._url = f"{url.rstrip('/')}/render"
        self._headers = {
            "Content-Type": "application/json",
            "Accept": "application/json",
            "Accept-Encoding": "identity",
        }
        if token is not None:
            self._headers["Authorization"] = f"Bearer {token}"
        self._client = httpx.AsyncClient(
            timeout=httpx.Timeout(None, connect=connect_timeout_seconds, write=WRITE_TIMEOUT_SECONDS),
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=0),
            follow_redirects=False,
            trust_env=False,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def __call__(self, context: JobContext) -> Mapping[str, object]:
        """Render the job's video. Raises UnexpectedAnswer, JobError, or what httpx raises."""
        body = json.dumps(render.request_body(context)).encode()
        headers = {**self._headers, "Idempotency-Key": context.idempotency_key}
        started = clock.now()
        async with self._client.stream("POST", self._url, content=body, headers=headers) as response:
            if not response.is_success:
                raise _refusal(response, await _read(response, LONGEST_ERROR_BYTES))
            content = await _read(response, LONGEST_ANSWER_BYTES)
        answer = _parse(response, content)
        try:
            return render.result(answer, took_ms=round((clock.now() - started) * 1000))
        except UnexpectedAnswer as error:
            error.http_status, error.excerpt = response.status_code, _as_text(content)
            raise


async def _read(response: httpx.Response, limit: int) -> bytes:
    """The beginning of the body as it was sent: one byte more than the limit shows that there is more."""
    content = bytearray()
    async for chunk in response.aiter_raw(65_536):
        content += chunk
        if len(content) > limit:
            break
    return bytes(content[: limit + 1])


def _parse(response: httpx.Response, content: bytes) -> dict[str, JsonValue]:
    """The JSON object in the body. Raises UnexpectedAnswer."""
    if len(content) > LONGEST_ANSWER_BYTES:
        problem = f"more than {LONGEST_ANSWER_BYTES:,} bytes"
    else:
        try:
            answer = json.loads(content)
        except (ValueError, RecursionError):
            problem = f"something that is not JSON ({response.headers.get('content-type', 'no content type')})"
        else:
            if isinstance(answer, dict):
                return answer
            problem = "JSON that is not an object"
    raise UnexpectedAnswer(
        f"The orchestrator answered {response.status_code} with {problem}.",
        category=Category.BAD_RESPONSE,
        http_status=response.status_code,
        excerpt=_as_text(content),
    )


def _refusal(response: httpx.Response, content: bytes) -> UnexpectedAnswer:
    """What an answer with another status than 2xx says."""
    status = response.status_code
    said = _said(content) or response.headers.get("location", "") or response.reason_phrase or "no reason given"
    return UnexpectedAnswer(
        f"The orchestrator answered {status}: {said}",
        category=category_of(status),
        http_status=status,
        excerpt=_as_text(content) or None,
        retry_after_seconds=retry_after_seconds(
            response.headers.get("retry-after"), answered_at=response.headers.get("date")
        ),
    )


def _said(content: bytes) -> str:
    """The error or message in a JSON body, as production writes it, or the detail, as FastAPI does by itself."""
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(body, dict):
        return ""
    detail = body.get("detail")
    if isinstance(detail, list) and detail and isinstance(detail[0], dict):
        body["detail"] = detail[0].get("msg")  # the first field that was not valid
    return next((body[key].strip() for key in ("error", "message", "detail") if isinstance(body.get(key), str)), "")


def _as_text(content: bytes) -> str:
    return content[:LONGEST_ERROR_BYTES].decode("utf-8", "replace")
