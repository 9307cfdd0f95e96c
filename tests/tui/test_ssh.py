"""The UI as it is used: over SSH, by somebody who may run nothing else, and whose connection breaks."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from queue_core.models import JobStatus
from queue_core.queue import Queue
from queue_tui.dialogs.quiet import QUIET_SECONDS
from tests.support.databases import Database
from tests.support.jobs import enqueue
from tests.support.sshd import Login, NotPossible, sshd
from tests.support.terminal import Terminal
from tests.worker.working import until

PROGRAM = Path(sys.executable).with_name("queue-tui")


@pytest.fixture
def login(database: Database, tmp_path: Path) -> Iterator[Login]:
    """An account that gets the UI on a profile of this database."""
    configuration = tmp_path / "config.toml"
    configuration.write_text(f'[profiles.prod]\ndatabase_url = "{database.conninfo}"\nlabel = "PROD"\n')
    configuration.chmod(0o600)
    forced = f"env QUEUE_CONFIG={configuration} QUEUE_HOME={tmp_path} {PROGRAM} --profile prod"
    try:
        with sshd(tmp_path, forced) as login:
            yield login
    except NotPossible as reason:
        pytest.skip(str(reason))


@pytest.fixture
def environ() -> dict[str, str]:
    """Of the person's own machine."""
    return {"PATH": os.environ["PATH"], "TERM": "xterm-256color"}


def test_the_key_runs_nothing_but_the_ui(login: Login, environ: dict[str, str], tmp_path: Path) -> None:
    made = tmp_path / "made"
    with Terminal.running([*login.command, "touch", str(made)], environ) as terminal:
        terminal.until("PROD")
        terminal.press("q")
        assert terminal.ended() == 0
    assert not made.exists()


async def test_a_connection_that_breaks_ends_the_ui_and_one_comes_back_to_what_one_saw(
    login: Login, environ: dict[str, str], direct_queue: Queue, database: Database, tmp_path: Path
) -> None:
    [kept] = await enqueue(direct_queue, 1, job_type="manim_video")
    [cancelled] = await enqueue(direct_queue, 1, job_type="doubt")
    with Terminal.running(login.command, environ) as terminal:
        terminal.until("2 jobs")
        terminal.press("/", *"type:doubt", "enter")
        terminal.until("1 job\n")
        terminal.press("j", "c")
        terminal.until(lambda: "cancelled" in cursor_of(terminal))
        [program] = programs(tmp_path)
        terminal.process.kill()
        terminal.ended()
    await until(lambda: not Path(f"/proc/{program}").exists())
    await until(lambda: no_sessions(database))
    assert (await direct_queue.job(cancelled)).job.status is JobStatus.CANCELLED
    assert (await direct_queue.job(kept)).job.status is JobStatus.QUEUED

    await enqueue(direct_queue, 1, job_type="doubt")
    with Terminal.running(login.command, environ) as terminal:
        terminal.until("type:doubt")
        terminal.until("2 jobs")
        assert "manim_video" not in terminal.text
        terminal.until(lambda: cursor_of(terminal).startswith(cancelled[:8]))
        terminal.press("u")
        terminal.until("Undo it")
        while "Undo it" in terminal.text:
            terminal.settle(QUIET_SECONDS)  # a question that has just appeared takes no yes
            terminal.press("y")
            terminal.settle()
        terminal.until(lambda: "cancelled" not in cursor_of(terminal))
        terminal.press("q")
        assert terminal.ended() == 0
    assert (await direct_queue.job(cancelled)).job.status is JobStatus.QUEUED


def programs(home: Path) -> list[int]:
    """The UIs that keep their files there."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            is_ui = f"QUEUE_HOME={home}\0".encode() in (place / "environ").read_bytes()
            found += [int(place.name)] if is_ui and b"queue-tui" in (place / "cmdline").read_bytes() else []
        except OSError:
            continue  # it has just ended
    return found


async def no_sessions(database: Database) -> bool:
    """Whether the UI has left nothing behind in this database."""
    open_ones = "select from pg_stat_activity where datname = current_database() and application_name = 'queue-tui'"
    return await database.execute(open_ones) == []


def cursor_of(terminal: Terminal) -> str:
    """The line under the cursor, without its mark."""
    return next((line.lstrip("> ") for line in terminal.text.splitlines() if line.startswith(">")), "")
