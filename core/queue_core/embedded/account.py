"""As whom the server runs. PostgreSQL refuses to run as root, and on a VPS people are root.

So root has a system user do it, who owns the data and can neither log in nor write anywhere else.
"""

import os
import pwd
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from queue_core.embedded import locks
from queue_core.embedded.directories import make_directory
from queue_core.errors import ConfigurationError
from queue_core.settings.model import SYSTEM_HOME

SYSTEM_USER = "queue-tui"
CREATE_SECONDS = 30.0
"""How long to wait for another program that makes the same user."""

SYSTEM_PATH = "/usr/sbin:/usr/bin:/sbin:/bin"

# A language of its own would translate the lines that `problems` and `postmaster` read.
ENVIRONMENT = {"PATH": SYSTEM_PATH, "LC_ALL": "C", "TZ": "UTC"}


@dataclass(frozen=True, slots=True)
class Account:
    """A user of the system, and how to run something as it."""

    name: str
    uid: int
    gid: int
    is_other: bool
    """Not the one that this program runs as, which then is root."""

    def popen(
        self, command: Sequence[str | Path], output: BinaryIO, *, keep: Sequence[int] = ()
    ) -> "subprocess.Popen[bytes]":
        """Start a command as this user, out of reach of the terminal's Ctrl-C, with its output in a file.

        `keep` are file descriptors that it inherits.
        """
        return subprocess.Popen(
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd="/",
            env=ENVIRONMENT,
            umask=0o077,
            start_new_session=True,
            pass_fds=keep,
            user=self.uid if self.is_other else None,
            group=self.gid if self.is_other else None,
            extra_groups=[] if self.is_other else None,
        )

    def run(self, command: Sequence[str | Path], output: BinaryIO, *, keep: Sequence[int] = ()) -> int:
        """The same, to its end; its exit code. Killed when interrupted."""
        process = self.popen(command, output, keep=keep)
        try:
            return process.wait()
        except BaseException:
            process.kill()
            process.wait()
            raise

    def can_enter(self, directory: Path) -> bool:
        """Whether it may use what lies in the directory; asked of the system, which knows all rules."""
        if not self.is_other:
            return os.access(directory, os.X_OK)
        with Path(os.devnull).open("wb") as nothing:
            return self.run(["/bin/sh", "-c", 'cd "$0"', directory], nothing) == 0

    def blocked_at(self, directory: Path) -> Path | None:
        """The first directory on the way there that it may not enter."""
        if self.can_enter(directory):
            return None
        way = [*reversed(directory.parents), directory]
        return next((step for step in way if not self.can_enter(step)), directory)


def current() -> Account:
    """The user that this program runs as."""
    uid = os.geteuid()
    return Account(name_of(uid), uid, os.getegid(), is_other=False)


def name_of(uid: int) -> str:
    """A user's name, or its number where it has none, as in a container."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def for_server(tell: Callable[[str], None]) -> Account:
    """Who runs the server: this user; for root the system user, made when it is missing."""
    if os.geteuid() != 0:
        return current()
    if (account := _system_user()) is None:
        make_directory(SYSTEM_HOME)
        # Two useradd at once can both succeed, and the second user replaces the first, who owns a database by then.
        with locks.exclusive(SYSTEM_HOME / "account.lock", timeout_seconds=CREATE_SECONDS):
            if (account := _system_user()) is not None:
                return account
            account = _create()
        tell(f"Created the system user '{SYSTEM_USER}' to run the embedded database, since PostgreSQL refuses root.")
    return account


def _system_user() -> Account | None:
    try:
        entry = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        return None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, is_other=True)


def _create() -> Account:
    program = shutil.which("useradd", path=SYSTEM_PATH)
    reason = "this system has no useradd"
    if program is not None:
        options = [
            "--system",
            "--user-group",
            "--no-create-home",
            "--home-dir",
            "/nonexistent",
            "--shell",
            "/bin/false",
        ]
        done = subprocess.run([program, *options, SYSTEM_USER], capture_output=True, text=True, check=False)
        reason = " ".join(done.stderr.split()) or f"useradd ended with {done.returncode}"
    # Asked again rather than believed: another program may have made it in the same moment.
    if (account := _system_user()) is None:
        raise ConfigurationError(
            f"PostgreSQL refuses to run as root, and a system user for it could not be made ({reason}): "
            f"create a user '{SYSTEM_USER}', run this as another user, or set QUEUE_DATABASE_URL."
        )
    return account
