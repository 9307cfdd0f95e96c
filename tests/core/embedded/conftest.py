"""A home for an embedded server, and programs beside the test's that use it too."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from queue_core.embedded import EmbeddedServer

IS_ROOT = os.geteuid() == 0

FAST = {"fsync": "off"}
"""For servers that need not outlive the machine."""

CLIENT = """
import sys
from pathlib import Path
from queue_core.embedded import EmbeddedServer
server = EmbeddedServer(Path(sys.argv[1]), settings={"fsync": "off"})
server.start()
print(server.process_id, flush=True)
sys.stdin.read()
server.close()
"""
"""Uses the server until its standard input ends."""


class Client:
    """Another program that uses the server."""

    def __init__(self, home: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", CLIENT, home], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def joined(self) -> int:
        """Wait until it uses the server; the process number of that."""
        assert self.process.stdout is not None
        return int(self.process.stdout.readline())

    def leave(self) -> None:
        """End it in order."""
        self.process.communicate()
        assert self.process.returncode == 0

    def kill(self) -> None:
        """End it with no chance to do anything."""
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short path, which the system user can pass through where root runs the tests."""
    path = Path(tempfile.mkdtemp(prefix="queue-embedded-", dir="/tmp"))
    path.chmod(0o711 if IS_ROOT else 0o700)
    yield path
    shutil.rmtree(path)


@pytest.fixture
def home(folder: Path) -> Path:
    """Where a server may live; nothing is there yet."""
    return folder / "home"


@pytest.fixture
def server(home: Path) -> Iterator[EmbeddedServer]:
    """A running server; stopped at the end by whatever way is left."""
    server = EmbeddedServer(home, settings=FAST)
    server.start()
    yield server
    if server.is_running():
        server.start()
    server.close()


@pytest.fixture
def new_client(home: Path) -> Iterator[Callable[[], Client]]:
    """Start another program that uses the server of `home`."""
    with ExitStack() as stack:

        def start() -> Client:
            client = Client(home)
            stack.callback(client.kill)
            return client

        yield start


def query(server: EmbeddedServer, sql: str) -> object:
    """The one value that a statement answers, over a connection of its own."""
    with psycopg.connect(server.conninfo, autocommit=True) as connection:
        cursor = connection.execute(sql.encode())
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def kill_server(server: EmbeddedServer) -> int:
    """As the system does when memory runs out; its process number."""
    process = server.process_id
    assert process is not None
    os.kill(process, signal.SIGKILL)
    return process
