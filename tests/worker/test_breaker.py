"""What a circuit breaker lets through, and when."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_core.models import Category
from queue_worker import clock
from queue_worker.breaker import LONGEST_ASKED_SECONDS, LONGEST_PAUSE_SECONDS, Breaker, BreakerState
from tests.worker.conftest import FakeTime

CLOSED, OPEN, HALF_OPEN = BreakerState


def opened() -> Breaker:
    breaker = Breaker()
    breaker.failed(Category.AUTH)
    return breaker


def half_opened(time: FakeTime) -> Breaker:
    breaker = opened()
    time.seconds += breaker.probe_in_seconds or 0
    breaker.try_again()
    return breaker


def test_a_closed_one_stands_in_nobodys_way() -> None:
    breaker = Breaker()
    assert breaker.admits(10, running=5) == 10
    assert breaker.probe_in_seconds is None
    assert not breaker.try_again()


@pytest.mark.parametrize(
    ("category", "enough"), [(Category.DEPENDENCY_DOWN, 3), (Category.OVERLOADED, 5), (Category.AUTH, 1)]
)
def test_failures_that_the_next_job_would_meet_too_open_it(category: Category, enough: int) -> None:
    breaker = Breaker()
    assert [breaker.failed(category) for _ in range(enough)] == [False] * (enough - 1) + [True]
    assert breaker.state is OPEN
    assert breaker.admits(10, running=0) == 0


@pytest.mark.parametrize(
    "category", [Category.API_ERROR, Category.INVALID_INPUT, Category.NOT_FOUND, Category.BAD_RESPONSE]
)
def test_an_answer_of_another_kind_shows_that_the_service_is_there(category: Category) -> None:
    breaker = Breaker()
    for _ in range(5):
        breaker.failed(Category.DEPENDENCY_DOWN)
        breaker.failed(Category.DEPENDENCY_DOWN)
        breaker.failed(category)
    assert breaker.state is CLOSED


def test_a_timeout_shows_nothing() -> None:
    breaker = Breaker()
    for category in (Category.DEPENDENCY_DOWN, Category.TIMEOUT, Category.DEPENDENCY_DOWN, Category.TIMEOUT):
        assert not breaker.failed(category)
    assert breaker.failed(Category.DEPENDENCY_DOWN)


def test_after_a_pause_one_may_try_and_a_success_lets_all_through(time: FakeTime) -> None:
    breaker = opened()
    assert 0.5 <= (breaker.probe_in_seconds or 0) <= 1
    assert not breaker.try_again()
    time.seconds += 1
    assert breaker.try_again()
    assert breaker.admits(10, running=0) == 1
    assert breaker.admits(10, running=1) == 0
    assert breaker.admits(0, running=0) == 0
    assert breaker.succeeded()
    assert breaker.admits(10, running=9) == 10
    assert not breaker.succeeded(), "no news"


@pytest.mark.parametrize("category", [Category.DEPENDENCY_DOWN, Category.OVERLOADED, Category.AUTH])
def test_a_try_that_meets_the_same_opens_it_for_longer(time: FakeTime, category: Category) -> None:
    breaker = half_opened(time)
    assert breaker.failed(category)
    assert 1 <= (breaker.probe_in_seconds or 0) <= 2


def test_only_a_success_closes_it(time: FakeTime) -> None:
    breaker = half_opened(time)
    for category in (Category.API_ERROR, Category.TIMEOUT, Category.INVALID_INPUT):
        assert not breaker.failed(category)
        assert breaker.state is HALF_OPEN
        assert breaker.admits(10, running=0) == 1


def test_calls_that_began_before_it_opened_do_not_lengthen_the_pause(time: FakeTime) -> None:
    breaker = opened()
    for _ in range(10):
        assert not breaker.failed(Category.DEPENDENCY_DOWN)
    assert (breaker.probe_in_seconds or 0) <= 1


def test_the_service_may_ask_for_a_longer_pause_within_bounds(time: FakeTime) -> None:
    for asked, least, most in ((30.0, 30, 30), (0.0, 0.5, 1), (1e308, LONGEST_ASKED_SECONDS, LONGEST_ASKED_SECONDS)):
        breaker = Breaker()
        breaker.failed(Category.AUTH, asked_seconds=asked)
        assert least <= (breaker.probe_in_seconds or 0) <= most


@given(st.lists(st.sampled_from(["time", "try", "success", *Category])))
def test_whatever_happens_it_is_never_stuck_and_never_waits_longer_than_it_says(events: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        time = FakeTime()
        patch.setattr(clock, "now", time)
        breaker = Breaker()
        for event in events:
            match event:
                case "time":
                    time.seconds += 7
                case "try":
                    breaker.try_again()
                case "success":
                    breaker.succeeded()
                    assert breaker.state is CLOSED
                case _:
                    breaker.failed(Category(event))
            assert (breaker.probe_in_seconds or 0) <= LONGEST_PAUSE_SECONDS
            assert (breaker.probe_in_seconds is not None) == (breaker.state is OPEN)
        time.seconds += LONGEST_PAUSE_SECONDS
        breaker.try_again()
        assert breaker.admits(10, running=0) >= 1
