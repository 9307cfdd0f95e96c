"""How this worker is right now; read at each rendering, so that it is true also where the loop is stuck."""

import platform
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version

from prometheus_client.core import CounterMetricFamily, Metric
from prometheus_client.registry import Collector

from queue_core.models import WorkerState
from queue_worker import log
from queue_worker.breaker import BreakerState
from queue_worker.metrics.counters import Counters
from queue_worker.metrics.families import gauge, gauges, one_of

OWN_STATES = tuple(state for state in WorkerState if state is not WorkerState.GONE)
"""A worker that is gone says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DependencyView:
    """What the worker believes of one service."""

    state: BreakerState
    failures: int
    """Failures in a row that count against it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerView:
    """What a worker shows of itself."""

    state: WorkerState
    slots_used: int
    slots_limit: int
    unacknowledged: int
    """Attempts that have ended, which the queue has yet to hear."""
    heartbeat_age_seconds: float
    """Since the sending of the last heartbeat that was accepted, or the start."""
    dependencies: Mapping[str, DependencyView]
    """By name."""


class WorkerGauges(Collector):
    """Nothing but the build and the log until there is a worker to look at."""

    def __init__(self, counters: Counters) -> None:
        self._counters = counters
        self.view: Callable[[], WorkerView] | None = None

    def collect(self) -> Iterator[Metric]:
        """What prometheus_client asks for."""
        yield gauges(
            "queue_build_info",
            "Always 1; the labels say what runs.",
            ("version", "python"),
            {(version("queue-tui"), platform.python_version()): 1.0},
        )
        yield CounterMetricFamily(
            "queue_log_records_dropped", "Log records lost because the log could not be written.", value=log.dropped()
        )
        yield gauge(
            "queue_worker_consecutive_failures",
            "Attempts of this worker that failed since the last that completed, but for want of a service.",
            self._counters.consecutive_failures,
        )
        if self.view is not None:
            yield from _of_worker(self.view())


def _of_worker(view: WorkerView) -> Iterator[Metric]:
    yield gauges(
        "queue_worker_state", "1 for the state that this worker is in.", ("state",), one_of(OWN_STATES, view.state)
    )
    yield gauge("queue_worker_slots_used", "Jobs that this worker is running.", view.slots_used)
    yield gauge("queue_worker_slots_limit", "Most jobs at once in this worker.", view.slots_limit)
    yield gauge(
        "queue_worker_unacknowledged_ends",
        "Attempts that have ended, which the database has yet to hear.",
        view.unacknowledged,
    )
    yield gauge(
        "queue_worker_heartbeat_age_seconds",
        "Time since the sending of the last heartbeat that the database accepted.",
        view.heartbeat_age_seconds,
    )
    breakers: dict[tuple[str, ...], float] = {}
    up: dict[tuple[str, ...], float] = {}
    failures: dict[tuple[str, ...], float] = {}
    for name, dependency in view.dependencies.items():
        breakers |= one_of(BreakerState, dependency.state, name)
        up[name,] = float(dependency.state is BreakerState.CLOSED)
        failures[name,] = dependency.failures
    yield gauges(
        "queue_worker_breaker_state",
        "1 for the state that the circuit breaker of a dependency is in.",
        ("dependency", "state"),
        breakers,
    )
    yield gauges("queue_worker_dependency_up", "Whether calls to a dependency get through.", ("dependency",), up)
    yield gauges(
        "queue_worker_dependency_failures",
        "Failures in a row of a dependency, since its last success.",
        ("dependency",),
        failures,
    )
