"""Beside a million finished jobs, every call reads as little as beside none."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.support.databases import fresh_database
from tests.support.server import Server

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("history")]  # one process makes the history

HISTORY = Path(__file__).parents[1] / "support" / "history.sql"
WORKER = "00000000-0000-4000-8000-00000000000a"
LATEST = "00000000-0000-4000-8000-000000000001"
OPERATION = "'tests', null, gen_random_uuid()"


@pytest.fixture(scope="module")
def connection(server: Server) -> Iterator[psycopg.Connection[Any]]:
    """A superuser's connection to a database with a long history."""
    with fresh_database(server) as database, psycopg.connect(database.conninfo_of("postgres")) as connection:
        connection.execute(HISTORY.read_bytes())
        connection.commit()
        connection.autocommit = True
        connection.execute("vacuum (analyze)")
        connection.autocommit = False
        yield connection


def blocks_of(connection: psycopg.Connection[Any], statement: str, *, before: str = "select 1") -> int:
    """Pages of 8 kB that a statement looks at, all functions and triggers in it included; nothing is kept."""
    with connection.transaction(force_rollback=True):
        connection.execute(before.encode())
        blocks = [_explained(connection, statement) for _ in range(2)]
    return blocks[1]  # the first time, what the session caches is not there


def _explained(connection: psycopg.Connection[Any], statement: str) -> int:
    with connection.transaction(force_rollback=True):
        explained = connection.execute(f"explain (analyze, buffers, format json) {statement}".encode())
        [([plan],)] = explained.fetchall()
    blocks = plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"]
    assert isinstance(blocks, int)
    return blocks


HELLO = f"select public.queue_hello('{WORKER}', 'worker-1', 'vps1', 1, '0', 100)"
CLAIM = f"select public.queue_claim('{WORKER}', 10, gen_random_uuid())"
BUSY = f"{HELLO}; {CLAIM}"
COMPLETE = (
    f"select public.queue_complete('{WORKER}', (select jsonb_agg(jsonb_build_object("
    "'job_id', l.job_id, 'token', l.token, 'result', '{}'::jsonb)) from queue.leases l))"
)
TERM = '[{{"field": "{}", "negated": false, "op": "in", "values": ["{}"]}}]'


def page(terms: str = "[]", *, sort: str = "created", descending: bool = True, cursor: str = "null") -> str:
    return f"select public.queue_jobs('{terms}', '{sort}', {descending}, {cursor}, false, 100)"


DEEP = (
    "(select jsonb_build_object('value', created_at::text, 'id', id) from public.jobs "
    "where id = '00000000-0000-4000-8000-00000000c350')"
)

PLAN = (
    f"select public.queue_plan('retry', '{TERM.format('status', 'cancelled')}', null, null, '{{}}', 'tests', null, "
    "'00000000-0000-4000-8000-00000000000b')"
)
PLANNED = "(select max(id) from queue.operations)"
APPLY = f"select public.queue_apply({PLANNED}, 'tests', true, 200)"

PAUSED = """update public.job_queue_config set paused = true where true; update queue.job_types set paused = true;
    insert into queue.operations (request_id, verb, actor, database_role, at)
    select gen_random_uuid(), 'retry', 'tests', 'postgres', now() from generate_series(1, 20000);
    analyze queue.operations"""
LAST = f"""{HELLO}; create temporary table last_in_line as
    select id from public.jobs where status = 'queued' order by priority_rank desc, created_at desc limit 1"""
FAILED_ALIKE = """[{"field": "status", "negated": false, "op": "in", "values": ["failed"]},
    {"field": "fingerprint", "negated": false, "op": "any", "values": [{"begins": "9c1e07"}]}]"""


@pytest.mark.timeout(180)
@pytest.mark.parametrize(
    ("statement", "before", "most"),
    [
        pytest.param(CLAIM, HELLO, 3_000, id="claim"),
        pytest.param(COMPLETE, BUSY, 3_000, id="complete"),
        pytest.param("select public.queue_stats()", BUSY, 1_000, id="stats"),
        pytest.param("select * from public.get_queue_stats()", BUSY, 1_000, id="old stats"),
        pytest.param("select public.queue_workers()", BUSY, 500, id="workers"),
        pytest.param(f"select public.queue_job('{LATEST}')", "select 1", 500, id="job"),
        pytest.param(page(), "select 1", 2_000, id="newest page"),
        pytest.param(page(descending=False), "select 1", 2_000, id="oldest page"),
        pytest.param(page(sort="updated"), "select 1", 2_000, id="updated page"),
        pytest.param(page(sort="queue", descending=False), "select 1", 2_000, id="queue page"),
        pytest.param(page(cursor=DEEP), "select 1", 2_000, id="page in the depth"),
        pytest.param(page(TERM.format("status", "failed")), "select 1", 3_000, id="failed page"),
        pytest.param(page(TERM.format("status", "queued")), "select 1", 3_000, id="queued page"),
        pytest.param(page(TERM.format("type", "doubt")), "select 1", 3_000, id="page of a type"),
        pytest.param(page(TERM.format("type", "nothing")), "select 1", 500, id="page of nothing"),
        pytest.param(page(TERM.format("id", "00000000-0000-4000-8000-00000000a00")), "select 1", 500, id="page by id"),
        pytest.param(page(TERM.format("priority", "urgent")), "select 1", 30_000, id="page that no index serves"),
        pytest.param("select public.queue_counts('[]')", "select 1", 30_000, id="count of everything"),
        pytest.param("select public.queue_changes(pg_current_snapshot()::text)", "select 1", 500, id="changes"),
        pytest.param(
            "insert into public.jobs (job_type, priority, payload) values ('doubt', 'low', '{}')",
            "select 1",
            500,
            id="plain insert",
        ),
        pytest.param(
            'select public.queue_enqueue(\'[{"job_type": "doubt", "payload": {}}]\', \'tests\', gen_random_uuid())',
            "select 1",
            500,
            id="enqueue",
        ),
        pytest.param(f"select public.queue_retry('[\"{LATEST}\"]', {OPERATION})", "select 1", 1_000, id="retry"),
        pytest.param(f"select public.queue_delete('[\"{LATEST}\"]', {OPERATION})", "select 1", 1_000, id="delete"),
        pytest.param("select public.queue_operations(null, null, null, 100)", "select 1", 100, id="audit log"),
        pytest.param("select public.queue_operations(null, 'retry', null, 100)", "select 1", 100, id="audit of a verb"),
        pytest.param("select public.queue_operations(null, null, 'me', 100)", "select 1", 100, id="audit of a person"),
        pytest.param("select public.queue_operations(null, 'enqueue', null, 100)", "select 1", 100, id="enqueues"),
        pytest.param("select public.queue_config()", PAUSED, 500, id="settings while all is paused"),
        pytest.param(PLAN, "select 1", 500_000, id="plan"),
        pytest.param(APPLY, f"{PLAN}; {PLAN}", 20_000, id="chunk"),
        pytest.param(f"select public.queue_operation({PLANNED})", PLAN, 500, id="plan in detail"),
        pytest.param("select public.queue_overview()", BUSY, 3_000, id="overview"),
        pytest.param("select public.queue_alerts()", BUSY, 1_000, id="alerts"),
        # 20,000 jobs are looked up, and before version 17 each of them goes down the index by itself
        pytest.param("select public.queue_failures()", "select 1", 90_000, id="failures"),
        pytest.param("select public.queue_failure('9c1e07aa')", "select 1", 30_000, id="failure"),
        pytest.param("select public.queue_explain((select id::text from last_in_line))", LAST, 1_000, id="explain"),
        pytest.param(page(FAILED_ALIKE), "select 1", 4_000, id="page by fingerprint"),
        pytest.param(f"select public.queue_counts('{FAILED_ALIKE}')", "select 1", 20_000, id="count by fingerprint"),
        # last, since 1,000 positions that are rolled back leave dead rows for the others to pass
        pytest.param(f"select public.queue_sweep('{WORKER}')", HELLO, 80_000, id="first sweep"),
        pytest.param(
            f"select public.queue_sweep('{WORKER}')",
            f"update public.job_queue_config set retention_days = 0 where true; select public.queue_sweep('{WORKER}')",
            5_000,
            id="sweep",
        ),
        pytest.param("select queue.sweep_history(queue.now())", "select 1", 20_000, id="retention"),
        pytest.param(
            "select public.queue_metrics()", f"{BUSY}; select public.queue_sweep('{WORKER}')", 200, id="metrics"
        ),
        pytest.param("select queue.measure(queue.now())", BUSY, 10_000, id="metrics worked out"),
    ],
)
def test_a_call_reads_a_bounded_number_of_pages(
    connection: psycopg.Connection[Any], statement: str, before: str, most: int
) -> None:
    blocks = blocks_of(connection, statement, before=before)
    assert blocks <= most


def test_a_deep_page_costs_what_the_first_costs(connection: psycopg.Connection[Any]) -> None:
    first, deep = blocks_of(connection, page()), blocks_of(connection, page(cursor=DEEP))
    assert deep <= 2 * first


def test_there_really_is_a_history(connection: psycopg.Connection[Any]) -> None:
    rows = connection.execute("select status = 'queued', count(*) from public.jobs group by 1 order by 1").fetchall()
    assert rows == [(False, 1_000_000), (True, 1_000)]
