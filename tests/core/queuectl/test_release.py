"""`queuectl release`, and what `job` and `stats` say about a slot that is held."""

import pytest

from queue_core.ctl.exits import Exit
from tests.support.ctl import NO_ID, Ctl, enqueued
from tests.support.databases import Database


@pytest.fixture
async def held(ctl: Ctl, database: Database) -> str:
    """A queued job whose lost attempt holds a slot."""
    job_id = await enqueued(ctl)
    await database.execute(
        "insert into queue.leases (token, job_id, number, worker_id, worker, job_type, eligible_at, claimed_at, "
        "expires_at, deadline_at, held_since) select gen_random_uuid(), %s, 1, gen_random_uuid(), 'vps1', 'doubt', "
        "now(), now(), now(), timestamptz '2100-01-01 14:05Z', now()",
        job_id,
    )
    return job_id


async def test_it_is_told_why_a_slot_is_held(ctl: Ctl, held: str) -> None:
    assert "held until 14:05Z: worker vps1 was lost" in (await ctl("job", held)).out
    assert "held until 14:05Z: worker vps1 was lost" in (await ctl("stats")).out
    [slot] = (await ctl("stats", "--json")).json["held_slots"]
    assert (slot["job_id"], slot["worker"]) == (held, "vps1")
    assert [job["id"] for job in (await ctl("jobs", "condition:held", "--json")).json["jobs"]] == [held]


async def test_a_slot_is_released_by_the_beginning_of_its_jobs_id(ctl: Ctl, held: str) -> None:
    ran = await ctl("release", held[:8], "--reason", "the renderer was restarted")
    assert (ran.code, ran.out) == (Exit.DONE, f"{held}\n")
    assert f"{held[:8]} doubt: its slot is held by worker vps1 until 2100-01-01 14:05:00Z." in ran.err
    assert (await ctl("stats", "--json")).json["held_slots"] == []
    ran = await ctl("release", held)
    assert (ran.code, f"{held}: left alone, it holds no slot" in ran.err) == (Exit.NOT_DONE, True)


async def test_all_slots_that_a_worker_lost_are_released_after_one_question(ctl: Ctl, held: str) -> None:
    assert (await ctl("release", "--worker", "vps1")).code == Exit.MISUSE, "nobody can be asked"
    assert (await ctl("release", held, "--worker", "vps1")).code == Exit.MISUSE
    assert (await ctl("release", "--worker", "vps2", "--yes")).code == Exit.NOT_DONE
    assert len((await ctl("stats", "--json")).json["held_slots"]) == 1
    ran = await ctl("release", "--worker", "vps1", "--yes")
    assert (ran.code, ran.out) == (Exit.DONE, f"{held}\n")
    assert (await ctl("stats", "--json")).json["held_slots"] == []


async def test_the_slot_of_a_deleted_job_is_released_too(ctl: Ctl, held: str) -> None:
    await ctl("delete", held)
    ran = await ctl("release", held[:8], "--json")
    assert (ran.code, ran.json["done"]) == (Exit.DONE, [held])


async def test_a_job_that_is_not_there_holds_nothing(ctl: Ctl) -> None:
    assert (await ctl("release", NO_ID)).code == Exit.NOT_DONE
