"""Directories that this program makes for itself."""

import os
from pathlib import Path

PASSABLE = 0o711
"""For a directory of root's below which the system user has its own."""

PRIVATE = 0o700


def make_directory(path: Path) -> None:
    """The directory and those above it, if they are missing; an empty one of ours counts as just made.

    For this user alone; below one of root's the system user can pass.
    """
    mode = PASSABLE if os.geteuid() == 0 else PRIVATE
    missing = [step for step in (path, *path.parents) if not step.exists()]
    for step in reversed(missing):
        step.mkdir(exist_ok=True)
        step.chmod(mode)  # said again, since the umask may have taken the right to pass
    if not missing and path.is_dir() and path.stat().st_uid == os.geteuid() and not any(path.iterdir()):
        path.chmod(mode)
