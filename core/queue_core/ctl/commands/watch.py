"""queuectl watch: what changes, as it changes."""

from typing import TYPE_CHECKING

import click

from queue_core.ctl.call import Call, command

if TYPE_CHECKING:
    from queue_core.ctl.watching import News
    from queue_core.queue import Queue


@command("watch")
@click.argument("filter", nargs=-1, type=click.UNPROCESSED)
def watch(call: Call, filter: tuple[str, ...]) -> None:
    """Show a line for each change of a job that matches FILTER, and of the verdict, until Ctrl-C.

    \b
    queuectl watch type:doubt
    queuectl watch status:failed --json | jq -r 'select(.job) | .job.error'

    Where more than 100 jobs change within a moment, they are counted and not named. While the database
    cannot be reached it tries again, and then goes on from where it was.

    With --json, a line each: {"at": time, "job": job}, {"at", "verdict": {"level", "sentence", ...}}, or
    {"at", "many": number}, 0 where the number is not known.
    """  # noqa: D301 - \b keeps click from joining the lines
    from queue_core.ctl.commands.jobs import filter_text
    from queue_core.filters import parse_filter

    wanted = parse_filter(filter_text(filter))

    def tell(news: "News") -> None:
        _tell(call, news)

    async def work(queue: "Queue") -> None:
        from queue_core.ctl.watching import Watch

        await Watch(queue, wanted, tell, call.out.tell).forever()

    call.run(work)


# As for jobs: -type:doubt is a term, no option.
watch.context_settings["ignore_unknown_options"] = True


def _tell(call: Call, news: "News") -> None:
    from queue_core.ctl.job_text import job_line
    from queue_core.shapes import as_harmless_json, plain

    if call.out.as_json:
        shown = {key: value for key, value in plain(news).items() if value is not None}
        call.out.pour(as_harmless_json(shown) + "\n")
    else:
        at = f"{news.at.astimezone():%H:%M:%S}"
        if news.job is not None:
            call.out.show(f"{at}  {job_line(news.job, news.at, call.out.widest - 10)}")
        elif news.verdict is not None:
            call.out.show(f"{at}  {news.verdict.level.upper()}  {news.verdict.sentence}")
        else:
            call.out.show(f"{at}  {_many(news.many)} changed")
    call.out.flush()


def _many(number: int | None) -> str:
    return f"{number:,} jobs" if number else "more jobs than can be told"
