"""Every fault at random times while jobs come in all the time; then calm, until every job is final.

SEED=123 gives the same schedule of faults again. What the workers do meanwhile is up to the machine.
"""

import asyncio
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from uuid import uuid4

import pytest

from queue_core.embedded import EmbeddedServer
from tests.chaos.fleet import ORCHESTRATOR_SECONDS, TIMEOUT_SECONDS, Fleet, two_sites
from tests.chaos.running import FINAL, retry_at_once, shorten_leases
from tests.chaos.schedule import Step, schedule
from tests.promises.checker import Scenario, violations
from tests.promises.history import keep_records, read_history
from tests.support.clock import Clock
from tests.support.databases import Database, fresh_database, make_templates
from tests.support.orchestrator import ScriptedOrchestrator
from tests.support.server import embedded_server, server_of

FAULT_SECONDS = float(os.environ.get("SOAK_SECONDS", "120"))
LEASE_SECONDS = 6
SETTLING_SECONDS = 150


@pytest.fixture
def embedded() -> Iterator[EmbeddedServer]:
    with embedded_server(f"soak-{uuid4().hex[:8]}", settings={"fsync": "off"}) as embedded:
        make_templates(server_of(embedded))
        yield embedded


@pytest.fixture
def database(embedded: EmbeddedServer) -> Iterator[Database]:
    with fresh_database(server_of(embedded)) as database:
        yield database


@pytest.fixture(autouse=True)
async def promises_are_kept(database: Database) -> None:
    """Judged in the test itself, where more is known."""
    await keep_records(database)


@pytest.mark.chaos
@pytest.mark.timeout(FAULT_SECONDS + SETTLING_SECONDS + 120)
async def test_everything_goes_wrong_and_every_promise_is_kept(
    embedded: EmbeddedServer, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    seed = int(os.environ.get("SEED") or random.randrange(1_000_000))
    again = f"make chaos SEED={seed}"
    with capsys.disabled():
        print(f"\nsoak: {FAULT_SECONDS:g} s of faults; {again} repeats them", flush=True)  # noqa: T201
    await shorten_leases(database, LEASE_SECONDS)
    await retry_at_once(database)
    await database.execute("update queue.job_types set timeout_minutes = %s / 60.0", TIMEOUT_SECONDS)
    await database.execute("update queue.job_types set resource = 'manim' where job_type = 'topic_short'")
    async with ScriptedOrchestrator("0.0.0.0") as orchestrator, two_sites(database) as sites:
        orchestrator.seconds, orchestrator.limit_seconds = 0.3, ORCHESTRATOR_SECONDS
        fleet = Fleet(embedded, database, orchestrator, sites)
        steps = list(schedule(seed, FAULT_SECONDS))
        async with fleet.queue, asyncio.TaskGroup() as group:
            for slot in fleet.slots:
                group.create_task(fleet.keep_running(slot))
            enough = asyncio.Event()
            enqueueing = group.create_task(fleet.keep_enqueueing(seed, enough))
            await run_through(steps, fleet)
            enough.set()
            await enqueueing
            await fleet.calm_down()
            unsettled = await settle(fleet, Clock(database))
            await end(fleet)

    history = await read_history(database)
    broken = violations(history, orchestrator.calls, Scenario(acknowledged=frozenset(fleet.jobs), settled=True))
    refused = await database.execute("select coalesce(sum(refused), 0)::int from queue.minutes")
    with capsys.disabled():
        for name, counts in {
            "faults": Counter(step.fault for step in steps),
            "jobs": Counter(job.status for job in history.jobs),
            "attempts": Counter(attempt.outcome for attempt in history.attempts),
            "calls": Counter(call.ended.value for call in orchestrator.calls),
            "ends of workers": sum((slot.exits for slot in fleet.slots), Counter[int]()),
            "stale writes refused": refused[0][0],
            "hosts of their own": all(site.host for site in sites),
        }.items():
            print(f"  {name}: {dict(counts) if isinstance(counts, Counter) else counts}")  # noqa: T201
    assert broken == [], again
    assert not unsettled, again
    assert any(job.status == "completed" for job in history.jobs), again


async def run_through(steps: list[Step], fleet: Fleet) -> None:
    """Each fault at its time, several at once; returns when the last is over."""
    began = time.monotonic()
    async with asyncio.TaskGroup() as group:
        for step in steps:
            await asyncio.sleep(began + step.at - time.monotonic())
            group.create_task(fleet.happen(step))


async def settle(fleet: Fleet, clock: Clock) -> int:
    """Let all jobs come to their end; how many did not. Only pauses between attempts are made shorter."""
    final = ", ".join(f"'{status}'" for status in FINAL)
    until = time.monotonic() + SETTLING_SECONDS
    while True:
        [(left, waiting, leased)] = await fleet.database.execute(
            "select count(*)::int, count(*) filter (where status = 'queued' and run_at > queue.now())::int,"
            f" (select count(*)::int from queue.leases) from public.jobs where status not in ({final})"
        )
        if not left or time.monotonic() > until:
            return int(left)
        if waiting == left and not leased and not fleet.orchestrator.running:
            await clock.advance(20)
        await asyncio.sleep(0.3)


async def end(fleet: Fleet) -> None:
    """Stop all workers for good."""
    fleet.is_over = True
    for slot in fleet.slots:
        assert slot.process is not None
        slot.process.signal(signal.SIGTERM)
