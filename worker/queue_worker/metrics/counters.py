"""What has happened in this process since it started: counters and histograms."""

from functools import cache

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics

from queue_core.errors import QueueError
from queue_core.models import Acknowledgement, Category, Completion, Failure, JobStatus, Lease, Outcome, Release, Swept
from queue_worker.breaker import FAILURES_TO_OPEN
from queue_worker.leases import Stop
from queue_worker.metrics.labels import TypeLabels

BUCKETS_SECONDS = (0.1, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 180, 240, 300, 480, 600, 660)
"""Fine where a person waits, and up to the longest a job can take: ten minutes, and one for its end."""
NO_CATEGORY = "none"
"""Of an attempt that completed."""

disable_created_metrics()  # type: ignore[no-untyped-call]  # a second series for each: the start time of the process says the same


class Counters:
    """Counts what the parts of a worker tell it. To be called from the worker's loop only."""

    def __init__(self, registry: CollectorRegistry, type_label: TypeLabels) -> None:
        self._type_label = type_label
        self.consecutive_failures = 0
        """Attempts of this worker that failed or timed out since the last that completed, but for want of a service."""
        self._claimed = Counter("queue_jobs_claimed_total", "Jobs claimed.", ["type"], registry=registry)
        self._attempts = Counter(
            "queue_attempts_total",
            "Attempts whose end the queue has accepted.",
            ["type", "outcome", "category"],
            registry=registry,
        )
        self._wait = Histogram(
            "queue_job_wait_seconds",
            "Time from when a job could first be claimed to its claim.",
            ["type"],
            buckets=BUCKETS_SECONDS,
            registry=registry,
        )
        self._run = Histogram(
            "queue_job_run_seconds",
            "Time from the claim to the accepted end of an attempt.",
            ["type"],
            buckets=BUCKETS_SECONDS,
            registry=registry,
        )
        self._stale = Counter(
            "queue_stale_writes_refused_total",
            "Ends of attempts that the queue refused, since the lease had passed to somebody else.",
            ["verb"],
            registry=registry,
        )
        self._lost = Counter(
            "queue_leases_lost_total",
            "Calls stopped because the lease was lost to the sweep (lost) or could not be proved in time (unproved).",
            ["reason"],
            registry=registry,
        )
        self._swept = Counter(
            "queue_sweep_attempts_lost_total",
            "Attempts of any worker whose lease this worker's sweeps found expired.",
            registry=registry,
        )
        self._poisoned = Counter(
            "queue_sweep_jobs_poisoned_total",
            "Jobs that this worker's sweeps failed because three workers died running them.",
            registry=registry,
        )
        self._freed = Counter(
            "queue_sweep_slots_freed_total",
            "Held slots that this worker's sweeps freed at their deadline.",
            registry=registry,
        )
        self._database_errors = Counter(
            "queue_database_errors_total",
            "Calls to the database that failed, by the kind of error.",
            ["error"],
            registry=registry,
        )
        # which series a label means is looked up once: labels() is most of what counting costs
        self._claimed_of, self._wait_of = cache(self._claimed.labels), cache(self._wait.labels)
        self._attempts_of, self._run_of = cache(self._attempts.labels), cache(self._run.labels)
        for reason in (Stop.LOST, Stop.UNPROVED):
            self._lost.labels(reason.value)
        for verb in _VERBS.values():
            self._stale.labels(verb)

    def claimed(self, lease: Lease) -> None:
        """A claim brought this lease."""
        label = self._type_label(lease.job_type)
        self._claimed_of(label).inc()
        self._wait_of(label).observe(lease.waited_seconds)

    def ended(
        self, lease: Lease, item: Completion | Failure | Release, answer: Acknowledgement, *, seconds: float
    ) -> None:
        """The queue has answered to the end of an attempt, which took so long since its claim."""
        if not answer.accepted:
            self._stale.labels(_VERBS[type(item)]).inc()
            return
        outcome, category = _end(item, answer)
        label = self._type_label(lease.job_type)
        self._attempts_of(label, outcome.value, category).inc()
        self._run_of(label).observe(seconds)
        if outcome is Outcome.COMPLETED:
            self.consecutive_failures = 0
        elif outcome in (Outcome.FAILED, Outcome.TIMED_OUT) and category not in FAILURES_TO_OPEN:
            self.consecutive_failures += 1

    def call_ended(self, why: Stop | None) -> None:
        """A call has ended, by itself or because it was stopped."""
        if why in (Stop.LOST, Stop.UNPROVED):
            self._lost.labels(why.value).inc()

    def swept(self, swept: Swept) -> None:
        """A sweep of this worker has put something right."""
        self._swept.inc(swept.lost)
        self._poisoned.inc(swept.poisoned)
        self._freed.inc(swept.slots_freed)

    def database_failed(self, error: QueueError) -> None:
        """A call got no answer, or one that cannot be used."""
        self._database_errors.labels(type(error).__name__).inc()


_VERBS = {Completion: "complete", Failure: "fail", Release: "release"}


def _end(item: Completion | Failure | Release, answer: Acknowledgement) -> tuple[Outcome, str]:
    match item:
        case Completion() if answer.status is JobStatus.CANCELLED:  # a late finish does not win
            return Outcome.CANCELLED, Category.CANCELLED.value
        case Completion():
            return Outcome.COMPLETED, NO_CATEGORY
        case Failure():
            return item.outcome, item.category.value
        case Release():
            return Outcome.INTERRUPTED, Category.INTERRUPTED.value
