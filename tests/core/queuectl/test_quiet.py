"""`queuectl quiet`: which workers are meant, and what is said about them."""

import pytest

from queue_core.ctl.exits import Exit
from tests.support.ctl import Ctl, enqueued, one_sentence
from tests.support.databases import Database


@pytest.fixture
async def workers(database: Database) -> None:
    """Two called vps1, one called vps2, and one that is gone."""
    await database.execute(
        "insert into queue.workers (id, name, host, process_id, version, concurrency, started_at, last_seen_at) "
        "select (n || 'a3f0000-0000-4000-8000-000000000000')::uuid, name, 'h', 7, '1', 4, now(), now() - seen "
        "from (values (1, 'vps1', interval '-1 hour'), (2, 'vps1', '-1 hour'), (3, 'vps2', '-1 hour'), "
        "(4, 'old', '1 hour')) "
        "w (n, name, seen)"
    )


async def states(ctl: Ctl) -> list[tuple[str, str]]:
    ran = await ctl("workers", "--json")
    return [(worker["name"], worker["state"]) for worker in ran.json["workers"]]


@pytest.mark.usefixtures("workers")
async def test_a_worker_is_named_by_its_name_or_the_beginning_of_its_id(ctl: Ctl) -> None:
    await enqueued(ctl)
    ran = await ctl("quiet", "vps2", "--reason", "moving house")
    assert (ran.code, ran.out, ran.err) == (Exit.DONE, "", "Quiet: vps2.\n")
    assert (await ctl("quiet", "1A3F")).code == Exit.DONE
    assert await states(ctl) == [("vps1", "quiet"), ("vps1", "running"), ("vps2", "quiet"), ("old", "gone")]
    await ctl("quiet", "2a3f")
    assert "; 3 workers, all quiet\n  'queuectl quiet --off vps1' lets it claim again\n" in (await ctl("stats")).out

    assert (await ctl("quiet", "--off", "vps2")).err == "Active again: vps2.\n"
    assert ("vps2", "running") in await states(ctl)


@pytest.mark.usefixtures("workers")
async def test_a_name_that_means_several_workers_needs_a_yes(ctl: Ctl) -> None:
    ran = await ctl("quiet", "vps1")
    assert (ran.code, one_sentence(ran)) == (
        Exit.MISUSE,
        "Quiet 2 workers (vps1 and vps1)? Nobody can be asked here: say --yes.",
    )
    assert ("vps1", "quiet") not in await states(ctl)
    ran = await ctl("quiet", "vps1", "--yes", "--json")
    assert (ran.code, len(ran.json["done"]), ran.json["skipped"]) == (Exit.DONE, 2, [])


@pytest.mark.usefixtures("workers")
@pytest.mark.parametrize("name", ["vps3", "old", "1a3"])
async def test_who_is_not_alive_is_not_done(ctl: Ctl, name: str) -> None:
    ran = await ctl("quiet", "vps2", name)
    assert (ran.code, one_sentence(ran)) == (
        Exit.NOT_DONE,
        f"No worker that is alive is called {name}: 'queuectl workers' lists them.",
    )
    assert ("vps2", "quiet") not in await states(ctl)
