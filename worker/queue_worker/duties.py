"""What any worker does for all of them, every few seconds: put right what time has made wrong."""

import asyncio

from queue_core.errors import QueueError
from queue_core.models import Swept, WorkerId
from queue_core.queue import Queue
from queue_worker.log import log
from queue_worker.metrics.counters import Counters
from queue_worker.outage import Outage
from queue_worker.progress import Progress
from queue_worker.registration import Registration

LOOP = "sweep"


async def once(queue: Queue, worker_id: WorkerId, counters: Counters) -> Swept:
    """One sweep; says what it put right, if anything."""
    swept = await queue.sweep(worker_id)
    counters.swept(swept)
    if swept.lost or swept.slots_freed:
        log.warning("swept", extra={"lost": swept.lost, "poisoned": swept.poisoned, "slots_freed": swept.slots_freed})
    return swept


async def every_few_seconds(
    queue: Queue, registration: Registration, outage: Outage, progress: Progress, counters: Counters
) -> None:
    """Sweep until cancelled. A sweep that fails is made up for by the next, this worker's or another's."""
    while True:
        progress.expect(LOOP)
        try:
            await once(queue, registration.hello.worker_id, counters)
            outage.answered()
        except QueueError as error:
            outage.failed(error)
        progress.expect(LOOP, registration.terms.sweep_seconds)
        await asyncio.sleep(registration.terms.sweep_seconds)
