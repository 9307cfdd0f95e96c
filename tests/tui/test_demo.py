"""The demo: everything it starts ends with it, however it ends."""

import asyncio
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest

from queue_core.errors import ConfigurationError
from queue_core.models import JobStatus
from queue_tui.demo import Demo, _environment, demo_folder, run_demo
from tests.support.terminal import Terminal

COMMAND = [sys.executable, "-m", "queue_tui", "--demo"]


@pytest.fixture
def folder() -> Iterator[Path]:
    """A place for demos, which root's system user can get to."""
    place = Path(tempfile.mkdtemp(prefix="queue-demo-", dir="/tmp"))
    place.chmod(0o711 if os.geteuid() == 0 else 0o700)
    yield place
    shutil.rmtree(place)


@pytest.fixture
def environ(folder: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**kept, "TERM": "xterm-256color", "LANG": "C.UTF-8", "QUEUE_HOME": str(folder)}


def running_below(folder: Path) -> set[int]:
    """The processes that name the folder in their arguments or their environment."""
    found = set()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            said = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
            is_dead = (process / "stat").read_text().rpartition(") ")[2].startswith("Z")
        except OSError:
            continue
        if os.fsencode(folder) in said and not is_dead:
            found.add(int(process.name))
    return found - {os.getpid()}


def until_gone(folder: Path, seconds: float = 30.0) -> None:
    deadline = monotonic() + seconds
    while running_below(folder) and monotonic() < deadline:
        sleep(0.1)
    left = [Path(f"/proc/{number}/cmdline").read_bytes().replace(b"\0", b" ")[:200] for number in running_below(folder)]
    said = [f"{log.name}:\n{log.read_text()[-2000:]}" for log in folder.rglob("*.log")]
    assert not left, "\n".join(said)


@pytest.mark.slow
def test_jobs_come_in_and_are_rendered_and_q_ends_all_of_it(folder: Path, environ: dict[str, str]) -> None:
    with Terminal.running(COMMAND, environ, (120, 40)) as terminal:
        terminal.until("Everything here ends with q.")
        terminal.until(JobStatus.COMPLETED.value + "   ", seconds=60)
        terminal.until("1 worker")
        assert len(running_below(folder)) >= 5
        terminal.press("q")
        assert terminal.ended(30) == 0
        assert str(folder / "demo-1" / "logs").encode() in terminal.received.rpartition(b"\x1b[?1049l")[2]
    until_gone(folder)
    assert {log.name for log in (folder / "demo-1" / "logs").iterdir()} == {
        "jobs.log",
        "orchestrator.log",
        "worker.log",
    }


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGHUP, signal.SIGTERM])
def test_a_screen_that_is_killed_takes_all_of_it_along(
    folder: Path, environ: dict[str, str], number: signal.Signals
) -> None:
    with Terminal.running(COMMAND, environ, (80, 24)) as terminal:
        terminal.until("1 worker", seconds=60)
        os.kill(terminal.process.pid, number)
        terminal.ended(30)
        until_gone(folder)


def test_two_demos_have_a_folder_each_and_begin_empty(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUEUE_HOME", str(folder))
    with demo_folder() as first, demo_folder() as second:
        assert (first.name, second.name) == ("demo-1", "demo-2")
        (first / "queue").mkdir()
    with demo_folder() as again:
        assert again == first
        assert not (again / "queue").exists()


def test_there_is_a_bound_to_demos(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUEUE_HOME", str(folder))
    monkeypatch.setattr("queue_tui.demo.MOST_AT_ONCE", 1)
    with demo_folder(), pytest.raises(ConfigurationError, match="1 demos are running already"), demo_folder():
        pass


def test_no_companion_is_led_to_a_real_queue() -> None:
    real = {
        "QUEUE_DATABASE_URL": "postgresql://production",
        "DATABASE_URL": "postgresql://production",
        "SUPABASE_URL": "https://production",
        "SUPABASE_KEY": "k",
        "ORCHESTRATOR_TOKEN": "t",
        "QUEUE_PROFILE": "production",
        "PATH": "/bin",
    }
    assert _environment(real, Path("/demo"), "8103") == {
        "PATH": "/bin",
        "QUEUE_HOME": "/demo",
        "ORCHESTRATOR_URL": "http://127.0.0.1:8103",
    }


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("queue_tui.demo.find_spec", lambda module: None)
    with pytest.raises(ConfigurationError, match=r"pip install 'queue-tui\[demo\]'"):
        run_demo()


async def test_a_companion_that_ends_is_reported_once(folder: Path) -> None:
    demo = Demo(folder)
    await asyncio.to_thread(demo.start)
    try:
        assert demo.problems() == []
        worker = next(companion for companion in demo.companions if companion.name == "worker")
        worker.process.kill()
        await asyncio.to_thread(worker.process.wait)
        assert demo.problems() == [f"The demo's worker has ended (code -9): see {demo.logs / 'worker.log'}."]
        assert demo.problems() == []
    finally:
        await asyncio.to_thread(demo.stop)
    assert all(companion.process.returncode is not None for companion in demo.companions)
