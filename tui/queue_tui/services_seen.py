"""The services that jobs need, as the workers that are alive see them: what is drawn of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from queue_core.models import Worker, WorkerState


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One of them."""

    name: str
    state: str
    """up, trying or down."""
    latency_seconds: float | None
    since: datetime | None


def services(workers: Sequence[Worker]) -> list[Service]:
    """Those that a worker alive says something about."""
    states: dict[str, set[object]] = {}
    for worker in workers:
        dependencies = worker.detail.get("dependencies")
        if worker.state not in (WorkerState.GONE, WorkerState.STOPPED) and isinstance(dependencies, dict):
            for name, shown in dependencies.items():
                states.setdefault(name, set()).add(shown.get("state") if isinstance(shown, dict) else None)
    words = {"open": "down", "half_open": "trying"}
    return [
        Service(
            name=name,
            state=next((word for state, word in words.items() if state in seen), "up"),
            latency_seconds=None,
            since=None,
        )
        for name, seen in sorted(states.items())
    ]
