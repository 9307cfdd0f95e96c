"""Asks the renderers behind the orchestrator whether they are well.

The orchestrator's error for a render says nothing of who failed. So where their addresses are
configured, each is asked every few seconds, and jobs that need one which is down are not claimed.
"""

import asyncio
import json

from queue_core.models import Category
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
        for renderer in dependencies.renderers:
            group.create_task(_watch_one(dependencies, renderer, interval_seconds))


async def _watch_one(dependencies: Dependencies, renderer: Dependency, interval_seconds: float) -> None:
    async with httpx.AsyncClient(timeout=TIMEOUT_SECONDS, follow_redirects=False, trust_env=False) as client:
        while True:
            pause = renderer.breaker.probe_in_seconds
            await asyncio.sleep(interval_seconds if pause is None else pause)
            await _ask(dependencies, renderer, client)


async def _ask(dependencies: Dependencies, renderer: Dependency, client: httpx.AsyncClient) -> None:
    try:
        async with asyncio.timeout(TIMEOUT_SECONDS):
            await check(renderer.url, client)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with it, it is not well
        category = classify(error).category
        down = category if category is Category.AUTH else Category.DEPENDENCY_DOWN
        dependencies.refused(renderer, down, f"{renderer.name} is not well: {describe(error)}")
    else:
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
