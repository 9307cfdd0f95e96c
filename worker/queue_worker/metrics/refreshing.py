"""Asks the database now and then for what the metrics say of the queue as a whole."""

import asyncio

from queue_core.errors import QueueError
from queue_core.queue import Queue
from queue_worker.metrics import Metrics

REFRESH_SECONDS = 15.0
"""As often as Prometheus usually reads: an answer that nobody sees costs the database the same."""


async def every_few_seconds(queue: Queue, metrics: Metrics) -> None:
    """Refresh until cancelled. That it fails is shown, not logged: the worker's own calls fail as well, and say so."""
    while True:
        try:
            metrics.queue.answered(await queue.metrics())
        except QueueError:
            metrics.queue.failed()
        await asyncio.sleep(REFRESH_SECONDS)
