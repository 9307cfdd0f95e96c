"""The services that jobs need, as the workers that are alive see them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from queue_core.models import JsonValue, Worker, WorkerId, WorkerState
from queue_core.services import ServiceState, services

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def a_worker(name: str, dependencies: JsonValue, **changes: Any) -> Worker:
    fields: dict[str, Any] = {"host": "vps", "process_id": 1, "version": "1", "concurrency": 1, "running": ()}
    times = {"started_at": NOW - timedelta(hours=1), "last_seen_at": NOW - timedelta(seconds=10)}
    fields |= {"id": WorkerId(name), "name": name, "state": WorkerState.RUNNING}
    return Worker(**(fields | times | {"detail": {"dependencies": dependencies}} | changes))


def closed(latency: float | None = 0.05, **more: JsonValue) -> dict[str, JsonValue]:
    return {"state": "closed", "state_seconds": 60.0, "latency_seconds": latency, "reason": None, **more}


def test_a_service_is_as_the_worker_sees_it_for_which_it_is_worst() -> None:
    down: JsonValue = {"state": "open", "state_seconds": 5.0, "latency_seconds": None, "reason": "connection refused"}
    workers = [
        a_worker("one", {"revideo": closed(), "orchestrator": closed(0.01), "manim": {"state": "half_open"}}),
        a_worker("two", {"orchestrator": down, "revideo": closed(0.2)}),
    ]
    orchestrator, manim, revideo = services(workers, NOW)
    assert (orchestrator.name, orchestrator.state, orchestrator.worker) == ("orchestrator", ServiceState.DOWN, "two")
    assert (orchestrator.since_seconds, orchestrator.latency_seconds) == (15.0, None), "the row is 10 seconds old"
    assert orchestrator.reason == "connection refused"
    assert (manim.name, manim.state, manim.since_seconds) == ("manim", ServiceState.TRYING, None)
    assert (revideo.state, revideo.latency_seconds, revideo.since_seconds) == (ServiceState.UP, 0.2, 70.0)


@pytest.mark.parametrize("state", [WorkerState.GONE, WorkerState.STOPPED])
def test_who_is_not_there_any_more_says_nothing_of_a_service(state: WorkerState) -> None:
    assert services([a_worker("one", {"orchestrator": closed()}, state=state)], NOW) == ()


@pytest.mark.parametrize(
    "dependencies",
    [None, [1], "up", {"x": 1}, {"x": {"state": []}}, {"x": {"state": "fine"}}, {f"x{n}": None for n in range(99)}],
)
def test_what_has_another_form_is_passed_over(dependencies: JsonValue) -> None:
    assert services([a_worker("one", dependencies)], NOW) == ()


def test_texts_are_clean_and_numbers_are_numbers() -> None:
    said: JsonValue = {"state": "open", "reason": "\x1b]52;" + "y" * 999, "latency_seconds": "1"}
    odd: JsonValue = {"\x1b[2J" + "x" * 99: said}
    [service] = services([a_worker("\x07", odd)], NOW)
    assert "\x1b" not in service.name + str(service.reason) + service.worker
    assert (len(service.name), len(service.reason or ""), service.latency_seconds) == (20, 200, None)


def test_there_are_no_more_of_them_than_fit_on_a_screen() -> None:
    many: JsonValue = {f"service{number}": closed() for number in range(500)}
    assert len(services([a_worker("one", many), a_worker("two", {"orchestrator": closed()})], NOW)) == 20
