"""The category table, and Retry-After in all its forms."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_core.models import Category
from queue_worker.http_statuses import LONGEST_RETRY_AFTER_SECONDS, bounded, category_of, retry_after_seconds

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
        ("1e308", None),
        ("1.5", None),
        ("9" * 4000, 3600),
        ("Mon, 23 Nov 99999999999999999999 12:00:00 GMT", None),
        ("Mon, 23 Nov 2026 12:00:00 +999999999999999", None),
    ],
)
def test_retry_after_is_read_and_bounded(value: str | None, seconds: float | None) -> None:
    assert retry_after_seconds(value, answered_at=DATE) == seconds


def test_a_date_counts_from_the_answers_own_clock() -> None:
    """This machine's clock may be an hour off; both dates are the service's."""
    assert retry_after_seconds("Thu, 01 Jan 1970 00:02:00 GMT", answered_at="Thu, 01 Jan 1970 00:01:00 GMT") == 60


DATES = st.builds(
    "{}, {} {} {} {}:00:00 {}".format,
    st.sampled_from(["Mon", "", "x"]), st.integers(-1, 99), st.sampled_from(["Nov", "Feb", "?"]),
    st.integers(-(10**20), 10**20), st.integers(-1, 99), st.sampled_from(["GMT", "-2359", "+9999", "+" + "9" * 20, ""]),
)  # fmt: skip


@given(st.one_of(st.text(), DATES), st.one_of(st.none(), st.text(), DATES))
def test_no_header_of_a_service_does_any_harm(value: str, date: str | None) -> None:
    seconds = retry_after_seconds(value, answered_at=date)
    assert seconds is None or 0 <= seconds <= LONGEST_RETRY_AFTER_SECONDS


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [(None, None), (math.nan, None), (math.inf, 3600), (-math.inf, 0), (-5, 0), (1e308, 3600), (10**400, 3600), (7, 7)],
)
def test_what_a_handler_asks_for_is_bounded_too(asked: float | None, seconds: float | None) -> None:
    assert bounded(asked) == seconds
