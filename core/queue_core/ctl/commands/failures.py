"""queuectl failures: failed attempts by what they have in common."""

from typing import TYPE_CHECKING

import click

from queue_core.ctl.call import Call, command

if TYPE_CHECKING:
    from queue_core.models import FailureDetail, Failures
    from queue_core.queue import Queue

SORTS = ("last", "hour", "day", "week", "first")


@command("failures")
@click.argument("fingerprint", required=False)
@click.option("--sort", type=click.Choice(SORTS), default="last", show_default=True,
              help="Seen last, most within the hour, day or week, or first seen latest.")  # fmt: skip
def failures(call: Call, fingerprint: str | None, sort: str) -> None:
    """List the failures of the last 7 days by fingerprint: exception, message without numbers, place.

    With FINGERPRINT, or its beginning where that is unique: what the failing jobs have in common that
    completed ones have not, the stack, the latest jobs, the failures of each of the last 24 hours.

    With --json: {"groups": [group], "capped": bool, "now": time}, a group being {"fingerprint",
    "exception_type", "category", "message", "hour", "day", "week", "first_seen", "last_seen",
    "types": {type: number}, "failed_jobs", "example"}; with FINGERPRINT {"group", "stack",
    "http_status", "excerpt", "per_hour": [number], "traits": [{"path", "value", "failing",
    "completed"}], "failing_looked_at", "completed_looked_at", "jobs": [id], "now"}
    """
    if fingerprint is None:
        _list(call, sort)
    else:
        _show(call, fingerprint)


def _list(call: Call, sort: str) -> None:
    from queue_core.models import FailureSort
    from queue_core.shapes import plain

    async def work(queue: "Queue") -> "Failures":
        return await queue.failures(FailureSort(sort))

    found = call.run(work)
    if call.out.as_json:
        call.out.show_json(plain(found))
        return
    if not found.groups:
        call.out.tell("Nothing failed within the last 7 days.")
        return
    from queue_core.ctl.failure_text import groups_table

    call.out.show(groups_table(found, call.out.width))
    if found.capped:
        call.out.tell("There are more: only the latest 20,000 failed attempts were looked at.")


def _show(call: Call, fingerprint: str) -> None:
    from queue_core.shapes import plain

    async def work(queue: "Queue") -> "FailureDetail":
        return await queue.failure(await _whole(queue, fingerprint))

    detail = call.run(work)
    if call.out.as_json:
        call.out.show_json(plain(detail))
        return
    from queue_core.ctl.failure_text import advice, sections

    call.out.show("\n\n".join(sections(detail, call.out.width)))
    for sentence in advice(detail):
        call.out.tell(sentence)


async def _whole(queue: "Queue", beginning: str) -> str:
    """The one fingerprint that begins so, else what was given."""
    found = {group.fingerprint for group in (await queue.failures()).groups if group.fingerprint.startswith(beginning)}
    return found.pop() if len(found) == 1 else beginning
