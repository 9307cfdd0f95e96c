"""queuectl explain: why a job is not running."""

from typing import TYPE_CHECKING

import click

from queue_core.ctl.call import Call, command

if TYPE_CHECKING:
    from queue_core.models import Explanation
    from queue_core.queue import Queue


@command("explain")
@click.argument("id")
def explain(call: Call, id: str) -> None:
    """Say why a job is not running, and about when it is going to.

    The beginning of its ID is enough, from four characters. What an operator would put right first comes
    first: a pause, no worker, a service that is down, a limit with the jobs that fill it, jobs ahead.

    With --json: {"job_id", "status", "reasons": [{"block", "subject", "pause", "until", "used", "limit",
    "holders", "ahead"}], "start_in_seconds", "per_minute", "now"}; block is one of paused, type_paused, not_before,
    no_worker, quiet, no_worker_for_type, breaker, limit, resource_limit, type_limit, workers_full, behind.
    """
    from queue_core.shapes import plain

    async def work(queue: "Queue") -> "Explanation":
        from queue_core.models import JobId

        return await queue.explain(JobId(id))

    explanation = call.run(work)
    if call.out.as_json:
        call.out.show_json(plain(explanation))
        return
    from queue_core.explanation import sentences
    from queue_core.text import clean

    for sentence in sentences(explanation):
        call.out.show(clean(sentence))
