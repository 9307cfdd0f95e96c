"""Where `queuectl` finds the queue, and what it says where it does not."""

import json
from pathlib import Path

import psycopg
import pytest

from queue_core.ctl.exits import Exit
from tests.support.ctl import Ctl, enqueued, one_sentence
from tests.support.databases import EMPTY_TEMPLATE, Database, fresh_database
from tests.support.gateway import Gateway
from tests.support.keys import ANON_KEY, SERVICE_KEY
from tests.support.server import Server

NO_SUPABASE = {"SUPABASE_URL": "http://127.0.0.1:1", "SUPABASE_SERVICE_ROLE_KEY": SERVICE_KEY}


@pytest.mark.parametrize(
    ("settings", "code", "part"),
    [
        ({"QUEUE_DATABASE_URL": "postgresql://127.0.0.1:1/queue"}, Exit.UNREACHABLE, "127.0.0.1"),
        ({"QUEUE_DATABASE_URL": "postgresql://no-such-host.invalid/queue"}, Exit.UNREACHABLE, "no-such-host.invalid"),
        ({"QUEUE_DATABASE_URL": "mysql://secret-word@host/x"}, Exit.MISUSE, "postgresql://"),
        (NO_SUPABASE, Exit.UNREACHABLE, "SUPABASE_URL"),
        ({"SUPABASE_URL": "http://127.0.0.1:1"}, Exit.MISUSE, "SUPABASE_SERVICE_ROLE_KEY"),
        ({"SUPABASE_SERVICE_ROLE_KEY": SERVICE_KEY}, Exit.MISUSE, "SUPABASE_URL"),
        ({"QUEUE_PROFILE": "nowhere"}, Exit.MISUSE, "configuration file"),
    ],
    ids=lambda value: ",".join(value) if isinstance(value, dict) else "",
)
async def test_a_wrong_place_is_told_in_one_sentence(settings: dict[str, str], code: Exit, part: str) -> None:
    ran = await Ctl(settings)("stats")
    assert ran.code == code
    assert part in one_sentence(ran)
    assert "secret-word" not in ran.err
    assert SERVICE_KEY not in ran.err


async def test_a_refused_user_is_told(database: Database) -> None:
    unknown = await Ctl({"QUEUE_DATABASE_URL": database.conninfo_of("nobody_at_all")})("stats")
    assert (unknown.code, "QUEUE_DATABASE_URL" in one_sentence(unknown)) == (Exit.MISUSE, True)
    wrong = database.conninfo_of("with_password", password="wrong-word")
    refused = await Ctl({"QUEUE_DATABASE_URL": wrong})("stats")
    assert (refused.code, "wrong-word" in refused.err) == (Exit.MISUSE, False)


async def test_a_key_without_rights_is_told(gateway: Gateway) -> None:
    ran = await Ctl({"SUPABASE_URL": gateway.url, "SUPABASE_SERVICE_ROLE_KEY": ANON_KEY})("stats")
    assert ran.code == Exit.MISUSE
    assert "SUPABASE_SERVICE_ROLE_KEY" in one_sentence(ran)


async def test_a_profile_names_the_place_and_may_be_read_only(ctl: Ctl, database: Database, tmp_path: Path) -> None:
    job_id = await enqueued(ctl)
    file = tmp_path / "config.toml"
    file.write_text(f"[profiles.tests]\ndatabase_url = {json.dumps(database.conninfo)}\nread_only = true\n")
    named = Ctl({"QUEUE_CONFIG": str(file)})
    assert (await named("jobs", "--json", "--profile", "tests")).json["jobs"][0]["id"] == job_id
    ran = await named("--profile", "tests", "cancel", job_id)
    assert (ran.code, one_sentence(ran)) == (Exit.MISUSE, "This session may only read: nothing was changed.")
    ran = await named("jobs", "--profile", "other")
    assert (ran.code, "other" in one_sentence(ran)) == (Exit.MISUSE, True)


async def test_without_a_schema_migrate_is_named_and_helps(server: Server) -> None:
    with fresh_database(server, EMPTY_TEMPLATE) as database:
        ctl = Ctl({"QUEUE_DATABASE_URL": database.conninfo})
        ran = await ctl("jobs")
        assert (ran.code, "run 'queuectl migrate'" in one_sentence(ran)) == (Exit.MISUSE, True)
        first = await ctl("migrate")
        assert first.code == Exit.DONE
        assert "20261101000100_jobs" in first.out.splitlines()
        again = await ctl("migrate", "--json")
        assert again.json == {"applied": [], "version": again.json["version"]}
        assert (await ctl("jobs")).code == Exit.DONE


async def test_migrate_prints_a_script_for_other_ways(server: Server) -> None:
    ran = await Ctl()("migrate", "--print")
    with fresh_database(server, EMPTY_TEMPLATE) as database:
        with psycopg.connect(database.conninfo, autocommit=True) as connection:
            connection.execute(ran.output)
        assert (await Ctl({"QUEUE_DATABASE_URL": database.conninfo})("jobs")).code == Exit.DONE


async def test_migrate_over_the_api_says_what_to_do_instead() -> None:
    ran = await Ctl(NO_SUPABASE)("migrate")
    assert ran.code == Exit.MISUSE
    assert "queuectl migrate --print" in one_sentence(ran)
