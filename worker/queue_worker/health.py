"""What this worker tells those who watch it from outside: whether it lives, whether it is ready, its metrics.

It lives while its loops make progress: a database or an orchestrator that is away is no reason to start it
again. It is ready while the queue knows it and hears from it and it is not about to stop. A quiet worker is ready,
since it does as it was told; so is one whose breaker is open, since the others can do no more than it can.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from queue_core.models import JsonValue
from queue_worker.progress import Progress

STARTING = "The worker has not been able to introduce itself to the queue yet."


@dataclass(frozen=True, slots=True)
class Standing:
    """How the worker stands with the queue."""

    state: str
    reasons: Sequence[str] = ()
    """Sentences that say why it is not ready; none: it is."""


@dataclass(frozen=True, slots=True)
class Report:
    """An answer: good or not, and the rest in words."""

    is_good: bool
    detail: dict[str, JsonValue]


class Health:
    """Asked by other threads."""

    def __init__(self, progress: Progress, render: Callable[[], tuple[bytes, str]], *, patience_seconds: float) -> None:
        self._progress = progress
        self._patience_seconds = patience_seconds
        self.standing: Callable[[], Standing] = lambda: Standing("starting", (STARTING,))
        """Replaced by the worker's own when there is one."""
        self.metrics = render
        """The metrics and their content type."""

    def live(self) -> Report:
        """Whether the loops make progress; sooner than the watchdog, which gives them more time."""
        silence = self._progress.silence
        if silence is None or silence.seconds < self._patience_seconds:
            return Report(is_good=True, detail={"live": True})
        return Report(is_good=False, detail={"live": False, "reasons": [f"The {silence.loop} makes no progress."]})

    def ready(self) -> Report:
        """Whether jobs can be given to this worker, as far as it is up to it."""
        live, standing = self.live(), self.standing()
        if not live.is_good:
            return Report(is_good=False, detail={**live.detail, "ready": False})
        reasons: list[JsonValue] = [*standing.reasons]
        return Report(is_good=not reasons, detail={"ready": not reasons, "state": standing.state, "reasons": reasons})
