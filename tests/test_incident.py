"""A whole incident, once through the keys of the terminal UI and once through `queuectl`: both leave the same behind.

The orchestrator dies and jobs pile up; it comes back, and one type fails for its payload. When that is mended one job
goes first, and then the rest, which is undone once while the queue is paused.
"""

from typing import Protocol

import pytest

from queue_core.ctl.exits import Exit
from queue_core.models import JobId, JobStatus
from queue_core.queue import Queue
from tests.chaos.running import LONGEST_DELAY_SECONDS
from tests.support.clock import Clock
from tests.support.ctl import Ctl, InProcess
from tests.support.databases import Database
from tests.support.jobs import enqueue
from tests.support.orchestrator import ScriptedOrchestrator, status
from tests.tui.driving import Driven, driven_on
from tests.tui.idle import wait_for_nothing_else
from tests.tui.test_deeds import answer
from tests.worker.working import job_in, until, working

REASON = "incident"
SHUT = ("orchestrator down, breaker open", "orchestrator trying, one job at a time")
"""What a breaker that is not closed says. Its first pause is a second, and then the one job that may try is waiting for
its own time: which of the two is so when somebody looks is chance.
"""
BROKEN = {"question": "a style that nobody knows"}
LEFT_BEHIND = """
select j.job_type, j.status, j.retry_count,
       (select array_agg(a.outcome || coalesce(' ' || a.category, '') order by a.number) from queue.attempts a
        where a.job_id = j.id and a.counted)
from public.jobs j order by j.created_at, j.job_type, j.status
"""
"""Each job, with the attempts that count: how often an orchestrator that is away is tried is a matter of time."""
DONE = """
select o.verb, o.state, o.total, o.done, o.skipped, o.undone_by is not null,
       (select array_agg(distinct t.effect) from queue.operation_targets t where t.operation_id = o.id)
from queue.operations o where o.verb <> 'enqueue' order by o.id
"""
"""Each operation, in order, with what it did to its jobs."""


class Operator(Protocol):
    """Whoever is called at three in the morning, and what they see and do."""

    async def sees_the_orchestrator_down(self) -> None: ...
    async def sends_a_canary(self, failed: int) -> None: ...
    async def retries_the_rest(self) -> None: ...
    async def takes_it_back(self) -> None: ...
    async def pauses(self) -> None: ...
    async def resumes(self) -> None: ...


class AtTheKeys:
    """In the terminal UI."""

    def __init__(self, ui: Driven) -> None:
        self.ui = ui

    async def sees_the_orchestrator_down(self) -> None:
        await self.ui.press("1")
        await self.ui.until(lambda: any(words in self.ui.text() for words in SHUT))

    async def sends_a_canary(self, failed: int) -> None:
        await self.ui.press("3")
        await self._shows(" kinds of failure")
        while f"{failed} jobs failed now" not in self.ui.text():
            await self.ui.press("j")
        await self.ui.press("r")
        await self._shows(f"R retries the other {failed - 1}")

    async def retries_the_rest(self) -> None:
        await self.ui.press("3")
        await self._shows("3 jobs failed now")
        await self.ui.press("R")
        await answer(self.ui, "y")
        await self._told("Retried 3 jobs")

    async def takes_it_back(self) -> None:
        await self.ui.press("u")
        await self._told("Undid 3 jobs")

    async def pauses(self) -> None:
        await self.ui.press("6", "P")
        await self.ui.until(lambda: self.ui.app.screen.is_modal)
        await self.ui.press(*REASON, "enter")
        await self._told("Paused the queue")

    async def resumes(self) -> None:
        await self.ui.press("6", "P")
        await self._told("The queue runs again")

    async def _shows(self, words: str) -> None:
        await self.ui.until(lambda: words in self.ui.text())

    async def _told(self, words: str) -> None:
        await self.ui.until(lambda: words in self.ui.told)


class AtTheCommandLine:
    """With `queuectl`."""

    def __init__(self, ctl: Ctl) -> None:
        self.ctl = ctl
        self.filter = ""
        self.operation = ""

    async def sees_the_orchestrator_down(self) -> None:
        said = (await self.ctl("stats")).out
        assert any(words in said for words in SHUT)

    async def sends_a_canary(self, failed: int) -> None:
        groups = (await self.ctl("failures", "--json")).json["groups"]
        [group] = [group for group in groups if group["failed_jobs"]]
        self.filter = f"fingerprint:{group['fingerprint']} status:failed"
        jobs = (await self.ctl("jobs", self.filter, "--json")).json["jobs"]
        assert len(jobs) == failed
        await self._done("retry", jobs[0]["id"])
        await until(lambda: self._completed(jobs[0]["id"]))

    async def retries_the_rest(self) -> None:
        await self._done("retry", "--filter", self.filter, "--yes")

    async def takes_it_back(self) -> None:
        [latest, *_] = (await self.ctl("audit", "--json")).json["operations"]
        await self._done("undo", str(latest["id"]))

    async def pauses(self) -> None:
        await self._done("pause", "--reason", REASON)

    async def resumes(self) -> None:
        await self._done("resume")

    async def _completed(self, job_id: str) -> bool:
        return bool((await self.ctl("job", job_id, "--json")).json["job"]["status"] == JobStatus.COMPLETED.value)

    async def _done(self, *arguments: str) -> None:
        ran = await self.ctl(*arguments)
        assert ran.code == Exit.DONE, ran.err


async def incident(queue: Queue, clock: Clock, operator: Operator) -> None:
    """From the first refused connection until everything is completed."""
    async with ScriptedOrchestrator() as orchestrator:
        url = orchestrator.url
        await orchestrator.go_down()
        orchestrator.by_input = {BROKEN["question"]: status(422)}
        async with working(queue, orchestrator_url=url, concurrency=5):
            good = await enqueue(queue, 3)
            bad = await enqueue(queue, 4, job_type="topic_short", payload=BROKEN)
            await until(lambda: breaker_is_shut(queue))
            await operator.sees_the_orchestrator_down()

            await orchestrator.listen()
            await clock.advance(LONGEST_DELAY_SECONDS)  # jobs that were given back wait for a moment
            await all_are(queue, good, JobStatus.COMPLETED)
            await all_are(queue, bad, JobStatus.FAILED)
            orchestrator.by_input = {}
            await operator.sends_a_canary(failed=4)

            await operator.pauses()
            await operator.retries_the_rest()
            assert await how_many(queue, bad, JobStatus.QUEUED) == 3
            await operator.takes_it_back()
            assert await how_many(queue, bad, JobStatus.FAILED) == 3
            await operator.retries_the_rest()
            await operator.resumes()
            await all_are(queue, bad, JobStatus.COMPLETED)


async def breaker_is_shut(queue: Queue) -> bool:
    return any("open" in str(worker.detail.get("dependencies")) for worker in await queue.workers())


async def all_are(queue: Queue, ids: list[JobId], wanted: JobStatus) -> None:
    for job_id in ids:
        await job_in(queue, job_id, wanted)


async def how_many(queue: Queue, ids: list[JobId], wanted: JobStatus) -> int:
    return [(await queue.job(job_id)).job.status for job_id in ids].count(wanted)


# What both leave behind.
JOBS = [
    *[("doubt", "completed", 0, ["completed"])] * 3,
    *[("topic_short", "completed", 0, ["failed invalid_input", "completed"])] * 4,
]
OPERATIONS = [
    ("retry", "applied", 1, 1, 0, False, ["done"]),
    ("pause", "applied", 0, 0, 0, False, None),
    ("retry", "applied", 3, 3, 0, True, ["done"]),
    ("undo", "applied", 3, 3, 0, False, ["done"]),
    ("retry", "applied", 3, 3, 0, False, ["done"]),
    ("resume", "applied", 0, 0, 0, False, None),
]


async def test_keys_lead_through_an_incident(
    database: Database, direct_queue: Queue, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait_for_nothing_else(monkeypatch)
    monkeypatch.setattr("queue_tui.deeds.canaries.DIRECT_SECONDS", 0.05)
    async with driven_on(direct_queue) as ui:
        await incident(direct_queue, clock, AtTheKeys(ui))
    assert await database.execute(LEFT_BEHIND) == JOBS
    assert await database.execute(DONE) == OPERATIONS


async def test_queuectl_leads_through_an_incident(
    database: Database, direct_queue: Queue, clock: Clock, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    operator = AtTheCommandLine(InProcess({"QUEUE_DATABASE_URL": database.conninfo}, capsysbinary))
    await incident(direct_queue, clock, operator)
    assert await database.execute(LEFT_BEHIND) == JOBS
    assert await database.execute(DONE) == OPERATIONS
