"""queuectl job"""

import json
from typing import TYPE_CHECKING

import click

from queue_core.ctl.call import Call, command

if TYPE_CHECKING:
    from queue_core.models import JobDetail, JobId

LONGEST_TEXT = 20_000
"""Cells of a payload or stack that are shown; --json has all of it."""


@command("job")
@click.argument("id")
def job(call: Call, id: str) -> None:
    """Show one job with its attempts, error, payload and result.

    The beginning of its ID is enough, from four characters.

    With --json: the fields of the job under "job", and beside it payload, result, error_message,
    dedupe_key, deadline_at, attempts, operations, events and now.
    """
    from queue_core.shapes import plain

    detail = call.run(lambda queue: queue.job(_job_id(id)))
    if call.out.as_json:
        call.out.show_json(plain(detail))
        return
    call.out.show("\n\n".join(_sections(detail, call.out.width)))


def _job_id(text: str) -> "JobId":
    from queue_core.models import JobId

    return JobId(text)


def _sections(detail: "JobDetail", cells: int) -> list[str]:
    from queue_core.ctl.job_detail import attempts, operations, overview

    ended = [attempt for attempt in detail.attempts if attempt.stack]
    sections = [overview(detail, cells), attempts(detail, cells), operations(detail, cells)]
    sections.append(_titled("Payload", json.dumps(detail.payload, ensure_ascii=False, indent=2)))
    if detail.result is not None:
        sections.append(_titled("Result", json.dumps(detail.result, ensure_ascii=False, indent=2)))
    if ended:
        sections.append(_titled(f"Stack of attempt {ended[-1].number}", ended[-1].stack or ""))
    return [section for section in sections if section]


def _titled(title: str, text: str) -> str:
    from queue_core.text import clean

    lines = clean(text, LONGEST_TEXT, newlines=True).rstrip("\n").split("\n")
    return "\n".join([title, *(f"  {line}" for line in lines)])
