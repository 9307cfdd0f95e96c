"""Log lines parse, are bounded, hold no secret, and never make the worker wait."""

import json
import logging
import os
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from queue_worker import log
from queue_worker.log_format import LONGEST_FIELD, human_formatter, json_formatter
from queue_worker.redaction import Redactor

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
    writer = threading.Thread(target=log.to_descriptor(writing), args=(line,))
    writer.start()

    received = b""
    while len(received) < len(line):
        received += os.read(reading, 65_536)

    writer.join()
    assert received == line


def test_a_reader_that_has_gone_is_no_error(pipe: tuple[int, int]) -> None:
    reading, writing = pipe
    os.close(reading)
    handler = log.DroppingHandler(log.to_descriptor(writing))

    handler.emit(record("claimed"))
    handler.finish(5)

    assert handler.dropped == 1
