"""Asks the orchestrator and the renderers behind it whether they are well.

The orchestrator's error for a render says nothing of who failed. So where the renderers' addresses are
configured, each is asked every few seconds, and jobs that need one which is down are not claimed.

Of the orchestrator only the time that its answer takes is kept, for whoever looks at the services: it
is its jobs that tell whether it is there, and a health check may fail where they do not.
"""

import asyncio
import json

from queue_core.models import Category
from queue_worker import clock
from queue_worker.dependencies import Dependencies, Dependency
from queue_worker.errors import JobError
from queue_worker.failures import classify, describe
from queue_worker.http_statuses import category_of
from queue_worker.lean_httpx import httpx

INTERVAL_SECONDS = 15.0
TIMEOUT_SECONDS = 5.0
LONGEST_ANSWER_BYTES = 16_000


async def watch(dependencies: Dependencies, *, interval_seconds: float = INTERVAL_SECONDS) -> None:
    """Ask all of them until cancelled."""
    async with asyncio.TaskGroup() as group:
        group.create_task(_time(dependencies.orchestrator, interval_seconds))
        for renderer in dependencies.renderers:
            group.create_task(_watch_one(dependencies, renderer, interval_seconds))


async def _time(orchestrator: Dependency, interval_seconds: float) -> None:
    await asyncio.sleep(interval_seconds)  # before there is a client, which takes a while to make
    async with _client() as client:
        while True:
            began = clock.now()
            try:
                async with (
                    asyncio.timeout(TIMEOUT_SECONDS),
                    client.stream("GET", f"{orchestrator.url.rstrip('/')}/health"),
                ):
                    orchestrator.latency_seconds = clock.now() - began
            except Exception:  # noqa: BLE001 - no answer, for whatever reason
                orchestrator.latency_seconds = None
            await asyncio.sleep(interval_seconds)


async def _watch_one(dependencies: Dependencies, renderer: Dependency, interval_seconds: float) -> None:
    async with _client() as client:
        while True:
            pause = renderer.breaker.probe_in_seconds
            await asyncio.sleep(interval_seconds if pause is None else pause)
            await _ask(dependencies, renderer, client)


def _client() -> httpx.AsyncClient:
    return httpx.AsyncClient(timeout=TIMEOUT_SECONDS, follow_redirects=False, trust_env=False)


async def _ask(dependencies: Dependencies, renderer: Dependency, client: httpx.AsyncClient) -> None:
    began = clock.now()
    try:
        async with asyncio.timeout(TIMEOUT_SECONDS):
            await check(renderer.url, client)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with it, it is not well
        renderer.latency_seconds = None
        category = classify(error).category
        down = category if category is Category.AUTH else Category.DEPENDENCY_DOWN
        dependencies.refused(renderer, down, f"{renderer.name} is not well: {describe(error)}")
    else:
        renderer.latency_seconds = clock.now() - began
        dependencies.answers(renderer)


async def check(url: str, client: httpx.AsyncClient) -> None:
    """Raise JobError, or what httpx raises, unless GET answers a success that does not say otherwise."""
    async with client.stream("GET", url) as response:
        content = b""
        async for chunk in response.aiter_raw(LONGEST_ANSWER_BYTES):
            content += chunk
            if len(content) > LONGEST_ANSWER_BYTES:
                break
        if not response.is_success:
            raise JobError(f"It answered {response.status_code}.", category=category_of(response.status_code))
    try:
        status = json.loads(content).get("status", "ok")
    except (ValueError, RecursionError, AttributeError):
        return
    if status != "ok":
        raise JobError(f"It says '{str(status)[:40]}' of itself.", category=Category.DEPENDENCY_DOWN)
