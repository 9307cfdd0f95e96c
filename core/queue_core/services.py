"""The services that jobs need, as the workers that are alive see them: what the overview shows of each.

Each worker learns for itself whether a service is there, and says so in its row (`queue_core.verdict.breakers` has
the shape). What a program wrote there is not trusted to have it. The database is none of them: whoever reads this
has just asked it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from queue_core.models import JsonValue, Worker, WorkerState
from queue_core.text import clean

ORCHESTRATOR = "orchestrator"
LONGEST_NAME = 20
LONGEST_REASON = 200
MOST_SERVICES = 20


class ServiceState(StrEnum):
    """How a service is, the worst first."""

    DOWN = "down"
    """No job that needs it is started."""
    TRYING = "trying"
    """One job at a time is, to see whether it is back."""
    UP = "up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One service, as the worker sees it for which it is worst. Texts are clean."""

    name: str
    state: ServiceState
    latency_seconds: float | None
    """How long it took to say that it is well, when it was last asked; None: it did not, or is not asked."""
    since_seconds: float | None
    """How long it has been so."""
    reason: str | None
    """What was wrong, where it is not up."""
    worker: str
    """The one that sees it so."""


_STATES: dict[str, ServiceState] = {
    "open": ServiceState.DOWN,
    "half_open": ServiceState.TRYING,
    "closed": ServiceState.UP,
}


def services(workers: Sequence[Worker], now: datetime) -> tuple[Service, ...]:
    """Those that a worker alive says something about, the orchestrator first, then by name; 20 at most."""
    alive = [worker for worker in workers if worker.state not in (WorkerState.GONE, WorkerState.STOPPED)]
    worst: dict[str, Service] = {}
    for service in (found for worker in alive for found in _seen_by(worker, now)):
        known = worst.get(service.name)
        if known is None or _badness(service) > _badness(known):
            worst[service.name] = service
    in_order = sorted(worst.values(), key=lambda service: (service.name != ORCHESTRATOR, service.name))
    return tuple(in_order[:MOST_SERVICES])


def _badness(service: Service) -> tuple[int, float]:
    """A worse state first, then a slower answer: the one that has none, where it is up, is only not asked yet."""
    return -list(ServiceState).index(service.state), service.latency_seconds or 0.0


def _seen_by(worker: Worker, now: datetime) -> list[Service]:
    dependencies = worker.detail.get("dependencies")
    found = dependencies if isinstance(dependencies, dict) else {}
    age = max((now - worker.last_seen_at).total_seconds(), 0.0)
    return [
        _service(name, said, worker, age)
        for name, said in list(found.items())[:MOST_SERVICES]
        if isinstance(said, dict) and str(said.get("state")) in _STATES
    ]


def _service(name: str, said: dict[str, JsonValue], worker: Worker, age: float) -> Service:
    """Spans are as long ago as the worker's row is."""
    state, since, reason = _STATES[str(said["state"])], _number(said, "state_seconds"), said.get("reason")
    return Service(
        name=clean(name, LONGEST_NAME),
        state=state,
        latency_seconds=_number(said, "latency_seconds"),
        since_seconds=None if since is None else since + age,
        reason=clean(reason, LONGEST_REASON) if isinstance(reason, str) and state is not ServiceState.UP else None,
        worker=clean(worker.name, LONGEST_NAME),
    )


def _number(said: dict[str, JsonValue], key: str) -> float | None:
    value = said.get(key)
    return max(float(value), 0.0) if isinstance(value, int | float) else None
