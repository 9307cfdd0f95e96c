"""Standard output for data, standard error for narration, and nothing in either that drives a terminal."""

import os
import shutil
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, TextIO

from queue_core.shapes import as_harmless_json
from queue_core.text import clean

NARROWEST, WIDEST = 80, 200
"""Tables are made for 80 cells; on a wider terminal they use up to 200."""


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


def _narrate(text: str) -> None:
    if sys.stderr is not None:
        with suppress(OSError):  # nobody is left to hear it
            sys.stderr.write(f"{text}\n")
            sys.stderr.flush()
