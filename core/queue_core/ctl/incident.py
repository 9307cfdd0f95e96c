"""An unexpected exception becomes a number for the person and a private file for whoever mends it."""

import os
import secrets
import sys
import tempfile
import traceback
from datetime import UTC, datetime
from pathlib import Path


def record(error: BaseException) -> tuple[str, Path | None]:
    """Write the traceback, without the values of variables; returns the incident's number and its file.

    The file is None where none could be written.
    """
    number = secrets.token_hex(4)
    lines = [
        f"queuectl incident {number}, {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC\n",
        f"Python {sys.version.split()[0]} on {sys.platform}\n\n",
        *traceback.format_exception(error, chain=True),
    ]
    for folder in (_state_folder, lambda: Path(tempfile.gettempdir())):
        try:
            path = folder() / f"queuectl-incident-{number}.txt"
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
                file.writelines(lines)
        except (OSError, RuntimeError):
            continue
        return number, path
    return number, None


def _state_folder() -> Path:
    from platformdirs import user_state_path

    folder = user_state_path("queue-tui", appauthor=False)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
