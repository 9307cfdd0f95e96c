"""queuectl release: slots that lost attempts hold."""

from typing import TYPE_CHECKING
from uuid import UUID

import click

from queue_core.actor import current_actor
from queue_core.ctl.call import Call, action_options, command
from queue_core.ctl.exits import Exit
from queue_core.ctl.report import report

if TYPE_CHECKING:
    from queue_core.queue import Queue


@command("release")
@click.argument("ids", nargs=-1, metavar="[IDS...]")
@click.option("--worker", metavar="NAME", help="All slots that workers of this name have lost.")
@click.option("--yes", is_flag=True, help="Do not ask about the slots of --worker.")
@action_options
def release(
    call: Call, *, ids: tuple[str, ...], worker: str | None, yes: bool, reason: str | None, request_id: UUID | None
) -> int:
    """Free the slots that lost attempts of jobs still hold, before their deadline.

    A slot is held where a worker was lost while its call to the orchestrator may still be running; 'queuectl
    stats' lists them. Free it when you know that the call has ended: one that runs goes on outside the limits.

    With --json: as for retry.
    """
    from queue_core.ctl.actions import RELEASE, act, holders, lost_by
    from queue_core.ctl.asking import confirmed
    from queue_core.ctl.job_text import SHORT_ID, moment

    if bool(ids) == (worker is not None):
        raise click.UsageError("Say which slots: either the ids of their jobs, or --worker.")

    async def work(queue: "Queue") -> int:
        chosen = await holders(queue, ids) if worker is None else await lost_by(queue, worker)
        for slot in (slot for slots in chosen.values() for slot in slots):
            lost = f" by worker {slot.worker}" if slot.worker else ""
            what = f"{slot.job_id[:SHORT_ID]} {slot.job_type}"
            call.out.tell(f"{what}: its slot is held{lost} until {moment(slot.until)}.")
        number = sum(map(len, chosen.values()))
        if worker is not None and not yes and not confirmed(f"Free {number:,} {'slot' if number == 1 else 'slots'}?"):
            return Exit.NOT_DONE
        acted = await act(queue, RELEASE, list(chosen), actor=current_actor(), reason=reason, request_id=request_id)
        return report(call, RELEASE, acted)

    return call.run(work)
