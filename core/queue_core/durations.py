"""Lengths of time as people read them: two units at most, rounded down."""

from datetime import datetime

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_UNITS = (("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1))


def brief(seconds: float) -> str:
    """`7s`, `4m`, `2h 5m`, `3d`; `0s` for less than a second and for what lies ahead.

    The smaller unit is left out where it hardly matters: below an hour, and from ten hours or days on.
    """
    left = max(0, int(seconds))
    for index, (unit, size) in enumerate(_UNITS):
        number, rest = divmod(left, size)
        if number:
            smaller, smaller_size = _UNITS[min(index + 1, 3)]
            more = rest // smaller_size if unit in "dh" and number < 10 else 0
            return f"{number}{unit} {more}{smaller}" if more else f"{number}{unit}"
    return "0s"


def duration(seconds: float | None) -> str:
    """A length of time in its two largest units: 0.4s, 12s, 3m 07s, 2h 05m, 4d 03h; — for None."""
    if seconds is None:
        return "—"
    whole = int(max(seconds, 0))
    if whole < 10:
        tenths = int(max(seconds, 0) * 10) / 10
        return "0s" if tenths == 0 else f"{tenths:g}s"
    if whole < _MINUTE:
        return f"{whole}s"
    if whole < _HOUR:
        return f"{whole // _MINUTE}m {whole % _MINUTE:02}s"
    if whole < _DAY:
        return f"{whole // _HOUR}h {whole % _HOUR // _MINUTE:02}m"
    return f"{whole // _DAY}d {whole % _DAY // _HOUR:02}h"


def elapsed(start: datetime | None, end: datetime | None) -> float | None:
    """Seconds from `start` to `end`, never negative; None where one is missing."""
    if start is None or end is None:
        return None
    return max((end - start).total_seconds(), 0.0)
