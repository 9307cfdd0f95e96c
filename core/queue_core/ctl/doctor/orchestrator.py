"""Whether the service answers that the workers call for their jobs."""

import asyncio
import json
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from queue_core.ctl.doctor.check import Check, Result, ok

if TYPE_CHECKING:
    import httpx

PATIENCE_SECONDS = 5.0
VARIABLE = "ORCHESTRATOR_URL"


async def orchestrator(environ: Mapping[str, str] = os.environ) -> Check | None:
    """Ask GET /health, where the address is configured here; None where it is not."""
    address = environ.get(VARIABLE, "").strip().rstrip("/").removesuffix("/render")
    if not address:
        return None
    problem = await _problem(f"{address}/health")
    if problem is None:
        return ok("orchestrator", f"{address} is well")
    advice = f"start the orchestrator, or correct {VARIABLE}"
    return Check("orchestrator", Result.FAILED, f"{address} {problem}", advice, exit_code=1)


async def _problem(url: str) -> str | None:
    import httpx

    try:
        async with (
            asyncio.timeout(PATIENCE_SECONDS),
            httpx.AsyncClient(trust_env=False, timeout=PATIENCE_SECONDS) as client,
            client.stream("GET", url) as answer,
        ):
            if answer.status_code != httpx.codes.OK:
                return f"answers with the status {answer.status_code}"
            return _said(await _beginning(answer))
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
        return f"does not answer ({str(error) or type(error).__name__})"


async def _beginning(answer: "httpx.Response") -> bytes:
    """A few kilobytes: what is longer is no report of health."""
    content = b""
    async for chunk in answer.aiter_bytes(4096):
        content += chunk
        if len(content) > 65_536:
            break
    return content


def _said(content: bytes) -> str | None:
    try:
        said = json.loads(content)
    except ValueError:
        return "answers, but not with JSON"
    status = said.get("status") if isinstance(said, dict) else None
    return None if status == "ok" else f"says that its status is {json.dumps(status)[:40]}"
