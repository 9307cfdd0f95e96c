"""queuectl retry, cancel, delete, edit: what is done to jobs that are named, or to all that match."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from queue_core.actor import current_actor
from queue_core.ctl.call import Call, action_options, command
from queue_core.ctl.report import report

if TYPE_CHECKING:
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
@click.option("--spread", metavar="DURATION", help="Let the jobs become due one after the other over so long.")
def retry(call: Call, spread: str | None, **options: Any) -> int:
    """Queue failed, cancelled or completed jobs again, with all their attempts; scheduled ones now.

    IDS may be beginnings of ids, from four characters. With --filter the jobs are counted and shown
    first, and --yes is needed where nobody can be asked. More than 1,000 jobs that match, or a --spread,
    become a plan that is applied at once: it is one operation, and goes on in the workers if this command
    is interrupted. Ends with 1 if any job was left alone.

    With --json: {"operations": [number], "done": [id], "requested": [id], "skipped": [{"id", "reason"}],
    "undoable": bool, "counts": {"done", "requested", "skipped"}}, and with --dry-run {"jobs": [job]}. Of
    a plan the lists are null, and "skip_reasons": {reason: number} says why.
    """
    from queue_core.ctl.acting import act_on
    from queue_core.ctl.actions import RETRY
    from queue_core.ctl.parameters import seconds_of

    arguments = {} if spread is None else {"spread_seconds": seconds_of(spread, "--spread")}
    return act_on(call, RETRY, arguments, planned=spread is not None, **options)


@command("cancel")
@_target_options
def cancel(call: Call, **options: Any) -> int:
    """Cancel jobs: queued ones at once, running ones when their worker has stopped the call.

    IDS, --filter and --json are as in retry; "requested" lists the running ones.
    """
    from queue_core.ctl.acting import act_on
    from queue_core.ctl.actions import CANCEL

    return act_on(call, CANCEL, {}, **options)


@command("delete")
@_target_options
def delete(call: Call, **options: Any) -> int:
    """Remove jobs that are not running, with their attempts. Cannot be undone.

    IDS, --filter and --json are as in retry.
    """
    from queue_core.ctl.acting import act_on
    from queue_core.ctl.actions import DELETE

    return act_on(call, DELETE, {}, **options)


@command("edit")
@_target_options
@click.option("--priority", metavar="high|medium|low", help="The new priority.")
@click.option("--delay", metavar="DURATION", help="Run not before this long from now, such as 10m or 2h.")
@click.option("--now", is_flag=True, help="Run as soon as possible.")
def edit(call: Call, priority: str | None, delay: str | None, now: bool, **options: Any) -> int:
    """Change the priority of queued jobs, or when they run.

    IDS, --filter and --json are as in retry. Jobs that are not queued are left alone.
    """
    from queue_core.ctl.acting import act_on
    from queue_core.ctl.actions import EDIT
    from queue_core.ctl.parameters import edit_of

    return act_on(call, EDIT, edit_of(priority, delay, now), **options)


@command("force-cancel")
@click.argument("ids", nargs=-1, required=True, metavar="IDS...")
@action_options
def force_cancel(call: Call, ids: tuple[str, ...], reason: str | None, request_id: UUID | None) -> int:
    """Cancel running jobs without waiting for their worker. It stops no process.

    For a job whose worker does not hear a cancel. A call that is still running goes on, and keeps its slot
    until its deadline ('queuectl release' frees it); its result is refused.

    With --json: as for retry.
    """
    from queue_core.ctl.actions import FORCE_CANCEL, act, named

    async def work(queue: "Queue") -> int:
        chosen = [job.id for job in await named(queue, ids)]
        acted = await act(queue, FORCE_CANCEL, chosen, actor=current_actor(), reason=reason, request_id=request_id)
        code = report(call, FORCE_CANCEL, acted)
        if acted.done:
            call.out.tell("No process was stopped: a call that still runs keeps its slot until its deadline.")
        return code

    return call.run(work)
