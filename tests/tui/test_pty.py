"""The real program in a real terminal: what reaches it, and how it leaves it."""

import os
import signal
import sys
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from time import monotonic

import pytest

from queue_core.models import NewJob
from queue_core.queue import Queue
from queue_core.text import clean
from tests.support.databases import Database
from tests.support.sequences import pieces, unexpected
from tests.support.terminal import Terminal
from tests.tui.hostile import FRAGMENTS, HOSTILE, MEGABYTE, fill, fill_views

COMMAND = [sys.executable, "-m", "queue_tui"]
SMALL_APP = [sys.executable, str(Path(__file__).with_name("small_app.py"))]


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """A shell's environment in a plain terminal with 256 colours."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "PYTHONPATH") if name in os.environ}
    return {**kept, "TERM": "xterm-256color", "LANG": "C.UTF-8", "QUEUE_HOME": str(tmp_path)}


@contextmanager
def showing(database: Database, environ: dict[str, str], size: tuple[int, int] = (80, 24)) -> Iterator[Terminal]:
    """queue-tui on this database, in a terminal."""
    with Terminal.running(COMMAND, {**environ, "QUEUE_DATABASE_URL": database.conninfo}, size) as terminal:
        yield terminal


# -- what reaches it ---------------------------------------------------------------------------------------


class Gone(str):
    """Words that leave the screen: what was opened is closed again."""

    __slots__ = ()


MOVED = ""
"""The sign of keys that only move in what is there: keys are taken in order, so that nothing waits for these."""

Journey = tuple[tuple[tuple[str, ...], str], ...]
"""Keys, and the sign that they have done it: words that come onto the screen with them, or leave it."""


JOURNEY: Journey = (
    (("j", "G"), ">"),  # the table; the oldest job is the one with everything in it
    (("/", *"evil"), "/ evil"),
    (("escape", "escape", "escape"), Gone(">")),
    (("G", "enter"), "Timeline"),
    (("j", "pagedown", "G"), MOVED),
    (("]",), "Evil"),
    (("G", "g"), MOVED),
    (("]",), " ago "),
    ((" ",), MOVED),
    (("]",), "{1 key}"),
    (("down", "down"), MOVED),
    (("G", "g", "l", "j", "j"), MOVED),
    (("]",), "video_url"),
    (("down",), MOVED),
    (("z", "]"), "Timeline"),
    (("y",), "esc closes"),  # the menu of what can be copied
    (("escape",), Gone("esc closes")),
    (("?",), "things you can do here"),
    (("escape",), Gone("things you can do here")),
    (("e",), "Edited copy"),  # the form, filled in from it
    (("tab", "tab"), MOVED),
    (("escape",), Gone("Edited copy")),
    (("D",), "To go on, type"),  # the question
    (("escape",), Gone("To go on, type")),
    (("escape",), "Mark"),
    (("*",), "marked"),
    (("D",), "To go on, type"),
    (("escape",), Gone("To go on, type")),
    (("n",), "New test job"),
    (tuple("doubt"), "Type       doubt"),
    (("escape",), "once more"),
    (("escape",), Gone("once more")),
    ((":", *"int"), "interval SECONDS"),  # the command line
    (("escape",), Gone("interval SECONDS")),
)


AROUND: Journey = (
    (("1",), "Services"),
    (("right", "right"), MOVED),
    (("G",), MOVED),
    (("3", "j"), "Fingerprint"),  # of the group under the cursor, which has been read
    (("tab", "pagedown", "G"), MOVED),
    (("tab", "o"), "Attempts (1)"),  # the example
    (("x",), "How it ended"),
    (("escape",), Gone("How it ended")),
    (("escape",), "kind of failure"),
    (("4", "j", "j"), "attempt 1"),  # what the second worker runs
    (("tab", "j"), MOVED),
    (("tab", "Q"), "quiet"),
    (("5",), ">      7"),  # what the key before this one did has come: later, it would push the others down
    (("tab", "pagedown", "G"), MOVED),
    (("tab", "j", "j", "A"), "for good?"),  # of the plan
    (("escape",), Gone("for good?")),
    (("G", "u"), "undo  "),  # it has moved on since, and stays as it is
    (("6", "P"), "Resume the queue?"),  # of a pause that another program has written over
    (("escape",), Gone("Resume the queue?")),
    (("G", "enter"), "ctrl+s saves"),
    (("escape",), Gone("ctrl+s saves")),
    (("2", "l"), " 1 job"),  # the list of what is queued
    (("j", "x"), "Why it is not running"),
    (("escape",), Gone("Why it is not running")),
    (("P",), "Priority of"),
    (("escape",), Gone("Priority of")),
    (("w",), "in 10 minutes"),
    (("escape",), Gone("in 10 minutes")),
    (("h", "f"), " 2 jobs"),  # what has failed: the next key is about the list that has been read
    (("a",), "Do what with all"),
    (("r",), "Retry 2 jobs?"),  # the plan
    (("escape",), Gone("Retry 2 jobs?")),
    (("f",), " 6 jobs"),
    (("a", "c"), "Cancel 2 jobs?"),
    (("escape",), Gone("Cancel 2 jobs?")),
    (("C",), "shows or hides"),
    (("escape",), Gone("shows or hides")),
    (("V",), "Views of the list"),
    (("escape",), Gone("Views of the list")),
    (("E",), "Export jobs"),
    (("escape",), Gone("Export jobs")),
    (("g", "j", "j", "enter"), "Running on"),
    (("c",), "Keep"),
    (("escape",), Gone("Keep")),
)


@pytest.mark.slow
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_nothing_that_programs_write_drives_the_terminal(
    direct_queue: Queue, database: Database, environ: dict[str, str], size: tuple[int, int]
) -> None:
    await fill(direct_queue, database)
    travel(database, environ, size, JOURNEY)


@pytest.mark.slow
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_nothing_that_anybody_writes_drives_the_terminal_in_any_view_or_dialog(
    direct_queue: Queue, database: Database, environ: dict[str, str], size: tuple[int, int]
) -> None:
    poisoned = await fill_views(direct_queue, database)
    assert poisoned >= {f"queue.workers.{column}" for column in ("name", "host", "version")}
    assert poisoned >= {f"queue.operations.{column}" for column in ("actor", "reason", "filter", "database_role")}
    assert poisoned >= {f"public.jobs.{column}" for column in ("job_type", "resource", "dedupe_key", "error_message")}
    travel(database, environ, size, AROUND)


def travel(database: Database, environ: dict[str, str], size: tuple[int, int], journey: Journey) -> None:
    """Press the keys of each step and wait for its sign; nothing that is hostile may have reached the terminal."""
    with showing(database, environ, size) as terminal:
        terminal.until("evil")
        for keys, sign in journey:
            assert sign == MOVED or not shows(terminal, sign), f"the sign of {keys} is there before: {sign!r}"
            terminal.press(*keys)
            terminal.until(partial(shows, terminal, sign))
            terminal.settle()
        terminal.press("q")
        assert terminal.ended() == 0, incidents(environ)
    received = bytes(terminal.received)
    assert unexpected(received) == []
    shown = received.decode()
    for fragment in FRAGMENTS:
        if not fragment.isprintable():
            assert fragment not in shown


def shows(terminal: Terminal, sign: str) -> bool:
    """Whether the words have come, or gone."""
    return (sign in terminal.text) is not isinstance(sign, Gone)


def incidents(environ: dict[str, str]) -> str:
    """The traces of errors in the program."""
    return "\n".join(path.read_text() for path in Path(environ["QUEUE_HOME"]).glob("tui/incident-*"))


@pytest.mark.parametrize("fragment", [fragment for fragment in FRAGMENTS if not fragment.isprintable()])
def test_each_hostile_string_would_be_noticed(fragment: str) -> None:
    colours = "\x1b[38;5;213;7;9m"  # looks like one of Textual's own: it is looked for as it is
    assert unexpected(b"text" + fragment.encode() + b"text") or fragment == colours


async def test_what_is_copied_is_one_sequence_with_harmless_text(
    direct_queue: Queue, database: Database, environ: dict[str, str]
) -> None:
    await database.execute(
        "insert into public.jobs (job_type, priority, status, payload, error_message) "
        "values ('doubt', 'low', 'failed', '{}', %s)",
        HOSTILE,
    )
    with showing(database, environ) as terminal:
        terminal.until("doubt")
        terminal.press("j", "enter")
        terminal.until("Timeline")
        terminal.press("y")
        terminal.until("trace")
        terminal.press("t")
        terminal.until("Sent to the terminal")
        terminal.press("escape", "q")
        terminal.ended()
    [copied] = unexpected(bytes(terminal.received))
    assert copied.text.startswith("\x1b]52;c;")
    assert b64decode(copied.text[7:-1]).decode() == clean(HOSTILE, newlines=True)


async def test_the_pager_gets_the_whole_harmless_text_and_gives_the_terminal_back(
    direct_queue: Queue, database: Database, environ: dict[str, str], tmp_path: Path
) -> None:
    await database.execute(
        "insert into public.jobs (job_type, priority, status, payload, error_message) "
        "values ('doubt', 'low', 'failed', '{}', %s)",
        HOSTILE + MEGABYTE,
    )
    seen = tmp_path / "seen"
    seen.mkdir()
    with showing(database, {**environ, "PAGER": f"cp -t {seen}"}) as terminal:
        terminal.until("doubt")
        terminal.press("j", "enter")
        terminal.until("Timeline")
        begin = len(terminal.received)
        terminal.press("o")
        terminal.until(lambda: b"Timeline" in terminal.received[begin:])
        terminal.press("q")
        assert terminal.ended() == 0, incidents(environ)
    [path] = seen.iterdir()
    assert path.read_text() == clean(HOSTILE + MEGABYTE, newlines=True)
    assert list(tmp_path.glob("tui/copies/*")) == []
    assert unexpected(bytes(terminal.received)) == []


def test_keys_that_arrive_together_with_an_esc_before_them_do_what_they_do(
    environ: dict[str, str], database: Database
) -> None:
    with showing(database, environ) as terminal:
        terminal.until("There are no jobs")
        terminal.press("?")
        terminal.until("things you can do here")
        terminal.press("\x1b4")
        terminal.until("No worker has been seen")
        terminal.press("?")
        terminal.until("things you can do here")
        terminal.press("\x1bq")
        assert terminal.ended() == 0


async def test_without_colours_no_colour_is_sent(
    direct_queue: Queue, database: Database, environ: dict[str, str]
) -> None:
    await fill(direct_queue, database)
    with showing(database, {**environ, "NO_COLOR": "1"}) as terminal:
        terminal.until("evil")
        terminal.press("j", "enter")
        terminal.until("Overview")
        terminal.press("]", "]")
        terminal.settle()
        terminal.press("escape", "q")
        terminal.ended()
    colours = {parameter for piece in pieces(bytes(terminal.received)) for parameter in colours_of(piece.text)}
    assert colours == set()


def colours_of(sequence: str) -> list[str]:
    """The parameters of a sequence that ask for a colour other than the terminal's own."""
    if not (sequence.startswith("\x1b[") and sequence.endswith("m")):
        return []
    looks = {"", "0", "1", "2", "3", "4", "7", "9", "21", "22", "23", "24", "27", "39", "49"}
    return [parameter for parameter in sequence[2:-1].split(";") if parameter not in looks]


# -- how it begins -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("change", "words"), [({"TERM": "dumb"}, "TERM is 'dumb'"), ({"TERM": ""}, "TERM is not set")])
def test_a_terminal_that_cannot_be_drawn_on_gets_one_sentence(
    environ: dict[str, str], change: dict[str, str], words: str
) -> None:
    with Terminal.running(COMMAND, environ | change) as terminal:
        assert terminal.ended() == 2
    text = terminal.received.decode()
    assert words in text
    assert text.count("\n") == 1
    assert "\x1b" not in text


def test_variables_that_would_change_textual_do_nothing(environ: dict[str, str], database: Database) -> None:
    evil = {"TEXTUAL_DRIVER": "no.such.module:Driver", "TEXTUAL": "debug,devtools", "COLUMNS": "30", "LINES": "9"}
    with showing(database, environ | evil) as terminal:
        terminal.until("Status")
        terminal.press("q")
        assert terminal.ended() == 0


# -- how it ends -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_gives_the_terminal_back(environ: dict[str, str], number: signal.Signals) -> None:
    with Terminal.running(SMALL_APP, environ) as terminal:
        terminal.until("ready")
        assert terminal.mode() == "raw"
        terminal.process.send_signal(number)
        assert terminal.ended() == 128 + number
        assert terminal.mode() == "echoing"
    sent = [piece.text for piece in pieces(bytes(terminal.received))]
    assert "\x1b[?1049l" in sent
    assert "\x1b[?25h" in sent


async def test_a_lost_connection_loses_nothing_of_where_one_was(
    direct_queue: Queue, database: Database, environ: dict[str, str]
) -> None:
    jobs = await direct_queue.enqueue([NewJob(job_type="doubt", payload={})] * 3, actor="tests")
    oldest, newest = jobs[0].id[:8], jobs[-1].id[:8]
    with showing(database, environ) as terminal:
        terminal.until("3 jobs")
        terminal.press("z", "s")
        terminal.until("esc closes")
        terminal.press("o")
        terminal.until("oldest first  3 jobs")
        terminal.until(lambda: 0 < terminal.text.find(oldest) < terminal.text.find(newest))  # the new list has come
        terminal.press("j", "j")
        terminal.until("> ")
        terminal.process.send_signal(signal.SIGHUP)
        assert terminal.ended() == 128 + signal.SIGHUP
    with showing(database, environ) as terminal:
        terminal.until("oldest first")
        terminal.until("local times")
        terminal.until("> ")
        terminal.press("q")
        assert terminal.ended() == 0


@pytest.mark.parametrize("controlling", [True, False])
def test_a_closed_window_ends_it_also_when_no_hangup_is_sent(environ: dict[str, str], controlling: bool) -> None:
    with Terminal.running(SMALL_APP, environ, controlling=controlling) as terminal:
        terminal.until("ready")
        terminal.close()
        assert terminal.process.wait(timeout=10) == 128 + signal.SIGHUP


def test_a_terminal_that_takes_no_more_bytes_does_not_keep_it_from_ending(environ: dict[str, str]) -> None:
    with Terminal.running([*SMALL_APP, "flood"], environ) as terminal:
        terminal.until("ready")
        begin = monotonic()
        while monotonic() - begin < 2 and terminal.process.poll() is None:
            pass_time()
        terminal.process.terminate()
        assert terminal.process.wait(timeout=15) == 128 + signal.SIGTERM
        assert terminal.mode() == "echoing"


def pass_time() -> None:
    """Let the program fill the terminal's buffer, which nobody reads."""
    signal.sigtimedwait([], 0.1)


def test_after_ctrl_z_and_fg_the_screen_is_there_again(environ: dict[str, str]) -> None:
    with Terminal.running(SMALL_APP, environ) as terminal:
        terminal.until("ready")
        terminal.press("ctrl+z")
        terminal.until(lambda: state_of(terminal.process.pid) == "T")
        terminal.settle()
        assert terminal.mode() == "echoing"
        begin = len(terminal.received)
        terminal.process.send_signal(signal.SIGCONT)
        terminal.until(lambda: b"ready" in terminal.received[begin:])
        assert terminal.mode() == "raw"
        terminal.press("q")
        assert terminal.ended() == 0


def state_of(process_id: int) -> str:
    """The state of a process as the kernel has it: T for stopped."""
    return Path(f"/proc/{process_id}/stat").read_text().rpartition(") ")[2][0]


def test_an_error_in_the_program_gives_the_terminal_back_and_shows_no_secret(
    environ: dict[str, str], tmp_path: Path
) -> None:
    with Terminal.running(SMALL_APP, environ, size=(200, 24)) as terminal:
        terminal.until("ready")
        terminal.press("x")
        assert terminal.ended() == 1
        assert terminal.mode() == "echoing"
    shown = terminal.received.decode()
    assert "queue-tui stopped because of an error in itself: incident" in shown
    assert "hunter2" not in shown
    assert "Traceback" not in shown
    [path] = tmp_path.glob("tui/incident-*.txt")
    assert str(path) in shown
    assert "in key_x" in path.read_text()
    assert "hunter2" not in path.read_text()
