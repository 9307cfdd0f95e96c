"""Standard output for data, standard error for narration, and nothing in either that drives a terminal."""

import os
import shutil
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, TextIO

from queue_core.shapes import as_harmless_json
from queue_core.text import clean, width

NARROWEST, WIDEST = 80, 200
"""Tables are made for 80 cells; on a wider terminal they use up to 200."""


PROGRESS_SECONDS, REWRITE_SECONDS = 2.0, 0.1
"""How often progress is told: in lines below each other, and in one line that rewrites itself."""


class OutputClosed(Exception):
    """Whoever read standard output stopped reading. No OSError: those mean something else to click."""


class OutputFailed(Exception):
    """Standard output could not be written: a full disk, say."""


class Output:
    """Where a command says what it has to say."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json

    @property
    def width(self) -> int:
        """Cells of a line."""
        if not _is_terminal(sys.stdout):
            return NARROWEST
        return max(NARROWEST, min(WIDEST, shutil.get_terminal_size().columns))

    @property
    def widest(self) -> int:
        """Cells of a line that comes by itself: in a file it may be long."""
        return self.width if _is_terminal(sys.stdout) else WIDEST

    def show(self, text: str) -> None:
        """Lines for a person. Whatever came from the queue is in them cleaned already."""
        _write(f"{text}\n")

    def show_json(self, value: Any) -> None:
        """One JSON value: in one line, or indented for a person's eyes."""
        indent = 2 if _is_terminal(sys.stdout) else None
        _write(as_harmless_json(value, indent) + "\n")

    def tell(self, sentence: str) -> None:
        """A sentence beside the data."""
        _narrate(clean(sentence))

    def pour(self, lines: str) -> None:
        """Lines that have their ends, and that are harmless already."""
        _write(lines)

    def flush(self) -> None:
        """Let a reader have what was shown so far."""
        _write("", flush=True)

    def tell_error(self, kind: str, message: str, exit_code: int, more: Mapping[str, Any], hint: str = "") -> None:
        """What went wrong. `hint` is a line or two for a person, cleaned already."""
        if self.as_json:
            error = {"kind": kind, "message": message, "exit_code": exit_code, **more}
            _narrate(as_harmless_json({"error": error}))
        else:
            _narrate(f"queuectl: {clean(message)}" + (f"\n{hint}" if hint else ""))


def prepare_streams() -> None:
    """A character that the terminal's encoding lacks is shown escaped, not raised."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


class ProgressLine:
    """How far something is. On a terminal the line rewrites itself; else there is a line every two seconds."""

    def __init__(self) -> None:
        self._rewrites = _is_terminal(sys.stderr)
        self._cells = 0
        self._next_at = 0.0 if self._rewrites else time.monotonic() + PROGRESS_SECONDS

    def show(self, sentence: str) -> None:
        """Say it, unless that was done just now."""
        if time.monotonic() < self._next_at:
            return
        self._next_at = time.monotonic() + (REWRITE_SECONDS if self._rewrites else PROGRESS_SECONDS)
        if not self._rewrites:
            _narrate(clean(sentence))
            return
        shown = clean(sentence, shutil.get_terminal_size().columns - 1)
        _narrate("\r" + shown + " " * (self._cells - width(shown)), end="")
        self._cells = width(shown)

    def clear(self) -> None:
        """Make room for what came of it."""
        if self._cells:
            _narrate("\r" + " " * self._cells + "\r", end="")
        self._cells = 0


def finish() -> None:
    """Write what is still held back, while a failure can still be reported."""
    _write("", flush=True)


def abandon() -> None:
    """Let Python end without a complaint about an output that is closed."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    except OSError:
        sys.stdout = None


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty()


def _write(text: str, *, flush: bool = False) -> None:
    if sys.stdout is None:  # started with its standard output closed
        return
    try:
        rest = text.encode(sys.stdout.encoding, "backslashreplace")
        while rest:  # with PYTHONUNBUFFERED the text layer takes a part for the whole
            rest = rest[sys.stdout.buffer.write(rest) :]
        if flush:
            sys.stdout.flush()
    except BrokenPipeError as error:
        raise OutputClosed from error
    except OSError as error:
        raise OutputFailed(f"The output cannot be written: {error.strerror}.") from error


def _narrate(text: str, end: str = "\n") -> None:
    if sys.stderr is not None:
        with suppress(OSError):  # nobody is left to hear it
            sys.stderr.write(f"{text}{end}")
            sys.stderr.flush()
