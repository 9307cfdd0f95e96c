"""Where the server can live, and what is said where it cannot."""

import os
import stat
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict

from queue_core.embedded import EmbeddedServer, binaries
from queue_core.embedded.home import SHORT_PLACE
from queue_core.errors import ConfigurationError

from .conftest import FAST, IS_ROOT, query


@pytest.mark.parametrize(
    "name", ["two words", 'it\'s a "home" $(exit 1)`exit 1` \\ %s%d', "comma, separated", "परीक्षा é 日本"]
)
def test_a_home_may_have_any_printable_name(folder: Path, name: str) -> None:
    with EmbeddedServer(folder / name / name, settings=FAST) as server:
        assert query(server, "select 1") == 1


def test_the_sockets_of_a_long_path_lie_elsewhere_and_are_cleared_away(folder: Path) -> None:
    with EmbeddedServer(folder / ("x" * 150), settings=FAST) as server:
        sockets = Path(str(conninfo_to_dict(server.conninfo)["host"]))
        assert sockets.parent == SHORT_PLACE
        assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    assert not sockets.exists()


def test_two_names_of_one_home_mean_one_server(server: EmbeddedServer, home: Path, folder: Path) -> None:
    link = folder / "link"
    link.symlink_to(home)
    with EmbeddedServer(link, settings=FAST) as other:
        assert other.process_id == server.process_id
        assert other.conninfo == server.conninfo


def test_homes_do_not_share(folder: Path) -> None:
    with EmbeddedServer(folder / "a", settings=FAST) as one, EmbeddedServer(folder / "b", settings=FAST) as other:
        assert one.process_id != other.process_id


def test_data_and_sockets_are_for_their_owner_alone(server: EmbeddedServer, home: Path) -> None:
    for name in ("data", "run"):
        assert stat.S_IMODE((home / name).stat().st_mode) == 0o700
    for name in ("postgres.log", "start.lock", "clients.lock", "server.lock"):
        assert stat.S_IMODE((home / name).stat().st_mode) == 0o600


def test_a_strict_umask_changes_nothing(folder: Path) -> None:
    before = os.umask(0o077)
    try:
        with EmbeddedServer(folder / "one" / "two", settings=FAST) as server:
            assert query(server, "select 1") == 1
    finally:
        os.umask(before)


def test_a_home_that_is_a_file_is_refused(home: Path) -> None:
    home.write_text("")
    with pytest.raises(ConfigurationError, match=r"must be a directory, and .* is none: set QUEUE_HOME"):
        EmbeddedServer(home).start()


def test_a_home_below_a_file_is_refused(home: Path) -> None:
    home.write_text("")
    with pytest.raises(ConfigurationError, match=r"cannot use .* \(Not a directory\): set QUEUE_HOME"):
        EmbeddedServer(home / "below").start()


def test_a_home_that_everybody_may_write_to_is_refused(home: Path) -> None:
    home.mkdir()
    (home / "something").touch()
    home.chmod(0o777)
    with pytest.raises(ConfigurationError, match=r"Everybody may write to .*: set QUEUE_HOME"):
        EmbeddedServer(home).start()


def test_a_directory_that_is_no_database_is_not_touched(home: Path) -> None:
    with EmbeddedServer(home, settings=FAST):
        pass
    (home / "data" / "PG_VERSION").rename(home / "data" / "precious")
    with pytest.raises(ConfigurationError, match="holds no database: move it away"):
        EmbeddedServer(home, settings=FAST).start()
    assert (home / "data" / "precious").exists()


def test_a_data_directory_that_others_can_enter_is_refused(home: Path) -> None:
    with EmbeddedServer(home, settings=FAST):
        pass
    (home / "data").chmod(0o755)
    with pytest.raises(ConfigurationError, match="run chmod 700 on it"):
        EmbeddedServer(home, settings=FAST).start()


def test_a_home_that_cannot_be_shown_is_refused(folder: Path) -> None:
    with pytest.raises(ConfigurationError, match="printable"):
        EmbeddedServer(folder / "new\nline").start()


def test_without_a_postgresql_for_this_system_it_says_what_to_set(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "WHEEL", "no_such_package")
    with pytest.raises(ConfigurationError, match="no embedded PostgreSQL for this system: set QUEUE_DATABASE_URL"):
        EmbeddedServer(home).start()


def test_programs_that_do_not_run_here_are_named(home: Path, folder: Path) -> None:
    with pytest.raises(ConfigurationError, match=f"programs in {folder} do not run here"):
        EmbeddedServer(home, binaries=folder).start()


@pytest.mark.skipif(IS_ROOT, reason="root may do all of this")
class TestAsAPlainUser:
    def test_a_home_of_another_user_is_refused(self) -> None:
        with pytest.raises(
            ConfigurationError, match=r"belongs to root, not to \w+: run this as root, or set QUEUE_HOME"
        ):
            EmbeddedServer(Path("/usr")).start()

    def test_a_home_that_cannot_be_made_is_refused(self) -> None:
        with pytest.raises(
            ConfigurationError, match=r"cannot use /usr/queue-tui \(Permission denied\): set QUEUE_HOME"
        ):
            EmbeddedServer(Path("/usr/queue-tui")).start()

    def test_it_runs_as_that_user(self, server: EmbeddedServer) -> None:
        assert Path(f"/proc/{server.process_id}").stat().st_uid == os.geteuid()
