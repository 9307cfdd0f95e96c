"""queuectl quiet"""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

import click

from queue_core.actor import current_actor
from queue_core.ctl.call import Call, action_options, command
from queue_core.ctl.exits import Exit

if TYPE_CHECKING:
    from queue_core.models import Worker, WorkersResult
    from queue_core.queue import Queue

SHORTEST_BEGINNING = 4
"""Characters of a worker's id."""


@command("quiet")
@click.argument("workers", nargs=-1, required=True, metavar="WORKER...")
@click.option("--off", is_flag=True, help="Let them claim again.")
@click.option("--yes", is_flag=True, help="Do not ask where a name means several workers.")
@action_options
def quiet(
    call: Call, *, workers: tuple[str, ...], off: bool, yes: bool, reason: str | None, request_id: UUID | None
) -> int:
    """Let workers claim nothing more and go on with what they run: before an update of their host, say.

    WORKER is the name of all workers on a host that are called so, or the beginning of one's id, from four
    characters; 'queuectl workers --json' lists them. Ends with 1 if any was left alone.

    With --json: {"operation_id", "done": [id], "skipped": [{"id", "reason"}]}
    """

    async def work(queue: "Queue") -> int:
        chosen = _chosen(await queue.workers(), workers)
        if len(chosen) > len(set(workers)) and not yes and not _confirmed(chosen, off=off):
            return Exit.NOT_DONE
        return _report(call, chosen, await _ask(queue, chosen, off, reason, request_id), off=off)

    return call.run(work)


def _chosen(known: "Sequence[Worker]", named: Sequence[str]) -> "list[Worker]":
    """The workers meant that are there. Raises NotFound for a name that is nobody's."""
    from queue_core.errors import NotFound
    from queue_core.models import WorkerState

    alive = [worker for worker in known if worker.state not in (WorkerState.STOPPED, WorkerState.GONE)]
    chosen: dict[str, Worker] = {}
    for name in named:
        found = [worker for worker in alive if worker.name == name] or [
            worker for worker in alive if len(name) >= SHORTEST_BEGINNING and worker.id.startswith(name.lower())
        ]
        if not found:
            raise NotFound(f"No worker that is alive is called {name}: 'queuectl workers' lists them.")
        chosen.update({worker.id: worker for worker in found})
    return list(chosen.values())


def _confirmed(chosen: "Sequence[Worker]", *, off: bool) -> bool:
    question = f"{'Wake' if off else 'Quiet'} {len(chosen):,} workers ({_names(chosen)})?"
    if sys.stdin is None or not sys.stdin.isatty():
        raise click.UsageError(f"{question} Nobody can be asked here: say --yes.")
    return click.confirm(question, err=True)


async def _ask(
    queue: "Queue", chosen: "Sequence[Worker]", off: bool, reason: str | None, request_id: UUID | None
) -> "WorkersResult":
    from queue_core.ctl.call import insist
    from queue_core.models import RequestId
    from queue_core.queue import new_request_id

    request = new_request_id() if request_id is None else RequestId(str(request_id))
    ids, actor = [worker.id for worker in chosen], current_actor()
    return await insist(
        lambda: queue.quiet(ids, off=off, actor=actor, reason=reason, request_id=request),
        request,
    )


def _report(call: Call, chosen: "Sequence[Worker]", result: "WorkersResult", *, off: bool) -> int:
    if call.out.as_json:
        from queue_core.shapes import plain

        call.out.show_json(plain(result))
    else:
        done = [worker for worker in chosen if worker.id in result.done]
        if done:
            call.out.tell(f"{'Active again' if off else 'Quiet'}: {_names(done)}.")
        for skipped in result.skipped:
            call.out.tell(f"{skipped.id}: left alone, {skipped.reason}")
    return Exit.NOT_DONE if result.skipped else Exit.DONE


def _names(workers: "Sequence[Worker]") -> str:
    from queue_core.text import clean, listed

    return listed([clean(worker.name, 40) for worker in workers], "and")
