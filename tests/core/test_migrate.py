"""A database gets the schema, by whichever way, once, and never half."""

import asyncio
import os
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from queue_core import migrate as migrating
from queue_core.embedded import binaries
from queue_core.errors import ConnectionFailed, PermissionRefused, Refused, SchemaMismatch
from queue_core.migrate import SCHEMA_VERSION, check, migrate, script
from queue_core.models import SchemaVersion
from queue_core.schema import Migration, Schema, packaged
from queue_core.schema_script import schema_script
from tests.support.catalog import lines_of
from tests.support.databases import EMPTY_TEMPLATE, Database, fresh_database
from tests.support.server import Server


@pytest.fixture
def empty(server: Server) -> Iterator[Database]:
    """A project with nothing of ours in it."""
    with fresh_database(server, EMPTY_TEMPLATE) as database:
        yield database


@pytest.fixture
def other(server: Server) -> Iterator[Database]:
    """A second one, to compare with."""
    with fresh_database(server, EMPTY_TEMPLATE) as database:
        yield database


def schema(*statements: str, functions: tuple[str, ...] = ()) -> Schema:
    """A small schema with one migration per statement."""
    migrations = (Migration(100 + n, f"{100 + n}_step_{n}", sql) for n, sql in enumerate(statements, start=1))
    return Schema(tuple(migrations), functions)


async def names(database: Database) -> list[str]:
    return [name for (name,) in await database.execute("select name from queue.migrations order by version")]


# -- directly --------------------------------------------------------------------------------------------


async def test_a_fresh_database_gets_every_migration_in_order(empty: Database) -> None:
    applied = await migrate(empty.conninfo)
    assert list(applied) == sorted(applied) == await names(empty)
    assert applied[-1].startswith(str(SCHEMA_VERSION))


async def test_migrating_again_applies_nothing_and_changes_nothing(empty: Database) -> None:
    await migrate(empty.conninfo)
    before = await lines_of(empty)
    assert await migrate(empty.conninfo) == ()
    assert await lines_of(empty) == before


async def test_many_programs_may_migrate_at_once(empty: Database) -> None:
    applied = await asyncio.gather(*(migrate(empty.conninfo) for _ in range(4)))
    assert sorted(name for some in applied for name in some) == await names(empty)


async def test_a_superuser_may_migrate_too(empty: Database, other: Database) -> None:
    await migrate(empty.conninfo_of("postgres"))
    await migrate(other.conninfo)
    assert without_owners(await lines_of(empty)) == without_owners(await lines_of(other))


async def test_a_user_who_may_not_change_the_schema_is_told_who_may(empty: Database) -> None:
    with pytest.raises(PermissionRefused, match="connect as the owner"):
        await migrate(empty.conninfo_of("authenticator"))


async def test_a_migration_that_fails_leaves_nothing_of_itself_behind(empty: Database) -> None:
    good, bad = "create table public.one (n integer)", "create table public.two (n integer); select 1 / 0"
    with pytest.raises(Refused, match=r"102_step_2 was not done.*division by zero"):
        await migrate(empty.conninfo, schema(good, bad))
    assert await names(empty) == ["101_step_1"]
    assert await empty.execute("select to_regclass('public.one') is null, to_regclass('public.two') is null") == [
        (False, True)
    ]
    assert await migrate(empty.conninfo, schema(good, "create table public.two (n integer)")) == ("102_step_2",)


async def test_a_migration_that_was_edited_after_it_was_applied_is_refused(empty: Database) -> None:
    await migrate(empty.conninfo, schema("create table public.one (n integer)"))
    with pytest.raises(SchemaMismatch, match="101_step_1 was edited"):
        await migrate(empty.conninfo, schema("create table public.one (n bigint)"))


async def test_a_database_newer_than_the_program_is_refused(empty: Database) -> None:
    await migrate(empty.conninfo, schema("select 1", "select 2", functions=(said("new"),)))
    with pytest.raises(SchemaMismatch, match="newer"):
        await migrate(empty.conninfo, schema("select 1", functions=(said("old"),)))
    assert await empty.execute("select public.say()") == [("new",)]


async def test_functions_are_replaced_each_time_and_may_name_what_comes_later(empty: Database) -> None:
    early = "create or replace function public.early() returns text language sql as $$ select public.say() $$"
    for word in ("first", "second"):
        await migrate(empty.conninfo, schema("select 1", functions=(early, said(word))))
        assert await empty.execute("select public.early()") == [(word,)]


async def test_a_table_that_is_kept_busy_is_named_as_the_reason(
    empty: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    import psycopg

    await migrate(empty.conninfo, schema("create table public.one (n integer)"))
    monkeypatch.setattr(migrating, "BUSY_SECONDS", 1)
    with psycopg.connect(empty.conninfo) as busy:
        busy.execute("lock public.one in access share mode")
        with pytest.raises(Refused, match="keeps a table busy"):
            await migrate(
                empty.conninfo, schema("create table public.one (n integer)", "alter table public.one add m integer")
            )
    assert await names(empty) == ["101_step_1"]


async def test_a_server_that_is_not_there_cannot_be_migrated() -> None:
    with pytest.raises(ConnectionFailed):
        await migrate("postgresql://me@127.0.0.1:1/queue")


def without_owners(lines: list[str]) -> set[str]:
    """What was made, whoever made it and may use it."""
    return {line.partition(" owner ")[0] for line in lines if not line.startswith("table")}


def said(word: str) -> str:
    return f"create or replace function public.say() returns text language sql as $$ select '{word}' $$"


# -- versions --------------------------------------------------------------------------------------------


def test_only_the_programs_own_version_passes() -> None:
    check(SchemaVersion(version=SCHEMA_VERSION, server="18.4"))
    with pytest.raises(SchemaMismatch, match=r"older.*queuectl migrate"):
        check(SchemaVersion(version=SCHEMA_VERSION - 1, server="18.4"))
    with pytest.raises(SchemaMismatch, match=r"newer.*install a newer"):
        check(SchemaVersion(version=SCHEMA_VERSION + 1, server="18.4"))


def test_packaged_migrations_have_names_that_sort_beside_those_of_others() -> None:
    migrations = packaged().migrations
    assert [migration.version for migration in migrations] == sorted({migration.version for migration in migrations})
    for migration in migrations:
        stamp, _, rest = migration.name.partition("_")
        assert len(stamp) == 14
        assert stamp.isdigit()
        assert rest
    assert migrations[-1].version == SCHEMA_VERSION


# -- as a script -----------------------------------------------------------------------------------------


async def test_the_script_gives_the_same_schema_however_it_is_run(empty: Database, other: Database) -> None:
    await migrate(empty.conninfo)
    expected = await lines_of(empty)
    await other.execute(script(), user="project_owner")
    assert await lines_of(other) == expected
    psql(other, script())
    assert await lines_of(other) == expected


async def test_the_script_runs_in_psql_statement_by_statement(empty: Database, other: Database) -> None:
    psql(empty, script())
    await migrate(other.conninfo)
    assert await lines_of(empty) == await lines_of(other)
    assert await migrate(empty.conninfo) == (), "and the two ways may be mixed"


async def test_the_script_brings_an_earlier_version_up(empty: Database, other: Database) -> None:
    earlier = replace(packaged(), migrations=packaged().migrations[:2], functions=())
    await migrate(empty.conninfo, earlier)
    await empty.execute(script(), user="project_owner")
    await migrate(other.conninfo)
    assert await lines_of(empty) == await lines_of(other)


async def test_the_script_ends_with_what_is_installed(empty: Database) -> None:
    rows = await empty.execute(script(), user="project_owner")
    assert rows[-1][0] == SCHEMA_VERSION


async def test_the_script_refuses_edited_migrations_and_newer_databases(empty: Database) -> None:
    await empty.execute(schema_script(schema("create table public.one (n integer)", "select 2")))
    with pytest.raises(Exception, match="101_step_1 was edited"):
        await empty.execute(schema_script(schema("create table public.one (n bigint)", "select 2")))
    with pytest.raises(Exception, match="newer than this script"):
        await empty.execute(schema_script(schema("create table public.one (n integer)")))


async def test_a_script_that_fails_leaves_nothing_behind(empty: Database) -> None:
    with pytest.raises(Exception, match="division by zero"):
        await empty.execute(schema_script(schema("create table public.one (n integer)", "select 1 / 0")))
    assert await empty.execute("select to_regclass('public.one') is null, to_regclass('queue.migrations') is null") == [
        (True, True)
    ]


async def test_quotes_of_every_kind_survive_the_script(empty: Database) -> None:
    words = "'it''s' $$ two $$ $file_0$ three $file_0$ $script_0$ %s {braces} \\n"
    tricky = f"create table public.words (w text); insert into public.words values ($w${words}$w$)"
    await empty.execute(schema_script(schema(tricky, tricky.replace("public.words", "public.more"))))
    assert await empty.execute("select w from public.words union all select w from public.more") == [(words,)] * 2


def psql(database: Database, text: str) -> None:
    """Run a script in psql itself, which goes on after errors: there must be none."""
    folder = Path(os.environ.get("QUEUE_TEST_POSTGRES") or binaries.packaged())
    command = [str(folder / "psql"), "-X", "-q", "-o", os.devnull, database.conninfo]
    quiet = os.environ | {"PGOPTIONS": "-c client_min_messages=warning"}
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=True, env=quiet)
    assert done.stderr == ""
