"""What a role has set for the display of dates is for people who use psql, and changes nothing here."""

import pytest

from queue_core.filters import parse_filter
from queue_core.models import JobId
from queue_core.queue import Queue
from tests.support.databases import Database
from tests.support.transports import direct

STYLES = ("SQL, DMY", "German", "Postgres, MDY")


@pytest.fixture(params=STYLES)
async def styled_queue(database: Database, request: pytest.FixtureRequest) -> Queue:
    """For a role that sees dates its own way, in a zone whose abbreviation means several."""
    options = f"-c datestyle='{request.param.replace(' ', chr(92) + ' ')}' -c timezone=Asia/Kolkata"
    options = options.replace("'", "")
    await database.execute(
        "insert into public.jobs (id, job_type, priority, status, payload, created_at, updated_at) "
        "select ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'doubt', 'low', 'queued', '{}', at, at "
        "from generate_series(1, 25) n, lateral (select timestamptz '2026-03-02 12:00Z' + n * interval '1 day' as at) t"
    )
    return Queue(direct(database.conninfo_of("project_owner", options=options)))


@pytest.mark.parametrize("sort", ["created", "updated", "queue"])
async def test_pages_follow_each_other_without_a_gap(styled_queue: Queue, sort: str) -> None:
    found: list[JobId] = []
    async with styled_queue as queue:
        page = await queue.jobs(sort=sort, descending=False, limit=7)
        while True:
            found += [job.id for job in page.jobs]
            if not page.more:
                break
            page = await queue.jobs(sort=sort, descending=False, limit=7, cursor=page.last)
    assert [int(job_id[-12:]) for job_id in found] == list(range(1, 26))


async def test_filters_by_time_mean_the_same(styled_queue: Queue) -> None:
    async with styled_queue as queue:
        among = parse_filter("created:2026-03-05..2026-03-06")
        assert [int(job.id[-12:]) for job in (await queue.jobs(among)).jobs] == [4, 3]
        assert (await queue.count(among)).count == 2
