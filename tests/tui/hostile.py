"""Strings that would take the terminal over if they reached it as they are."""

import json

from queue_core.models import JobId
from queue_core.queue import Queue
from tests.support.databases import Database
from tests.support.jobs import claim_one, failure, worker

FRAGMENTS = (
    "\x1b]52;c;ZXZpbA==\x07",  # sets the clipboard
    "\x1b]0;evil title\x07",
    "\x1b]8;;http://evil.example\x07evil link\x1b]8;;\x07",
    "\x1b[2J\x1b[999;999H",  # clears the screen, moves the cursor
    "\x1b[38;5;213;7;9m",  # colours of its own
    "\x1b[?1049l\x1bc",  # leaves the screen, resets the terminal
    "\x1bP+q544e\x1b\\",  # asks the terminal, which answers by typing
    "\x9b31;41;5m\x9d0;evil\x9c",  # the same in 8-bit controls
    "\x07\x08\r\x0b\x0c\x7f",
    "\u202egpj.exe\u2066evil\u2069\u200f",  # turns the line around
    "\u200b\ufeff\U000e0041\u2028",  # shows nothing
    "[/x] [bold]evil[/bold] [@click=app.quit]quit[/] [link=http://evil.example]l[/link]",
)
HOSTILE = "evil ".join(FRAGMENTS)
MEGABYTE = "x" * 1_000_000


async def fill(queue: Queue, database: Database) -> JobId:
    """Jobs with hostile text in every field that a program can write; the id of one with all of them."""
    payload = {f"key {HOSTILE}": HOSTILE, "long": HOSTILE + MEGABYTE, "inner": {HOSTILE: [HOSTILE, {"x": HOSTILE}]}}
    [(job_id,)] = await database.execute(
        "insert into public.jobs (job_type, priority, status, payload, max_retries) "
        "values (%s, 'high', 'queued', %s::jsonb, 0) returning id::text",
        "evil" + HOSTILE,
        json.dumps(payload),
    )
    worker_id = await worker(queue, name="worker" + HOSTILE)
    lease = await claim_one(queue, worker_id)
    stack = f'  File "{HOSTILE}", line 3, in {HOSTILE}\n{HOSTILE}{MEGABYTE}'
    failed = failure(lease, exception_type="Evil" + HOSTILE, message=HOSTILE, stack=stack, excerpt=HOSTILE + MEGABYTE)
    await queue.fail(worker_id, [failed])
    await database.execute(
        "update public.jobs set result = jsonb_build_object('video_url', %s::text, %s::text, 1) where id::text = %s",
        HOSTILE,
        HOSTILE,
        job_id,
    )
    await queue.retry([job_id], actor="actor" + HOSTILE)
    await queue.cancel([job_id], actor="actor" + HOSTILE)
    await database.execute(
        "insert into public.jobs (job_type, priority, status, payload, error_message) values "
        "('doubt', 'low', 'failed', to_jsonb(%s::text), %s), ('doubt', 'low', 'failed', '{}', %s)",
        HOSTILE,
        HOSTILE,
        HOSTILE + MEGABYTE,
    )
    await database.execute("update queue.job_types set example = to_jsonb(%s::text)", HOSTILE)
    return JobId(job_id)
