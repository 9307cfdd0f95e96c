"""From settings to an open queue, by each of the ways."""

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import TypeVar

import psycopg
import pytest

from queue_core.connect import connect
from queue_core.embedded import EmbeddedServer
from queue_core.errors import PermissionRefused, SchemaMismatch, Unreachable
from queue_core.migrate import SCHEMA_VERSION
from queue_core.models import NewJob
from queue_core.settings import Secret, Settings
from tests.support.databases import EMPTY_TEMPLATE, Database, fresh_database
from tests.support.gateway import Gateway
from tests.support.keys import SERVICE_KEY, legacy_key
from tests.support.server import Server

T = TypeVar("T")

JOB = NewJob(job_type="doubt", payload={"question": "?"})


@pytest.fixture
def home() -> Iterator[Path]:
    """A home for an embedded server, which root's system user can get to."""
    folder = Path(tempfile.mkdtemp(prefix="queue-connect-", dir="/tmp"))
    folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
    yield folder / "home"
    shutil.rmtree(folder)


def direct(database: Database, *, read_only: bool = False) -> Settings:
    return Settings(database_url=Secret(database.conninfo), read_only=read_only)


def supabase(gateway: Gateway, key: str, *, read_only: bool = False) -> Settings:
    return Settings(supabase_url=gateway.url, supabase_key=Secret(key), read_only=read_only)


async def test_a_database_url_leads_to_its_queue(database: Database) -> None:
    async with connect(direct(database), program="tests") as queue:
        assert (await queue.version()).version == SCHEMA_VERSION
        assert queue.transport.label == f"local/{database.name}"
        [(name,)] = await database.execute(
            "select distinct application_name from pg_stat_activity where datname = current_database()"
            " and pid <> pg_backend_pid()"
        )
        assert name == "tests"


async def test_supabase_is_reached_by_its_address_and_key(gateway: Gateway) -> None:
    async with connect(supabase(gateway, SERVICE_KEY), program="tests") as queue:
        assert (await queue.version()).version == SCHEMA_VERSION
        assert queue.transport.label == gateway.url.removeprefix("http://")


async def test_a_label_stands_in_for_the_address(database: Database) -> None:
    settings = Settings(database_url=Secret(database.conninfo), label="STAGING")
    async with connect(settings, program="tests") as queue:
        assert queue.transport.label == "STAGING"


@pytest.mark.parametrize(
    ("url", "label"),
    [
        ("postgresql://me:geheim@db.example:6543/app", "db.example/app"),
        ("postgresql://me:geheim@db.example", "db.example/me"),
        ("host=/run/postgresql dbname=app password=geheim", "local/app"),
        ("postgresql://me:geheim@a.example,b.example/app", "a.example/app"),
    ],
)
def test_a_label_never_shows_user_or_password(url: str, label: str) -> None:
    from queue_core.connect import _direct_label

    assert _direct_label(Secret(url)) == label


async def test_a_read_only_session_cannot_write(database: Database) -> None:
    async with connect(direct(database, read_only=True), program="tests") as queue:
        assert (await queue.stats()).queued == 0
        with pytest.raises(PermissionRefused):
            await queue.enqueue([JOB], actor="tests")


async def test_read_only_over_supabase_works_with_a_viewers_key(gateway: Gateway, database: Database) -> None:
    await database.execute("grant queue_viewer to authenticator")
    key = gateway.accept(legacy_key("queue_viewer"))
    async with connect(supabase(gateway, key, read_only=True), program="tests") as queue:
        assert (await queue.stats()).queued == 0
        with pytest.raises(PermissionRefused):
            await queue.enqueue([JOB], actor="tests")


async def test_a_database_without_a_queue_says_what_to_run(server: Server) -> None:
    with fresh_database(server, EMPTY_TEMPLATE) as empty:
        with pytest.raises(SchemaMismatch, match="run 'queuectl migrate'"):
            async with connect(direct(empty), program="tests"):
                pass
        assert await empty.execute("select to_regclass('public.jobs') is null") == [(True,)]


@pytest.mark.parametrize(
    ("shift", "sentence"),
    [(-1, "older than this program's .*: run 'queuectl migrate'"), (1, "newer .*: install a newer queue-tui")],
)
async def test_another_version_says_what_to_do(database: Database, shift: int, sentence: str) -> None:
    await database.execute(f"update queue.migrations set version = version + {shift} where version = {SCHEMA_VERSION}")
    with pytest.raises(SchemaMismatch, match=sentence):
        async with connect(direct(database), program="tests"):
            pass


async def test_nothing_configured_starts_a_database_with_a_queue_in_it_and_stops_it(home: Path) -> None:
    async with connect(Settings(home=home), program="tests") as queue:
        [job] = await queue.enqueue([JOB], actor="tests")
        assert queue.transport.label == "embedded"
    assert not (home / "data" / "postmaster.pid").exists()
    async with connect(Settings(home=home), program="tests") as queue:
        assert (await queue.job(job.id)).job.job_type == "doubt"


async def test_the_embedded_database_is_brought_to_changed_sql(home: Path) -> None:
    async with connect(Settings(home=home), program="tests"):
        pass
    with EmbeddedServer(home) as server, psycopg.connect(server.conninfo) as connection:
        connection.execute("drop function public.queue_stats()")
    (home / "schema").write_text("what another version of this program applied")
    async with connect(Settings(home=home), program="tests") as queue:
        assert (await queue.stats()).queued == 0


async def test_a_killed_embedded_database_comes_back_under_an_open_queue(home: Path) -> None:
    async with connect(Settings(home=home), program="tests") as queue:
        [job] = await queue.enqueue([JOB], actor="tests")
        with EmbeddedServer(home) as server:
            process = server.process_id
        assert process is not None
        os.kill(process, 9)
        async with asyncio.timeout(60):
            detail = await patiently(lambda: queue.job(job.id))
        assert detail.job.id == job.id


async def patiently(call: Callable[[], Awaitable[T]]) -> T:
    """Repeat a call that only reads, as a screen does, until the database is back."""
    while True:
        try:
            return await call()
        except Unreachable:
            await asyncio.sleep(0.05)


def test_it_loads_nothing_slow_before_it_is_used() -> None:
    code = (
        "import sys; import queue_core, queue_core.connect\n"
        "slow = ('pydantic', 'psycopg', 'httpx', 'supabase', 'textual', 'rich')\n"
        "print([name for name in slow if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
