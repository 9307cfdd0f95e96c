"""queuectl export: what a filter shows, as JSON lines or CSV."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from queue_core.ctl.call import Call, command

if TYPE_CHECKING:
    from queue_core.export import Format, Progress
    from queue_core.filters import Filter
    from queue_core.queue import Queue

FORMATS = ("jsonl", "csv")


@command("export")
@click.argument("filter", nargs=-1, type=click.UNPROCESSED)
@click.option("--format", "form", type=click.Choice(FORMATS), help="Default: csv for a FILE that ends so, else jsonl.")
@click.option("--output", default="-", show_default=True, metavar="FILE", help="- is standard output.")
@click.option("--payload", is_flag=True, help="Write what each job was given to do as well, as the last thing.")
@click.option("--limit", type=click.IntRange(1), metavar="NUMBER", help="Export no more jobs than this.")
def export(
    call: Call, *, filter: tuple[str, ...], form: str | None, output: str, payload: bool, limit: int | None
) -> None:
    """Write all jobs that match FILTER, newest first: one line for each.

    \b
    queuectl export status:failed created:-7d.. --output failed.csv
    queuectl export type:doubt | jq -r .error

    FILE appears when all is written, and nobody else may read it; an export that is interrupted leaves what
    was there before. In CSV no cell is a formula, and the columns keep their order.

    With --json and FILE: {"written": number, "searched": number, "file": name}. Each line of jsonl is a job,
    as 'queuectl jobs --json' has them, and with --payload its "payload"; csv has that as JSON text.
    """  # noqa: D301 - \b keeps click from joining the lines
    from queue_core.ctl.commands.jobs import filter_text
    from queue_core.export import Format
    from queue_core.filters import parse_filter

    wanted = parse_filter(filter_text(filter))
    chosen = Format(form or ("csv" if output.lower().endswith(".csv") else "jsonl"))
    if output == "-":
        _pour(call, wanted, chosen, limit, payload)
    else:
        _write(call, wanted, chosen, limit, payload=payload, output=output)


# As for jobs: -type:doubt is a term, no option.
export.context_settings["ignore_unknown_options"] = True


def _pour(call: Call, wanted: "Filter", form: "Format", limit: int | None, payload: bool) -> None:
    from queue_core.export import Progress, head, matching, texts

    async def work(queue: "Queue") -> None:
        progress, line = Progress(), _Line()
        told = not (sys.stdout is not None and sys.stdout.isatty())  # there the jobs themselves show it
        call.out.pour(head(form, payload=payload))
        async for page in matching(queue, wanted, limit=limit):
            async for text in texts(queue, form, page.jobs, payload=payload):
                call.out.pour(text)
            progress = progress.after(page)
            if told:
                line.tell(progress)
        line.clear()

    call.run(work)


def _write(call: Call, wanted: "Filter", form: "Format", limit: int | None, *, payload: bool, output: str) -> None:
    async def work(queue: "Queue") -> "Progress":
        from queue_core.export import export_file

        line = _Line()
        try:
            return await export_file(queue, wanted, Path(output), form, limit=limit, payload=payload, tell=line.tell)
        finally:
            line.clear()

    written = call.run(work)
    if call.out.as_json:
        call.out.show_json({"written": written.written, "searched": written.searched, "file": output})
    else:
        from queue_core.counts import plural

        call.out.tell(f"{plural(written.written, 'job')} written to {output}.")


class _Line:
    """How far the export is."""

    def __init__(self) -> None:
        from queue_core.ctl.output import ProgressLine

        self._line = ProgressLine()
        self.clear = self._line.clear

    def tell(self, progress: "Progress") -> None:
        self._line.show(f"{progress.written:,} jobs written, {progress.searched:,} looked at …")
