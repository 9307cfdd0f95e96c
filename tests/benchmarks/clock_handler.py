"""The handler of the benchmark enqueue_to_start: says when it began, on the clock that both processes share."""

from collections.abc import Mapping
from time import time

from queue_core.models import JsonValue
from queue_worker import JobContext, handler


@handler("clock")
async def clock(context: JobContext) -> Mapping[str, JsonValue]:
    """Only the time."""
    return {"started_at": time()}
