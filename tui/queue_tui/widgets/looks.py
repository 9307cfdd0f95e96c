"""The few looks that everything on screen has: names of component classes of `Painted`.

One list for all widgets, so that a failed job has the same colour in the table, the statistics and
the header. What a look says is said in words as well. No Textual in here.
"""

from enum import StrEnum
from typing import NamedTuple

from queue_core.models import Condition, JobStatus, Priority


class Look(StrEnum):
    """How a piece of a line is drawn."""

    PLAIN = "line--plain"
    MUTED = "line--muted"
    STRONG = "line--strong"
    TITLE = "line--title"
    ACCENT = "line--accent"
    """A key, a place that is chosen, a mark: the one accent."""
    CHOSEN = "line--chosen"
    GOOD = "line--completed"
    RUNNING = "line--processing"
    BAD = "line--failed"
    CANCELLED = "line--cancelled"
    ATTENTION = "line--attention"
    CURSOR = "line--cursor"
    CURSOR_BLURRED = "line--cursor-blurred"
    LABEL = "line--label"
    """The name of the place, in the colour that its profile gives it."""


class Cell(NamedTuple):
    """A piece of a line. Its text is clean and as many cells wide as `queue_core.text.width` says."""

    text: str
    look: Look


Line = tuple[Cell, ...]

STATES: dict[str, Look] = {
    JobStatus.QUEUED: Look.PLAIN,
    JobStatus.PROCESSING: Look.RUNNING,
    JobStatus.COMPLETED: Look.GOOD,
    JobStatus.FAILED: Look.BAD,
    JobStatus.CANCELLED: Look.CANCELLED,
    Condition.SCHEDULED: Look.MUTED,
    Condition.RETRYING: Look.ATTENTION,
    Condition.CANCELLING: Look.ATTENTION,
    Condition.STUCK: Look.ATTENTION,
    Condition.HELD: Look.ATTENTION,
}
"""By status or condition."""

PRIORITIES: dict[str, Look] = {
    Priority.HIGH: Look.STRONG,
    Priority.MEDIUM: Look.PLAIN,
    Priority.LOW: Look.MUTED,
}
