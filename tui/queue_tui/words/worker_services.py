"""What a worker's row says of the services that its jobs need. No Textual in here.

`queue_core.verdict.breakers` has the shape. What a program wrote there is not trusted to have it.
"""

from dataclasses import dataclass
from datetime import datetime

from queue_core.models import JsonValue, Worker
from queue_core.services import ServiceState

_STATES = {"open": ServiceState.DOWN, "half_open": ServiceState.TRYING, "closed": ServiceState.UP}
_BADNESS: dict[ServiceState | None, int] = {ServiceState.DOWN: 0, ServiceState.TRYING: 1}
"""Worst first; all others are behind them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerService:
    """One service, as one worker has found it. Strings are as they came."""

    name: str
    state: ServiceState | None
    """As the breaker has it; None: it says something else."""
    since_seconds: float | None
    """How long it has been so."""
    probe_seconds: float | None
    """Until one job is let through where it is down; None where it is not, or late."""
    failures: int
    """In a row."""
    reason: str | None
    latency_seconds: float | None
    """How long its health check took; None where it is not asked."""


def services_of(worker: Worker, now: datetime) -> list[WorkerService]:
    """The services of a worker, the orchestrator first."""
    found = worker.detail.get("dependencies")
    shown = found if isinstance(found, dict) else {}
    age = max((now - worker.last_seen_at).total_seconds(), 0.0)
    services = [_service(name, said, age) for name, said in shown.items() if isinstance(said, dict)]
    return sorted(services, key=lambda service: (service.name != "orchestrator", service.name))


def worst(services: list[WorkerService]) -> WorkerService | None:
    """The one that is the farthest from up; None where there is none."""
    return min(services, key=lambda service: _BADNESS.get(service.state, len(_BADNESS)), default=None)


def _service(name: str, said: dict[str, JsonValue], age: float) -> WorkerService:
    """Spans are as long ago as the row is."""
    since, probe, reason = _number(said, "state_seconds"), _number(said, "next_probe_seconds"), said.get("reason")
    return WorkerService(
        name=name,
        state=_STATES.get(str(said.get("state"))),
        since_seconds=None if since is None else since + age,
        probe_seconds=None if probe is None or probe <= age else probe - age,
        failures=int(_number(said, "failures") or 0),
        reason=None if reason is None else str(reason),
        latency_seconds=_number(said, "latency_seconds"),
    )


def _number(said: dict[str, JsonValue], key: str) -> float | None:
    value = said.get(key)
    return float(value) if isinstance(value, int | float) else None
