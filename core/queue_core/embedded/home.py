"""The files of one embedded server, and the rule whom they must belong to.

For root the home itself and the locks are root's, and only data and sockets are the system user's: so
nothing that root opens lies where another user can put a link.
"""

import hashlib
import os
import stat
import sys
from dataclasses import dataclass
from pathlib import Path

from queue_core.embedded import problems
from queue_core.embedded.account import Account, current, name_of
from queue_core.embedded.directories import PRIVATE, make_directory
from queue_core.errors import ConfigurationError

SCHEMA_NOTE = "schema"
"""Says which SQL the database has; gone whenever the data directory is made anew."""

SHORT_PLACE = Path("/tmp")  # noqa: S108 - a directory of ours in it is checked for its owner
"""For sockets; not TMPDIR, which clients of the same server may have set differently."""

PORT = 5432
SOCKET_NAME = f".s.PGSQL.{PORT}"
SOCKET_PATH_LIMIT = 103 if sys.platform == "darwin" else 107
"""Bytes that the kernel takes for the path of a socket."""


@dataclass(frozen=True, slots=True)
class Home:
    """Where things are. `root` has no links in it, so that all clients name the same place."""

    root: Path
    account: Account

    @property
    def data(self) -> Path:
        """PostgreSQL's data directory."""
        return self.root / "data"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.root / "postgres.log"

    @property
    def access(self) -> Path:
        """Who may connect: pg_hba.conf."""
        return self.root / "pg_hba.conf"

    @property
    def names(self) -> Path:
        """Which user of the system may be which role: pg_ident.conf."""
        return self.root / "pg_ident.conf"

    @property
    def start_lock(self) -> Path:
        """Held by whoever starts, joins, leaves or stops."""
        return self.root / "start.lock"

    @property
    def clients_lock(self) -> Path:
        """Shared by all who use the server."""
        return self.root / "clients.lock"

    @property
    def server_lock(self) -> Path:
        """Held by the processes of the server, or of initdb, as long as one of them lives: they inherit it."""
        return self.root / "server.lock"

    @property
    def sockets(self) -> Path:
        """Where the server listens; a short path in /tmp where the kernel or libpq cannot take ours."""
        inside = self.root / "run"
        if len(os.fsencode(inside / SOCKET_NAME)) <= SOCKET_PATH_LIMIT and "," not in str(inside):
            return inside
        digest = hashlib.sha256(os.fsencode(self.root)).hexdigest()[:16]
        return SHORT_PLACE / f"queue-tui-{self.account.uid}-{digest}"

    def prepare(self) -> None:
        """Make the home if it is missing, and refuse somebody else's."""
        make_directory(self.root)
        _check_root(self.root)

    def prepare_server(self) -> None:
        """The same for what the server works in. The caller holds the start lock: root makes it, then hands it over."""
        make_private(self.sockets, self.account)
        if self.data.exists():
            _check_private(self.data, self.account)

    def check_reachable(self) -> None:
        """That the system user can get to its data."""
        if (blocked := self.account.blocked_at(self.root)) is not None:
            raise ConfigurationError(
                f"The system user '{self.account.name}' runs the embedded database and may not enter {blocked}: "
                f"run chmod o+x on it, or set QUEUE_HOME to a directory below /var/lib."
            )


def make_private(path: Path, account: Account) -> None:
    """A directory for that account alone; an existing one must be just that."""
    try:
        path.mkdir(mode=PRIVATE)
        if account.is_other:
            os.chown(path, account.uid, account.gid)
    except FileExistsError:
        pass
    _check_private(path, account)


def _check_root(root: Path) -> None:
    state = root.stat()
    if not stat.S_ISDIR(state.st_mode):
        raise ConfigurationError(f"QUEUE_HOME must be a directory, and {root} is none: {problems.ELSEWHERE}.")
    _check_owner(root, state, current())
    if state.st_mode & stat.S_IWOTH:
        raise ConfigurationError(f"Everybody may write to {root}: set QUEUE_HOME to a directory of your own below it.")


def _check_private(path: Path, account: Account) -> None:
    state = path.lstat()
    _check_owner(path, state, account)
    if not stat.S_ISDIR(state.st_mode) or state.st_mode & 0o077:
        raise ConfigurationError(f"{path} must be a directory that only its owner can enter: run chmod 700 on it.")


def _check_owner(path: Path, state: os.stat_result, account: Account) -> None:
    if state.st_uid != account.uid:
        owner = name_of(state.st_uid)
        raise ConfigurationError(
            f"{path} belongs to {owner}, not to {account.name}: run this as {owner}, or {problems.ELSEWHERE}."
        )
