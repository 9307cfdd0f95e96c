"""`queuectl plan`, `apply`, `halt`, `audit`, `edit`, `force-cancel`, and what Ctrl-C leaves behind."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from queue_core.ctl.commands import queuectl
from queue_core.ctl.exits import Exit
from queue_core.ctl.guard import run
from queue_core.ctl.output import Output
from queue_core.ctl.plans import applied
from queue_core.filters import parse_filter
from queue_core.models import Operation, OperationId
from queue_core.queue import Queue
from tests.support.ctl import Ctl, Ran, enqueued, one_sentence
from tests.support.databases import Database
from tests.support.jobs import claim_one, enqueue, failure, worker


async def failed_jobs(database: Database, number: int) -> None:
    await database.execute(
        "insert into public.jobs (job_type, priority, status, payload) "
        "select 'many', 'low', 'failed', '{}' from generate_series(1, %s)",
        number,
    )


async def test_a_plan_touches_nothing_until_it_is_applied(ctl: Ctl, database: Database) -> None:
    await failed_jobs(database, 2)
    waiting = await enqueued(ctl)
    request = ("--request-id", str(uuid4()), "--reason", "it is back")
    ran = await ctl("plan", "retry", "--filter", "type:many,doubt", "--spread", "10m", *request)
    assert ran.code == Exit.DONE
    told = dict(line.split(maxsplit=1) for line in ran.out.splitlines())
    number = told["operation"]
    assert (told["jobs"], told["types"], told["statuses"]) == ("2 of 3", "2 many", "2 failed")
    assert "left alone  1: it is queued already\n" in ran.out
    assert ran.err == f"'queuectl apply {number}' does it, 'queuectl halt {number} --abort' drops it.\n"
    await failed_jobs(database, 1)
    again = await ctl("plan", "retry", "--filter", "type:many,doubt", "--spread", "10m", *request, "--json")
    assert (again.json["operation"]["id"], again.json["operation"]["planned"]) == (int(number), 2)
    assert await database.execute("select count(*) from jobs where status = 'failed'") == [(3,)]

    ran = await ctl("apply", number)
    assert (ran.code, ran.out) == (Exit.NOT_DONE, "")
    assert ran.err.splitlines()[0].endswith(" (retry) is applied: 2 queued again, 1 left alone.")
    later = "select count(*) from jobs where status = 'queued' and run_at > queue.now() + interval '4 minutes'"
    assert await database.execute(later) == [(1,)]
    shown = " ".join((await ctl("audit", number)).out.split())
    for words in ("by now 2 queued", "reason it is back", "spread 10m", f"{waiting} skipped it is queued already"):
        assert words in shown


async def test_a_plan_is_dropped_and_one_that_was_begun_is_halted(ctl: Ctl, database: Database) -> None:
    await failed_jobs(database, 3)
    dropped = str((await ctl("plan", "delete", "--filter", "type:many", "--json")).json["operation"]["id"])
    assert (await ctl("halt", dropped, "--abort")).err.endswith("is aborted: 3 not touched.\n")
    ran = await ctl("apply", dropped)
    assert (ran.code, "aborted" in one_sentence(ran)) == (Exit.NOT_DONE, True)

    begun = str((await ctl("plan", "retry", "--filter", "type:many", "--json")).json["operation"]["id"])
    ran = await ctl("apply", begun, "--no-wait", "--json")
    assert (ran.code, ran.json["state"], ran.json["done"]) == (Exit.DONE, "applying", 1)
    ran = await ctl("halt", begun)
    assert f"'queuectl apply {begun}' goes on with it.\n" in ran.err
    assert (await ctl("apply", begun, "--chunk", "1", "--json")).json["done"] == 3
    assert [line.split()[2] for line in (await ctl("audit")).out.splitlines()] == ["VERB", "retry"]
    assert (await ctl("audit", "--verb", "delete", "--json")).json["operations"] == [], "it did nothing"
    assert (await ctl("audit", dropped, "--json")).json["operation"]["state"] == "aborted"


async def test_a_plan_that_cannot_be_undone_or_runs_completed_jobs_again_is_asked_about_before_it_begins(
    ctl: Ctl, database: Database
) -> None:
    await failed_jobs(database, 2)
    await database.execute("update jobs set status = 'completed' where id = (select id from jobs limit 1)")
    for verb, words in (("retry", "retry 2 jobs, 1 of them run once more?"), ("delete", "delete 2 jobs, for good?")):
        number = str((await ctl("plan", verb, "--filter", "type:many", "--json")).json["operation"]["id"])
        ran, asked = await ctl("apply", number), f"Carry out operation {number}: {words} Nobody can be asked"
        assert (ran.code, asked in ran.err) == (Exit.MISUSE, True)
        assert (await ctl("audit", number, "--json")).json["operation"]["state"] == "planned"
        assert (await ctl("apply", number, "--yes", "--json")).json["done"] == 2
    assert await database.execute("select count(*) from jobs") == [(0,)]


class Interrupted(Queue):
    """Does one chunk, and then waits to be interrupted."""

    def __init__(self, queue: Queue) -> None:
        super().__init__(queue.transport)
        self.waits, self.reached = asyncio.Event(), asyncio.Event()

    async def apply(self, operation_id: OperationId, **options: Any) -> Operation:
        if self.waits.is_set():
            self.reached.set()
            await asyncio.Event().wait()
        self.waits.set()
        return await super().apply(operation_id, **options)


async def test_an_interrupt_ends_the_telling_and_says_what_goes_on(
    database: Database, direct_queue: Queue, capsys: pytest.CaptureFixture[str]
) -> None:
    await failed_jobs(database, 3)
    plan = await direct_queue.plan("retry", parse_filter("type:many"), actor="tests")
    queue, number = Interrupted(direct_queue), plan.operation.id
    task = asyncio.create_task(applied(queue, number, Output(as_json=False), actor="tests", chunk=1))
    await queue.reached.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    told = capsys.readouterr().err
    assert told.startswith(f"Operation {number} goes on in the workers, while one is alive: ")
    assert f"'queuectl halt {number}' stops it." in told
    assert (await direct_queue.operation(number)).operation.planned == 2


async def test_priority_and_time_are_edited_and_put_back(ctl: Ctl) -> None:
    one, other = await enqueued(ctl), await enqueued(ctl, "--delay", "1h")
    ran = await ctl("edit", one[:8], "--priority", "high", "--delay", "2h", "--json")
    assert (ran.code, ran.json["done"]) == (Exit.DONE, [one])
    job = (await ctl("job", one, "--json")).json["job"]
    assert (job["priority"], job["condition"]) == ("high", "scheduled")
    ran = await ctl("edit", "--filter", "condition:scheduled", "--now", "--yes")
    assert set(ran.out.split()) == {one, other}
    await ctl("undo", ran.err.split("'queuectl undo ")[1].split("'")[0])
    assert len((await ctl("jobs", "condition:scheduled", "--json")).json["jobs"]) == 2


async def test_a_forced_cancel_says_that_it_stops_no_process(ctl: Ctl, direct_queue: Queue) -> None:
    [job_id] = await enqueue(direct_queue)
    await claim_one(direct_queue, await worker(direct_queue))
    assert (await ctl("cancel", job_id, "--json")).json["requested"] == [job_id]
    assert "not by its worker, for " in (await ctl("job", job_id)).out
    ran = await ctl("force-cancel", job_id, "--reason", "its host has burnt")
    assert (ran.code, ran.out) == (Exit.DONE, f"{job_id}\n")
    assert "Cancelled by force: 1.\nNo process was stopped" in ran.err
    for verb in ("force_cancel", "force cancel"):
        assert "force cancel" in (await ctl("audit", "--verb", verb)).out
    shown = await ctl("job", job_id, "--json")
    assert shown.json["job"]["status"] == "cancelled"
    assert [operation["verb"] for operation in shown.json["operations"]] == ["cancel", "force_cancel"]
    assert "its host has burnt" in (await ctl("job", job_id)).out
    assert (await ctl("force-cancel", job_id)).code == Exit.NOT_DONE


async def test_the_audit_follows_what_has_become_of_a_retry(ctl: Ctl, direct_queue: Queue) -> None:
    worker_id = await worker(direct_queue)
    [job_id] = await enqueue(direct_queue, max_retries=0)

    async def fail() -> None:
        await direct_queue.fail(worker_id, [failure(await claim_one(direct_queue, worker_id))])

    await fail()
    [number] = (await ctl("retry", job_id, "--json")).json["operations"]
    await fail()
    assert "  1 failed again, same fingerprint\n" in (await ctl("audit", str(number))).out


async def test_a_change_of_configuration_is_told_with_its_number(ctl: Ctl) -> None:
    ran = await ctl("configure", "max_concurrent_renders=3", "doubt.limit=2")
    number = ran.err.split("'queuectl undo ")[1].split("'")[0]
    shown = (await ctl("audit", number)).out
    assert "max_concurrent_renders  10 -> 3\n" in shown
    assert "doubt.limit             nothing -> 2\n" in shown
    assert (await ctl("undo", number)).err.startswith(f"Operation {number} (configure) was undone by operation")
    assert (await ctl("config", "--json")).json["max_concurrent_renders"] == 10


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ("plan retry", "Say which jobs: either their ids, or --filter."),
        ("plan cancel 3f2a --spread 10m", "Only a retry takes --spread."),
        ("plan cancel 3f2a --now", "Only an edit takes --priority, --delay and --now."),
        ("plan edit 3f2a", "Say what to change: --priority, --delay or --now."),
        ("plan undo first", "Say the number of the operation to undo"),
        ("edit 3f2a --now --delay 5m", "Say either --delay or --now."),
        ("audit 1 --verb retry", "One operation takes neither --verb nor --actor."),
        ("retry 3f2a --spread soon", "Invalid value for --spread: soon is no duration"),
    ],
)
def test_wrong_use_is_told_before_anything_is_connected(
    arguments: str, sentence: str, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    ran = Ran(run(queuectl, arguments.split()), *capsysbinary.readouterr())
    assert (ran.code, one_sentence(ran)[: len(sentence)]) == (Exit.MISUSE, sentence)
