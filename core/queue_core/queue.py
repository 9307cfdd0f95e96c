"""The verbs of the queue in one object; `queue_core.verbs` has them by who says them.

All behaviour is in SQL functions. What a method does is: name the arguments, call, and check the
answer against its type once. A second copy of any rule here would make the three faces disagree.
"""

from typing import Self

from queue_core.verbs.bulk import BulkVerbs
from queue_core.verbs.calls import CALL_TIMEOUT_SECONDS, new_request_id
from queue_core.verbs.control import ControlVerbs
from queue_core.verbs.jobs import JobVerbs
from queue_core.verbs.viewer import ViewerVerbs
from queue_core.verbs.worker import ANYTHING, WorkerVerbs

__all__ = ["ANYTHING", "CALL_TIMEOUT_SECONDS", "Queue", "new_request_id"]


class Queue(WorkerVerbs, JobVerbs, BulkVerbs, ControlVerbs, ViewerVerbs):
    """The queue, wherever it lives.

        async with Queue(transport) as queue:
            [job] = await queue.enqueue([NewJob(job_type="doubt", payload={"question": "..."})], actor="me")
            page = await queue.jobs(parse_filter("status:failed"))

    Every method may raise QueueError; each docstring names only what is peculiar to it. Methods that
    take a `request_id` may be repeated with it after AnswerLost and return the first answer; without
    one they make their own, and a repeat is a new intent.
    """

    async def __aenter__(self) -> Self:
        await self.transport.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.transport.close()

    async def wait_for_wake(self, timeout_seconds: float) -> None:
        """Return at the database's next hint that something happened, or after the time."""
        await self.transport.wait_for_wake(timeout_seconds)
