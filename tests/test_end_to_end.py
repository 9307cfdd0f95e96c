"""The steps of production from end to end, with nothing in the way that production does not have.

A web app posts a job to the API with the service key; a page polls it with the anonymous key; a worker
process that knows only the API's address and key has it rendered; the page plays the video.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from typing import Any

import av
import httpx
import pytest

from tests.support.databases import Database
from tests.support.gateway import Gateway
from tests.support.keys import ANON_KEY, SERVICE_KEY
from tests.worker.processes import Program, program

POLL_SECONDS = 0.1
"""Pages ask every 3 s; the test has less time."""


@asynccontextmanager
async def client(gateway: Gateway, key: str) -> AsyncIterator[httpx.AsyncClient]:
    """Whoever calls the API with a key, as with curl."""
    headers = {"apikey": key, "Authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(base_url=f"{gateway.url}/rest/v1", headers=headers, timeout=10) as opened:
        yield opened


@asynccontextmanager
async def rendering(gateway: Gateway) -> AsyncIterator[Program]:
    """A demo orchestrator and a worker beside it, as processes; yields the orchestrator."""
    async with program("demo-orchestrator", "--port", "0", "--seconds", "0.5") as orchestrator:
        url = (await orchestrator.event("listening"))["url"]
        settings = {"SUPABASE_URL": gateway.url, "SUPABASE_SERVICE_ROLE_KEY": SERVICE_KEY, "ORCHESTRATOR_URL": url}
        async with program("run", "--name", "vps1", **settings) as worker:
            await worker.event("started")
            yield orchestrator


async def post_job(app: httpx.AsyncClient, **columns: Any) -> str:
    """What the web app does; returns the job's id."""
    answer = await app.post("/jobs", json=columns, headers={"Prefer": "return=representation"})
    assert answer.status_code == 201, answer.text
    [row] = answer.json()
    assert row["status"] == "queued"
    return str(row["id"])


async def poll(page: httpx.AsyncClient, job_id: str, *, until: str) -> dict[str, Any]:
    """What a page does, until the status is what is waited for."""
    async with asyncio.timeout(30):
        while True:
            answer = await page.get("/jobs", params={"id": f"eq.{job_id}"})
            [row] = answer.json()
            if row["status"] == until:
                assert isinstance(row, dict)
                return row
            await asyncio.sleep(POLL_SECONDS)


def frames(video: bytes) -> int:
    """How many frames decode."""
    with av.open(BytesIO(video), mode="r") as container:
        return len(list(container.decode(video=0)))


@pytest.mark.timeout(90)
async def test_a_job_posted_by_the_web_app_becomes_a_video_that_plays(gateway: Gateway, database: Database) -> None:
    async with client(gateway, SERVICE_KEY) as app, client(gateway, ANON_KEY) as page:
        job_id = await post_job(
            app,
            job_type="doubt",
            priority="high",
            status="queued",
            payload={"question": "Explain Article 370", "style": "detailed"},
        )
        queued = await poll(page, job_id, until="queued")
        assert (queued["retry_count"], queued["max_retries"]) == (0, 3)

        async with rendering(gateway):
            done = await poll(page, job_id, until="completed")
            payload = done["payload"]
            assert payload["question"] == "Explain Article 370"
            assert payload["duration"] > 0
            assert payload["processing_time_ms"] > 0
            async with httpx.AsyncClient() as player:
                video = await player.get(payload["video_url"])
                thumbnail = await player.get(payload["thumbnail_url"])

        assert video.status_code == 200
        assert frames(video.content) > 10
        assert thumbnail.status_code == 200
        assert thumbnail.content.startswith(b"\xff\xd8")
        assert done["completed_at"] >= done["started_at"] >= done["created_at"]
        [stats] = (await page.post("/rpc/get_queue_stats", json={})).json()
        assert (stats["total_completed_today"], stats["total_queued"]) == (1, 0)
    [(attempts,)] = await database.execute("select count(*) from queue.attempts where outcome = 'completed'")
    assert attempts == 1


async def test_what_the_anonymous_key_may_do_is_read(gateway: Gateway) -> None:
    async with client(gateway, SERVICE_KEY) as app, client(gateway, ANON_KEY) as page:
        job_id = await post_job(app, job_type="doubt", priority="low", status="queued", payload={"question": "?"})
        cancel = {"ids": [job_id], "actor": "x", "reason": None, "request_id": None}
        for refused in (
            await page.post("/jobs", json={"job_type": "doubt", "priority": "low", "payload": {}}),
            await page.patch("/jobs", params={"id": f"eq.{job_id}"}, json={"status": "cancelled"}),
            await page.delete("/jobs", params={"id": f"eq.{job_id}"}),
            await page.post("/rpc/queue_cancel", json=cancel),
            await page.get("/job_queue_config"),
        ):
            assert refused.status_code in (401, 403), refused.text
        assert (await poll(page, job_id, until="queued"))["priority"] == "low"


async def test_the_script_that_cancels_with_a_patch_still_works(gateway: Gateway) -> None:
    async with client(gateway, SERVICE_KEY) as app:
        job_id = await post_job(app, job_type="doubt", priority="low", status="queued", payload={"question": "?"})
        answer = await app.patch(
            "/jobs", params={"id": f"eq.{job_id}", "status": "eq.queued"}, json={"status": "cancelled"}
        )
        assert answer.status_code == 204
        async with rendering(gateway):
            other = await post_job(app, job_type="doubt", priority="low", status="queued", payload={"question": "!"})
            await poll(app, other, until="completed")
            assert (await poll(app, job_id, until="cancelled"))["started_at"] is None
