"""The state machine finds nothing in the queue as it is, and something in each queue that was broken on purpose."""

import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.errors import Flaky
from hypothesis.stateful import run_state_machine_as_test

from tests.promises.machine import QueueMachine
from tests.support.databases import Database
from tests.support.server import Server

EVERY_CHECK = list(HealthCheck)
BOUNDED = settings(
    max_examples=12,
    stateful_step_count=40,
    derandomize=True,
    database=None,
    deadline=None,
    print_blob=True,
    report_multiple_bugs=False,
    phases=[Phase.generate],
    suppress_health_check=EVERY_CHECK,
)
"""The same steps in each run. A step is several calls to a database, so that shrinking would take minutes."""
SEARCHING = settings(BOUNDED, max_examples=100)
"""For something that is there to be found: it ends with the first find."""
CHAOS = settings(
    BOUNDED, max_examples=400, stateful_step_count=80, derandomize=False, phases=[Phase.generate, Phase.shrink]
)
"""New ones in each run, which prints how to repeat it: HYPOTHESIS=chaos."""

PROFILES = {"bounded": BOUNDED, "chaos": CHAOS}


def machine(server: Server, defect: str | None = None) -> type[QueueMachine]:
    """The machine on this server, and with this defect in each of its databases."""

    class MachineHere(QueueMachine):
        async def sabotage(self) -> None:
            if defect is not None:
                await plant(self.database, *DEFECTS[defect])

    MachineHere.server = server
    return MachineHere


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_whatever_happens_the_promises_hold(server: Server) -> None:
    profile = PROFILES[os.environ.get("HYPOTHESIS", "bounded")]
    run_state_machine_as_test(machine(server), settings=profile)


DEFECTS: dict[str, tuple[str, ...]] = {
    "a stale lease ends somebody else's attempt": (
        "public.queue_fail",
        "l.token = (item ->> 'token')::uuid and",
        "",
        "l.worker_id = queue_fail.worker_id and",
        "",
    ),
    "a late result wins over a cancel": (
        "public.queue_complete",
        "f.cancel_requested_at is not null as too_late",
        "false as too_late",
    ),
    "claims do not wait for each other": (
        "public.queue_claim",
        "for update;\n",
        ";\n",
        "if leases = '[]' and room > 0",
        "perform pg_sleep(0.1); if leases = '[]' and room > 0",
    ),
    "held slots are not counted": (
        "public.queue_claim",
        "where l.held_since is null or l.deadline_at > at",
        "where l.held_since is null",
    ),
    "a lost attempt's slot is free at once": ("queue.end_attempt", "if keeps_slot and", "if false and"),
    "undo does not look whether a job has moved on": (
        "queue.undo_refusal_of",
        "queue.state_of(job) is distinct from after - 'error_message'",
        "false",
    ),
    "a plan touches what has moved on": ("queue.apply_chunk", "j.id = t.job_id and (", "false and ("),
    "a claim repeated is another claim": (
        "queue.leases_of_request",
        "l.request_id = leases_of_request.request_id",
        "false",
    ),
}


async def plant(database: Database, function: str, *pieces: str) -> None:
    """Replace pieces of a function in one database: each by the one that comes after it."""
    [(source,)] = await database.execute("select pg_get_functiondef(%s::regproc)", function)
    for was, becomes in zip(pieces[::2], pieces[1::2], strict=True):
        if was not in source:  # not an assertion, which would pass for something that was found
            raise LookupError(f"{function} has changed: plant this defect in another way")
        source = source.replace(was, becomes)
    await database.execute(source)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("defect", DEFECTS)
def test_a_planted_defect_is_found(server: Server, defect: str) -> None:
    with pytest.raises((AssertionError, ExceptionGroup, Flaky)):  # what calls at once find may not happen again
        run_state_machine_as_test(machine(server, defect), settings=SEARCHING)
