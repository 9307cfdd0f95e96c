from queue_core.models import JobId
from queue_tui.neighbours import Neighbours
from tests.tui.some_jobs import job_id, many


def test_the_order_is_remembered_after_the_job_has_left_the_list() -> None:
    neighbours = Neighbours()
    neighbours.note(job_id(1), many(3))
    neighbours.note(job_id(1), [])
    assert neighbours.beside(job_id(1), 1) == job_id(2)
    assert neighbours.beside(job_id(1), -1) == job_id(0)


def test_beyond_the_ends_there_is_none() -> None:
    neighbours = Neighbours()
    neighbours.note(job_id(0), many(1))
    assert neighbours.beside(job_id(0), 1) is None
    assert neighbours.beside(job_id(0), -1) is None


def test_a_job_that_never_was_in_the_list_has_none() -> None:
    assert Neighbours().beside(JobId("x"), 1) is None
