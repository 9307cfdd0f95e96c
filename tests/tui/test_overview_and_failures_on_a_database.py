"""The overview, the failures and a canary on a real queue."""

import pytest

from queue_core.models import Category, Heartbeat, JobStatus, JsonValue, WorkerState
from queue_core.queue import Queue
from queue_tui.screens.failures import FailuresScreen
from queue_tui.screens.jobs import JobsScreen
from queue_tui.screens.overview import OverviewScreen
from queue_tui.widgets.row_list import RowList
from tests.support.jobs import claim, claim_one, completion, enqueue, failure, worker
from tests.tui.driving import driven_on
from tests.tui.test_deeds import answer


async def test_the_overview_shows_what_has_happened_and_leads_to_the_jobs_of_a_type(direct_queue: Queue) -> None:
    queue = direct_queue
    worker_id = await worker(queue)
    await enqueue(queue, 2, job_type="daily_ca")
    good, bad = await claim(queue, worker_id, 2)
    await queue.complete(worker_id, [completion(good)])
    await queue.fail(worker_id, [failure(bad, Category.INVALID_INPUT)])
    await enqueue(queue, 22)
    service: JsonValue = {"state": "open", "state_seconds": 240.0, "next_probe_seconds": 20.0, "reason": "refused"}
    await queue.heartbeat(
        Heartbeat(
            worker_id=worker_id,
            state=WorkerState.RUNNING,
            leases=(),
            detail={"dependencies": {"orchestrator": service}},
        )
    )
    async with driven_on(queue, (120, 40)) as ui:
        await ui.press("1")
        await ui.until(lambda: isinstance(ui.app.screen, OverviewScreen) and ui.app.snapshot.overview)
        text = ui.text()
        for words in (
            "STALLED   orchestrator down, breaker open",
            "Refused. 3 shows what fails.",
            "Queued    22  22 med",
            "22 jobs ready, more than 20",
            "orchestrator down for 4m: refused",
            "Throughput, last hour: 1 done above, 1 failed below",
        ):
            assert words in text
        [row] = [line.split() for line in ui.lines() if " daily_ca " in line]
        assert row[-12:-4] == ["0", "0", "0", "0", "1", "1", "1", "1"]
        while ui.app.screen.query_one(RowList).key != "daily_ca":
            await ui.press("j")
        await ui.press("enter")
        await ui.until(lambda: isinstance(ui.app.screen, JobsScreen))
        await ui.listed(2)


async def test_a_canary_is_retried_and_followed_and_then_the_rest(
    direct_queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("queue_tui.deeds.canaries.DIRECT_SECONDS", 0.02)
    queue = direct_queue
    worker_id = await worker(queue)
    await enqueue(queue, 3, payload={"question": "?", "style": "plain"})
    await queue.complete(worker_id, [completion(lease) for lease in await claim(queue, worker_id)])
    ids = await enqueue(queue, 3, payload={"question": "?", "style": "cinematic"})
    await queue.fail(worker_id, [failure(lease, Category.INVALID_INPUT) for lease in await claim(queue, worker_id)])
    async with driven_on(queue, (120, 40)) as ui:
        await ui.press("3")
        await ui.until(lambda: isinstance(ui.app.screen, FailuresScreen) and ui.app.snapshot.failure)
        assert "3 jobs failed now" in ui.text()
        assert "3 of 3 failing have style=cinematic, 0 of 3 completed" in ui.text()
        await ui.press("r")
        await ui.until(lambda: ": queued" in ui.text())
        lease = await claim_one(queue, worker_id)
        assert lease.job_id in ids
        await ui.until(lambda: f"canary {lease.job_id[:8]}: running" in ui.text())
        await queue.complete(worker_id, [completion(lease)])
        await ui.until(lambda: "R retries the other 2" in ui.text())
        await ui.press("R")
        await answer(ui, "y")
        await ui.until(lambda: any("Retried 2 jobs" in toast for toast in ui.toasts))
        await ui.press("2")
        await ui.until(lambda: ui.app.snapshot.stats and ui.app.snapshot.stats.queued == 2)
    statuses = [(await queue.job(job_id)).job.status for job_id in ids]
    assert sorted(statuses) == [JobStatus.COMPLETED, JobStatus.QUEUED, JobStatus.QUEUED]
    [canary] = [one for one in (await queue.operations()).operations if one.reason and "canary" in one.reason]
    assert (canary.verb, canary.done) == ("retry", 1)


async def test_a_canary_that_fails_again_warns_of_the_rest(
    direct_queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("queue_tui.deeds.canaries.DIRECT_SECONDS", 0.02)
    queue = direct_queue
    worker_id = await worker(queue)
    await enqueue(queue, 2)
    await queue.fail(worker_id, [failure(lease, Category.INVALID_INPUT) for lease in await claim(queue, worker_id)])
    async with driven_on(queue, (80, 24)) as ui:
        await ui.press("3")
        await ui.until(lambda: isinstance(ui.app.screen, FailuresScreen) and ui.app.snapshot.failure)
        await ui.press("r")
        await ui.until(lambda: ": queued" in ui.text())
        await ui.press("4")
        await queue.fail(worker_id, [failure(await claim_one(queue, worker_id), Category.API_ERROR)])
        await ui.until(lambda: "failed again, same fingerprint: do not retry the rest." in ui.told)
        await ui.press("3")
        await ui.until(lambda: "failed again, same fingerprint: do not retry the rest" in ui.text())
