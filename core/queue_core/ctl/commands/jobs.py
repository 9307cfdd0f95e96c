"""queuectl jobs"""

from typing import TYPE_CHECKING

import click

from queue_core.ctl.call import Call, command

if TYPE_CHECKING:
    from queue_core.ctl.search import Found
    from queue_core.queue import Queue

SORTS = ("created", "updated", "queue")


@command("jobs")
@click.argument("filter", nargs=-1, type=click.UNPROCESSED)
@click.option("--limit", type=click.IntRange(1, 100_000), default=50, show_default=True, metavar="NUMBER")
@click.option("--sort", type=click.Choice(SORTS), default="created", show_default=True)
@click.option("--reverse", is_flag=True, help="Oldest first; with --sort queue, last in the queue first.")
def jobs(call: Call, filter: tuple[str, ...], limit: int, sort: str, reverse: bool) -> None:
    """List the jobs that match FILTER, newest first.

    \b
    queuectl jobs status:failed,cancelled 'age:>15m' -type:daily_ca
    queuectl jobs 'error:"connection reset" payload.user_id:42'
    queuectl jobs created:2026-11-01.. 'tries:>=2' worker:vps1 --json

    A space means and, a comma or, a leading minus not. Fields: status, condition, type, priority, error,
    category, payload.PATH, user, age, created, updated, started, completed, run_at, tries, worker,
    fingerprint, id, resource, parent, key. A word alone is looked for in the whole job.

    With --json: {"jobs": [job], "more": bool, "next": {"value", "id"} or null, "searched": number, "now": time}
    """  # noqa: D301 - \b keeps click from joining the lines
    text = filter_text(filter)
    found = search(call, text, limit, sort=sort, descending=(sort != "queue") is not reverse)
    if call.out.as_json:
        from queue_core.shapes import plain

        shown = {"jobs": found.jobs, "more": found.more, "next": found.next, "searched": found.searched}
        call.out.show_json(plain({**shown, "now": found.now}))
        return
    if found.jobs:
        from queue_core.ctl.job_text import jobs_table

        call.out.show(jobs_table(found.jobs, found.now, call.out.width))
    _tell_rest(call, found)


# Terms such as -type:doubt begin like options; what is none of them is taken as it is.
jobs.context_settings["ignore_unknown_options"] = True


def filter_text(words: tuple[str, ...]) -> str:
    """The filter that was given in one or several arguments."""
    for word in words:
        if word.startswith("--"):
            raise click.NoSuchOption(word)
    return " ".join(words)


def search(call: Call, text: str, limit: int, *, sort: str = "created", descending: bool = True) -> "Found":
    """The first jobs that match. Raises InvalidFilter before anything is connected."""
    from queue_core.filters import parse_filter

    wanted = parse_filter(text)

    async def work(queue: "Queue") -> "Found":
        from queue_core.ctl.search import find

        return await find(queue, wanted, limit, sort=sort, descending=descending, tell=call.out.tell)

    return call.run(work)


def _tell_rest(call: Call, found: "Found") -> None:
    if not found.jobs:
        call.out.tell("No job matches.")
    elif found.more:
        call.out.tell(f"There are more: these are the first {len(found.jobs):,}; --limit shows more of them.")
