"""An export: what a spreadsheet and a terminal make of it, and what is left of one that did not end."""

import asyncio
import csv
import json
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

import pytest

from queue_core.errors import AnswerLost, ExportFailed
from queue_core.export import COLUMNS, Format, Progress, export_file, lines, pages
from queue_core.filters import Filter, parse_filter
from queue_core.models import Job, JobId, JobPage, Payloads
from queue_core.queue import Queue
from tests.support.databases import Database
from tests.support.jobs import enqueue

HOSTILE = '\x1b]52;c;aGk=\x07\u202e\x9b31m\n\t,"x'


def test_every_field_of_a_job_is_a_column() -> None:
    assert sorted(COLUMNS) == sorted(field.name for field in fields(Job))


async def test_what_matches_is_written_once_in_both_formats(direct_queue: Queue, tmp_path: Path) -> None:
    await enqueue(direct_queue, 3, job_type="daily_ca")
    doubts = [job_id for number in (1000, 1000, 500) for job_id in await enqueue(direct_queue, number)]
    told: list[Progress] = []
    file = tmp_path / "doubts.jsonl"
    done = await export_file(direct_queue, parse_filter("type:doubt"), file, Format.JSONL, tell=told.append)
    written = [json.loads(line) for line in file.read_text().splitlines()]
    assert {job["id"] for job in written} == set(doubts)
    assert (done.written, len(written), [progress.written for progress in told]) == (2500, 2500, [1000, 2000, 2500])
    assert file.stat().st_mode & 0o777 == 0o600
    await export_file(direct_queue, parse_filter("type:doubt"), file, Format.CSV, limit=1001)
    rows = list(csv.reader(file.read_text().splitlines()))
    assert tuple(rows[0]) == COLUMNS
    assert [row[0] for row in rows[1:]] == [job["id"] for job in written[:1001]]
    assert [path.name for path in tmp_path.glob("*.*")] == ["doubts.jsonl"]


async def test_no_cell_is_a_formula_and_no_line_drives_a_terminal(direct_queue: Queue, database: Database) -> None:
    texts = ["=1+1", "+1", "-1", "@x", "\t=1", " =1", "\uff1d1", HOSTILE, "plain", "a=b"]
    for text in texts:
        await database.execute("insert into jobs (job_type, priority, payload) values (%s, 'low', '{}')", text)
    jobs = (await direct_queue.jobs(descending=False)).jobs
    written = lines(Format.CSV, jobs)
    assert all(line.isprintable() for line in written.split("\n"))
    types = [row[1] for row in csv.reader(written.splitlines())]
    assert types[:7] == ["'=1+1", "'+1", "'-1", "'@x", "' =1", "' =1", "'\uff1d1"]
    assert types[8:] == ["plain", "a=b"]
    written = lines(Format.JSONL, jobs)
    assert all(line.isprintable() for line in written.split("\n"))
    assert [json.loads(line)["job_type"] for line in written.splitlines()] == texts


async def test_payloads_are_written_whatever_memory_takes_at_once(
    direct_queue: Queue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "PAYLOAD_BYTES", 200)
    payloads = [{"n": number, "text": HOSTILE.replace("\x9b", "") * number} for number in range(9)]
    for payload in payloads:
        await enqueue(direct_queue, payload=payload)
    read: list[int] = []

    class Counting(Queue):
        async def payloads(self, job_ids: Sequence[JobId], *, most_bytes: int) -> Payloads:
            answer = await super().payloads(job_ids, most_bytes=most_bytes)
            read.append(answer.read)
            return answer

    file = tmp_path / "jobs"
    queue = Counting(direct_queue.transport)
    assert (await export_file(queue, Filter(), file, Format.JSONL, payload=True)).written == 9
    assert [json.loads(line)["payload"] for line in file.read_text().splitlines()] == payloads[::-1]
    assert sum(read) == 9
    assert max(read) < 9
    await export_file(queue, Filter(), file, Format.CSV, payload=True)
    assert all(line.isprintable() for line in file.read_text().split("\n"))
    rows = list(csv.reader(file.read_text().splitlines()))
    assert rows[0] == [*COLUMNS, "payload"]
    assert [json.loads(row[-1]) for row in rows[1:]] == payloads[::-1]


async def test_a_payload_that_is_a_number_stays_one_and_what_only_begins_like_one_is_no_formula(
    direct_queue: Queue, database: Database, tmp_path: Path
) -> None:
    numbers = ["-5", "-1.5e3", "-1e-7", "7", f"-{'9' * 400}.5"]
    for payload in [*numbers, '"-5"', "\"-5+cmd|' /C calc'!A0\"", "[-5]", "null", "true"]:
        await database.execute("insert into jobs (job_type, priority, payload) values ('-5', 'low', %s)", payload)
    file = tmp_path / "jobs"
    await export_file(direct_queue, Filter(), file, Format.CSV, payload=True)
    _, *rows = list(csv.reader(file.read_text().splitlines()))
    assert [row[-1] for row in rows[::-1]] == [
        "-5",
        "-1500",
        "-1e-07",
        "7",
        "'-Infinity",
        '"-5"',
        "\"-5+cmd|' /C calc'!A0\"",
        "[-5]",
        "",
        "true",
    ]
    assert {row[1] for row in rows} == {"'-5"}


class Breaking:
    """A queue whose second page does not come, for some calls or for ever."""

    def __init__(self, queue: Queue, failures: float) -> None:
        self.queue = queue
        self.left = failures

    async def jobs(self, filter: Filter | None = None, **options: object) -> JobPage:
        if options["cursor"] is not None and self.left > 0:
            self.left -= 1
            raise AnswerLost("The database did not answer: try again.")
        return await self.queue.jobs(filter, **options)  # type: ignore[arg-type]

    async def payloads(self, job_ids: Sequence[JobId], *, most_bytes: int) -> Payloads:
        return await self.queue.payloads(job_ids, most_bytes=most_bytes)


async def test_an_export_outlives_an_outage_or_leaves_the_old_file(
    direct_queue: Queue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "REPEAT_AFTER_SECONDS", (0, 0))
    await enqueue(direct_queue, 1000)
    await enqueue(direct_queue)
    file = tmp_path / "jobs.csv"
    done = await export_file(Breaking(direct_queue, 2), Filter(), file, Format.CSV)
    assert (done.written, len(file.read_text().splitlines())) == (1001, 1002)
    before = file.read_bytes()
    with pytest.raises(AnswerLost):
        await export_file(Breaking(direct_queue, 3), Filter(), file, Format.JSONL)
    begun = asyncio.Event()
    export = export_file(direct_queue, Filter(), file, Format.JSONL, tell=lambda progress: begun.set())
    task = asyncio.create_task(export)
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert file.read_bytes() == before
    assert list(tmp_path.glob(".*.part")) == []


@pytest.mark.parametrize("name", ["missing/jobs.csv", "."])
async def test_a_file_that_cannot_be_written_is_told(direct_queue: Queue, tmp_path: Path, name: str) -> None:
    with pytest.raises(ExportFailed, match=r"(cannot be written: No such file|is no ordinary file).*\.$"):
        await export_file(direct_queue, Filter(), tmp_path / name, Format.CSV)
