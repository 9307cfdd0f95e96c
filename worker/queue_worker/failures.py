"""From an exception to what the queue records about a failed attempt: complete, bounded, never empty."""

import socket
import traceback
from dataclasses import dataclass

from queue_core.models import Category, Failure, Lease, Outcome
from queue_worker import storable
from queue_worker.errors import JobError
from queue_worker.fingerprint import fingerprint
from queue_worker.http_statuses import bounded, category_of, retry_after_seconds
from queue_worker.lean_httpx import httpx
from queue_worker.redaction import Redactor

LONGEST_MESSAGE = 2_000
LONGEST_STACK = 60_000
LONGEST_EXCERPT = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """What kind of failure an exception is."""

    category: Category
    outcome: Outcome = Outcome.FAILED
    http_status: int | None = None
    excerpt: str | None = None
    retry_after_seconds: float | None = None


def classify(error: BaseException) -> Cause:
    """The category of an exception, as the design's table has it."""
    if isinstance(error, JobError):
        return Cause(
            category=error.category,
            http_status=error.http_status,
            excerpt=error.excerpt,
            retry_after_seconds=error.retry_after_seconds,
        )
    if isinstance(error, httpx.HTTPStatusError):
        return _status_cause(error.response)
    return next((cause for kinds, cause in _CAUSES if isinstance(error, kinds)), Cause(category=Category.HANDLER_ERROR))


_CAUSES: tuple[tuple[tuple[type[BaseException], ...], Cause], ...] = (
    (
        (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError, ConnectionRefusedError, socket.gaierror),
        Cause(category=Category.DEPENDENCY_DOWN),
    ),
    ((httpx.PoolTimeout,), Cause(category=Category.OVERLOADED)),
    ((httpx.TimeoutException, TimeoutError), Cause(category=Category.TIMEOUT, outcome=Outcome.TIMED_OUT)),
    ((httpx.UnsupportedProtocol,), Cause(category=Category.HANDLER_ERROR)),
    # the connection broke after it was made: nobody knows what the other side has done
    ((httpx.TransportError, ConnectionError), Cause(category=Category.TIMEOUT)),
    ((httpx.DecodingError, httpx.TooManyRedirects), Cause(category=Category.BAD_RESPONSE)),
)
"""The first line that fits counts; subclasses stand before their bases."""


def _status_cause(response: httpx.Response) -> Cause:
    """A handler of the user's own called raise_for_status()."""
    try:
        excerpt = response.text
    except (httpx.StreamError, UnicodeError):
        excerpt = None  # a streamed answer that was not read
    return Cause(
        category=category_of(response.status_code),
        http_status=response.status_code,
        excerpt=excerpt,
        retry_after_seconds=retry_after_seconds(
            response.headers.get("retry-after"), answered_at=response.headers.get("date")
        ),
    )


def failure(lease: Lease, error: BaseException, redact: Redactor, *, cause: Cause | None = None) -> Failure:
    """The failure to report for an attempt that this exception ended; `cause` where the caller knows better."""
    cause = cause or classify(error)
    message = storable.text(redact(describe(error)))
    stack = storable.text(redact("".join(traceback.format_exception(error))))
    return Failure(
        job_id=lease.job_id,
        token=lease.token,
        outcome=cause.outcome,
        category=cause.category,
        exception_type=type(error).__name__,
        message=storable.bounded(message, LONGEST_MESSAGE),
        stack=storable.bounded(stack, LONGEST_STACK),
        fingerprint=fingerprint(error, message, http_status=cause.http_status),
        http_status=cause.http_status,
        excerpt=None if not cause.excerpt else storable.text(redact(cause.excerpt))[:LONGEST_EXCERPT],
        retry_after_seconds=bounded(cause.retry_after_seconds),
    )


def describe(error: BaseException) -> str:
    """The exception in words: its own, those of what caused it, or at least its type; never empty."""
    words = _words(error)
    root = _root(error)
    below = _words(root) if root is not error else ""
    if words and below and below not in words:
        words = f"{words} ({below})"
    words = words or below or f"{type(error).__name__} without a message"
    if isinstance(error, httpx.RequestError):
        words += _where(error)
    return words


def _words(error: BaseException) -> str:
    try:
        return str(error).strip()
    except Exception:  # noqa: BLE001 - an exception's own __str__ can raise anything
        return f"{type(error).__name__} whose message cannot be read"


def _root(error: BaseException) -> BaseException:
    """The innermost exception behind this one, as a stack trace shows it; behind httpx's also what it hides."""
    hides = isinstance(error, httpx.RequestError)
    seen = {id(error)}
    while True:
        context = error.__context__ if hides or not error.__suppress_context__ else None
        below = error.__cause__ or context
        if below is None or id(below) in seen:
            return error
        seen.add(id(below))
        error = below


def _where(error: httpx.RequestError) -> str:
    """The request that it happened in, without user, password and query; '' where it carries none."""
    try:
        request = error.request
    except RuntimeError:
        return ""
    url = request.url
    port = f":{url.port}" if url.port else ""
    return f" [{request.method} {url.scheme}://{url.host}{port}{url.path}]"
