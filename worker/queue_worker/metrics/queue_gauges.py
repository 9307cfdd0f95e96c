"""The queue as a whole, as one cached answer of the database has it."""

from collections import Counter
from collections.abc import Iterable, Iterator

from prometheus_client.core import Metric
from prometheus_client.registry import Collector

from queue_core.models import JobStatus, QueueMetrics, Slots, WorkerState
from queue_worker import clock
from queue_worker.metrics.families import gauge, gauges
from queue_worker.metrics.labels import TypeLabels

Labels = tuple[str, ...]


class QueueGauges(Collector):
    """An outage leaves the last answer, and says so: up is 0 and the age grows."""

    def __init__(self, type_label: TypeLabels) -> None:
        self._type_label = type_label
        self._families: tuple[Metric, ...] = ()
        self._measured_at: float | None = None
        self._is_up = False

    def answered(self, metrics: QueueMetrics) -> None:
        """The database has answered."""
        self._families = tuple(_families(metrics, self._type_label))
        self._measured_at = clock.now() - metrics.age_seconds
        self._is_up = True

    def failed(self) -> None:
        """The database has not answered, or nothing that can be used."""
        self._is_up = False

    def collect(self) -> Iterator[Metric]:
        """What prometheus_client asks for."""
        yield gauge(
            "queue_metrics_up",
            "Whether the database answered when last asked for the numbers of the queue.",
            self._is_up,
        )
        if self._measured_at is not None:
            age = clock.now() - self._measured_at
            yield gauge("queue_metrics_age_seconds", "Age of the numbers of the queue as a whole.", age)
        yield from self._families


def _families(metrics: QueueMetrics, type_label: TypeLabels) -> Iterator[Metric]:
    jobs = _summed(((type_label(row.job_type), row.status, row.priority), row.count) for row in metrics.jobs)
    yield gauges("queue_jobs", "Queued and running jobs.", ("type", "status", "priority"), jobs)
    yield gauge("queue_jobs_capped", "Whether there are more queued jobs than were counted.", metrics.capped)
    ended = _summed(
        ((type_label(row.job_type), status), count)
        for row in metrics.ended_today
        for status, count in (
            (JobStatus.COMPLETED, row.completed),
            (JobStatus.FAILED, row.failed),
            (JobStatus.CANCELLED, row.cancelled),
        )
    )
    yield gauges("queue_jobs_ended_today", "Jobs ended today, in the queue's time zone.", ("type", "status"), ended)
    says = "Stale writes of any worker that were refused today."
    yield gauge("queue_stale_writes_refused_today", says, metrics.refused_today)

    oldest: dict[Labels, float] = {}
    for job_type, seconds in metrics.oldest_ready_seconds.items():
        label = (type_label(job_type),)
        oldest[label] = max(seconds, oldest.get(label, 0.0))
    says = "How long the oldest job has been waiting that could be claimed now."
    yield gauges("queue_oldest_ready_job_age_seconds", says, ("type",), oldest)

    yield from _slots(metrics.slots)
    yield from _type_slots(metrics, type_label)
    says = "Running jobs whose worker has not yet heard that they are to be cancelled."
    yield gauge("queue_unacknowledged_cancels", says, metrics.unacknowledged_cancels)
    workers: dict[Labels, float] = {(state.value,): metrics.workers.get(state, 0) for state in WorkerState}
    yield gauges("queue_workers", "Workers seen within the last day.", ("state",), workers)
    yield gauge("queue_paused", "Whether claiming is paused altogether.", metrics.paused)


def _slots(slots: Slots) -> Iterator[Metric]:
    for name, says, everything, manim in (
        ("queue_slots_used", "Slots that running attempts take.", slots.running, slots.manim_running),
        ("queue_slots_held", "Slots that lost attempts keep: their call may still run.", slots.held, slots.manim_held),
        ("queue_slots_limit", "Most attempts at once, as is in force now.", slots.limit, slots.manim_limit),
    ):
        yield gauges(name, says, ("resource",), {("all",): everything, ("manim",): manim})


def _type_slots(metrics: QueueMetrics, type_label: TypeLabels) -> Iterator[Metric]:
    limited = [((type_label(job_type),), slots) for job_type, slots in metrics.type_slots.items()]
    for name, says, values in (
        ("queue_type_slots_used", "Slots that running attempts of a type take.", [(t, s.running) for t, s in limited]),
        ("queue_type_slots_held", "Slots that lost attempts of a type keep.", [(t, s.held) for t, s in limited]),
        (
            "queue_type_slots_limit",
            "Most attempts at once of a type that has a limit.",
            [(t, s.limit) for t, s in limited],
        ),
    ):
        yield gauges(name, says, ("type",), _summed(values))


def _summed(values: Iterable[tuple[Labels, int]]) -> Counter[Labels]:
    """Several types can share a label, and no series may come twice."""
    found: Counter[Labels] = Counter()
    for labels, value in values:
        found[labels] += value
    return found
