"""What is known about an error, as text to read and to copy: of one attempt, or as an old program left it."""

import json

from textual.content import Content

from queue_core.models import Attempt, JobDetail, JobStatus
from queue_core.situation import REASONS
from queue_tui.clean import BLOCK_LIMIT, block, line
from queue_tui.formatting import count
from queue_tui.words.jobs import latest_error, went_wrong
from queue_tui.words.trace import EXCEPTION, QUIET, highlighted

MESSAGE_LIMIT, EXCERPT_LIMIT = 4000, 8000
"""Characters of a message and of an answer that are shown."""
NO_ERROR = "No error: nothing has gone wrong so far."


def error_text(detail: JobDetail) -> list[Content]:
    """The lines of the error that a person wants to read first."""
    attempt = latest_error(detail)
    if attempt is not None:
        past = detail.job.status in (JobStatus.COMPLETED, JobStatus.QUEUED, JobStatus.PROCESSING)
        note = [Content.styled(f"From attempt {attempt.number}; the job has moved on since.", QUIET)] if past else []
        return [*note, *attempt_text(attempt)]
    if detail.error_message:
        return _parts(*_legacy(detail.error_message))
    return [Content.styled(NO_ERROR, QUIET)]


def attempt_text(attempt: Attempt) -> list[Content]:
    """All lines that one attempt left behind: what went wrong, the trace, what the service answered."""
    if not went_wrong(attempt):
        running = attempt.outcome is None
        return [Content.styled("It is running." if running else "It completed the job; no error.", QUIET)]
    summary = _summary(attempt)
    message = ": ".join(part for part in (attempt.exception_type, attempt.message) if part)
    return _parts(summary, message, attempt.stack, attempt.excerpt)


def _summary(attempt: Attempt) -> str:
    parts = [
        attempt.category.value if attempt.category else None,
        f"HTTP {attempt.http_status}" if attempt.http_status else None,
        f"fingerprint {attempt.fingerprint}" if attempt.fingerprint else None,
        None if attempt.counted else "not counted",
    ]
    known = " · ".join(part for part in parts if part)
    reason = REASONS[attempt.category] if attempt.category else ""
    return f"{known}  ({reason})" if reason else known


def _parts(summary: str, message: str, stack: str | None, excerpt: str | None) -> list[Content]:
    lines = [line(summary, 400, QUIET)] if summary else []
    if message:
        lines += _lines(message, MESSAGE_LIMIT, EXCEPTION)
    if stack:
        lines += [Content(""), *_trace(stack)]
    if excerpt:
        lines += [Content(""), Content.styled("What the service answered", "bold"), *_lines(excerpt, EXCERPT_LIMIT)]
    return lines


def _lines(text: str, limit: int, style: str = "") -> list[Content]:
    shown, left_out = block(text, limit)
    return [*(Content.styled(row, style) for row in shown.split("\n")), *_more(left_out)]


def _trace(stack: str) -> list[Content]:
    text, left_out = block(stack, BLOCK_LIMIT)
    return [*highlighted(text), *_more(left_out)]


def _more(left_out: int) -> list[Content]:
    return [Content.styled(f"… {count(left_out)} more characters: o opens all of it", QUIET)] if left_out else []


def _legacy(error_message: str) -> tuple[str, str, str | None, None]:
    """The JSON that old workers write into error_message, or its plain sentence."""
    try:
        stored = json.loads(error_message[:BLOCK_LIMIT])
    except (ValueError, RecursionError):
        return "", error_message, None, None
    if not isinstance(stored, dict):
        return "", error_message, None, None
    kind, message, stack = (stored.get(name) for name in ("type", "message", "stack"))
    return str(kind or ""), str(message or error_message), str(stack) if stack else None, None
