"""How the command begins: what it imports before the first frame, what it says where it cannot begin."""

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from queue_tui.command_line import parse
from tests.support.databases import Database
from tests.support.terminal import Terminal

COMMAND = [sys.executable, "-m", "queue_tui"]
BEFORE_FIRST_FRAME = """
import sys
from contextlib import asynccontextmanager
from queue_core.settings import load_settings
from queue_tui import running
from queue_tui.app import QueueApp

loaded = set()

@asynccontextmanager
async def opened(tell):
    loaded.update(sys.modules)
    app.exit()
    yield

app = QueueApp(opened)
app.run(headless=True)
print(" ".join(sorted(loaded)))
"""


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "TERM": "xterm-256color", "LANG": "C.UTF-8"}


def run(environ: dict[str, str], *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*COMMAND, *words],
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_the_first_frame_waits_for_no_database_client_and_no_validator(environ: dict[str, str]) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", BEFORE_FIRST_FRAME], env=environ, capture_output=True, text=True, check=True, timeout=60
    )
    loaded = {name.partition(".")[0] for name in ended.stdout.split()}
    assert "textual" in loaded
    assert not loaded & {"psycopg", "psycopg_pool", "pydantic", "supabase", "httpx", "jsonschema", "click"}


@pytest.mark.parametrize("module", ["queue_tui.feed", "queue_tui.widgets.columns", "queue_tui.widgets.viewport"])
def test_what_gathers_and_words_the_data_draws_nothing(environ: dict[str, str], module: str) -> None:
    code = f"import sys, {module}; print(' '.join(sys.modules))"
    ended = subprocess.run([sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=True)
    assert not {"textual", "rich"} & set(ended.stdout.split())


def test_the_version_is_said_without_a_terminal(environ: dict[str, str]) -> None:
    ended = run(environ, "--version")
    assert (ended.returncode, ended.stdout) == (0, f"queue-tui {version('queue-tui')}\n")


def test_help_names_the_exit_codes(environ: dict[str, str]) -> None:
    ended = run(environ, "--help")
    assert ended.returncode == 0
    assert "3 cannot reach" in ended.stdout


@pytest.mark.parametrize("words", [["--interval", "0"], ["--interval", "soon"], ["--nonsense"], ["more"]])
def test_wrong_use_ends_with_2(environ: dict[str, str], words: list[str]) -> None:
    ended = run(environ, *words)
    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr


def test_without_a_terminal_it_says_what_to_do(environ: dict[str, str]) -> None:
    ended = run(environ)
    assert ended.returncode == 2
    assert ended.stderr.startswith("queue-tui: The input is no terminal: ")
    assert "Traceback" not in ended.stderr


def test_options() -> None:
    options = parse(["--profile", "vps", "--interval", "2.5", "--mouse"])
    assert (options.profile, options.interval, options.mouse, options.demo) == ("vps", 2.5, True, False)


@pytest.mark.parametrize(
    ("more", "code", "words"),
    [
        ({"QUEUE_DATABASE_URL": "postgresql://127.0.0.1:9/none"}, 3, "127.0.0.1"),
        ({"QUEUE_DATABASE_URL": "nonsense"}, 2, "database URL"),
        ({"SUPABASE_URL": "http://127.0.0.1:9"}, 2, "SUPABASE_SERVICE_ROLE_KEY"),
        ({"SUPABASE_URL": "http://127.0.0.1:9", "SUPABASE_SERVICE_ROLE_KEY": "k"}, 3, "SUPABASE_URL"),
        ({"TERM": "dumb"}, 2, "TERM"),
    ],
)
def test_what_keeps_it_from_beginning_is_one_sentence(
    environ: dict[str, str], more: dict[str, str], code: int, words: str
) -> None:
    with Terminal.running(COMMAND, {**environ, **more}) as terminal:
        assert terminal.ended() == code
        [*_, said] = terminal.received.decode().strip().split("\x1b[?1049l")
    assert words in said
    assert said.count("queue-tui: ") == 1
    assert said.count("\n") <= 1


def test_a_database_without_a_queue_is_named_with_what_to_run(environ: dict[str, str], database: Database) -> None:
    conninfo = database.conninfo.replace(f"dbname={database.name}", "dbname=postgres")
    with Terminal.running(COMMAND, {**environ, "QUEUE_DATABASE_URL": conninfo}) as terminal:
        assert terminal.ended() == 2
        assert "queuectl migrate" in terminal.text.replace("\n", "")


def test_q_gives_the_terminal_back(environ: dict[str, str], database: Database) -> None:
    with Terminal.running(COMMAND, {**environ, "QUEUE_DATABASE_URL": database.conninfo}) as terminal:
        terminal.until("There are no jobs.")
        terminal.press("q")
        assert terminal.ended() == 0
        assert terminal.received.rstrip().endswith(b"\x1b[?25h") or b"\x1b[?1049l" in terminal.received
