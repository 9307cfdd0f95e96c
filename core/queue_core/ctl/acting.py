"""From the options of an action to what became of it: which jobs, the question, at once or by a plan."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

import click

from queue_core.actor import current_actor
from queue_core.counts import plural
from queue_core.ctl.actions import PIECE, Acted, Verb, act, breakdown, named, targets
from queue_core.ctl.asking import confirmed
from queue_core.ctl.call import Call
from queue_core.ctl.exits import Exit
from queue_core.ctl.plans import applied, frozen
from queue_core.ctl.report import report, report_plan
from queue_core.filters import Filter, parse_filter
from queue_core.models import Job, JsonValue, RequestId
from queue_core.queue import Queue, new_request_id
from queue_core.verbs.bulk import CHUNK


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ask:
    """What was asked for."""

    verb: Verb
    arguments: Mapping[str, JsonValue]
    filter: Filter | None
    limit: int
    yes: bool
    reason: str | None
    request_id: UUID | None
    actor: str = field(default_factory=current_actor)


def act_on(
    call: Call, verb: Verb, arguments: Mapping[str, JsonValue], *, planned: bool = False, ids: tuple[str, ...],
    filter: str | None, limit: int, yes: bool, dry_run: bool, reason: str | None, request_id: UUID | None,
) -> int:  # fmt: skip
    """Do `verb` to the jobs of `ids`, or to all that match. Raises click.UsageError."""
    if bool(ids) == (filter is not None):
        raise click.UsageError("Say which jobs: either their ids, or --filter.")
    wanted = None if filter is None else parse_filter(filter)
    ask = _Ask(
        verb=verb, arguments=arguments, filter=wanted, limit=limit, yes=yes, reason=reason, request_id=request_id
    )

    async def work(queue: Queue) -> int:
        if wanted is None:
            jobs = await named(queue, ids)
        else:
            jobs = await targets(queue, wanted, limit, limit if dry_run else PIECE, call.out.tell)
        if dry_run:
            return _list(call, jobs)
        if jobs and (planned or (wanted is not None and len(jobs) > PIECE)):
            return await _by_plan(call, queue, ask, jobs)
        return await _at_once(call, queue, ask, jobs)

    return call.run(work)


async def _at_once(call: Call, queue: Queue, ask: _Ask, jobs: list[Job]) -> int:
    statuses = Counter(job.status.value for job in jobs)
    if ask.filter is not None and jobs and not ask.yes and not _confirmed(ask.verb, statuses):
        return Exit.NOT_DONE
    acted = Acted()
    if jobs:
        acted = await act(
            queue, ask.verb, [job.id for job in jobs], arguments=ask.arguments, actor=ask.actor, reason=ask.reason,
            request_id=ask.request_id,
        )  # fmt: skip
    return report(call, ask.verb, acted)


async def _by_plan(call: Call, queue: Queue, ask: _Ask, jobs: list[Job]) -> int:
    request = new_request_id() if ask.request_id is None else RequestId(str(ask.request_id))
    ids = [job.id for job in jobs] if ask.filter is None else None
    plan = await frozen(
        queue, ask.verb.method, ask.filter, ids, ask.arguments, actor=ask.actor, reason=ask.reason,
        request_id=request, limit=ask.limit,
    )  # fmt: skip
    number = plan.operation.id
    sure = False
    try:
        sure = ask.filter is None or ask.yes or _confirmed(ask.verb, plan.statuses)
    finally:
        if not sure:
            await queue.halt(number, actor=ask.actor, abort=True)
    if not sure:
        return Exit.NOT_DONE
    return report_plan(call, await applied(queue, number, call.out, actor=ask.actor, chunk=CHUNK))


def _list(call: Call, jobs: list[Job]) -> int:
    from datetime import UTC, datetime

    from queue_core.ctl.job_text import jobs_table
    from queue_core.shapes import plain

    if call.out.as_json:
        call.out.show_json({"jobs": plain(jobs)})
    elif jobs:
        call.out.show(jobs_table(jobs, datetime.now(UTC), call.out.width))
    else:
        call.out.tell("No job matches.")
    return Exit.DONE


def _confirmed(verb: Verb, statuses: Mapping[str, int]) -> bool:
    number = sum(statuses.values())
    return confirmed(f"{verb.title} {plural(number, 'job')} ({breakdown(statuses)})?")
