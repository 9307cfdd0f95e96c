"""What is asked of the orchestrator and what counts as its result, exactly as production has it."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from queue_core.models import Category, JsonValue
from queue_worker.errors import JobError, UnexpectedAnswer
from queue_worker.handlers import JobContext

INPUT_KEYS = ("question", "topic", "content")
"""The first of these that the payload has is the input."""
LONGEST_URL = 2000


def request_body(context: JobContext) -> dict[str, JsonValue]:
    """The body of POST /render. Raises JobError, invalid_input, where the payload has no input."""
    payload = context.payload
    if not isinstance(payload, dict):
        raise JobError("The payload is not an object.", category=Category.INVALID_INPUT)
    text = next((payload[key] for key in INPUT_KEYS if payload.get(key)), None)
    if text is None:
        raise JobError("The payload has none of question, topic, content.", category=Category.INVALID_INPUT)
    return {
        "job_id": context.job_id,
        "job_type": context.job_type,
        "input": text,
        "style": payload.get("style") or "detailed",
        "length": payload.get("length") or 60,
        "voice": payload.get("voice") or "default",
    }


def result(answer: Mapping[str, JsonValue], *, took_ms: int) -> dict[str, JsonValue]:
    """The four keys of a result. Raises UnexpectedAnswer where there is no usable video_url.

    A key of the wrong type is left out, but for the time, which is then the one measured here.
    """
    url = answer.get("video_url")
    if not isinstance(url, str) or not _is_usable(url):
        raise UnexpectedAnswer("The answer has no usable video_url.", category=Category.BAD_RESPONSE)
    found: dict[str, JsonValue] = {"video_url": url}
    thumbnail, duration, time_ms = (answer.get(key) for key in ("thumbnail_url", "duration", "processing_time_ms"))
    if isinstance(thumbnail, str) and _is_usable(thumbnail):
        found["thumbnail_url"] = thumbnail
    if _is_number(duration):
        found["duration"] = duration
    found["processing_time_ms"] = time_ms if _is_number(time_ms) else took_ms
    return found


def _is_usable(url: str) -> bool:
    """Whether a page can show it: an http address, or a path on the page's own host."""
    if not (url.isprintable() and " " not in url and len(url) <= LONGEST_URL):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if parts.scheme:
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    return url.startswith("/") and not url.startswith("//")


def _is_number(value: JsonValue) -> bool:
    """Whether it is a sensible amount: not negative, and neither NaN nor endless, which Python's JSON lets through."""
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e12
