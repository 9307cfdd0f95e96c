"""`queuectl jobs`: what is listed, how far is searched, how it looks."""

from queue_core.ctl.exits import Exit
from queue_core.ctl.guard import underline
from queue_core.text import width
from tests.support.ctl import Ctl, enqueued
from tests.support.databases import Database


async def test_jobs_are_filtered_sorted_and_limited(ctl: Ctl) -> None:
    low = await enqueued(ctl, "--priority", "low")
    high = await enqueued(ctl, "--priority", "high")
    other = await enqueued(ctl, job_type="daily_ca")

    async def ids(*arguments: str) -> list[str]:
        return [job["id"] for job in (await ctl("jobs", *arguments, "--json")).json["jobs"]]

    assert await ids() == [other, high, low]
    assert await ids("--reverse") == [low, high, other]
    assert await ids("--sort", "queue") == [high, other, low]
    assert await ids("--sort", "queue", "--reverse") == [low, other, high]
    assert await ids("-type:daily_ca", "priority:low,high") == [high, low]
    assert await ids("type:doubt priority:low") == [low]
    ran = await ctl("jobs", "--limit", "2", "--json")
    assert (len(ran.json["jobs"]), ran.json["more"], ran.json["next"]["id"]) == (2, True, high)


async def test_jobs_are_a_table_of_eighty_cells(ctl: Ctl, database: Database) -> None:
    await enqueued(ctl, "--delay", "2h")
    await database.execute(
        "insert into public.jobs (job_type, priority, status, payload, error_message, created_at) "
        "values (%s, 'low', 'failed', '{}', %s, now() - interval '3 days')",
        "a type with a long name 日本語", "connection reset by peer, and by everybody else who was there" * 3,
    )  # fmt: skip
    ran = await ctl("jobs")
    head, *lines = ran.out.splitlines()
    assert head.split() == ["ID", "TYPE", "PRIO", "STATUS", "TRIES", "AGE"]
    assert "scheduled" in lines[0]
    assert "in 1h 59m" in lines[0]
    assert "connection reset" in lines[1]
    assert "3d" in lines[1]
    assert max(width(line) for line in ran.out.splitlines()) <= 80
    assert (await ctl("jobs", "status:completed")).err == "No job matches.\n"


async def test_a_mistake_in_a_filter_is_underlined(ctl: Ctl) -> None:
    ran = await ctl("jobs", "type:doubt", "prioritty:high")
    assert ran.code == Exit.MISUSE
    assert ran.err.splitlines() == [
        "queuectl: There is no field 'prioritty': did you mean 'priority'?",
        "  type:doubt prioritty:high",
        "             ^^^^^^^^^",
    ]
    ran = await ctl("jobs", "age:15", "--json")
    assert (ran.error["kind"], ran.error["position"]) == ("InvalidFilter", [4, 6])


def test_the_underline_stays_within_what_is_shown() -> None:
    assert underline("日本 x:1", (3, 4)).splitlines()[1] == "       ^"
    for line in underline("y" * 300 + " x:1", (301, 302)).splitlines():
        assert width(line) <= 203


async def test_a_search_goes_on_until_enough_is_found(ctl: Ctl, database: Database) -> None:
    """One call of the queue looks at 10,000 rows."""
    await database.execute(
        "insert into public.jobs (job_type, priority, status, payload, created_at) "
        "select 'old', 'low', 'completed', jsonb_build_object('n', i), now() - i * interval '1 second' "
        "from generate_series(1, 25000) i"
    )
    ran = await ctl("jobs", "payload.n:5,24000,24999,25000", "--limit", "3", "--json")
    assert ran.json["searched"] > 20_000
    ran = await ctl("jobs", "payload.n:5,24000,24999,25000", "--limit", "10")
    assert len(ran.out.splitlines()) == 5
    ran = await ctl("jobs", "payload.n:..25000", "--limit", "2500", "--json")
    assert len({job["id"] for job in ran.json["jobs"]}) == 2500
