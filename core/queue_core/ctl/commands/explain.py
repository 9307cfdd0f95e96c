"""queuectl explain: why a job is not running, or how it stands."""

from typing import TYPE_CHECKING

import click

from queue_core.ctl.call import Call, command

if TYPE_CHECKING:
    from queue_core.models import Explanation, JobDetail, Stats
    from queue_core.queue import Queue


@command("explain")
@click.argument("id")
def explain(call: Call, id: str) -> None:
    """Say why a job is not running, and about when it is going to; of one that is not queued, how it stands.

    The beginning of its ID is enough, from four characters. What an operator would put right first comes
    first: a pause, no worker, a service that is down, a limit with the jobs that fill it, jobs ahead.

    With --json: {"job_id", "status", "condition", "reasons": [{"block", "subject", "pause", "until", "used", "limit",
    "holders", "ahead"}], "start_in_seconds", "per_minute", "now"}; block is one of paused, type_paused, not_before,
    no_worker, quiet, no_worker_for_type, breaker, limit, resource_limit, type_limit, workers_full, behind; condition is
    null or one of scheduled, retrying, cancelling, stuck, held.
    """
    from queue_core.shapes import plain

    explanation, detail, stats = call.run(lambda queue: _read(queue, id))
    if call.out.as_json:
        call.out.show_json({**plain(explanation), "condition": plain(detail.job.condition)})
        return
    from queue_core.ctl.explain_text import told
    from queue_core.text import clean

    for sentence in told(explanation, detail, stats):
        call.out.show(clean(sentence))


async def _read(queue: "Queue", id: str) -> "tuple[Explanation, JobDetail, Stats]":
    from queue_core.models import JobId

    explanation = await queue.explain(JobId(id))
    return explanation, await queue.job(explanation.job_id), await queue.stats()
