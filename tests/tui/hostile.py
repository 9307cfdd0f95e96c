"""Strings that would take the terminal over if they reached it as they are."""

import json
import re
from contextlib import suppress

from psycopg import AsyncConnection
from psycopg.errors import CheckViolation

from queue_core.filters import parse_filter
from queue_core.models import Heartbeat, JobId, JsonValue, LeaseProgress, WorkerState
from queue_core.queue import Queue
from tests.support.databases import Database
from tests.support.jobs import ACTOR, claim_one, completion, enqueue, failure, worker

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


TEXTS = """
select format('%I.%I', t.relnamespace::regnamespace, t.relname), a.attname
from pg_attribute a join pg_class t on t.oid = a.attrelid
where t.relnamespace in ('public'::regnamespace, 'queue'::regnamespace) and t.relkind = 'r'
  and a.attnum > 0 and a.atttypid = 'text'::regtype and not a.attisdropped
"""
"""Every text column there is."""
OUR_OWN = re.compile(
    r"queue\.(migrations|lanes)\..*"
    r"|queue\.events\.(kind|old_status|new_status)"  # written by triggers, from columns that are checked
    r"|queue\.attempts\.category|queue\.operations\.verb"  # one of a few words, written by our functions only
    r"|public\.job_queue_config\.time_zone"  # the database refuses what is none
)
"""What no program and no person can put text of their own into."""


async def fill_views(queue: Queue, database: Database) -> set[str]:
    """The same, and everything that the other views show; then every text that is left is made hostile as well."""
    # a slow machine may look at it all for minutes: no worker is silent or gone by then, and no job is stuck
    await database.execute("update public.job_queue_config set lease_seconds = 3600, heartbeat_seconds = 1200")
    await fill(queue, database)
    await enqueue(queue, 3, job_type="manim_video")
    worker_id = await worker(queue, name="second")
    lease = await claim_one(queue, worker_id)
    breaker: JsonValue = {
        "state": "open",
        "state_seconds": 5,
        "next_probe_seconds": 20,
        "failures": 3,
        "reason": HOSTILE,
    }
    detail: dict[str, JsonValue] = {"dependencies": {"orchestrator": breaker, HOSTILE: breaker}, HOSTILE: HOSTILE}
    beats = (LeaseProgress(token=lease.token, progress=0.5),)
    await queue.heartbeat(Heartbeat(worker_id=worker_id, state=WorkerState.RUNNING, leases=beats, detail=detail))
    await queue.complete(worker_id, [completion(await claim_one(queue, worker_id))])
    await database.execute("update public.jobs set resource = 'x', dedupe_key = id::text")
    await database.execute("update queue.job_types set resource = 'x'")
    await queue.pause(actor="actor" + HOSTILE, reason=HOSTILE)
    await queue.plan("retry", parse_filter("status:failed"), actor="actor" + HOSTILE, reason=HOSTILE)
    await queue.cancel([JobId("00000000-0000-4000-8000-000000000000")], actor=ACTOR, reason=HOSTILE)
    return await poison(database)


async def poison(database: Database) -> set[str]:
    """Make every text in the database hostile that is not ours and not held to a few words; the columns."""
    poisoned = set()
    async with await AsyncConnection.connect(database.conninfo_of("postgres"), autocommit=True) as connection:
        await connection.execute("set session_replication_role = replica")
        for table, column in await (await connection.execute(TEXTS)).fetchall():
            if OUR_OWN.fullmatch(f"{table}.{column}"):
                continue
            # a row's own place in each, since some texts have to differ
            update = f"update {table} set {column} = %s || ctid where {column} is not null"
            with suppress(CheckViolation):
                changed = await connection.execute(update.encode(), ("evil" + HOSTILE,))
                poisoned |= {f"{table}.{column}"} if changed.rowcount else set()
    return poisoned
