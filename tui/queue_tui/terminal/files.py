"""Files that only this user can read: traces of crashes, and texts too big for the screen."""

import os
from collections.abc import Mapping
from pathlib import Path


def private_directory(environ: Mapping[str, str]) -> Path:
    """Where they are kept: below QUEUE_HOME if it is set, else where the system keeps a user's state."""
    home = environ.get("QUEUE_HOME")
    if home:
        return Path(home).expanduser() / "tui"
    from platformdirs import user_state_path

    return user_state_path("queue-tui")


def write_private(path: Path, text: str) -> None:
    """Create a file that only its owner may read, in a directory that only its owner may enter.

    Raises OSError, also where the file is there already: nothing is ever written through a link.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
        file.write(text)
