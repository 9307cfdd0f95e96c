"""How an orchestrator that is down is tried: one call at a time, with growing pauses."""

import pytest

from queue_core.models import Category
from queue_worker.backoff import Backoff
from queue_worker.dependency import Dependency
from tests.worker.conftest import FakeTime


def test_while_it_is_up_every_free_slot_is_used() -> None:
    assert Dependency("http://host").slots(10, running=5) == 10


@pytest.mark.parametrize("category", [Category.TIMEOUT, Category.API_ERROR, Category.OVERLOADED, Category.NOT_FOUND])
def test_failures_of_a_job_alone_do_not_bring_it_down(category: Category) -> None:
    dependency = Dependency("http://host")

    assert not dependency.failed(category)
    assert dependency.slots(10, running=0) == 10


@pytest.mark.parametrize("category", [Category.DEPENDENCY_DOWN, Category.AUTH])
def test_after_a_failure_that_the_next_job_would_meet_too_one_is_tried_after_a_pause(
    category: Category, time: FakeTime
) -> None:
    dependency = Dependency("http://host")

    assert dependency.failed(category)
    assert not dependency.failed(category)  # no news
    assert dependency.slots(10, running=0) == 0
    time.seconds += 1.1
    assert dependency.slots(10, running=0) == 1
    assert dependency.slots(10, running=1) == 0
    assert dependency.slots(0, running=0) == 0


def test_calls_that_fail_together_lengthen_the_pause_once(time: FakeTime) -> None:
    dependency = Dependency("http://host")

    for _ in range(10):
        dependency.failed(Category.DEPENDENCY_DOWN)
    assert dependency.probe_in_seconds() <= 1
    time.seconds += 1.1
    dependency.failed(Category.DEPENDENCY_DOWN)
    assert 1 <= dependency.probe_in_seconds() <= 2


def test_pauses_end_at_a_quarter_of_a_minute_and_a_success_ends_them(time: FakeTime) -> None:
    dependency = Dependency("http://host")
    for _ in range(20):
        dependency.failed(Category.DEPENDENCY_DOWN)
        time.seconds += 20
    dependency.failed(Category.DEPENDENCY_DOWN)
    assert dependency.probe_in_seconds() <= 15

    assert dependency.succeeded()
    assert not dependency.succeeded()
    assert dependency.slots(10, running=9) == 10


def test_backoff_grows_stays_below_its_cap_and_begins_again() -> None:
    backoff = Backoff(first_seconds=1, cap_seconds=5)

    times = [backoff.next_seconds() for _ in range(100)]

    assert 0.5 <= times[0] <= 1 <= times[1] <= 2 <= times[2] <= 4
    assert max(times) <= 5
    assert len(set(times[3:])) > 50  # never in step with others
    backoff.reset()
    assert backoff.next_seconds() <= 1
