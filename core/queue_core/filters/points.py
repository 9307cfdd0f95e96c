"""Durations, dates and numbers of a filter: read, brought into one form, turned into bounds.

The canonical text of a point is what a parsed filter keeps; the bounds are made from it when the
filter is sent. Times relative to now stay relative, so that the database's clock decides.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from queue_core.filters.fields import Kind
from queue_core.models.json import JsonValue

_UNITS = {"w": 604_800_000, "d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1_000}
"""Milliseconds of each unit of a duration."""
_DURATION = re.compile(r"(?:\d{1,9}(?:\.\d{1,9})?[smhdw])+", re.ASCII)
_LONGEST = 100 * 366 * _UNITS["d"]
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)(?:[Tt](\d\d:\d\d)(:\d\d)?(?:\.(\d{1,6}))?([Zz]|[+-]\d\d:?\d\d)?)?", re.ASCII)
_LASTS = {10: timedelta(days=1), 17: timedelta(minutes=1), 20: timedelta(seconds=1)}
"""How long a canonical time lasts, by the length of its text."""


def duration(text: str) -> str | None:
    """`90s` as it is, `60m` as `1h`; None where it is no duration, or one over a century."""
    if not _DURATION.fullmatch(text):
        return None
    parts = re.findall(r"([\d.]+)([smhdw])", text)
    milliseconds = int(sum(Decimal(number) * _UNITS[unit] for number, unit in parts))
    if milliseconds > _LONGEST:
        return None
    for unit, size in _UNITS.items():
        if milliseconds % size == 0 and (milliseconds or unit == "s"):
            return f"{milliseconds // size}{unit}"
    return f"{Decimal(milliseconds) / 1000:f}s"


def seconds(text: str) -> float:
    """What a canonical duration lasts."""
    return float(Decimal(text[:-1]) * _UNITS[text[-1]] / 1000)


def moment(text: str) -> str | None:
    """A date or time in UTC, as precise as it was written, or `-2h` for two hours ago; None where it is neither."""
    if text.startswith("-"):
        ago = duration(text[1:])
        return ago and "-" + ago
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    day, minute, second, fraction, offset = match.groups()
    written = f"{day}T{minute or '00:00'}{second or ':00'}.{(fraction or '').ljust(6, '0')}{_offset(offset)}"
    try:
        at = datetime.fromisoformat(written).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    if not 1900 <= at.year < 3000:
        return None
    precision = "microseconds" if fraction else "seconds" if second else "minutes"
    return at.isoformat(timespec=precision).replace("+00:00", "Z") if minute else day


def count(text: str) -> str | None:
    """A whole number from 0 to 999,999."""
    return str(int(text)) if re.fullmatch(r"\d{1,6}", text, re.ASCII) else None


def number(text: str) -> str | None:
    """A decimal number of ordinary size."""
    return text if re.fullmatch(r"-?\d{1,30}(\.\d{1,30})?", text, re.ASCII) else None


READERS: dict[Kind, Callable[[str], str | None]] = {
    Kind.AGE: duration,
    Kind.TIME: moment,
    Kind.COUNT: count,
    Kind.JSON: number,
}
"""How a point of each kind of range is read: into its canonical text, or None."""


def bounds(kind: Kind, low: str | None, high: str | None, *, inclusive: bool) -> dict[str, JsonValue]:
    """The range as comparisons gt, gte, lt and lte with values for the database."""
    if kind is Kind.TIME:
        return _time_bounds(low, high, inclusive)
    answer: dict[str, JsonValue] = {}
    if low is not None:
        answer["gte" if inclusive else "gt"] = _plain(kind, low)
    if high is not None:
        answer["lte" if inclusive else "lt"] = _plain(kind, high)
    return answer


def _plain(kind: Kind, point: str) -> JsonValue:
    if kind is Kind.AGE:
        return seconds(point)
    return int(point) if kind is Kind.COUNT else point


def _time_bounds(low: str | None, high: str | None, inclusive: bool) -> dict[str, JsonValue]:
    """A date means all of its day: from its first moment to before the next one's."""
    answer: dict[str, JsonValue] = {}
    if low is not None:
        first, after = _extent(low)
        answer["gte" if inclusive or after else "gt"] = first if inclusive or after is None else after
    if high is not None:
        first, after = _extent(high)
        answer["lte" if inclusive and after is None else "lt"] = after if inclusive and after else first
    return answer


def _extent(point: str) -> tuple[JsonValue, JsonValue]:
    """First moment of a point, and the first one after it; None for a point that does not last."""
    if point.startswith("-"):
        return {"ago": seconds(point[1:])}, None
    first = datetime.fromisoformat(point if "T" in point else point + "T00:00Z")
    lasts = _LASTS.get(len(point))
    return first.isoformat(), None if lasts is None else (first + lasts).isoformat()


def _offset(written: str | None) -> str:
    if written is None or written in "Zz":
        return "+00:00"
    return written if ":" in written else f"{written[:3]}:{written[3:]}"
