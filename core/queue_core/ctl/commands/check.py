"""queuectl check: one line for cron and monitoring."""

from typing import TYPE_CHECKING

import click

from queue_core.ctl.call import Call, command
from queue_core.ctl.exits import Exit

if TYPE_CHECKING:
    from queue_core.ctl.health import Health
    from queue_core.queue import Queue


@command("check")
@click.option("--depth", type=click.IntRange(0), metavar="NUMBER", help="Most ready jobs; 0: any number.")
@click.option("--oldest", metavar="DURATION", help="Longest that a ready job may wait; 0s: any time.")
@click.option("--failure-rate", type=click.FloatRange(0, 100), metavar="PERCENT",
              help="Most failures of what ended within 15 minutes, from 5 on; 0: any share.")  # fmt: skip
@click.option("--workers", type=click.IntRange(0), metavar="NUMBER", help="Fewest workers alive; 0: none is fine.")
def check(call: Call, depth: int | None, oldest: str | None, failure_rate: float | None, workers: int | None) -> int:
    """Say in one line whether all is well: for cron and for monitoring.

    The thresholds are those of the configuration (alert_queue_depth and the like); an option replaces its own
    for this run. Ends with 0 if nothing is beyond its threshold, with 1 for an alert, with 3 where the queue
    cannot be reached.

    \b
    queuectl check --workers 2 > /tmp/check || mail -s queue me < /tmp/check

    With --json: {"ok": bool, "alerts": [{"code", "subject", "value", "threshold", "sentence"}], "depth",
    "oldest_seconds": number or null, "failed", "ended", "workers"}; code is one of depth, oldest,
    failure_rate, worker_failing, no_worker, workers, stuck, held, breaker.
    """  # noqa: D301 - \b keeps click from joining the lines
    from queue_core.ctl.health import Thresholds, health
    from queue_core.ctl.parameters import seconds_of

    seconds = None if oldest is None else seconds_of(oldest, "--oldest")
    given = Thresholds(depth=depth, oldest_seconds=seconds, failure_percent=failure_rate, workers=workers)

    async def work(queue: "Queue") -> "Health":
        return health(await queue.stats(), await queue.alerts(), given)

    found = call.run(work)
    if call.out.as_json:
        from queue_core.shapes import plain

        call.out.show_json({"ok": found.ok, **plain(found)})
    else:
        from queue_core.text import clean

        call.out.show(clean(found.line()))
    return Exit.DONE if found.ok else Exit.NOT_DONE
