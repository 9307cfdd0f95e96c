"""Showing a long text in the pager that a person has, outside of the screen."""

import os
import shlex
import shutil
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from textual.app import App, SuspendNotSupported

from queue_core.text import clean
from queue_tui.terminal.clipboard import save


def pager_command(environ: Mapping[str, str]) -> list[str] | None:
    """The pager to run, as words; None where there is none."""
    with suppress(ValueError):
        words = shlex.split(environ.get("PAGER") or "less")
        if words and shutil.which(words[0]):
            return words
    return None


def pager_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment with less as tame as it can be: no commands from within, no raw control characters."""
    kept = {name: value for name, value in environ.items() if name not in {"LESSOPEN", "LESSCLOSE", "LESS"}}
    return {**kept, "LESSSECURE": "1"}


def show(app: App[Any], path: Path, environ: Mapping[str, str] = os.environ) -> bool:
    """Give the terminal to the pager until it ends; False where there is no pager or no terminal to give."""
    command = pager_command(environ)
    if command is None:
        return False
    try:
        with app.suspend():
            _run([*command, str(path)], pager_environment(environ))
    except (SuspendNotSupported, OSError):
        return False
    return True


def open_text(app: App[Any], text: str | None, what: str) -> str | None:
    """Show a text in the pager; what is to be said where that did not do, such as the file it is in."""
    if text is None:
        return f"There is no {what}."
    try:
        path = save(clean(text, newlines=True), what)
    except OSError as problem:
        return f"The {what} could not be written to a file: {problem}."
    if not show(app, path):
        return f"The whole {what} is in {path}."
    path.unlink(missing_ok=True)
    return None


def _run(command: list[str], environment: dict[str, str]) -> None:
    """Run it in the foreground; Ctrl+C means the pager, and must not end this program."""
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        subprocess.run(command, env=environment, check=False)
    finally:
        signal.signal(signal.SIGINT, before)
