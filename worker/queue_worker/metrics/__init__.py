"""What Prometheus is told: of the queue as a whole, of this worker, and of what has happened in it.

    metrics = Metrics()
    metrics.counters.claimed(lease)
    metrics.watch(lambda: WorkerView(...))
    body, content_type = metrics.render()

Rendering never asks the database: the loop in `refreshing` does, and an outage leaves its last answer.
Reading order: `queue_gauges`, the same from each worker; `worker_gauges` and `counters`, of this one.
`labels` keeps the number of series bounded. README lists the names.
"""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest

from queue_worker.metrics.counters import Counters
from queue_worker.metrics.labels import TypeLabels
from queue_worker.metrics.queue_gauges import QueueGauges
from queue_worker.metrics.worker_gauges import DependencyView, WorkerGauges, WorkerView

__all__ = ["DependencyView", "Metrics", "WorkerView"]


class Metrics:
    """All metrics of one worker process."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        type_label = TypeLabels()
        self.counters = Counters(self._registry, type_label)
        self.queue = QueueGauges(type_label)
        self._worker = WorkerGauges(self.counters)
        for collector in (self.queue, self._worker):
            self._registry.register(collector)
        ProcessCollector(registry=self._registry)

    def watch(self, worker: Callable[[], WorkerView]) -> None:
        """Show this worker's state from now on. It is asked in the thread that renders."""
        self._worker.view = worker

    def render(self) -> tuple[bytes, str]:
        """The text and its content type. May be called from any thread."""
        return generate_latest(self._registry), CONTENT_TYPE_PLAIN_0_0_4
