"""One group of failures as text to read: how often, of which jobs, what they have in common, and the stack."""

from collections.abc import Iterator
from datetime import datetime

from textual.content import Content

from queue_core.models import FailureDetail, FailureGroup, Trait
from queue_core.situation import REASONS
from queue_tui.clean import block, line
from queue_tui.formatting import TimeStyle, age, count, moment, plural, short_id
from queue_tui.widgets.failure_rows import types_in_words
from queue_tui.widgets.glyphs import glyphs
from queue_tui.widgets.sparkline import sparkline
from queue_tui.words.trace import EXCEPTION, QUIET, highlighted

LABEL_CELLS = 12
MESSAGE_LIMIT, EXCERPT_LIMIT = 4000, 4000
"""Characters of a message and of an answer that are shown."""
STACK_LINES = 40
"""The end of a stack says where it happened; the job screen has all of it."""


def failure_text(group: FailureGroup, detail: FailureDetail | None, style: TimeStyle) -> list[Content]:
    """The facts of the list at once, and what has to be looked up below them when it is there."""
    lines = [
        line(f"{group.exception_type}: {group.message}", MESSAGE_LIMIT, EXCEPTION),
        _fact("Because", f"{REASONS[group.category]} ({group.category.value})"),
        _fact("Fingerprint", group.fingerprint),
        _fact("Jobs", _jobs(group)),
        _fact("Types", types_in_words(group.types)),
    ]
    if detail is None:
        return [*lines, Content(""), Content.styled("Reading the details…", QUIET)]
    return [*lines, *_seen(detail, style), *_in_common(detail), *_last_words(detail)]


def _jobs(group: FailureGroup) -> str:
    if not group.failed_jobs:
        latest = short_id(group.example)
        return f"none is failed with it now (Enter lists those that are tried again); the latest was {latest}"
    return f"{plural(group.failed_jobs, 'job')} failed now (Enter lists them), the latest is {short_id(group.example)}"


def _seen(detail: FailureDetail, style: TimeStyle) -> Iterator[Content]:
    first, last = (_when(at, detail.now, style) for at in (detail.group.first_seen, detail.group.last_seen))
    yield _fact("Seen", f"first {first}, last {last}")
    hours = sparkline(detail.per_hour, len(detail.per_hour), glyphs().levels)
    most = max(detail.per_hour, default=0)
    yield _fact("24 hours", f"{hours}  {count(most)} at most in an hour" if most else "none")


def _when(at: datetime, now: datetime, style: TimeStyle) -> str:
    """In minutes at least: a text that ticks would be written anew each second."""
    seconds = (now - at).total_seconds()
    ago = "less than a minute ago" if seconds < 60 else f"{age(seconds)} ago"
    return ago if style is TimeStyle.RELATIVE else f"{moment(at, now, style)} ({ago})"


def _in_common(detail: FailureDetail) -> Iterator[Content]:
    if detail.traits:
        for index, trait in enumerate(detail.traits):
            yield _fact("" if index else "In common", _trait(trait, detail))
    elif detail.failing_looked_at:
        completed = detail.completed_looked_at
        nothing = f"nothing that {plural(completed, 'completed job')} have not as well"
        yield _fact("In common", nothing if completed else "not known: no job of these types has completed")


def _trait(trait: Trait, detail: FailureDetail) -> str:
    has = f"{trait.path}={trait.value}" if trait.value is not None else f"the key {trait.path}"
    failing, completed = detail.failing_looked_at, detail.completed_looked_at
    return f"{trait.failing} of {failing} failing have {has}, {trait.completed} of {completed} completed"


def _last_words(detail: FailureDetail) -> Iterator[Content]:
    if detail.http_status is not None or detail.excerpt:
        status = f"HTTP {detail.http_status}" if detail.http_status is not None else "What the service answered"
        yield Content("")
        yield Content.styled(status, "bold")
        yield from (Content(row) for row in block(detail.excerpt or "", EXCERPT_LIMIT)[0].splitlines())
    if detail.stack:
        rows = block(detail.stack)[0].split("\n")
        yield Content("")
        left_out = len(rows) - STACK_LINES
        yield Content.styled("Stack" if left_out <= 0 else f"End of the stack ({left_out} lines above it)", "bold")
        yield from highlighted("\n".join(rows[-STACK_LINES:]))


def _fact(label: str, value: str) -> Content:
    return Content.assemble((f"{label:<{LABEL_CELLS}}", QUIET), line(value, 400))
