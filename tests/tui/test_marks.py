"""Marks, and the range that is being marked."""

from queue_core.models import JobId
from queue_tui.widgets.marks import Marks
from tests.tui.some_jobs import job_id, many

JOBS = many(20)


def ids(*numbers: int) -> list[JobId]:
    return [job_id(number) for number in numbers]


def marked(*numbers: int) -> Marks:
    marks = Marks()
    marks.add(ids(*numbers))
    return marks


def ranging(marks: Marks, *steps: int) -> Marks:
    """A range that began at the first step, with the cursor having been at the others."""
    marks.begin_range(job_id(steps[0]))
    for step in steps[1:]:
        marks.extend_range(JOBS, job_id(step))
    return marks


def test_marks_keep_the_order_in_which_they_were_made() -> None:
    marks = marked(7, 2)
    marks.toggle(job_id(5))
    marks.add(ids(2, 9))
    assert list(marks.ids) == ids(7, 2, 5, 9)


def test_a_mark_is_taken_away_by_the_second_touch_and_then_comes_last() -> None:
    marks = marked(7, 2)
    marks.toggle(job_id(7))
    assert list(marks.ids) == ids(2)
    marks.toggle(job_id(7))
    assert list(marks.ids) == ids(2, 7)


def test_a_range_is_marked_from_its_first_job_and_follows_the_cursor_both_ways() -> None:
    marks = ranging(Marks(), 5)
    assert marks.in_range
    assert list(marks.ids) == ids(5)
    marks.extend_range(JOBS, job_id(8))
    assert list(marks.ids) == ids(5, 6, 7, 8)
    marks.extend_range(JOBS, job_id(4))
    assert list(marks.ids) == ids(4, 5)


def test_a_range_that_shrinks_leaves_what_was_marked_before_it() -> None:
    marks = ranging(marked(7), 5, 9, 6)
    assert list(marks.ids) == ids(7, 5, 6)


def test_a_range_that_has_ended_keeps_its_marks_and_lets_the_cursor_go() -> None:
    marks = ranging(Marks(), 5, 7)
    marks.end_range()
    assert not marks.in_range
    marks.extend_range(JOBS, job_id(12))
    assert list(marks.ids) == ids(5, 6, 7)


def test_to_end_a_range_where_there_is_none_changes_nothing() -> None:
    marks = marked(3)
    marks.end_range()
    assert list(marks.ids) == ids(3)


def test_what_was_dealt_with_is_marked_no_longer_and_the_rest_of_the_range_is() -> None:
    marks = ranging(marked(1, 6), 5, 7)
    marks.remove(ids(6, 1, 99))
    assert not marks.in_range
    assert list(marks.ids) == ids(5, 7)


def test_given_up_a_range_goes_with_all_marks() -> None:
    marks = ranging(marked(1), 5, 7)
    marks.clear()
    assert not marks.in_range
    assert not marks.ids


def test_a_range_keeps_what_it_has_passed_when_its_beginning_has_left_the_window() -> None:
    marks = ranging(Marks(), 0, 3)
    marks.extend_range(JOBS[2:], job_id(6))
    assert list(marks.ids) == ids(0, 1, 2, 3, 4, 5, 6)
    marks.extend_range(JOBS[2:], job_id(99))
    assert list(marks.ids) == ids(0, 1, 2, 3, 4, 5, 6), "where the cursor is not listed, nothing is added"
