"""Copying: through the terminal's own clipboard (OSC 52), which also works over SSH, or into a file.

A terminal does not say whether it took the text, so neither do the sentences here: they say what was done.
"""

import os
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from queue_core.text import clean
from queue_tui.formatting import octets, size
from queue_tui.terminal.files import private_directory, write_private

SEQUENCE_LIMIT = 100_000
"""Bytes of one OSC 52 sequence that terminals are known to take."""
SCREEN_LIMIT = 768
"""The same for GNU screen."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What is to be written to the terminal for a copy, and what to tell the person."""

    sequence: str
    """Empty where the text went into a file."""
    sentence: str


def copy(text: str, what: str, environ: Mapping[str, str] = os.environ) -> Copied:
    """Prepare a copy of `text`; `what` names it in the sentence: "id", "payload", "trace".

    What is copied is harmless to paste into a terminal, but for its line ends. Never raises OSError.
    """
    harmless = clean(text, newlines=True)
    sequence = _osc52(harmless, environ)
    limit = SCREEN_LIMIT if _in_screen(environ) else SEQUENCE_LIMIT
    if len(sequence) <= limit:
        hint = " (tmux must allow it: set-clipboard on)" if environ.get("TMUX") else ""
        return Copied(sequence, f"Sent to the terminal's clipboard: the {what}{hint}.")
    return Copied("", _into_file(harmless, what, environ))


def _into_file(text: str, what: str, environ: Mapping[str, str]) -> str:
    amount = size(octets(text))
    try:
        path = save(text, what, environ)
    except OSError as problem:
        return f"Too big for a terminal's clipboard: the {what} ({amount}), and no file could be written: {problem}."
    return f"Too big for a terminal's clipboard: the {what} ({amount}), written to {path}."


def save(text: str, what: str, environ: Mapping[str, str] = os.environ) -> Path:
    """Write `text` into a new private file and return where it is. Raises OSError."""
    name = "".join(letter if letter.isalnum() else "-" for letter in what)
    path = private_directory(environ) / "copies" / f"{name}-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.txt"
    write_private(path, text)
    return path


def _osc52(text: str, environ: Mapping[str, str]) -> str:
    plain = f"\x1b]52;c;{b64encode(text.encode(errors='replace')).decode()}\x07"
    if environ.get("TMUX"):
        # tmux takes the plain one where set-clipboard is on, and hands on the wrapped one where allow-passthrough is.
        return plain + "\x1bPtmux;" + plain.replace("\x1b", "\x1b\x1b") + "\x1b\\"
    if _in_screen(environ):
        return f"\x1bP{plain}\x1b\\"
    return plain


def _in_screen(environ: Mapping[str, str]) -> bool:
    return bool(environ.get("STY")) and not environ.get("TMUX")
