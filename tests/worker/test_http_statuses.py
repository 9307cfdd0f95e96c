"""The category table, and Retry-After in all its forms."""

import pytest

from queue_core.models import Category
from queue_worker.http_statuses import category_of, retry_after_seconds

DATE = "Mon, 23 Nov 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("statuses", "category"),
    [
        ((401, 403, 407), Category.AUTH),
        ((408, 409, 425, 429, 503), Category.OVERLOADED),
        ((502, 504), Category.TIMEOUT),
        ((500, 501, 505, 599, 418, 405), Category.API_ERROR),
        ((400, 413, 422), Category.INVALID_INPUT),
        ((404, 410), Category.NOT_FOUND),
        ((301, 302, 307, 308), Category.BAD_RESPONSE),
    ],
)
def test_each_status_has_its_category(statuses: tuple[int, ...], category: Category) -> None:
    assert {category_of(status) for status in statuses} == {category}


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("99999999999999999999", 3600),
        ("Mon, 23 Nov 2026 12:01:30 GMT", 90),
        ("Mon, 23 Nov 2026 11:00:00 GMT", 0),
        ("Fri, 23 Nov 2099 12:00:00 GMT", 3600),
        ("-5", None),
        ("soon", None),
        ("", None),
        (None, None),
        ("१२", None),
        ("Mon, 99 Nov 2026 99:00:00 GMT", None),
    ],
)
def test_retry_after_is_read_and_bounded(value: str | None, seconds: float | None) -> None:
    assert retry_after_seconds(value, answered_at=DATE) == seconds


def test_a_date_counts_from_the_answers_own_clock() -> None:
    """This machine's clock may be an hour off; both dates are the service's."""
    assert retry_after_seconds("Thu, 01 Jan 1970 00:02:00 GMT", answered_at="Thu, 01 Jan 1970 00:01:00 GMT") == 60
