"""What an HTTP answer that is not a success means for the job, and when to try again."""

import math
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from queue_core.models import Category

LONGEST_RETRY_AFTER_SECONDS = 3600.0
"""A service that asks for more is tried again after an hour all the same."""

_CATEGORIES = {
    400: Category.INVALID_INPUT,
    401: Category.AUTH,
    403: Category.AUTH,
    404: Category.NOT_FOUND,
    407: Category.AUTH,
    408: Category.OVERLOADED,
    # an earlier try with the same idempotency key is still at work
    409: Category.OVERLOADED,
    410: Category.NOT_FOUND,
    413: Category.INVALID_INPUT,
    422: Category.INVALID_INPUT,
    425: Category.OVERLOADED,
    429: Category.OVERLOADED,
    # the gateway gave up waiting, the service behind it may not have
    502: Category.TIMEOUT,
    503: Category.OVERLOADED,
    504: Category.TIMEOUT,
}


def category_of(status: int) -> Category:
    """The category of a status; redirects and other odd successes are bad answers, the rest is the service's fault."""
    if status < 400:
        return Category.BAD_RESPONSE
    return _CATEGORIES.get(status, Category.API_ERROR)


def retry_after_seconds(value: str | None, *, answered_at: str | None) -> float | None:
    """Seconds from now that a Retry-After header asks for, 0 to an hour; None where it says nothing usable.

    `answered_at` is the answer's Date header: a date is counted from it, so that a wrong clock here
    changes nothing.
    """
    if value is None:
        return None
    value = value.strip()
    if value.isascii() and value.isdigit():
        return bounded(float(value[:12]))
    until, since = _date(value), _date(answered_at) or datetime.now(UTC)
    return None if until is None else bounded((until - since).total_seconds())


def bounded(seconds: float | None) -> float | None:
    """A time to wait that somebody else asked for, 0 to an hour; None where it is no number."""
    if seconds is None:
        return None
    within = float(min(max(seconds, 0), LONGEST_RETRY_AFTER_SECONDS))
    return None if math.isnan(within) else within


def _date(value: str | None) -> datetime | None:
    try:
        date = parsedate_to_datetime(value or "")
    except (ValueError, OverflowError):
        return None
    return date.replace(tzinfo=UTC) if date.tzinfo is None else date
