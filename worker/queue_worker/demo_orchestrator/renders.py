"""Renders each idempotency key once, however often and however concurrently it is asked for."""

import asyncio
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import monotonic

from queue_worker.demo_orchestrator import videos
from queue_worker.demo_orchestrator.journal import Journal
from queue_worker.demo_orchestrator.library import Library, Video

MOST_KEYS = 300


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished render."""

    video: Video
    processing_time_ms: int


class Renders:
    """The renders under way and the latest that are done, by key."""

    def __init__(self, library: Library, journal: Journal) -> None:
        self._library = library
        self._journal = journal
        self._by_key: OrderedDict[str, asyncio.Task[Rendered]] = OrderedDict()
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="render")

    async def get(self, key: str | None, text: str, job_type: str, seconds: float) -> Rendered:
        """The render of that key, made if need be. It goes on when the caller hangs up: others may wait for it."""
        task = None if key is None else self._by_key.get(key)
        if task is None:
            task = asyncio.create_task(self._render(key, text, job_type, seconds))
            if key is not None:
                self._by_key[key] = task
                while len(self._by_key) > MOST_KEYS:
                    self._by_key.popitem(last=False)
        return await asyncio.shield(task)

    async def close(self) -> None:
        """Stop what is under way."""
        for task in self._by_key.values():
            task.cancel()
        await asyncio.gather(*self._by_key.values(), return_exceptions=True)
        self._threads.shutdown(cancel_futures=True)

    async def _render(self, key: str | None, text: str, job_type: str, seconds: float) -> Rendered:
        """Encode in a thread, so that the server stays responsive, and take the time a real render would."""
        began = monotonic()
        video = self._library.new()
        paths = (self._library.path / video.name, self._library.path / video.thumbnail_name)
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._threads, videos.render, text, job_type, *paths)
        await asyncio.sleep(max(0.0, seconds - (monotonic() - began)))
        took_ms = round((monotonic() - began) * 1000)
        self._journal.write("rendered", key=key, file=video.name, took_ms=took_ms)
        return Rendered(video, took_ms)
