"""Workers, operators, other programs and time, in any order hypothesis comes up with, on a real PostgreSQL.

No model says what must come out: after each step the database must make sense, and every few steps the checker must
find nothing in the whole history. Leases are kept for ever and used again, by their own worker and by others.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any, ClassVar, TypeVar
from uuid import UUID

import psycopg
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from queue_core.errors import QueueError
from queue_core.filters import Filter
from queue_core.models import (
    Acknowledgement,
    Category,
    ClaimScope,
    Heartbeat,
    JobId,
    JobStatus,
    JsonValue,
    Lease,
    LeaseProgress,
    LeaseToken,
    NewJob,
    OperationId,
    OperationResult,
    Outcome,
    Plan,
    Priority,
    RequestId,
    WorkerId,
    WorkerState,
)
from queue_core.queue import Queue
from tests.promises.checker import Scenario, violations
from tests.promises.history import keep_records, read_history
from tests.support.clock import Clock
from tests.support.databases import OWNER, fresh_database
from tests.support.jobs import ACTOR, completion, failure, releases, worker_hello
from tests.support.server import Server
from tests.support.transports import direct

STEPS_BETWEEN_CHECKS = 12
LEASE_SECONDS = 60
VERBS = ("retry", "cancel", "force_cancel", "edit", "delete", "release_slots")
PLANNED_VERBS = ("retry", "retry", "cancel", "edit", "delete")
EDIT: dict[str, JsonValue] = {"priority": "high", "delay_seconds": 60}
AT_FIRST: dict[str, JsonValue] = {
    "max_concurrent_renders": 5,
    "max_manim_renders": 2,
    "peak_worker_multiplier": 1,
    "types": {"manim_video": {"resource": "manim"}},
}
NOBODYS_JOB = JobId("00000000-0000-4000-8000-000000000000")

NONSENSE = """
select 'a running lease of a job that is not processing' from queue.leases l left join public.jobs j on j.id = l.job_id
  where l.held_since is null and j.status is distinct from 'processing'
union all
select 'a running attempt with a wrong number' from queue.leases l
  where l.held_since is null
    and l.number <> (select coalesce(max(a.number), 0) + 1 from queue.attempts a where a.job_id = l.job_id)
union all
select 'a place in the queue for a job that is ' || status from public.jobs
  where queue_position is not null and status <> 'queued'
union all
select 'more counted failures than attempts' from public.jobs where retry_count > max_retries and not touched
union all
select 'an operation that counts its targets wrong' from queue.operations o,
  lateral (
    select count(*) as total, count(*) filter (where effect = 'planned') as planned,
           count(*) filter (where effect = 'done') as done, count(*) filter (where effect = 'requested') as requested
    from queue.operation_targets t where t.operation_id = o.id) t
  where (o.total, o.planned, o.done, o.requested, o.skipped)
    <> (t.total, t.planned, t.done, t.requested, t.total - t.planned - t.done - t.requested)
union all
select 'a plan that is applied and has something left' from queue.operations where state = 'applied' and planned > 0
union all
select 'a final job without its end' from public.jobs
  where completed_at is null and status in ('completed', 'failed', 'cancelled') and not touched
"""
"""What can never be, whatever happened. `touched`: another program wrote to the job."""

FINGERPRINT = """
select (select md5(coalesce(string_agg(j::text, '' order by j.id), '')) from public.jobs j),
       (select md5(coalesce(string_agg(a::text, '' order by a.job_id, a.number), '')) from queue.attempts a),
       (select md5(coalesce(string_agg(l::text, '' order by l.token), '')) from queue.leases l where held_since is null)
"""
"""All that a refused write must leave alone."""

SHOWN = """
select t.job_id, j.status, case when j.status <> 'processing' then j.updated_at end
from queue.operation_targets t join public.jobs j on j.id = t.job_id where t.operation_id = %s and t.effect = 'planned'
"""
TOUCHED = "select job_id from queue.operation_targets where operation_id = %s and effect in ('done', 'requested')"

T = TypeVar("T")
Answer = TypeVar("Answer")
Acknowledged = Awaitable[tuple[Acknowledgement, ...]]

places = st.integers(0, 10_000)
"""One of what there is: the remainder counts."""
thieves = st.one_of(st.none(), st.none(), places)
"""Somebody else than the worker whose lease it is."""
some_places = st.lists(places, min_size=1, max_size=3)
priorities = st.sampled_from([None, *Priority])
types = st.sampled_from(["doubt", "topic_short", "manim_video"])
maybe_type = st.sampled_from([None, "doubt", "manim_video"])
dedupe_keys = st.sampled_from([None, None, None, "a", "b"])
statuses = st.sampled_from([status.value for status in JobStatus])
scopes = st.sampled_from(
    [ClaimScope(), ClaimScope(), ClaimScope(types=("doubt",)), ClaimScope(not_types=("doubt",)),
     ClaimScope(not_resources=("manim",))]
)  # fmt: skip
changes: st.SearchStrategy[dict[str, Any]] = st.sampled_from([
    {"max_concurrent_renders": 0}, {"max_concurrent_renders": 2}, {"max_concurrent_renders": 4},
    {"max_manim_renders": 0}, {"max_manim_renders": 1}, {"max_manim_renders": 3},
    {"types": {"doubt": {"limit": 1}}}, {"types": {"doubt": {"limit": None}}},
    {"types": {"topic_short": {"limit": 0}}}, {"types": {"topic_short": {"resource": "manim", "limit": 2}}},
    {"peak_hour_start": "00:00", "peak_hour_end": "12:00", "peak_worker_multiplier": 2},
    {"peak_hour_start": "22:00", "peak_hour_end": "06:00", "peak_worker_multiplier": 0.5},
    {"peak_worker_multiplier": 1}, {"time_zone": "Asia/Kolkata"},
    {"retry_interval_minutes": 0}, {"job_timeout_minutes": 1}, {"job_timeout_minutes": 20},
    {"lease_seconds": 120}, {"types": {"doubt": {"timeout_minutes": 0.5}}},
])  # fmt: skip


def pick(things: list[T], place: int) -> T:
    """One of them, half of the time one of the latest."""
    some = things if place % 2 else things[-6:]
    return some[place // 2 % len(some)]


class QueueMachine(RuleBasedStateMachine):
    """Each rule is one call, or one statement of another program."""

    server: ClassVar[Server]

    async def sabotage(self) -> None:
        """What to break in the database before anything runs: nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.runner = self.stack.enter_context(asyncio.Runner())
        self.database = self.stack.enter_context(fresh_database(self.server))
        self.clock = Clock(self.database)
        self.queue = Queue(direct(self.database.conninfo))
        self.workers: list[WorkerId] = []
        self.jobs: list[JobId] = []
        self.leases: list[tuple[WorkerId, Lease]] = []
        """All there ever were."""
        self.claims: list[tuple[WorkerId, RequestId, frozenset[LeaseToken]]] = []
        self.accepted: set[LeaseToken] = set()
        self.operations: list[OperationId] = []
        self.plans: list[tuple[OperationId, set[tuple[Any, ...]]]] = []
        """With the jobs that each was going to touch, as they were."""
        self.repeats: list[tuple[Callable[[], Awaitable[Any]], Any]] = []
        """Calls with a request id, and what they answered."""
        self.requests = 0
        self.steps = 0
        self.others = False

    def run(self, call: Awaitable[Answer]) -> Answer:
        """Wait for a call."""

        async def waited() -> Answer:
            return await call

        return self.runner.run(waited())

    def sql(self, query: str, *parameters: object) -> list[tuple[Any, ...]]:
        """Ask or change the database past the queue, as its owner."""
        cursor = self.connection.execute(query.encode(), parameters or None)
        return cursor.fetchall() if cursor.description is not None else []

    def request(self) -> RequestId:
        """The next request id, the same in each run."""
        self.requests += 1
        return RequestId(str(UUID(int=self.requests)))

    # -- the beginning and the end ---------------------------------------------------------------------

    @initialize()
    def begin(self) -> None:
        self.run(self.sabotage())
        self.run(keep_records(self.database))
        self.run(self.clock.set(datetime.now(UTC).replace(hour=12, minute=0)))  # peak hours are the same in each run
        self.run(self.queue.transport.open())
        self.connection = self.stack.enter_context(psycopg.connect(self.database.conninfo_of(OWNER), autocommit=True))
        self.connection.execute("alter table public.jobs add column touched boolean not null default false")
        self.run(self.queue.configure(AT_FIRST, actor=ACTOR))
        for number in range(3):
            self.hello(number)
        self.enqueue(3, "doubt", None, 0, None, 3)

    def teardown(self) -> None:
        try:
            if self.steps:
                self.check()
                self.settle()
                self.check(settled=True)
        finally:
            if self.requests:
                self.run(self.queue.transport.close())
            self.stack.close()

    def check(self, *, settled: bool = False) -> None:
        """The whole history, until now."""
        history = self.run(read_history(self.database))
        scenario = Scenario(acknowledged=frozenset(self.jobs), other_programs=self.others, settled=settled)
        found = violations(history, scenario=scenario)
        assert not found, "\n".join(found)

    def settle(self) -> None:
        """The faults are over: everything is given its time and an honest worker."""
        self.run(self.queue.resume(actor=ACTOR))
        self.heartbeat_of_all(0)
        self.run(self.queue.quiet(self.workers[:1], off=True, actor=ACTOR))
        for kind in ("doubt", "topic_short", "manim_video"):
            fields: JsonValue = {"types": {kind: {"limit": None, "paused": False}}}
            self.run(self.queue.configure(fields, actor=ACTOR))  # type: ignore[arg-type]
        self.run(
            self.queue.configure(
                {"max_concurrent_renders": 1000, "max_manim_renders": 1000, "peak_worker_multiplier": 1}, actor=ACTOR
            )
        )
        for _ in range(5):
            self.run(self.clock.advance(12_000))
            self.run(self.queue.sweep(self.workers[0]))
            claim = self.run(self.queue.claim(self.workers[0], 1000))
            if claim.leases:
                self.run(self.queue.complete(self.workers[0], [completion(lease) for lease in claim.leases]))

    @invariant()
    def makes_sense(self) -> None:
        if not self.workers:
            return
        self.steps += 1
        nonsense = self.sql(NONSENSE)
        assert not nonsense, nonsense
        if self.steps % STEPS_BETWEEN_CHECKS == 0:
            self.check()

    # -- workers -------------------------------------------------------------------------------------------

    @rule(number=st.integers(0, 3))
    def hello(self, number: int) -> None:
        hello = worker_hello(worker_id=str(UUID(int=1000 + number)), name=f"worker-{number}")
        self.run(self.queue.hello(hello))
        if hello.worker_id not in self.workers:
            self.workers.append(hello.worker_id)

    @rule(worker=places, slots=st.integers(0, 6), scope=scopes)
    def claim(self, worker: int, slots: int, scope: ClaimScope) -> None:
        worker_id, request_id = pick(self.workers, worker), self.request()
        claim = self.run(self.queue.claim(worker_id, slots, scope=scope, request_id=request_id))
        assert len(claim.leases) <= slots
        assert not (claim.leases and self.is_quiet(worker_id)), "a quiet worker got a job"
        self.claimed(worker_id, request_id, claim.leases)

    @rule(slots=st.integers(1, 6))
    def claim_all_at_once(self, slots: int) -> None:
        requests = [self.request() for _ in self.workers]

        async def together() -> list[Any]:
            claims = (
                self.queue.claim(worker_id, slots, request_id=request_id)
                for worker_id, request_id in zip(self.workers, requests, strict=True)
            )
            return await asyncio.gather(*claims)

        for worker_id, request_id, claim in zip(self.workers, requests, self.run(together()), strict=True):
            self.claimed(worker_id, request_id, claim.leases)

    def claimed(self, worker_id: WorkerId, request_id: RequestId, leases: tuple[Lease, ...]) -> None:
        self.leases += [(worker_id, lease) for lease in leases]
        self.claims.append((worker_id, request_id, frozenset(lease.token for lease in leases)))

    @rule(place=places)
    def claim_again(self, place: int) -> None:
        """With a request id that was used before: what is left of that claim, and never more jobs for it."""
        taken = [claim for claim in self.claims if claim[2]]
        if taken:
            worker_id, request_id, tokens = pick(taken, place)
            expected = tokens & self.running_tokens(worker_id)
            again = self.run(self.queue.claim(worker_id, 3, request_id=request_id)).leases
            if expected:
                assert {lease.token for lease in again} == expected
            else:
                self.claimed(worker_id, request_id, again)

    @rule(worker=places, leases=st.lists(places, max_size=4), cancel_acknowledged=st.booleans())
    def heartbeat(self, worker: int, leases: list[int], cancel_acknowledged: bool) -> None:
        worker_id = pick(self.workers, worker)
        named = tuple(pick(self.leases, place)[1].token for place in leases) if self.leases else ()
        running = self.running_tokens(worker_id)
        beats = tuple(
            LeaseProgress(token=token, progress=0.5, cancel_acknowledged=cancel_acknowledged) for token in named
        )
        answer = self.run(self.queue.heartbeat(Heartbeat(worker_id=worker_id, state=WorkerState.RUNNING, leases=beats)))
        assert set(answer.lost) == set(named) - running
        assert set(answer.cancel) <= running

    @rule(worker=places)
    def heartbeat_of_all(self, worker: int) -> None:
        """What a healthy worker does, however slow its jobs are."""
        worker_id = pick(self.workers, worker)
        beats = tuple(LeaseProgress(token=token) for token in sorted(self.running_tokens(worker_id)))
        answer = self.run(self.queue.heartbeat(Heartbeat(worker_id=worker_id, state=WorkerState.RUNNING, leases=beats)))
        assert answer.lost == ()

    @rule(leases=some_places, thief=thieves)
    def complete(self, leases: list[int], thief: int | None) -> None:
        def call(worker_id: WorkerId, chosen: list[Lease]) -> Acknowledged:
            return self.queue.complete(worker_id, [completion(lease) for lease in chosen])

        self.acknowledge(leases, thief, call)

    @rule(
        leases=some_places,
        thief=thieves,
        category=st.sampled_from(list(Category)),
        retry_after=st.sampled_from([None, None, 1.0, 900.0, 1e9]),
    )
    def fail(self, leases: list[int], thief: int | None, category: Category, retry_after: float | None) -> None:
        outcome = Outcome.TIMED_OUT if category is Category.TIMEOUT else Outcome.FAILED

        def call(worker_id: WorkerId, chosen: list[Lease]) -> Acknowledged:
            how = {"outcome": outcome, "retry_after_seconds": retry_after}
            return self.queue.fail(worker_id, [failure(lease, category, **how) for lease in chosen])

        self.acknowledge(leases, thief, call)

    @rule(leases=some_places, thief=thieves)
    def release(self, leases: list[int], thief: int | None) -> None:
        def call(worker_id: WorkerId, chosen: list[Lease]) -> Acknowledged:
            return self.queue.release(worker_id, releases(chosen))

        self.acknowledge(leases, thief, call)

    def acknowledge(
        self, places: list[int], thief: int | None, call: Callable[[WorkerId, list[Lease]], Acknowledged]
    ) -> None:
        """With leases that run, that ended long ago, or that are another worker's; said twice, it is answered twice."""
        if not self.leases:
            return
        owner, first = pick(self.leases, places[0])
        worker_id = owner if thief is None else pick(self.workers, thief)
        own = [lease for of, lease in self.leases if of == owner]
        chosen = [first] + [lease for lease in (pick(own, place) for place in places[1:]) if lease is not first]
        running = self.running_tokens(worker_id)
        before = self.sql(FINGERPRINT)
        answers = self.run(call(worker_id, chosen))
        for lease, answer in zip(chosen, answers, strict=True):
            if not answer.accepted:
                assert lease.token not in running, "a worker's own result was refused"
            else:
                assert lease.token in running | self.accepted, "a stale write was accepted"
                self.accepted.add(lease.token)
        after = self.sql(FINGERPRINT)
        if not any(lease.token in running for lease in chosen):
            assert after == before, "a refused write, or a repeated one, changed something"
        assert self.run(call(worker_id, chosen)) == answers
        assert self.sql(FINGERPRINT) == after, "a repeated write changed something"

    def running_tokens(self, worker_id: WorkerId) -> set[LeaseToken]:
        rows = self.sql("select token::text from queue.leases where worker_id = %s and held_since is null", worker_id)
        return {LeaseToken(token) for (token,) in rows}

    @rule(worker=places)
    def sweep(self, worker: int) -> None:
        swept = self.run(self.queue.sweep(pick(self.workers, worker)))
        assert not swept.skipped
        assert (
            self.sql(
                "select 1 from public.jobs j where status = 'processing' and not exists"
                " (select from queue.leases l where l.job_id = j.id and l.held_since is null)"
            )
            == []
        ), "processing, without a lease, after a sweep"

    @rule(seconds=st.sampled_from([1, 16, 46, 61, 400, 4000]))
    def time_passes(self, seconds: int) -> None:
        self.run(self.clock.advance(seconds))

    @rule(worker=places)
    def leases_expire(self, worker: int) -> None:
        """All workers are silent for longer than a lease; then one of them wakes up."""
        self.time_passes(LEASE_SECONDS + 1)
        self.sweep(worker)

    @rule(worker=places, slots=st.integers(1, 6))
    def workers_die_in_a_rush(self, worker: int, slots: int) -> None:
        """What they ran may still be running."""
        self.a_rush(slots)
        self.leases_expire(worker)
        self.a_rush(slots)

    @rule(slots=st.integers(1, 6))
    def a_rush(self, slots: int) -> None:
        """More jobs than may run, and all workers at once."""
        self.enqueue(6, "doubt", None, 0, None, 2)
        self.claim_all_at_once(slots)

    # -- operators -----------------------------------------------------------------------------------------

    @rule(
        count=st.integers(1, 6),
        job_type=types,
        priority=priorities,
        delay=st.sampled_from([0, 0, 0, 60, 3600]),
        key=dedupe_keys,
        retries=st.integers(0, 3),
    )
    def enqueue(
        self, count: int, job_type: str, priority: Priority | None, delay: int, key: str | None, retries: int
    ) -> None:
        new = NewJob(
            job_type=job_type, payload={}, priority=priority, delay_seconds=delay, dedupe_key=key, max_retries=retries
        )
        jobs = [new] * (1 if key else count)
        request_id = self.request()
        made = self.once(lambda: self.queue.enqueue(jobs, actor=ACTOR, request_id=request_id))
        self.jobs += [job.id for job in made if job.id not in self.jobs]

    @rule(verb=st.sampled_from(VERBS), jobs=some_places, stranger=st.booleans())
    def operate(self, verb: str, jobs: list[int], stranger: bool) -> None:
        ids = [pick(self.jobs, place) for place in jobs] + [NOBODYS_JOB] * stranger
        request_id = self.request()
        call = getattr(self.queue, verb)
        changes = [EDIT] if verb == "edit" else []
        result: OperationResult = self.once(lambda: call(ids, *changes, actor=ACTOR, request_id=request_id))
        if result.undoable:
            self.operations.append(result.operation_id)
        named = {*result.done, *result.requested, *(skipped.id for skipped in result.skipped)}
        assert named == set(ids)

    @rule(place=places, force=st.booleans())
    def a_result_comes_after_the_cancel(self, place: int, force: bool) -> None:
        """The checker knows what has to become of such a job."""
        running = {token for (token,) in self.sql("select token::text from queue.leases where held_since is null")}
        leases = [(worker_id, lease) for worker_id, lease in self.leases if lease.token in running]
        if leases:
            worker_id, lease = pick(leases, place)
            request_id = self.request()
            cancel = self.queue.force_cancel if force else self.queue.cancel
            self.once(lambda: cancel([lease.job_id], actor=ACTOR, request_id=request_id))
            [answer] = self.run(self.queue.complete(worker_id, [completion(lease)]))
            assert answer.accepted is not force
            if answer.accepted:
                self.accepted.add(lease.token)

    @rule(place=places)
    def undo(self, place: int) -> None:
        if self.operations:
            operation_id, request_id = pick(self.operations, place), self.request()
            self.once(lambda: self.queue.undo(operation_id, actor=ACTOR, request_id=request_id))

    @rule(jobs=some_places)
    def undo_too_late(self, jobs: list[int]) -> None:
        """A cancel is undone when another operator has retried the jobs, and workers have taken them."""
        self.operate("cancel", jobs, stranger=False)
        self.operate("retry", jobs, stranger=False)
        self.claim_all_at_once(6)
        for operation in range(4):
            self.undo(2 * operation)

    @rule(verb=st.sampled_from(PLANNED_VERBS), jobs=some_places, everything=st.booleans(), at_once=st.booleans())
    def plan(self, verb: str, jobs: list[int], everything: bool, at_once: bool) -> None:
        ids = None if everything else [pick(self.jobs, place) for place in jobs] + [NOBODYS_JOB]
        self.planned(verb, Filter() if everything else None, ids, EDIT if verb == "edit" else {})
        if at_once:
            self.apply_the_latest(chunk=2)

    @rule(place=places)
    def plan_an_undo(self, place: int) -> None:
        if self.operations:
            self.planned("undo", None, None, {"operation_id": pick(self.operations, place)})

    def planned(
        self, verb: str, chosen: Filter | None, ids: list[JobId] | None, arguments: dict[str, JsonValue]
    ) -> None:
        request_id = self.request()

        async def call() -> Plan:
            return await self.queue.plan(verb, chosen, ids=ids, arguments=arguments, actor=ACTOR, request_id=request_id)

        before = self.sql(FINGERPRINT)
        try:
            plan = self.run(call())
        except QueueError:
            return
        assert self.run(call()) == plan, "the same plan, made again"
        assert self.sql(FINGERPRINT) == before, "a plan touched something"
        self.plans.append((plan.operation.id, set(self.sql(SHOWN, plan.operation.id))))

    @rule(place=places, start=st.booleans(), chunk=st.integers(1, 3))
    def apply(self, place: int, start: bool, chunk: int) -> None:
        if self.plans:
            self.apply_one(*pick(self.plans, place), start, chunk)

    def apply_the_latest(self, chunk: int) -> None:
        if self.plans:
            self.apply_one(*self.plans[-1], True, chunk)

    def apply_one(self, operation_id: OperationId, shown: set[tuple[Any, ...]], start: bool, chunk: int) -> None:
        """What a plan touches is as it was when the plan was shown."""
        found, earlier = set(self.sql(SHOWN, operation_id)), set(self.sql(TOUCHED, operation_id))
        try:
            operation = self.run(self.queue.apply(operation_id, actor=ACTOR, start=start, chunk=chunk))
        except QueueError:
            return
        touched = {job_id for (job_id,) in set(self.sql(TOUCHED, operation_id)) - earlier}
        assert len(touched) <= chunk
        assert touched <= {row[0] for row in found & shown}, "a plan touched what it had not shown"
        if operation.undoable and operation_id not in self.operations:
            self.operations.append(operation_id)

    @rule(verb=st.sampled_from(PLANNED_VERBS), jobs=some_places)
    def apply_too_late(self, verb: str, jobs: list[int]) -> None:
        """Other operators and workers have been at the jobs since the plan was shown."""
        self.plan(verb, jobs, everything=False, at_once=False)
        self.operate("cancel", jobs, stranger=False)
        self.operate("retry", jobs, stranger=False)
        self.claim_all_at_once(2)
        self.apply_the_latest(chunk=3)

    @rule(place=places, abort=st.booleans())
    def halt(self, place: int, abort: bool) -> None:
        if self.plans:
            self.run(self.queue.halt(pick(self.plans, place)[0], actor=ACTOR, abort=abort))

    @rule(verb=st.sampled_from(["pause", "resume", "resume"]), job_type=maybe_type)
    def pause(self, verb: str, job_type: str | None) -> None:
        request_id = self.request()
        call = getattr(self.queue, verb)
        self.once(lambda: call(actor=ACTOR, job_type=job_type, request_id=request_id))

    @rule(worker=places, off=st.booleans())
    def quiet(self, worker: int, off: bool) -> None:
        worker_id, request_id = pick(self.workers, worker), self.request()
        self.once(lambda: self.queue.quiet([worker_id], off=off, actor=ACTOR, request_id=request_id))

    def is_quiet(self, worker_id: WorkerId) -> bool:
        return bool(self.sql("select 1 from queue.workers where id = %s and quiet", worker_id))

    @rule(change=changes)
    def configure(self, change: dict[str, Any]) -> None:
        request_id = self.request()
        self.once(lambda: self.queue.configure(change, actor=ACTOR, request_id=request_id))

    def once(self, call: Callable[[], Awaitable[Any]]) -> Any:
        """Call with a request id, which is kept for later."""
        try:
            answer = self.run(call())
        except QueueError as error:
            return error
        self.repeats.append((call, answer))
        return answer

    @rule(place=places)
    def operate_again(self, place: int) -> None:
        """With a request id that was used before: the first answer, and nothing happens."""
        if self.repeats:
            call, answer = pick(self.repeats, place)
            before = self.sql(FINGERPRINT)
            assert self.run(call()) == answer
            assert self.sql(FINGERPRINT) == before, "a repeated action changed something"

    # -- other programs --------------------------------------------------------------------------------------

    @rule(job_type=types, status=st.sampled_from(["queued", "queued", "processing", "completed"]))
    def another_program_inserts(self, job_type: str, status: str) -> None:
        self.others = True
        [(job_id,)] = self.sql(
            "insert into public.jobs (job_type, priority, status, payload, touched)"
            " values (%s, 'medium', %s, '{}', true) returning id::text",
            job_type,
            status,
        )
        self.jobs.append(JobId(job_id))

    @rule(place=places, status=statuses)
    def another_program_updates(self, place: int, status: str) -> None:
        self.others = True
        job_id = pick(self.jobs, place)
        self.sql("update public.jobs set status = %s, touched = true where id = %s", status, job_id)

    @rule(place=places)
    def another_program_deletes(self, place: int) -> None:
        self.others = True
        self.sql("delete from public.jobs where id = %s", pick(self.jobs, place))
