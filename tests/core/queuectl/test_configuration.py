"""`queuectl config`, `configure`, `pause`, `resume`, `workers`."""

from queue_core.ctl.exits import Exit
from tests.support.ctl import Ctl, enqueued, one_sentence
from tests.support.databases import Database


async def test_the_configuration_is_shown_and_changed(ctl: Ctl) -> None:
    ran = await ctl("configure", "doubt.limit=2", "doubt.resource=manim", "peak_hour_start=07:30", "--json")
    doubt = next(kind for kind in ran.json["types"] if kind["job_type"] == "doubt")
    assert (doubt["limit"], doubt["resource"], ran.json["peak_hour_start"]) == (2, "manim", "07:30:00")
    ran = await ctl("configure", "doubt.limit=")
    assert "07:30:00" in ran.out
    assert ["doubt", "medium", "manim"] in [line.split() for line in ran.out.splitlines()]
    ran = await ctl("configure", "max_concurrent_renders=many")
    assert (ran.code, "from 0 to 10000" in one_sentence(ran)) == (Exit.MISUSE, True)
    ran = await ctl("configure", "nonsense=1")
    assert (ran.code, one_sentence(ran)) == (Exit.MISUSE, 'There is no configuration field "nonsense".')


async def test_a_pause_shows_in_the_verdict(ctl: Ctl) -> None:
    await enqueued(ctl)
    assert (await ctl("pause", "--reason", "moving house")).err == "Paused: all types.\n'queuectl undo 2' undoes it.\n"
    whole = (await ctl("config", "--json")).json["pauses"][0]
    assert (await ctl("stats")).out.splitlines()[0] == (
        f"WARNING  paused by {whole['actor'][:30]} <1m ago, 1 ready: moving house"
    )
    assert f"{whole['actor']}, {whole['at'][:10]}" in (await ctl("config")).out
    assert "was paused already" in (await ctl("pause", "--reason", "moving house")).err
    assert "undoes it" in (await ctl("resume")).err
    assert (await ctl("resume")).err.startswith("The queue was not paused: nothing was changed.")
    assert (await ctl("stats")).out.startswith("STALLED  1 queued, no worker alive")
    ran = await ctl("pause", "--type", "nothing")
    assert (ran.code, one_sentence(ran)) == (Exit.NOT_DONE, 'There has been no job of type "nothing".')


async def test_workers_are_listed(ctl: Ctl, database: Database) -> None:
    await database.execute(
        "insert into queue.workers (id, name, host, process_id, version, concurrency, started_at, last_seen_at) "
        "values (gen_random_uuid(), 'vps1', 'h', 7, '1', 4, now() - interval '2 hours', now())"
    )
    ran = await ctl("workers")
    name, state, slots, _seen, ago, up = ran.out.splitlines()[1].split()
    assert (name, state, slots, ago, up) == ("vps1", "running", "0/4", "ago", "2h")
    assert (await ctl("workers", "--json")).json["workers"][0]["process_id"] == 7
