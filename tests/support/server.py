"""One PostgreSQL for the whole test run, shared by all pytest processes.

It is the embedded server of the product: whoever needs it first starts it, and the last to leave stops
it. QUEUE_TEST_POSTGRES names another PostgreSQL's bin directory to run the same tests on.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from queue_core.embedded import EmbeddedServer

FOLDER_VARIABLE = "QUEUE_TEST_FOLDER"
"""Where the first pytest process tells the others which folder this run uses."""

ACCESS_RULES = """\
local all with_password scram-sha-256
local all all           trust
"""
"""The socket's folder belongs to one user, so every role may come in, but for the one with a password."""

SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "300",
}
"""Nothing here has to outlive a crash of the machine."""


@dataclass(frozen=True)
class Server:
    """A running server."""

    folder: Path
    """Of its socket."""
    port: str

    @property
    def conninfo(self) -> str:
        """How to reach it; says neither who nor which database."""
        return make_conninfo(host=str(self.folder), port=self.port)

    @property
    def socket_path(self) -> Path:
        """For those who speak to it without a client library."""
        return self.folder / f".s.PGSQL.{self.port}"

    def admin(self) -> psycopg.Connection:
        """A connection of the superuser."""
        return psycopg.connect(self.conninfo, dbname="postgres", user="postgres", autocommit=True)


def make_run_folder() -> None:
    """Called once for a run, before there are other processes. Below /tmp, since sockets need short paths."""
    folder = Path(tempfile.mkdtemp(prefix="queue-tests-", dir="/tmp"))
    if os.geteuid() == 0:
        folder.chmod(0o711)  # the server runs as another user then
    os.environ[FOLDER_VARIABLE] = str(folder)


def remove_run_folder() -> None:
    """Called once, when all other processes have ended."""
    shutil.rmtree(os.environ.pop(FOLDER_VARIABLE), ignore_errors=True)


@contextmanager
def running_server(name: str = "server") -> Iterator[Server]:
    """This run's server of that name, started or joined."""
    with embedded_server(name) as embedded:
        yield server_of(embedded)


def embedded_server(name: str, *, settings: Mapping[str, str] = SETTINGS) -> EmbeddedServer:
    """A server of this run, not started yet: for tests that stop and start one of their own."""
    folder = Path(os.environ[FOLDER_VARIABLE])
    access_rules = folder / "pg_hba.conf"
    access_rules.write_text(ACCESS_RULES)
    access_rules.chmod(0o644)
    chosen = os.environ.get("QUEUE_TEST_POSTGRES")
    return EmbeddedServer(
        folder / name,
        settings={**settings, "hba_file": str(access_rules)},
        binaries=Path(chosen) if chosen else None,
    )


def server_of(embedded: EmbeddedServer) -> Server:
    """How to reach a server that was started."""
    parameters = conninfo_to_dict(embedded.conninfo)
    return Server(Path(str(parameters["host"])), str(parameters["port"]))
