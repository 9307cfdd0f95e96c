"""The services that jobs need, what this worker has learned of each, and what it may therefore claim.

    orchestrator       every job whose type has no handler of its own
    manim, revideo     a job with that resource; only where an address to ask for their health is configured

While a breaker is open nothing that needs its service is claimed, so no attempt is lost on it, and the
worker's row says why the jobs wait.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from queue_core.models import Category, ClaimScope, Failure, JsonValue, Lease
from queue_core.text import clean
from queue_worker import clock
from queue_worker.breaker import Breaker, BreakerState
from queue_worker.log import log

ORCHESTRATOR = "orchestrator"
LONGEST_REASON = 200


@dataclass(slots=True, eq=False)
class Dependency:
    """One service."""

    name: str
    url: str
    """Where it is, without credentials."""
    breaker: Breaker = field(default_factory=Breaker)
    reason: str | None = None
    """What the last failure that counted said, without secrets."""
    latency_seconds: float | None = None
    """How long its health took to be answered, when it was last asked; None: it was not answered, or not yet."""

    def describe(self) -> dict[str, JsonValue]:
        """For the worker's row. Times are spans, since this machine's clock may be wrong."""
        probe = self.breaker.probe_in_seconds
        return {
            "url": self.url,
            "state": self.breaker.state.value,
            "state_seconds": round(clock.now() - self.breaker.since, 1),
            "next_probe_seconds": None if probe is None else round(probe, 1),
            "failures": self.breaker.failures,
            "latency_seconds": None if self.latency_seconds is None else round(self.latency_seconds, 4),
            "reason": None if self.breaker.state is BreakerState.CLOSED else self.reason,
        }


class Dependencies:
    """All services of one worker."""

    def __init__(
        self, orchestrator_url: str, *, renderers: Mapping[str, str] | None = None, own_types: Collection[str] = ()
    ) -> None:
        """`renderers`: resource to address; `own_types`: those with a handler of their own."""
        self._orchestrator = Dependency(ORCHESTRATOR, orchestrator_url)
        self._renderers = {name: Dependency(name, url) for name, url in (renderers or {}).items()}
        self._own_types = tuple(sorted(own_types))
        self.on_change: Callable[[], None] = lambda: None
        """Called when a breaker has changed."""

    @property
    def own_types(self) -> tuple[str, ...]:
        """The types that need no orchestrator."""
        return self._own_types

    @property
    def orchestrator(self) -> Dependency:
        """The one that every other type needs."""
        return self._orchestrator

    def __iter__(self) -> Iterator[Dependency]:
        yield self._orchestrator
        yield from self._renderers.values()

    @property
    def renderers(self) -> tuple[Dependency, ...]:
        """Those that are asked for their health."""
        return tuple(self._renderers.values())

    def next_claim(self, free: int, running: Iterable[Lease]) -> tuple[int, ClaimScope]:
        """How many slots to claim for now, and what they may take; 0: nothing before `wait_seconds`."""
        self._half_open(self._orchestrator)
        shut = [d for d in self if d.breaker.state is not BreakerState.CLOSED]
        if not shut or not free:
            return free, ClaimScope()
        needed = [self._needs(lease) for lease in running]
        admitted = {d.name: d.breaker.admits(free, running=sum(d in needs for needs in needed)) for d in shut}
        blocked = {name for name, slots in admitted.items() if not slots}
        types = self._own_types if ORCHESTRATOR in blocked else None
        if types == ():
            return 0, ClaimScope()
        # A claim that may find the one job of a half open breaker is for one job: it might find two of them else.
        slots = free if len(blocked) == len(admitted) else 1
        return slots, ClaimScope(types=types, not_resources=tuple(sorted(blocked - {ORCHESTRATOR})))

    @property
    def wait_seconds(self) -> float | None:
        """Until the orchestrator may be tried again; None where that is not a matter of time."""
        return self._orchestrator.breaker.probe_in_seconds

    def succeeded(self, lease: Lease) -> None:
        """An attempt completed: everything that it needed works."""
        for dependency in self._needs(lease):
            if dependency.breaker.succeeded():
                self._tell("breaker_closed", dependency)

    def failed(self, lease: Lease, failure: Failure) -> None:
        """An attempt failed. What a renderer did is not seen from here: only its health says that it is down."""
        if self._orchestrator in self._needs(lease):
            self.refused(
                self._orchestrator, failure.category, failure.message, asked_seconds=failure.retry_after_seconds
            )

    def refused(
        self, dependency: Dependency, category: Category, reason: str, *, asked_seconds: float | None = None
    ) -> None:
        """A service was not there, or would not have us."""
        opened = dependency.breaker.failed(category, asked_seconds=asked_seconds)
        if opened:
            dependency.reason = clean(reason, LONGEST_REASON)
            self._tell("breaker_open", dependency)

    def answers(self, dependency: Dependency) -> None:
        """A renderer says that it is well: where it was not, one job may try, and show that it is."""
        if dependency.breaker.state is BreakerState.CLOSED:
            dependency.breaker.failures = 0
        self._half_open(dependency)

    def describe(self) -> dict[str, JsonValue]:
        """By name, for the worker's row."""
        return {dependency.name: dependency.describe() for dependency in self}

    def _half_open(self, dependency: Dependency) -> None:
        if dependency.breaker.try_again():
            self._tell("breaker_half_open", dependency)

    def _needs(self, lease: Lease) -> list[Dependency]:
        needs = [] if lease.job_type in self._own_types else [self._orchestrator]
        if lease.resource in self._renderers:
            needs.append(self._renderers[lease.resource])
        return needs

    def _tell(self, event: str, dependency: Dependency) -> None:
        level = log.warning if event == "breaker_open" else log.info
        level(event, extra={"dependency": dependency.name, **dependency.describe()})
        self.on_change()
