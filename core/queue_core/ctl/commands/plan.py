"""queuectl plan: what an action would touch, frozen before anything is touched."""

from typing import TYPE_CHECKING
from uuid import UUID

import click

from queue_core.actor import current_actor
from queue_core.ctl.call import Call, action_options, command

if TYPE_CHECKING:
    from queue_core.filters import Filter
    from queue_core.models import JobId, JsonValue, Plan
    from queue_core.queue import Queue

VERBS = ("retry", "cancel", "delete", "edit", "undo")


@command("plan")
@click.argument("verb", type=click.Choice(VERBS))
@click.argument("ids", nargs=-1, metavar="[IDS]...")
@click.option("--filter", "filter", metavar="FILTER", help="All jobs that match, 100,000 at most, instead of IDS.")
@click.option("--spread", metavar="DURATION", help="retry: let the jobs become due over so long, such as 10m.")
@click.option("--priority", metavar="high|medium|low", help="edit: the new priority.")
@click.option("--delay", metavar="DURATION", help="edit: run not before this long from now.")
@click.option("--now", is_flag=True, help="edit: run as soon as possible.")
@action_options
def plan(
    call: Call, *, verb: str, ids: tuple[str, ...], filter: str | None, spread: str | None, priority: str | None,
    delay: str | None, now: bool, reason: str | None, request_id: UUID | None,
) -> None:  # fmt: skip
    """Freeze what an action is going to touch, and show it; 'queuectl apply' then does it.

    \b
    queuectl plan retry --filter 'status:failed category:timeout' --spread 10m
    queuectl plan edit --filter 'status:queued type:daily_ca' --priority low
    queuectl plan undo 4711

    Nothing is touched yet. Jobs that come to match later are not in the plan; jobs that move on before
    their turn are left alone. With undo, the one of IDS is the number of the operation to undo.

    With --json: {"operation": {"id", "verb", "state", "total", "planned", "skipped", "skip_reasons", ...},
    "types": {type: number}, "statuses": {status: number}, "oldest": time, "newest": time, "searched"}
    """  # noqa: D301 - \b keeps click from joining the lines
    arguments = _arguments(verb, ids, spread, priority=priority, delay=delay, now=now)
    wanted = _filter(verb, ids, filter)

    async def work(queue: "Queue") -> "Plan":
        from queue_core.ctl.actions import named
        from queue_core.ctl.plans import frozen
        from queue_core.models import RequestId
        from queue_core.queue import new_request_id

        request = new_request_id() if request_id is None else RequestId(str(request_id))
        chosen: list[JobId] | None = None
        if wanted is None and verb != "undo":
            chosen = [job.id for job in await named(queue, ids)]
        return await frozen(
            queue, verb, wanted, chosen, arguments, actor=current_actor(), reason=reason, request_id=request
        )

    _show(call, call.run(work))


def _arguments(
    verb: str, ids: tuple[str, ...], spread: str | None, *, priority: str | None, delay: str | None, now: bool
) -> "dict[str, JsonValue]":
    from queue_core.ctl.parameters import edit_of, seconds_of

    if spread is not None and verb != "retry":
        raise click.UsageError("Only a retry takes --spread.")
    if verb == "edit":
        return {**edit_of(priority, delay, now)}
    if priority is not None or delay is not None or now:
        raise click.UsageError("Only an edit takes --priority, --delay and --now.")
    if verb == "undo":
        return {"operation_id": _number(ids)}
    return {} if spread is None else {"spread_seconds": seconds_of(spread, "--spread")}


def _number(ids: tuple[str, ...]) -> int:
    if len(ids) != 1 or not ids[0].isdecimal() or len(ids[0]) > 18:
        raise click.UsageError("Say the number of the operation to undo, such as 'queuectl plan undo 4711'.")
    return int(ids[0])


def _filter(verb: str, ids: tuple[str, ...], filter: str | None) -> "Filter | None":
    from queue_core.filters import parse_filter

    if bool(ids) == (filter is not None):
        raise click.UsageError("Say which jobs: either their ids, or --filter.")
    return None if filter is None else parse_filter(filter)


def _show(call: Call, plan: "Plan") -> None:
    from queue_core.ctl.operation_text import plan_text
    from queue_core.shapes import plain

    if call.out.as_json:
        call.out.show_json(plain(plan))
        return
    call.out.show(plan_text(plan, call.out.width))
    number = plan.operation.id
    if plan.operation.planned:
        call.out.tell(f"'queuectl apply {number}' does it, 'queuectl halt {number} --abort' drops it.")
    else:
        call.out.tell("It would touch no job.")
