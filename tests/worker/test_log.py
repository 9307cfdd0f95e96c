"""Log lines parse, are bounded, hold no secret, and never make the worker wait."""

import ast
import errno
import json
import logging
import os
import re
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from queue_worker import log
from queue_worker.log_format import LONGEST_FIELD, human_formatter, json_formatter
from queue_worker.redaction import Redactor

ROOT = Path(__file__).parents[2]
SECRET = "canary-77aa"


def record(event: str, **fields: object) -> logging.LogRecord:
    made = logging.LogRecord("queue_worker", logging.INFO, "file.py", 1, event, None, None)
    made.__dict__.update(fields)
    return made


def test_a_json_line_has_time_level_event_and_fields_in_this_order() -> None:
    line = json.loads(json_formatter(Redactor()).format(record("claimed", job_id="j", attempt=2)))

    assert list(line) == ["time", "level", "event", "job_id", "attempt"]
    assert line["time"].endswith("Z")
    assert (line["level"], line["event"], line["attempt"]) == ("INFO", "claimed", 2)


@pytest.mark.parametrize("formatter", [json_formatter, human_formatter])
def test_fields_are_bounded_in_length_and_number(formatter: type) -> None:
    many = {f"field_{number}": "x" * 100_000 for number in range(100)}

    line = formatter(Redactor()).format(record("claimed", **many))

    assert len(line) < 25 * LONGEST_FIELD
    assert "\n" not in line


@pytest.mark.parametrize("formatter", [json_formatter, human_formatter])
def test_no_secret_and_no_control_character_gets_through(formatter: type) -> None:
    try:
        raise ValueError(f"password={SECRET} \x1b[2J")
    except ValueError as error:
        made = record(f"failed {SECRET}", reason=f"{SECRET}\x1b]52;c;x\x07\ud800\u202e")
        made.exc_info = (ValueError, error, error.__traceback__)

    line = formatter(Redactor([SECRET])).format(made)

    assert SECRET not in line
    assert "ValueError" in line
    for character in ("\x1b", "\x07", "\ud800", "\u202e"):
        assert character not in line


def test_a_handler_that_cannot_write_drops_and_counts_and_says_so() -> None:
    may_write, lines = threading.Event(), []

    def write(line: bytes) -> None:
        may_write.wait()
        lines.append(line)

    handler = log.DroppingHandler(write, capacity=2)
    began = time.monotonic()
    for number in range(100):
        handler.emit(record(f"event_{number}"))
    assert time.monotonic() - began < 1
    assert handler.dropped >= 97

    may_write.set()
    handler.setFormatter(logging.Formatter("%(message)s %(count)s", defaults={"count": ""}))
    handler.finish(5)

    assert f"log_dropped {handler.dropped}".encode() in b"".join(lines)


def test_finishing_does_not_wait_for_a_pipe_that_nobody_reads() -> None:
    never = threading.Event()

    def write(_: bytes) -> None:
        never.wait()

    handler = log.DroppingHandler(write, capacity=1)
    for number in range(10):
        handler.emit(record(f"event_{number}"))

    began = time.monotonic()
    handler.finish(0.1)
    assert time.monotonic() - began < 2
    never.set()


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    reading, writing = os.pipe()
    yield reading, writing
    for end in (reading, writing):
        with suppress(OSError):
            os.close(end)


def test_a_descriptor_that_does_not_block_gets_the_whole_line(pipe: tuple[int, int]) -> None:
    reading, writing = pipe
    os.set_blocking(writing, False)
    line = b"x" * 300_000 + b"\n"
    writer = threading.Thread(target=log.ToDescriptor(writing), args=(line,))
    writer.start()

    received = b""
    while len(received) < len(line):
        received += os.read(reading, 65_536)

    writer.join()
    assert received == line


def test_values_that_json_has_no_form_for_are_said_in_words() -> None:
    line = json.loads(json_formatter(Redactor()).format(record("claimed", share=float("nan"), ids={"a"}, nothing=None)))

    assert (line["share"], line["ids"], line["nothing"]) == ("nan", "{'a'}", None)


def test_the_line_after_one_that_was_cut_off_begins_on_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that becomes full in the middle of a line, and has room again."""
    written, room = bytearray(), [3]

    def write(_: int, data: bytes) -> int:
        if not room:
            raise OSError(errno.ENOSPC, "No space left on device")
        taken = data[: room.pop()]
        written.extend(taken)
        return len(taken)

    to_disk = log.ToDescriptor(1)
    with monkeypatch.context() as patched:
        patched.setattr(os, "write", write)
        with pytest.raises(OSError, match="No space"):
            to_disk(b"first\n")
        room.append(1_000)
        to_disk(b"second\n")

    assert written == b"fir\nsecond\n"


def test_a_reader_that_has_gone_is_no_error(pipe: tuple[int, int]) -> None:
    reading, writing = pipe
    os.close(reading)
    handler = log.DroppingHandler(log.ToDescriptor(writing))

    handler.emit(record("claimed"))
    handler.finish(5)

    assert handler.dropped == 1


def test_every_event_is_in_the_readme() -> None:
    listed = set(re.findall(r"`([a-z_]+)`", _section("Metrics and logs").split("| event |")[1]))

    assert _events() - listed == set()
    assert listed - _events() == set()


def _section(title: str) -> str:
    _, _, rest = (ROOT / "README.md").read_text("utf-8").partition(f"\n## {title}\n")
    return rest.partition("\n## ")[0]


def _events() -> set[str]:
    """The names of all events in the worker's source: what `log.info` and so on, or `_tell`, are given by name."""
    found = {"log_dropped"}
    for path in (ROOT / "worker").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Call(func=ast.Attribute(attr=verb), args=[name, *_]) if verb in LOGGING:
                    words = [part.value for part in ast.walk(name) if isinstance(part, ast.Constant)]
                    found.update(word for word in words if isinstance(word, str))
    return found


LOGGING = ("debug", "info", "warning", "error", "exception", "critical", "_tell")
