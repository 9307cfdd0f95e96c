"""What any worker does for all of them, every few seconds: put right what time has made wrong."""

import asyncio

from queue_core.errors import QueueError
from queue_core.models import Swept, WorkerId
from queue_core.queue import Queue
from queue_worker.log import log
from queue_worker.outage import Outage
from queue_worker.registration import Registration


async def once(queue: Queue, worker_id: WorkerId) -> Swept:
    """One sweep; says what it put right, if anything."""
    swept = await queue.sweep(worker_id)
    if swept.lost or swept.slots_freed:
        log.warning("swept", extra={"lost": swept.lost, "poisoned": swept.poisoned, "slots_freed": swept.slots_freed})
    return swept


async def every_few_seconds(queue: Queue, registration: Registration, outage: Outage) -> None:
    """Sweep until cancelled. A sweep that fails is made up for by the next, this worker's or another's."""
    while True:
        try:
            await once(queue, registration.hello.worker_id)
            outage.answered()
        except QueueError as error:
            outage.failed(error)
        await asyncio.sleep(registration.terms.sweep_seconds)
