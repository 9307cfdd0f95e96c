"""What this project's worker runs in the benchmarks."""

from collections.abc import Mapping

from queue_worker import JobContext, handler
from tests.benchmarks.contenders.clock import say_now


@handler("noop")
async def noop(context: JobContext) -> Mapping[str, object]:
    """Nothing."""
    return {}


@handler("clock")
async def clock(context: JobContext) -> Mapping[str, object]:
    """Only says when it began."""
    say_now()
    return {}
