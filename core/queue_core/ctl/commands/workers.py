"""queuectl workers"""

from typing import TYPE_CHECKING

from queue_core.ctl.call import Call, command

if TYPE_CHECKING:
    from datetime import datetime

    from queue_core.models import Worker
    from queue_core.queue import Queue


@command("workers")
def workers(call: Call) -> None:
    """List the workers seen within the last day, those alive first.

    With --json: {"workers": [worker], "now": time}
    """
    from queue_core.ctl.table import Column, table
    from queue_core.shapes import plain
    from queue_core.verdict.breakers import shut_breaker

    found, now = call.run(_read)
    if call.out.as_json:
        call.out.show_json({"workers": plain(found), "now": plain(now)})
        return
    if not found:
        call.out.tell("No worker was seen within the last day: start one with 'queue-worker'.")
        return
    columns = (Column("NAME", 20), Column("STATE", 8), Column("SLOTS", 7, right=True), Column("SEEN", 8, right=True),
               Column("UP", 7, right=True), Column("RUNNING", 200))  # fmt: skip
    call.out.show(table(columns, (_row(worker, now) for worker in found), call.out.width))
    for worker in found:
        if worker.state not in ("gone", "stopped") and (shut := shut_breaker(worker, now)):
            call.out.tell(f"{worker.name}: {shut[1]}: {shut[2]}")


async def _read(queue: "Queue") -> "tuple[tuple[Worker, ...], datetime]":
    return await queue.workers(), (await queue.stats()).now


def _row(worker: "Worker", now: "datetime") -> tuple[str, ...]:
    from queue_core.ctl.job_text import SHORT_ID
    from queue_core.durations import brief

    slots = f"{len(worker.running)}/{worker.concurrency}"
    seen = f"{brief((now - worker.last_seen_at).total_seconds())} ago"
    up = brief((now - worker.started_at).total_seconds())
    running = ", ".join(f"{job.job_id[:SHORT_ID]} {job.job_type}" for job in worker.running)
    return worker.name, worker.state, slots, seen, up, running
