"""Sessions that may only read: the database refuses whatever writes, over both transports, until it is unlocked."""

import inspect
from collections.abc import Awaitable, Callable
from uuid import uuid4

import pytest

from queue_core.connect import connect
from queue_core.errors import PermissionRefused, SchemaMismatch
from queue_core.filters import parse_filter
from queue_core.models import Heartbeat, Lease, OperationId, WorkerId, WorkerState
from queue_core.queue import Queue
from queue_core.settings import Secret, Settings
from queue_core.transports.base import Transport
from queue_core.verbs.viewer import ViewerVerbs
from tests.support.databases import Database
from tests.support.gateway import Gateway
from tests.support.jobs import (
    ACTOR,
    claim,
    claim_one,
    completion,
    enqueue,
    failure,
    new_job,
    releases,
    worker,
    worker_hello,
)
from tests.support.keys import SERVICE_KEY
from tests.support.transports import direct, rest

Verb = Callable[[Queue, Lease, WorkerId], Awaitable[object]]
"""A call on a job that runs, and its worker: nothing but the session keeps it from being carried out."""

VIEWING: dict[str, Verb] = {
    "jobs": lambda queue, lease, worker: queue.jobs(parse_filter('status:processing,queued "?" OR a&b=c')),
    "count": lambda queue, lease, worker: queue.count(parse_filter("type:doubt age:<1h")),
    "job": lambda queue, lease, worker: queue.job(lease.job_id),
    "payloads": lambda queue, lease, worker: queue.payloads([lease.job_id], most_bytes=1000),
    "stats": lambda queue, lease, worker: queue.stats(),
    "overview": lambda queue, lease, worker: queue.overview(),
    "alerts": lambda queue, lease, worker: queue.alerts(),
    "failures": lambda queue, lease, worker: queue.failures(),
    "failure": lambda queue, lease, worker: queue.failure("9c1e0f2a"),
    "explain": lambda queue, lease, worker: queue.explain(lease.job_id),
    "operations": lambda queue, lease, worker: queue.operations(),
    "operation": lambda queue, lease, worker: queue.operation(OperationId(1)),
    "metrics": lambda queue, lease, worker: queue.metrics(),
    "workers": lambda queue, lease, worker: queue.workers(),
    "config": lambda queue, lease, worker: queue.config(),
    "changes": lambda queue, lease, worker: queue.changes(None),
    "preview": lambda queue, lease, worker: queue.preview({"lease_seconds": 90, "types": {"doubt": {"limit": 2}}}),
    "whoami": lambda queue, lease, worker: queue.whoami(),
    "version": lambda queue, lease, worker: queue.version(),
}
WRITING: dict[str, Verb] = {
    "hello": lambda queue, lease, worker: queue.hello(worker_hello(worker_id=worker)),
    "claim": lambda queue, lease, worker: queue.claim(worker, 1),
    "heartbeat": lambda queue, lease, worker: queue.heartbeat(
        Heartbeat(worker_id=worker, state=WorkerState.RUNNING, leases=(), detail={})
    ),
    "complete": lambda queue, lease, worker: queue.complete(worker, [completion(lease)]),
    "fail": lambda queue, lease, worker: queue.fail(worker, [failure(lease)]),
    "release": lambda queue, lease, worker: queue.release(worker, releases([lease])),
    "sweep": lambda queue, lease, worker: queue.sweep(worker),
    "enqueue": lambda queue, lease, worker: queue.enqueue([new_job()], actor=ACTOR),
    "retry": lambda queue, lease, worker: queue.retry([lease.job_id], actor=ACTOR),
    "cancel": lambda queue, lease, worker: queue.cancel([lease.job_id], actor=ACTOR),
    "force_cancel": lambda queue, lease, worker: queue.force_cancel([lease.job_id], actor=ACTOR),
    "edit": lambda queue, lease, worker: queue.edit([lease.job_id], {"priority": "high"}, actor=ACTOR),
    "delete": lambda queue, lease, worker: queue.delete([lease.job_id], actor=ACTOR, reason="why & why = %"),
    "undo": lambda queue, lease, worker: queue.undo(OperationId(1), actor=ACTOR),
    "release_slots": lambda queue, lease, worker: queue.release_slots([lease.job_id], actor=ACTOR),
    "plan": lambda queue, lease, worker: queue.plan("retry", parse_filter("status:failed"), actor=ACTOR),
    "apply": lambda queue, lease, worker: queue.apply(OperationId(1), actor=ACTOR, start=True),
    "halt": lambda queue, lease, worker: queue.halt(OperationId(1), actor=ACTOR),
    "configure": lambda queue, lease, worker: queue.configure({"max_concurrent_renders": 3}, actor=ACTOR),
    "unlock": lambda queue, lease, worker: queue.unlock(seconds=60, actor=ACTOR, reason="tests"),
    "pause": lambda queue, lease, worker: queue.pause(actor=ACTOR),
    "resume": lambda queue, lease, worker: queue.resume(actor=ACTOR),
    "quiet": lambda queue, lease, worker: queue.quiet([worker], actor=ACTOR),
}


def test_every_verb_is_tried_below() -> None:
    verbs = {name for name, member in inspect.getmembers(Queue, inspect.iscoroutinefunction) if name[0] != "_"}
    assert verbs - {"wait_for_wake"} == {*VIEWING, *WRITING}
    assert {name for name in vars(ViewerVerbs) if name[0] != "_"} == {*VIEWING}


@pytest.fixture(params=["postgres", "supabase"])
def locked(request: pytest.FixtureRequest, database: Database) -> Transport:
    """A read-only transport."""
    if request.param == "postgres":
        return direct(database.conninfo, read_only=True)
    gateway: Gateway = request.getfixturevalue("gateway")
    return rest(gateway.url, read_only=True)


async def test_every_verb_that_writes_is_refused_by_the_database_and_every_other_works(
    locked: Transport, direct_queue: Queue, database: Database
) -> None:
    await enqueue(direct_queue, 2)
    lease = await claim_one(direct_queue, worker_id := await worker(direct_queue))
    await direct_queue.fail(worker_id, [failure(lease)])
    [still] = await claim(direct_queue, worker_id)
    before = await state_of(database)
    async with Queue(locked) as queue:
        for verb in WRITING.values():
            with pytest.raises(PermissionRefused, match="This session may only read: nothing was changed"):
                await verb(queue, still, worker_id)
        assert await state_of(database) == before
        for verb in VIEWING.values():
            await verb(queue, still, worker_id)
        assert (await queue.whoami()).read_only


async def test_values_arrive_as_they_are_and_however_many(locked: Transport, direct_queue: Queue) -> None:
    odd = "é ☃ + & = % # ?x=eq.1 'quoted' \"twice\" {a,b}"
    [job_id, *_] = await enqueue(direct_queue, 3, payload={"odd": odd})
    async with Queue(locked) as queue:
        quoted = odd.replace('"', r"\"")
        page = await queue.jobs(parse_filter(f'payload.odd:"{quoted}"'), limit=2)
        assert page.more
        rest_of = await queue.jobs(parse_filter(f'payload.odd:"{quoted}"'), limit=2, cursor=page.last)
        assert len(rest_of.jobs) == 1
        many = parse_filter(f"id:{','.join([job_id, *(str(uuid4()) for _ in range(199))])}")
        assert [job.id for job in (await queue.jobs(many)).jobs] == [job_id]


async def test_only_functions_of_the_api_can_be_read_with_it(gateway: Gateway) -> None:
    transport = rest(gateway.url)
    async with Queue(transport):
        for function in ("queue_read", "get_queue_stats", "pg_sleep", "queue_nothing"):
            with pytest.raises(SchemaMismatch):
                await transport.call("queue_read", {"function": function, "arguments": {}}, timeout_seconds=5)


async def test_a_session_can_be_unlocked_and_locked_again(locked: Transport) -> None:
    async with Queue(locked) as queue:
        await queue.transport.set_read_only(False)
        assert len(await enqueue(queue)) == 1
        assert not (await queue.whoami()).read_only
        await queue.transport.set_read_only(True)
        with pytest.raises(PermissionRefused):
            await enqueue(queue)


async def test_a_production_profile_opens_read_only_whatever_the_key_may_do(
    gateway: Gateway, database: Database
) -> None:
    for settings in (
        Settings(supabase_url=gateway.url, supabase_key=Secret(SERVICE_KEY), production=True),
        Settings(database_url=Secret(database.conninfo), production=True),
    ):
        async with connect(settings, program="tests") as queue:
            identity = await queue.whoami()
            assert (identity.read_only, identity.can_operate) == (True, True)
            with pytest.raises(PermissionRefused):
                await enqueue(queue)


async def state_of(database: Database) -> list[object]:
    """Everything that an action would leave a trace in."""
    return [
        await database.execute(f"select to_jsonb(t) from {table} t order by 1")
        for table in ("public.jobs", "queue.operations", "queue.workers", "queue.leases", "public.job_queue_config")
    ]
