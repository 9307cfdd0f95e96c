"""PostgreSQL refuses root, so root has a system user run it; and what only root can arrange in a test."""

import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from queue_core.embedded import EmbeddedServer, account, binaries
from queue_core.errors import ConfigurationError, ConnectionFailed

from .conftest import FAST, IS_ROOT, query

pytestmark = pytest.mark.skipif(not IS_ROOT, reason="only root can do this")

REPOSITORY = Path(__file__).parents[3]
NOBODY = "nobody"

PLAIN_USER = (
    "test_life.py",
    "test_places.py::TestAsAPlainUser",
    "test_faults.py::test_a_killed_client_does_not_count",
    "test_faults.py::test_a_killed_server_is_started_again_with_all_that_was_committed",
    "test_faults.py::test_a_process_number_that_is_somebody_elses_now_is_no_obstacle",
)
"""What is tested a second time, as a plain user."""


def test_the_server_and_its_data_belong_to_the_system_user(server: EmbeddedServer, home: Path) -> None:
    uid = pwd.getpwnam(account.SYSTEM_USER).pw_uid
    assert uid != 0
    assert Path(f"/proc/{server.process_id}").stat().st_uid == uid
    assert (home / "data").stat().st_uid == uid
    assert home.stat().st_uid == 0


def test_nobody_else_can_connect(server: EmbeddedServer) -> None:
    entry = pwd.getpwnam(NOBODY)
    stranger = account.Account(NOBODY, entry.pw_uid, entry.pw_gid, is_other=True)
    sockets = Path(str(query(server, "show unix_socket_directories")).strip('"'))
    assert not stranger.can_enter(sockets)


@pytest.fixture
def unknown_user(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The name of a system user that is still to be made."""
    name = f"queue-tui-test-{os.getpid()}"
    monkeypatch.setattr(account, "SYSTEM_USER", name)
    yield name
    subprocess.run(["userdel", name], capture_output=True, check=False)


def test_the_system_user_is_made_once_and_that_is_said_in_one_line(home: Path, unknown_user: str) -> None:
    said: list[str] = []
    for _ in range(2):
        with EmbeddedServer(home, settings=FAST, tell=said.append) as server:
            assert query(server, "select 1") == 1
    assert said == [
        f"Created the system user '{unknown_user}' to run the embedded database, since PostgreSQL refuses root."
    ]
    entry = pwd.getpwnam(unknown_user)
    assert entry.pw_uid < 1000
    assert entry.pw_shell == "/bin/false"


def test_it_is_said_on_standard_error(home: Path, unknown_user: str, capfd: pytest.CaptureFixture[str]) -> None:
    with EmbeddedServer(home, settings=FAST):
        pass
    written = capfd.readouterr()
    assert written.out == ""
    assert written.err.count("\n") == 1


def test_a_system_without_useradd_gets_one_sentence(
    home: Path, unknown_user: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(account, "SYSTEM_PATH", "/nonexistent")
    with pytest.raises(ConfigurationError, match=rf"has no useradd\): create a user '{unknown_user}'"):
        EmbeddedServer(home).start()


def test_a_home_that_the_system_user_cannot_get_to_is_refused_by_name(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(ConfigurationError, match=f"may not enter {closed}: run chmod o[+]x on it"):
        EmbeddedServer(closed / "deep" / "home").start()


def test_an_empty_directory_of_roots_is_taken_as_the_home(folder: Path) -> None:
    fresh = folder / "fresh"
    fresh.mkdir(mode=0o700)
    with EmbeddedServer(fresh, settings=FAST) as server:
        assert query(server, "select 1") == 1


def test_a_home_of_another_user_is_refused(home: Path) -> None:
    home.mkdir()
    os.chown(home, pwd.getpwnam(NOBODY).pw_uid, -1)
    with pytest.raises(ConfigurationError, match=f"{home} belongs to {NOBODY}, not to root: run this as {NOBODY}"):
        EmbeddedServer(home).start()


def test_data_of_another_user_are_refused(home: Path) -> None:
    with EmbeddedServer(home, settings=FAST):
        pass
    os.chown(home / "data", pwd.getpwnam(NOBODY).pw_uid, -1)
    with pytest.raises(ConfigurationError, match=rf"data belongs to {NOBODY}, not to {account.SYSTEM_USER}"):
        EmbeddedServer(home, settings=FAST).start()


def test_a_link_in_place_of_the_sockets_directory_is_refused(home: Path, folder: Path) -> None:
    home.mkdir(mode=0o711)
    (home / "run").symlink_to(folder)
    with pytest.raises(ConfigurationError, match=r"run (belongs to|must be a directory)"):
        EmbeddedServer(home, settings=FAST).start()


def test_programs_below_a_closed_directory_are_copied_to_where_the_system_user_can_read_them(
    home: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = folder / "closed" / "site-packages"
    original = binaries.packaged()
    for name in (binaries.WHEEL, f"{binaries.WHEEL}.libs"):
        source = original.parents[2] / name
        if source.exists():
            shutil.copytree(source, site / name, copy_function=os.link)
    site.parent.chmod(0o700)
    monkeypatch.setattr(binaries, "SYSTEM_HOME", folder / "system")
    closed = site / original.relative_to(original.parents[2])
    for _ in range(2):
        with EmbeddedServer(home, settings=FAST, binaries=closed) as server:
            program = Path(f"/proc/{server.process_id}/exe").readlink()
            assert program.is_relative_to(folder / "system")
    assert [path.name.startswith("postgresql-") for path in (folder / "system").iterdir()] == [True]


@pytest.fixture
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk of a few megabytes."""
    disk = folder / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=60m,mode=711", "tmpfs", str(disk)]
    if subprocess.run(command, capture_output=True, check=False).returncode != 0:
        pytest.skip("no file system may be mounted here")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def fill(disk: Path, leave: int) -> None:
    """Leave that many bytes free."""
    state = os.statvfs(disk)
    with (disk / "filling").open("wb") as file:
        file.write(bytes(state.f_bavail * state.f_frsize - leave))


def test_a_disk_too_full_for_a_database_is_said_and_nothing_is_left(small_disk: Path) -> None:
    fill(small_disk, leave=10_000_000)
    home = small_disk / "home"
    with pytest.raises(ConnectionFailed, match=rf"The disk that holds {home} is full: free some space"):
        EmbeddedServer(home, settings=FAST).start()
    assert not list(home.glob(".initdb-*"))
    assert not (home / "data").exists()
    (small_disk / "filling").unlink()
    with EmbeddedServer(home, settings=FAST) as server:
        assert query(server, "select 1") == 1


def test_a_disk_that_has_become_full_is_said(small_disk: Path) -> None:
    home = small_disk / "home"
    with EmbeddedServer(home, settings=FAST):
        pass
    fill(small_disk, leave=0)
    with pytest.raises(ConnectionFailed, match=rf"The disk that holds {home} is full: free some space"):
        EmbeddedServer(home, settings=FAST).start()
    (small_disk / "filling").unlink()
    with EmbeddedServer(home, settings=FAST) as server:
        assert query(server, "select 1") == 1


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_same_holds_for_a_plain_user() -> None:
    entry = pwd.getpwnam(NOBODY)
    path = os.pathsep.join([*(str(REPOSITORY / part) for part in ("core", "worker", "tui")), *filter(None, sys.path)])
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
    python = _python_for(entry, environment)
    if python is None:
        pytest.skip("a plain user can reach no Python of this version, or not this checkout")
    done = subprocess.run(
        [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--override-ini=addopts=--import-mode=importlib",
         *(f"tests/core/embedded/{part}" for part in PLAIN_USER)],
        cwd=REPOSITORY, user=entry.pw_uid, group=entry.pw_gid, extra_groups=[], env=environment,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
    assert "passed" in done.stdout


def _python_for(entry: pwd.struct_passwd, environment: dict[str, str]) -> str | None:
    """An interpreter of this version that the user may run, with what the tests import."""
    name = f"python3.{sys.version_info.minor}"
    for candidate in (sys.executable, f"/usr/bin/{name}", f"/usr/local/bin/{name}"):
        try:
            done = subprocess.run(
                [candidate, "-c", "import psycopg, pytest, pytest_asyncio, queue_core"],
                cwd="/", user=entry.pw_uid, group=entry.pw_gid, extra_groups=[], env=environment,
                capture_output=True, check=False,
            )  # fmt: skip
        except OSError:
            continue
        if done.returncode == 0:
            return candidate
    return None
