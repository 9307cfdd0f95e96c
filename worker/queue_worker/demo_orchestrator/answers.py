"""What POST /render is answered: a video, or the failure that was asked for."""

import asyncio
import json
import random
import re
from collections import Counter
from collections.abc import Callable

from aiohttp import web

from queue_core.models import JsonValue
from queue_worker.demo_orchestrator import videos
from queue_worker.demo_orchestrator.directives import Directive, read_directive
from queue_worker.demo_orchestrator.failing import Dropped, misbehave
from queue_worker.demo_orchestrator.journal import Journal
from queue_worker.demo_orchestrator.options import Options
from queue_worker.demo_orchestrator.renders import Renders
from queue_worker.log import log

DOWN_SECONDS = 10.0
RANDOM_WAYS = ("500", "503", "502", "422", "garbage", "drop")
MOST_JOBS = 10_000
_HOST = re.compile(r"[A-Za-z0-9.-]+(:\d+)?|\[[0-9a-fA-F:]+\](:\d+)?")


class Answers:
    """Answers calls and writes each into the journal."""

    def __init__(self, options: Options, journal: Journal, renders: Renders, go_down: Callable[[float], None]) -> None:
        self._options = options
        self._journal = journal
        self._renders = renders
        self._go_down = go_down
        self._random = random.Random(options.seed)  # noqa: S311 - only has to look natural
        self._calls: Counter[str] = Counter()

    async def render(self, request: web.Request) -> web.StreamResponse:
        """POST /render."""
        key = request.headers.get("Idempotency-Key")
        body = await _body(request)
        about: dict[str, JsonValue] = {"job_id": str(body.get("job_id"))[:100], "key": key}
        self._journal.write("asked", **about, body={name: str(value)[:500] for name, value in body.items()})
        try:
            answer = await self._answer(request, body, key)
        except Dropped:
            self._journal.write("dropped", **about)
            raise asyncio.CancelledError from None  # aiohttp's way to end without an answer
        except asyncio.CancelledError:
            self._journal.write("abandoned", **about)
            raise
        self._journal.write("answered", **about, status=answer.status)
        log.info("answered", extra={"job_id": about["job_id"], "status": answer.status})
        return answer

    async def _answer(self, request: web.Request, body: dict[str, JsonValue], key: str | None) -> web.StreamResponse:
        text = body.get("input")
        if not isinstance(text, str) or not text.strip():
            return web.json_response({"error": "input is missing"}, status=400)
        directive = self._directive(str(body.get("job_id")), text)
        if directive.way == "down":
            self._go_down(DOWN_SECONDS if directive.seconds is None else directive.seconds)
        if directive.way != "ok":
            return await misbehave(request, directive)
        return await self._video(request, body, text, key, directive)

    async def _video(
        self, request: web.Request, body: dict[str, JsonValue], text: str, key: str | None, directive: Directive
    ) -> web.Response:
        seconds = self._options.seconds * self._random.uniform(0.5, 1.5)
        done = await self._renders.get(
            key, text, str(body.get("job_type")), seconds if directive.seconds is None else directive.seconds
        )
        host = request.host if _HOST.fullmatch(request.host) else f"{self._options.host}:{self._options.port}"
        return web.json_response(
            {
                "video_url": f"http://{host}/files/{done.video.name}",
                "thumbnail_url": f"http://{host}/files/{done.video.thumbnail_name}",
                "duration": videos.DURATION_SECONDS,
                "processing_time_ms": done.processing_time_ms,
            }
        )

    def _directive(self, job_id: str, text: str) -> Directive:
        """What applies to this call of the job: its directive while it lasts, and else chance."""
        self._calls[job_id] += 1
        if len(self._calls) > MOST_JOBS:
            self._calls.clear()
        directive = read_directive(text)
        if directive.way != "ok" and (directive.times is None or self._calls[job_id] <= directive.times):
            return directive
        if directive.way == "ok" and self._random.random() < self._options.fail_rate:
            return Directive(way=self._random.choice(RANDOM_WAYS))
        return Directive(seconds=directive.seconds if directive.way == "ok" else None)


async def _body(request: web.Request) -> dict[str, JsonValue]:
    """The call's JSON object. Raises HTTPBadRequest, as production answers with an error in JSON."""
    try:
        body = json.loads(await request.read())
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        error = json.dumps({"error": "the body must be a JSON object"})
        raise web.HTTPBadRequest(text=error, content_type="application/json")
    return body
