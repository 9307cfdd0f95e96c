"""How a page of jobs, unfiltered and by each field, costs on 1,000,000 rows against 10,000.

The rows are alike in both: finished ones of three types, a fiftieth failed, each with an attempt, and
1,000 queued. A filter that no index serves looks at 10,000 rows per call in either and says where to
go on, so it is the time of one call that is compared, the best of several.
"""

from time import perf_counter

from queue_core.filters import parse_filter
from queue_core.queue import Queue
from queue_core.transports.postgres import PostgresTransport
from tests.benchmarks.result import Result
from tests.support.databases import Database, fresh_database
from tests.support.server import Server

SMALL, LARGE = 10_000, 1_000_000
REPEATS = 7
MOST_TIMES = 3.0
"""The target: no page takes longer than this many times the time on the small table."""

FILTERS = (
    "",
    "status:failed",
    "status:failed,cancelled",
    "type:doubt",
    "priority:high",
    'error:"connection reset"',
    "error:nothing-like-this",
    "category:api_error",
    "category:timeout",
    "payload.user_id:42",
    "payload.user_id:-1",
    "age:>15m",
    "created:2026-01-01..",
    "updated:-1h..",
    "started:..2020-01-01",
    "completed:..2020-01-01",
    "run_at:2020-01-01..",
    "tries:>=2",
    "worker:vps1",
    "worker:vps9",
    "fingerprint:9c1e",
    "id:3f2a",
    "user:3f2a",
    "parent:3f2a",
    "key:none",
    "condition:stuck",
    "resource:manim",
    "-type:daily_ca",
    "free-text-that-is-nowhere",
)

FILL = """
set session_replication_role = replica;
insert into public.jobs (job_type, priority, status, payload, retry_count, max_retries, created_at, updated_at,
                         started_at, completed_at, error_message)
select (array['doubt', 'topic_short', 'daily_ca'])[1 + n % 3], (array['high', 'medium', 'low'])[1 + n / 3 % 3],
       case when n % 50 = 0 then 'failed' when n % 211 = 0 then 'cancelled' else 'completed' end,
       jsonb_build_object('question', 'Question ' || n, 'user_id', n % 1000), 0, 3,
       now() - n * interval '2 seconds', now() - n * interval '2 seconds' + interval '1 minute',
       now() - n * interval '2 seconds' + interval '5 seconds', now() - n * interval '2 seconds' + interval '1 minute',
       case when n % 50 = 0 then '{"message": "connection reset by peer ' || n || '"}' end
from generate_series(1, %(rows)s) n;
insert into public.jobs (job_type, priority, payload)
select (array['doubt', 'topic_short', 'daily_ca'])[1 + n % 3], (array['high', 'medium', 'low'])[1 + n / 3 % 3],
       jsonb_build_object('question', 'Question ' || n)
from generate_series(1, 1000) n;
insert into queue.lanes select t, '' from unnest(array['doubt', 'topic_short', 'daily_ca']) t;
insert into queue.attempts (job_id, number, token, worker, started_at, ended_at, outcome, category, counted,
                            exception_type, message, stack, fingerprint)
select id, 1, gen_random_uuid(), 'vps1', started_at, completed_at,
       case when status = 'completed' then 'completed' else 'failed' end,
       case when status <> 'completed' then 'api_error' end, true,
       'HTTPStatusError', 'Server error', 'Traceback', 'aaaa0000'
from public.jobs where status in ('completed', 'failed');
"""


async def fill(database: Database, rows: int) -> None:
    """Give a database so many finished jobs, and 1,000 queued ones."""
    await database.execute(FILL.replace("%(rows)s", str(rows)))
    await database.execute("vacuum analyze")


async def page_seconds(queue: Queue, text: str) -> float:
    """The time of one page, the best of several."""
    wanted = parse_filter(text)
    best = float("inf")
    for _ in range(REPEATS):
        began = perf_counter()
        await queue.jobs(wanted, limit=50)
        best = min(best, perf_counter() - began)
    return best


async def report(server: Server) -> list[Result]:
    """What the runner prints."""
    return [
        Result(f"page on {LARGE:,} rows against {SMALL:,}: {text or 'all jobs'}", large / small, "times", MOST_TIMES)
        for text, small, large in await compare(server)
    ]


async def compare(server: Server) -> list[tuple[str, float, float]]:
    """Each filter with its seconds on the small and on the large table."""
    with fresh_database(server) as small, fresh_database(server) as large:
        await fill(small, SMALL)
        await fill(large, LARGE)
        async with (
            Queue(PostgresTransport(small.conninfo, label="small", program="bench")) as in_small,
            Queue(PostgresTransport(large.conninfo, label="large", program="bench")) as in_large,
        ):
            return [(text, await page_seconds(in_small, text), await page_seconds(in_large, text)) for text in FILTERS]
