"""queuectl audit: who did what to which jobs and why, and what has become of it."""

from typing import TYPE_CHECKING

import click

from queue_core.ctl.call import Call, command

if TYPE_CHECKING:
    from queue_core.models import OperationId, OperationPage
    from queue_core.queue import Queue

LARGEST_PAGE = 1000


@command("audit")
@click.argument("operation", type=click.IntRange(1), required=False)
@click.option("--verb", metavar="VERB", help="Only this one: retry, cancel, configure ...; enqueue is shown only so.")
@click.option("--actor", metavar="NAME", help="Only what this person did.")
@click.option("--limit", type=click.IntRange(1, 100_000), default=50, show_default=True, metavar="NUMBER")
def audit(call: Call, operation: int | None, verb: str | None, actor: str | None, limit: int) -> None:
    """List what was done, newest first; with OPERATION, all about one and what has become of its jobs.

    \b
    queuectl audit --verb delete --actor ravi@vps1
    queuectl audit 4711     # by now 38 completed, 2 failed again

    With --json: {"operations": [operation], "more": bool, "now": time}, the newest first; with OPERATION
    {"operation": operation, "targets": [{"job_id", "effect", "skip_reason", "before", "after"}], 200 at most,
    "followed": {"statuses": {status: number}, "failed_again", "failed_otherwise", "capped"} or null,
    "found": {"types": {type: number}, "statuses": {status: number}, "oldest", "newest", "searched"} or null, "now"}
    """  # noqa: D301 - \b keeps click from joining the lines
    if operation is None:
        _list(call, verb and verb.replace("-", "_").replace(" ", "_"), actor, limit)
    elif verb is not None or actor is not None:
        raise click.UsageError("One operation takes neither --verb nor --actor.")
    else:
        _show(call, operation)


def _show(call: Call, number: int) -> None:
    from queue_core.models import OperationId
    from queue_core.shapes import plain

    detail = call.run(lambda queue: queue.operation(OperationId(number)))
    if call.out.as_json:
        call.out.show_json(plain(detail))
        return
    from queue_core.ctl.operation_text import operation_text

    call.out.show(operation_text(detail, call.out.width))
    if detail.operation.undoable:
        call.out.tell(f"'queuectl undo {number}' undoes it.")


def _list(call: Call, verb: str | None, actor: str | None, limit: int) -> None:
    from queue_core.shapes import plain

    async def work(queue: "Queue") -> "list[OperationPage]":
        return await _pages(queue, verb, actor, limit)

    pages = call.run(work)
    found, last = [operation for page in pages for operation in page.operations], pages[-1]
    if call.out.as_json:
        call.out.show_json({"operations": plain(found), "more": last.more, "now": plain(last.now)})
        return
    if not found:
        call.out.tell("Nothing was done yet." if verb is None and actor is None else "No operation matches.")
        return
    from queue_core.ctl.operation_text import log_text

    call.out.show(log_text(found, last.now, call.out.width))
    if last.more:
        call.out.tell(f"There are more: these are the latest {len(found):,}; --limit shows more of them.")


async def _pages(queue: "Queue", verb: str | None, actor: str | None, limit: int) -> "list[OperationPage]":
    pages: list[OperationPage] = []
    before: OperationId | None = None
    while limit > 0:
        page = await queue.operations(before=before, verb=verb, actor=actor, limit=min(limit, LARGEST_PAGE))
        pages.append(page)
        limit -= len(page.operations)
        if not page.more or not page.operations:
            break
        before = page.operations[-1].id
    return pages
