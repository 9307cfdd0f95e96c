"""`queuectl failures`, `explain`, `check`, `configure --preview`, `export`, `watch`."""

import asyncio
import json
from pathlib import Path

import pytest

from queue_core.ctl.exits import Exit
from queue_core.ctl.watching import News, Watch
from queue_core.errors import ConnectionFailed
from queue_core.filters import parse_filter
from queue_core.models import Changes, JobId, JobStatus
from queue_core.queue import Queue
from queue_core.text import width
from tests.support.clock import Clock
from tests.support.ctl import Ctl, assert_harmless, enqueued, one_sentence
from tests.support.jobs import ACTOR, claim_one, completion, enqueue, failure, worker


@pytest.fixture
async def failing(direct_queue: Queue) -> list[JobId]:
    """Two jobs that failed for their payload, the latest first, beside one that was completed."""
    worker_id = await worker(direct_queue)
    await enqueue(direct_queue, payload={"style": "plain"})
    await direct_queue.complete(worker_id, [completion(await claim_one(direct_queue, worker_id))])
    failed = []
    for _ in range(2):
        failed += await enqueue(direct_queue, payload={"style": "anime"}, max_retries=0)
        await direct_queue.fail(worker_id, [failure(await claim_one(direct_queue, worker_id))])
    return failed[::-1]


async def test_failures_are_listed_and_one_group_is_shown_whole(ctl: Ctl, failing: list[JobId]) -> None:
    ran = await ctl("failures")
    head, line = ran.out.splitlines()
    assert head.split() == ["FINGERPRINT", "1H", "24H", "7D", "FAILED", "LAST"]
    assert line.split()[:5] == ["9c1e0f2a", "2", "2", "2", "2"]
    assert "httpx.HTTPStatusError: 500" in line
    assert width(line) <= 80
    assert (await ctl("failures", "--sort", "week")).out == ran.out
    assert (await ctl("failures", "--sort", "loudest")).code == Exit.MISUSE
    shown = await ctl("failures", "9c1e")
    assert "style = anime: 2 of 2 failing, 0 of 1 completed\n" in shown.out
    assert f"Latest jobs\n  {failing[0]}\n  {failing[1]}\n" in shown.out
    assert shown.out.endswith("httpx.HTTPStatusError: 500\n")
    assert f"'queuectl retry {failing[0]}' tries one" in shown.err
    detail = (await ctl("failures", "9c1e0f2a", "--json")).json
    assert (detail["group"]["example"], sum(detail["per_hour"])) == (failing[0], 2)
    ran = await ctl("failures", "nothing")
    assert (ran.code, one_sentence(ran)) == (
        Exit.NOT_DONE,
        "There is no failure with the fingerprint nothing.",
    )


async def test_it_is_explained_why_a_job_is_not_running(ctl: Ctl) -> None:
    job_id = await enqueued(ctl)
    await ctl("pause", "--reason", "moving house")
    ran = await ctl("explain", job_id[:8])
    assert ran.code == Exit.DONE
    assert "moving house" in ran.out
    blocks = [reason["block"] for reason in (await ctl("explain", job_id, "--json")).json["reasons"]]
    assert blocks[:2] == ["paused", "no_worker"]


async def test_a_job_that_is_not_queued_is_explained_as_it_stands(ctl: Ctl, direct_queue: Queue, clock: Clock) -> None:
    worker_id = await worker(direct_queue)
    await enqueue(direct_queue, 1)
    job_id = (await claim_one(direct_queue, worker_id)).job_id
    short = job_id[:8]

    async def explained() -> tuple[str | None, str]:
        ran = await ctl("explain", short, "--json")
        return ran.json["condition"], (await ctl("explain", short)).out

    condition, words = await explained()
    assert (condition, words[:20]) == (None, "Running on worker-1 ")
    assert f"'queuectl cancel {short}' cancels it." in words
    await clock.advance(120)
    condition, words = await explained()
    assert (condition, words.splitlines()[1:]) == ("stuck", ["'queue-worker' starts one."])
    assert words.startswith(
        "Stuck on worker-1: its worker no longer says that it is running; a worker has to be started"
    )
    await direct_queue.cancel([job_id], actor=ACTOR)
    await clock.advance(60)
    condition, words = await explained()
    assert condition == "cancelling"
    assert words.startswith("Cancel ignored for 1m 00s: worker worker-1 not heard of for 3m 00s. ")
    assert words.endswith(f"'queuectl force-cancel {short}' forces it.\n")
    await direct_queue.force_cancel([job_id], actor=ACTOR)
    condition, words = await explained()
    assert (condition, f"; 'queuectl release {short}' frees it.\n" in words) == ("held", True)
    assert words.startswith(f"Cancelled by force by {ACTOR}; it runs again only if somebody retries it. Slot held for ")


async def test_check_says_in_one_line_whether_all_is_well(ctl: Ctl, direct_queue: Queue) -> None:
    assert (await ctl("check")).out == "ok: 0 ready, failed 0 of 0 times in 15 m, 0 workers alive\n"
    await enqueue(direct_queue, 3)
    ran = await ctl("check")
    assert (ran.code, ran.out[:7], len(ran.out.splitlines())) == (Exit.NOT_DONE, "alert: ", 1)
    ran = await ctl("check", "--depth", "2", "--workers", "0", "--json")
    assert (ran.code, ran.json["ok"], ran.json["depth"]) == (Exit.NOT_DONE, False, 3)
    [alert] = ran.json["alerts"]
    assert (alert["code"], alert["threshold"], alert["sentence"]) == ("depth", 2, "3 jobs ready, more than 2")
    assert (await ctl("check", "--depth", "3", "--workers", "0")).code == Exit.DONE
    assert (await ctl("check", "--depth", "0", "--workers", "1", "--json")).json["alerts"][0]["code"] == "workers"
    alerts = (await ctl("stats", "--json")).json["alerts"]
    assert [alert["code"] for alert in alerts] == ["no_worker"]
    nowhere = await Ctl({"QUEUE_DATABASE_URL": "postgresql://127.0.0.1:1/queue"})("check")
    assert nowhere.code == Exit.UNREACHABLE


async def test_a_preview_changes_nothing(ctl: Ctl) -> None:
    await ctl("configure", "peak_worker_multiplier=1")
    ran = await ctl("configure", "max_concurrent_renders=20", "doubt.limit=2", "--preview")
    assert (ran.code, ran.err) == (Exit.DONE, "Nothing was changed.\n")
    assert "max_concurrent_renders  10 -> 20\n" in ran.out
    assert "slots            10 -> 20, 0 in use\n" in ran.out
    assert "backlog          unknown: nothing completed within 24 h\n" in ran.out
    assert (await ctl("config", "--json")).json["max_concurrent_renders"] == 10
    await ctl("pause")
    ran = await ctl("configure", "max_concurrent_renders=20", "--preview")
    assert "0 ready; for how long cannot be told: the queue is paused\n" in ran.out
    ran = await ctl("configure", "max_concurrent_renders=many", "--preview")
    assert ran.code == Exit.MISUSE


async def test_an_export_goes_to_a_file_or_to_standard_output(ctl: Ctl, tmp_path: Path) -> None:
    job_id = await enqueued(ctl)
    await enqueued(ctl, job_type="daily_ca")
    file = tmp_path / "jobs.csv"
    ran = await ctl("export", "-type:daily_ca", "--output", str(file), "--json")
    assert ran.json == {"written": 1, "searched": 2, "file": str(file)}
    assert file.read_text().splitlines()[1].startswith(f"{job_id},doubt,")
    ran = await ctl("export")
    assert [json.loads(line)["job_type"] for line in ran.out.splitlines()] == ["daily_ca", "doubt"]
    ran = await ctl("export", "--payload", "--limit", "1")
    assert isinstance(json.loads(ran.out)["payload"], dict)
    ran = await ctl("export", "--payload", "--format", "csv")
    assert [line.rpartition(",")[2] for line in ran.out.splitlines()][:1] == ["payload"]
    ran = await ctl("export", "--output", str(tmp_path))
    assert (ran.code, "no ordinary file" in one_sentence(ran)) == (Exit.NOT_DONE, True)


class Failing(Queue):
    """Its next call does not arrive."""

    down = False

    async def changes(self, cursor: str | None) -> Changes:
        if self.down:
            self.down = False
            raise ConnectionFailed("The database cannot be reached.")
        return await super().changes(cursor)


async def test_a_watch_tells_each_change_once_and_outlives_an_outage(direct_queue: Queue) -> None:
    queue, told, said = Failing(direct_queue.transport), asyncio.Queue[News](), list[str]()
    watch = Watch(queue, parse_filter("type:doubt"), told.put_nowait, said.append)
    task = asyncio.create_task(watch.forever())
    assert (await told.get()).verdict is not None
    await enqueue(queue, job_type="daily_ca")
    [job_id] = await enqueue(queue)
    assert await _next_job(told) == (job_id, JobStatus.QUEUED)
    queue.down = True
    while not said:
        await queue.edit([job_id], {"priority": "high"}, actor="tests")
        await asyncio.sleep(0)
    await queue.cancel([job_id], actor="tests")
    while (await _next_job(told)) != (job_id, JobStatus.CANCELLED):
        pass
    await enqueue(queue, 101)
    while (await told.get()).many != 101:
        pass
    assert said == ["The database cannot be reached; trying again …", "The database answers again."]
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def _next_job(told: asyncio.Queue[News]) -> tuple[JobId, JobStatus]:
    while (job := (await told.get()).job) is None:
        pass
    return job.id, job.status


async def test_a_watch_is_a_line_for_each_change(ctl: Ctl, monkeypatch: pytest.MonkeyPatch) -> None:
    """Until it is interrupted, which here is after the first look."""

    async def once(watch: Watch) -> None:
        await watch.once()
        await enqueue(watch._queue, job_type="\x1b]0;x\x07")
        await watch.once()

    monkeypatch.setattr(Watch, "forever", once)
    ran = await ctl("watch")
    assert_harmless(ran)
    first, second = ran.out.splitlines()
    assert first.split(maxsplit=2)[1:] == ["IDLE", "nothing queued, no worker alive and there has been none yet"]
    assert second.split()[2:] == ["␛]0;x␇", "queued", "0/4"]
    lines = [json.loads(line) for line in (await ctl("watch", "--json")).out.splitlines()]
    assert [sorted(line) for line in lines] == [["at", "verdict"], ["at", "job"]]
