"""What supabase-py does not tell of a call: the HTTP status, and whether the request had been sent.

Hooks of our httpx client note both in the exchange of the call that is running in the same task.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from httpx import Request, Response


@dataclass(slots=True)
class Exchange:
    """One request and its answer."""

    is_sent: bool = False
    """Whether anything of the request may have reached the other side."""
    status: int | None = None
    is_json: bool = False
    """PostgREST answers in JSON; a gateway's page of its own often is not."""


_current: ContextVar[Exchange] = ContextVar("exchange")


@contextmanager
def exchange() -> Iterator[Exchange]:
    """Notes what happens to the one request that is made in the block."""
    noted = Exchange()
    token = _current.set(noted)
    try:
        yield noted
    finally:
        _current.reset(token)


async def on_request(request: "Request") -> None:
    """httpx calls it before a request; the trace it leaves there is called as the request goes out."""
    noted = _current.get()

    async def trace(event: str, _: dict[str, Any]) -> None:
        if event.endswith("send_request_headers.started"):
            noted.is_sent = True

    request.extensions["trace"] = trace


async def on_response(response: "Response") -> None:
    """httpx calls it when the head of an answer is there."""
    noted = _current.get()
    noted.status = response.status_code
    noted.is_json = "json" in response.headers.get("content-type", "")
