"""Whoever comes first starts the server, all share it, the last one stops it."""

import pwd
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from queue_core.embedded import EmbeddedServer
from queue_core.errors import ConfigurationError, ConnectionFailed

from .conftest import FAST, Client, query

DEBIAN_15 = Path("/usr/lib/postgresql/15/bin")


def test_what_a_started_server_is_like(server: EmbeddedServer) -> None:
    assert query(server, "select rolsuper from pg_roles where rolname = current_user") is True
    assert query(server, "select count(*) from pg_hba_file_rules where auth_method <> 'peer'") == 0
    assert query(server, "show listen_addresses") == ""
    assert query(server, "select string_agg(w, '' order by w) from unnest(array['é','z','a','B']) w") == "Bazé"
    assert query(server, "select upper('é')") == "É"


def test_settings_win_over_its_own(home: Path) -> None:
    with EmbeddedServer(home, settings={**FAST, "shared_buffers": "32MB"}) as server:
        assert query(server, "show fsync") == "off"
        assert query(server, "show shared_buffers") == "32MB"


def test_the_last_one_to_leave_stops_it(home: Path) -> None:
    first, second = EmbeddedServer(home, settings=FAST), EmbeddedServer(home, settings=FAST)
    first.start()
    second.start()
    first.close()
    assert query(second, "select 1") == 1
    second.close()
    assert not second.is_running()
    with pytest.raises(psycopg.OperationalError):
        query(second, "select 1")


def test_programs_share_one_server(server: EmbeddedServer, new_client: Callable[[], Client]) -> None:
    client = new_client()
    assert client.joined() == server.process_id
    client.leave()
    assert server.is_running()


def test_another_program_keeps_it_running(home: Path, new_client: Callable[[], Client]) -> None:
    client = new_client()
    process = client.joined()
    server = EmbeddedServer(home, settings=FAST)
    server.start()
    server.close()
    assert server.is_running()
    assert server.process_id == process
    client.leave()
    assert not server.is_running()


def test_many_that_come_at_once_start_one(home: Path, new_client: Callable[[], Client]) -> None:
    clients = [new_client() for _ in range(6)]
    assert len({client.joined() for client in clients}) == 1
    for client in clients:
        client.leave()
    assert not list(home.glob("data/postmaster.pid"))


def test_data_stays_from_one_start_to_the_next(server: EmbeddedServer) -> None:
    query(server, "create table kept as select 7 as number")
    server.close()
    server.start()
    assert query(server, "select number from kept") == 7


def test_leaving_twice_or_without_having_come_does_nothing(home: Path) -> None:
    server = EmbeddedServer(home, settings=FAST)
    server.close()
    server.start()
    server.close()
    server.close()
    assert not server.is_running()


def test_starting_twice_counts_once(server: EmbeddedServer) -> None:
    server.start()
    server.close()
    assert not server.is_running()


def test_a_server_that_cannot_start_says_why_and_leaves_nothing_behind(home: Path) -> None:
    with pytest.raises(ConnectionFailed, match="did not start: unrecognized configuration parameter"):
        EmbeddedServer(home, settings={**FAST, "no_such_setting": "1"}).start()
    with EmbeddedServer(home, settings=FAST) as server:
        assert query(server, "select 1") == 1


def test_an_oversized_log_is_put_aside(home: Path) -> None:
    with EmbeddedServer(home, settings=FAST):
        pass
    log = home / "postgres.log"
    with log.open("ab") as file:
        file.truncate(6_000_000)
    with EmbeddedServer(home, settings=FAST):
        assert log.stat().st_size < 100_000
    assert (home / "postgres.log.1").stat().st_size == 6_000_000


def test_statements_do_not_reach_the_log(server: EmbeddedServer, home: Path) -> None:
    with pytest.raises(psycopg.Error):
        query(server, "select 'geheim'::int")
    server.close()
    assert b"geheim" not in (home / "postgres.log").read_bytes()


@pytest.mark.skipif(not DEBIAN_15.exists(), reason="PostgreSQL 15 of Debian is not installed")
def test_another_postgresql_can_be_used_but_not_on_the_same_data(home: Path) -> None:
    with EmbeddedServer(home, settings=FAST, binaries=DEBIAN_15) as server:
        assert str(query(server, "show server_version")).startswith("15.")
    with pytest.raises(ConfigurationError, match=r"was made by PostgreSQL 15, and this program brings 18"):
        EmbeddedServer(home, settings=FAST).start()


def test_the_environment_of_other_postgresqls_does_not_matter(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PGHOST", "PGPORT", "PGUSER", "PGDATABASE", "PGDATA"):
        monkeypatch.setenv(name, "1")
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    with EmbeddedServer(home, settings=FAST) as server:
        assert query(server, "select current_user") == "postgres"


def test_the_connection_string_names_who_must_answer(server: EmbeddedServer) -> None:
    owner = Path(f"/proc/{server.process_id}").stat().st_uid
    assert conninfo_to_dict(server.conninfo)["requirepeer"] == pwd.getpwuid(owner).pw_name
