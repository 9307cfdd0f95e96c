"""Lists one key away."""

import pytest

from queue_core.filters import parse_filter
from queue_core.models import JobStatus
from queue_tui.quick import QUICK, beside, is_quick, quick_of, with_status


@pytest.mark.parametrize(
    ("text", "status", "quick"),
    [
        ("", None, True),
        ("status:failed", JobStatus.FAILED, True),
        ("status:failed type:doubt", JobStatus.FAILED, False),
        ("status:failed,cancelled", None, False),
        ("-status:failed", None, False),
        ("type:doubt", None, False),
        ("failed", None, False),
    ],
)
def test_a_filter_is_one_of_the_lists_or_not(text: str, status: JobStatus | None, quick: bool) -> None:
    assert quick_of(parse_filter(text)) is status
    assert is_quick(parse_filter(text)) is quick


def test_another_status_leaves_the_rest_of_the_filter_alone() -> None:
    present = parse_filter("type:doubt status:queued age:>1h")
    assert str(with_status(present, JobStatus.FAILED)) == "status:failed type:doubt age:>1h"
    assert str(with_status(present, None)) == "type:doubt age:>1h"


def test_the_lists_follow_each_other_and_end() -> None:
    present = parse_filter("")
    for status in QUICK[1:]:
        present = beside(present, 1)
        assert quick_of(present) is status
    assert beside(present, 1) == present
    assert beside(parse_filter(""), -1) == parse_filter("")


def test_every_status_is_a_list() -> None:
    assert set(QUICK) == {None, *JobStatus}
