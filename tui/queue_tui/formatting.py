"""Values as words: ages, counts, times, states. Pure functions; nothing here knows the screen.

Ages are counted from the database's `now`, which every answer of the queue carries; this machine's
clock decides nothing. Everything returned is short, plain and aligned by its caller. What queuectl writes in the
same way comes from the core.
"""

from datetime import UTC, datetime
from enum import StrEnum

from queue_core.counts import count, ordinal, plural
from queue_core.durations import duration, elapsed
from queue_core.models import Condition, Job, JobStatus
from queue_core.situation import run_seconds

__all__ = [
    "SHORT_ID_LENGTH",
    "TimeStyle",
    "age",
    "bar",
    "count",
    "duration",
    "elapsed",
    "moment",
    "octets",
    "ordinal",
    "percent",
    "plural",
    "relative",
    "run_seconds",
    "short_id",
    "size",
    "stamp",
    "status_letter",
    "status_word",
    "tries",
]

_MINUTE, _HOUR, _DAY, _WEEK = 60, 3600, 86400, 604800

_LETTERS = {
    JobStatus.QUEUED: "Q",
    JobStatus.PROCESSING: "P",
    JobStatus.COMPLETED: "C",
    JobStatus.FAILED: "F",
    JobStatus.CANCELLED: "X",
}
"""The first letter of each, and X for cancelled, so that no letter means two things."""

SHORT_ID_LENGTH = 8


class TimeStyle(StrEnum):
    """How moments are written."""

    LOCAL = "local"
    UTC = "utc"
    RELATIVE = "relative"

    @property
    def following(self) -> "TimeStyle":
        """The style that comes next when a person goes through them."""
        styles = list(TimeStyle)
        return styles[(styles.index(self) + 1) % len(styles)]


def age(seconds: float | None) -> str:
    """A length of time in its largest unit, four cells at most up to 99 weeks: 12s, 3m, 2h, 6d, 5w."""
    if seconds is None:
        return "—"
    whole = int(max(seconds, 0))
    for unit, letter in ((_WEEK, "w"), (_DAY, "d"), (_HOUR, "h"), (_MINUTE, "m")):
        if whole >= unit:
            return f"{whole // unit}{letter}"
    return f"{whole}s"


def relative(at: datetime, now: datetime) -> str:
    """How far a moment lies from now: "3m 07s ago", "in 5m 00s", "now" within half a second."""
    seconds = (at - now).total_seconds()
    if abs(seconds) < 0.5:
        return "now"
    return f"in {duration(seconds)}" if seconds > 0 else f"{duration(-seconds)} ago"


def moment(at: datetime | None, now: datetime, style: TimeStyle = TimeStyle.LOCAL) -> str:
    """A moment as a time of today, with its date on another day, or relative to `now`; — for None."""
    if at is None:
        return "—"
    if style is TimeStyle.RELATIVE:
        return relative(at, now)
    zone = UTC if style is TimeStyle.UTC else None
    there, here = at.astimezone(zone), now.astimezone(zone)
    suffix = "Z" if style is TimeStyle.UTC else ""
    if there.date() == here.date():
        return f"{there:%H:%M:%S}{suffix}"
    return f"{there:%Y-%m-%d %H:%M:%S}{suffix}"


def stamp(at: datetime, now: datetime, style: TimeStyle) -> str:
    """A moment in twelve cells: a time of today, or month, day and minute: 14:05:09, 11-03 22:15, with Z in UTC."""
    zone = UTC if style is TimeStyle.UTC else None
    there, here = at.astimezone(zone), now.astimezone(zone)
    suffix = "Z" if style is TimeStyle.UTC else ""
    if there.date() == here.date():
        return f"{there:%H:%M:%S}{suffix}"
    return f"{there:%m-%d %H:%M}{suffix}" if there.year == here.year else f"{there:%Y-%m-%d}"


def size(number: int) -> str:
    """An amount of bytes: 812 bytes, 97.7 KB, 2.1 MB; 1 KB is 1,024 bytes."""
    if number < 1024:
        return plural(number, "byte")
    if number < 1024 * 1024:
        return f"{number / 1024:.1f} KB"
    return f"{number / 1024 / 1024:.1f} MB"


def octets(text: str) -> int:
    """How many bytes a text takes where it is stored or sent."""
    return len(text.encode(errors="replace"))


def short_id(id: str) -> str:
    """The beginning of an id, which is enough to name a job."""
    return id[:SHORT_ID_LENGTH]


def in_brief(error: str) -> str:
    """A message for a narrow column: what the orchestrator answered, without that it did, as most messages begin."""
    return error.removeprefix("The orchestrator answered ")


def tries(job: Job) -> str:
    """Counted attempts of those it may use: "2/4"."""
    return f"{job.counted_attempts}/{job.max_attempts}"


def status_letter(job: Job) -> str:
    """One letter for the status, for narrow columns and for screens without colour."""
    return _LETTERS[job.status]


def status_word(job: Job) -> str:
    """The condition where there is one, else the status; what a person calls the job's state."""
    if job.condition is None or job.condition is Condition.HELD:
        return job.status.value
    return job.condition.value


def percent(share: float | None) -> str:
    """A share of 0 to 1 in whole percent, "" where it is not known; 100% only when all is done."""
    if share is None:
        return ""
    return f"{int(min(max(share, 0.0), 1.0) * 100)}%"


def bar(share: float, width: int) -> tuple[str, str]:
    """A bar of `width` cells in two parts: what is done, and what is left."""
    done = int(min(max(share, 0.0), 1.0) * width)
    return "━" * done, "─" * (width - done)
