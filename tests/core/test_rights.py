"""Who may call what: read from the catalog, and tried."""

import pytest

from queue_core.errors import PermissionRefused, QueueError
from queue_core.models import JobId, OperationId
from queue_core.queue import Queue
from queue_core.transports import supabase
from tests.support.databases import Database
from tests.support.gateway import Gateway
from tests.support.jobs import ACTOR, enqueue, new_job, worker, worker_hello
from tests.support.keys import ANON_KEY, legacy_key
from tests.support.transports import direct, rest

WEB = ("anon", "authenticated")

EXECUTABLE = """
select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
where n.nspname in ('public', 'queue') and p.proname <> 'now' and has_function_privilege(%s, p.oid, 'execute')
  and has_schema_privilege(%s, n.oid, 'usage')
order by 1
"""


@pytest.mark.parametrize("role", WEB)
async def test_the_web_may_execute_the_statistics_and_nothing_else(database: Database, role: str) -> None:
    assert await database.execute(EXECUTABLE, role, role) == [("get_queue_stats",)]


@pytest.mark.parametrize("role", WEB)
async def test_the_web_reaches_no_table_of_ours_but_reads_jobs(database: Database, role: str) -> None:
    assert await database.execute("select has_schema_privilege(%s, 'queue', 'usage')", role) == [(False,)]
    rows = await database.execute(
        "select c.relname, p.privilege "
        "from pg_class c, unnest(array['select', 'insert', 'update', 'delete', 'truncate']) p (privilege) "
        "where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v', 'S') "
        "and has_table_privilege(%s, c.oid, p.privilege) and c.relname <> 'job_queue_config'",
        role,
    )
    assert rows == [("jobs", "select")]


async def test_nothing_is_executable_by_everybody(database: Database) -> None:
    rows = await database.execute(
        "select p.oid::regprocedure::text from pg_proc p "
        "where p.pronamespace in ('public'::regnamespace, 'queue'::regnamespace) "
        "and p.proname <> 'now' and has_function_privilege('with_password', p.oid, 'execute')"
    )
    assert rows == []


async def test_every_function_is_owned_by_a_role_that_cannot_log_in_and_has_an_empty_search_path(
    database: Database,
) -> None:
    rows = await database.execute(
        "select p.oid::regprocedure::text from pg_proc p join pg_roles r on r.oid = p.proowner "
        "where p.pronamespace in ('public'::regnamespace, 'queue'::regnamespace) and p.prokind = 'f' "
        "and (r.rolcanlogin or r.rolsuper or p.proconfig is null or not 'search_path=\"\"' = any (p.proconfig))"
    )
    assert rows == []


async def test_api_functions_have_no_overloads_and_return_one_json_value(database: Database) -> None:
    rows = await database.execute(
        "select proname, count(*), bool_and(prorettype = 'jsonb'::regtype and not proretset "
        "and prosecdef = (proname <> 'queue_read')) "  # which calls others, with the rights of who calls it
        "from pg_proc where pronamespace = 'public'::regnamespace and proname like 'queue\\_%' group by 1"
    )
    assert len(rows) > 20
    for name, count, is_one_json_value in rows:
        assert (count, is_one_json_value) == (1, True), name


async def test_whatever_writes_is_volatile(database: Database) -> None:
    """PostgREST runs the others read-only."""
    rows = await database.execute(
        "select proname from pg_proc where pronamespace = 'public'::regnamespace and proname like 'queue\\_%' "
        "and provolatile = 'v' order by 1"
    )
    assert {name.removeprefix("queue_") for (name,) in rows} == {*WORKER_VERBS, *OPERATOR_VERBS}


WORKER_VERBS = ("hello", "claim", "heartbeat", "complete", "fail", "release", "sweep")
OPERATOR_VERBS = (
    "enqueue", "retry", "cancel", "delete", "undo", "configure", "pause", "resume", "release_slot", "quiet",
    "edit", "force_cancel", "plan", "apply", "halt", "unlock",
)  # fmt: skip


async def role_queue(database: Database, role: str) -> Queue:
    """A queue for a user who has one of the queue's roles and nothing else."""
    name = f"{role}_{database.name}"
    await database.execute(f"create role {name} login")
    await database.execute(f"grant {role} to {name}")
    return Queue(direct(database.conninfo_of(name)))


async def allowed(queue: Queue) -> set[str]:
    """The groups of verbs that are not refused."""
    groups = {
        "view": queue.jobs(),
        "work": queue.hello(worker_hello()),
        "operate": queue.enqueue([new_job()], actor=ACTOR),
    }
    found = set()
    for name, call in groups.items():
        try:
            await call
        except PermissionRefused:
            continue
        found.add(name)
    return found


@pytest.mark.parametrize(
    ("role", "groups"),
    [
        ("queue_viewer", {"view"}),
        ("queue_operator", {"view", "operate"}),
        ("queue_admin", {"view", "operate"}),
        ("queue_worker", {"work"}),
    ],
)
async def test_each_role_may_do_its_part(database: Database, role: str, groups: set[str]) -> None:
    async with await role_queue(database, role) as queue:
        assert await allowed(queue) == groups
        await queue.version()
        await queue.metrics()
        if "view" in groups:
            identity = await queue.whoami()
            assert (identity.can_operate, identity.can_work) == ("operate" in groups, "work" in groups)
    await database.execute(f"drop owned by {role}_{database.name}; drop role {role}_{database.name}")


async def test_a_key_that_claims_a_role_of_the_queue_has_its_rights(database: Database, gateway: Gateway) -> None:
    await database.execute("grant queue_viewer to authenticator")
    key = gateway.accept(legacy_key("queue_viewer"))
    async with Queue(rest(gateway.url, key)) as queue:
        assert await allowed(queue) == {"view"}
        assert (await queue.whoami()).role == "queue_viewer"


async def test_a_worker_may_do_all_that_a_worker_does(database: Database, direct_queue: Queue) -> None:
    await enqueue(direct_queue)
    async with await role_queue(database, "queue_worker") as queue:
        worker_id = await worker(queue)
        assert len((await queue.claim(worker_id, 1)).leases) == 1
        await queue.sweep(worker_id)
    await database.execute(f"drop owned by queue_worker_{database.name}; drop role queue_worker_{database.name}")


async def test_the_anon_key_is_refused_by_the_database_too(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supabase, "check_key", lambda key: None)
    async with Queue(rest(gateway.url, ANON_KEY)) as queue:
        for call in (
            queue.jobs(),
            queue.enqueue([new_job()], actor=ACTOR),
            queue.hello(worker_hello()),
            queue.job(JobId("abcd")),
            queue.undo(OperationId(1), actor=ACTOR),
            queue.whoami(),
        ):
            with pytest.raises(QueueError) as caught:
                await call
            assert isinstance(caught.value, PermissionRefused)
