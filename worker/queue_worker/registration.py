"""Who this worker is, and saying so again where the queue has forgotten it."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from queue_core.errors import NotFound
from queue_core.models import WorkerHello, WorkerTerms
from queue_core.queue import Queue

T = TypeVar("T")


class Registration:
    """This worker's row in the queue, and the terms that came with it."""

    def __init__(self, queue: Queue, hello: WorkerHello) -> None:
        self._queue = queue
        self.hello = hello
        self.terms = WorkerTerms(schema_version=0, lease_seconds=60, heartbeat_seconds=15, sweep_seconds=10)
        """As the queue last said; what stands here at first is replaced by the first hello."""
        self.on_terms: Callable[[], None] = lambda: None
        """Called each time the queue has said them again."""

    async def introduce(self) -> None:
        """Say hello; again is fine."""
        self.agree(await self._queue.hello(self.hello))

    def agree(self, terms: WorkerTerms) -> None:
        """Go by these terms from now on."""
        self.terms = terms
        self.on_terms()

    async def call(self, verb: Callable[[], Awaitable[T]]) -> T:
        """Call a verb for which the worker must be known, after a hello where it is not."""
        try:
            return await verb()
        except NotFound:
            await self.introduce()
            return await verb()
