"""queuectl retry, cancel, delete, release, undo: what is done to jobs."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from queue_core.actor import current_actor
from queue_core.ctl.call import Call, action_options, command
from queue_core.ctl.exits import Exit

if TYPE_CHECKING:
    from queue_core.ctl.actions import Acted, Verb
    from queue_core.models import Job, OperationResult, RequestId
    from queue_core.queue import Queue


def _target_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Which jobs: by id, or by filter."""
    options = (
        click.argument("ids", nargs=-1, metavar="[IDS]..."),
        click.option("--filter", "filter", metavar="FILTER", help="All jobs that match, instead of IDS."),
        click.option("--limit", type=click.IntRange(1, 100_000), default=10_000, show_default=True, metavar="NUMBER",
                     help="With --filter: refuse to touch more jobs than this."),
        click.option("--yes", is_flag=True, help="With --filter: do not ask."),
        click.option("--dry-run", is_flag=True, help="Only list the jobs that would be touched."),
    )  # fmt: skip
    for option in reversed(options):
        function = option(function)
    return action_options(function)


@command("retry")
@_target_options
def retry(call: Call, **options: Any) -> int:
    """Queue failed, cancelled or completed jobs again, with all their attempts; scheduled ones now.

    IDS may be beginnings of ids, from four characters. With --filter the jobs are counted and shown
    first, and --yes is needed where nobody can be asked. Ends with 1 if any job was left alone.

    With --json: {"operations": [number], "done": [id], "requested": [id], "skipped": [{"id", "reason"}],
    "undoable": bool}, and with --dry-run {"jobs": [job]}
    """
    from queue_core.ctl.actions import RETRY

    return _act(call, RETRY, **options)


@command("cancel")
@_target_options
def cancel(call: Call, **options: Any) -> int:
    """Cancel jobs: queued ones at once, running ones when their worker has stopped the call.

    IDS, --filter and --json are as in retry; "requested" lists the running ones.
    """
    from queue_core.ctl.actions import CANCEL

    return _act(call, CANCEL, **options)


@command("delete")
@_target_options
def delete(call: Call, **options: Any) -> int:
    """Remove jobs that are not running, with their attempts. Cannot be undone.

    IDS, --filter and --json are as in retry.
    """
    from queue_core.ctl.actions import DELETE

    return _act(call, DELETE, **options)


@command("release")
@click.argument("ids", nargs=-1, required=True, metavar="IDS...")
@action_options
def release(call: Call, ids: tuple[str, ...], reason: str | None, request_id: UUID | None) -> int:
    """Free the slots that lost attempts of jobs still hold, before their deadline.

    A slot is held where a worker was lost while its call to the orchestrator may still be running; 'queuectl
    stats' lists them. Free it when you know that the call has ended: one that runs goes on outside the limits.

    With --json: as for retry.
    """
    from queue_core.ctl.actions import RELEASE, act, holders
    from queue_core.ctl.job_text import SHORT_ID, moment

    async def work(queue: "Queue") -> int:
        chosen = await holders(queue, ids)
        for slot in (slot for slots in chosen.values() for slot in slots):
            lost = f" by worker {slot.worker}" if slot.worker else ""
            what = f"{slot.job_id[:SHORT_ID]} {slot.job_type}"
            call.out.tell(f"{what}: its slot was held{lost} until {moment(slot.until)}.")
        acted = await act(queue, RELEASE, list(chosen), actor=current_actor(), reason=reason, request_id=request_id)
        return _report(call, RELEASE, acted)

    return call.run(work)


@command("undo")
@click.argument("operation", type=click.IntRange(1))
@action_options
def undo(call: Call, operation: int, reason: str | None, request_id: UUID | None) -> int:
    """Put back what a retry or cancel changed, but for jobs that have moved on since.

    OPERATION is the number that the retry or cancel told.

    With --json: as for retry.
    """
    from queue_core.ctl.actions import UNDO, Acted
    from queue_core.models import OperationId

    if reason is not None:
        raise click.UsageError("An undo takes no --reason.")

    async def work(queue: "Queue", request_id: "RequestId") -> "OperationResult":
        return await queue.undo(OperationId(operation), actor=current_actor(), request_id=request_id)

    acted = Acted()
    acted.add(call.act(work, request_id))
    return _report(call, UNDO, acted)


def _act(
    call: Call, verb: "Verb", *, ids: tuple[str, ...], filter: str | None, limit: int, yes: bool, dry_run: bool,
    reason: str | None, request_id: UUID | None,
) -> int:  # fmt: skip
    from queue_core.ctl.actions import Acted, act, targets

    if bool(ids) == (filter is not None):
        raise click.UsageError("Say which jobs: either their ids, or --filter.")

    async def work(queue: "Queue") -> int:
        jobs = await targets(queue, ids, filter, limit, call.out.tell)
        if dry_run:
            return _list(call, jobs)
        if filter is not None and jobs and not yes and not _confirmed(call, verb, jobs):
            return Exit.NOT_DONE
        chosen = [job.id for job in jobs]
        acted = Acted()
        if chosen:
            acted = await act(queue, verb, chosen, actor=current_actor(), reason=reason, request_id=request_id)
        return _report(call, verb, acted)

    return call.run(work)


def _list(call: Call, jobs: "list[Job]") -> int:
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


def _confirmed(call: Call, verb: "Verb", jobs: "list[Job]") -> bool:
    from queue_core.ctl.actions import breakdown

    question = f"{verb.title} {len(jobs):,} {'job' if len(jobs) == 1 else 'jobs'} ({breakdown(jobs)})?"
    if sys.stdin is None or not sys.stdin.isatty():
        raise click.UsageError(f"{question} Nobody can be asked here: say --yes.")
    return click.confirm(question, err=True)


def _report(call: Call, verb: "Verb", acted: "Acted") -> int:
    if call.out.as_json:
        from queue_core.shapes import plain

        call.out.show_json(plain(acted))
    else:
        for touched in (*acted.done, *acted.requested):
            call.out.show(touched)
        call.out.tell(acted.sentence(verb))
        for skipped in acted.skipped:
            call.out.tell(f"{skipped.id}: left alone, {skipped.reason}")
        if acted.undoable:
            commands = " and ".join(f"'queuectl undo {number}'" for number in acted.operations)
            call.out.tell(f"{commands} takes it back.")
    return Exit.NOT_DONE if acted.skipped else Exit.DONE
