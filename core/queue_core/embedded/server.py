"""The life of the embedded server as one client sees it."""

import fcntl
import os
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from queue_core.embedded import account, binaries, cluster, locks, postmaster, tuning
from queue_core.embedded.home import Home
from queue_core.embedded.postmaster import Answer
from queue_core.embedded.problems import ELSEWHERE, explained
from queue_core.errors import ConfigurationError, ConnectionFailed

START_SECONDS = 120.0
"""Long, because after a crash the server recovers before it answers."""


def _tell(sentence: str) -> None:
    sys.stderr.write(sentence + "\n")


class EmbeddedServer:
    """A PostgreSQL server in `home`, shared by all programs that name the same home.

        with EmbeddedServer(home) as server:
            connect(server.conninfo)

    `settings` of PostgreSQL and `binaries`, another PostgreSQL's bin directory, matter when this one starts
    the server, not when it joins. `tell` gets the one line that is said when root's system user is created.

    The methods block and may be called from any thread. They raise ConfigurationError or
    ConnectionFailed, with one sentence.
    """

    def __init__(
        self,
        home: Path,
        *,
        settings: Mapping[str, str] | None = None,
        binaries: Path | None = None,
        tell: Callable[[str], None] = _tell,
    ) -> None:
        self._root = home
        self._settings = dict(settings or {})
        self._binaries = binaries
        self._tell = tell
        self._home: Home | None = None
        self._membership: int | None = None
        self._busy = threading.Lock()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    @property
    def conninfo(self) -> str:
        """How to connect; only after `start`."""
        return postmaster.conninfo(self._started())

    @property
    def process_id(self) -> int | None:
        """The server's process; None while it does not run."""
        return postmaster.process_id(self._started())

    def is_running(self) -> bool:
        """Whether the server's processes live; takes microseconds, asks nothing of the server."""
        return locks.is_held(self._started().server_lock)

    def start(self) -> str:
        """Start the server or join the running one; how to connect to it.

        May be called again, to bring back a server that was killed.
        """
        with self._busy, explained(self._root):
            home = self._home = self._home or self._find_home()
            home.prepare()
            with locks.exclusive(home.start_lock, timeout_seconds=START_SECONDS):
                home.prepare_server()
                self._join_and_bring_up(home)
            return postmaster.conninfo(home)

    def close(self) -> None:
        """Leave; the last one to leave stops the server. Safe to call twice, and without `start`."""
        with self._busy, explained(self._root):
            if self._home is not None and self._membership is not None:
                with locks.exclusive(self._home.start_lock, timeout_seconds=START_SECONDS):
                    self._leave(self._home)

    def _join_and_bring_up(self, home: Home) -> None:
        """Joined first, so that whoever fails or is interrupted leaves as everybody leaves."""
        is_new = self._membership is None
        if is_new:
            self._membership = locks.try_lock(home.clients_lock, fcntl.LOCK_SH)
        try:
            self._bring_up(home)
        except BaseException:
            if is_new:
                self._leave(home)
            raise

    def _leave(self, home: Home) -> None:
        """The caller holds the start lock, so that nobody can come while it is found who is last."""
        if self._membership is not None:
            os.close(self._membership)
            self._membership = None
        if (alone := locks.try_lock(home.clients_lock, fcntl.LOCK_EX)) is not None:
            os.close(alone)
            postmaster.stop(home)

    def _started(self) -> Home:
        if self._home is None:
            raise RuntimeError("the embedded server was not started")
        return self._home

    def _find_home(self) -> Home:
        if not str(self._root).isprintable():
            raise ConfigurationError("The embedded database needs a home with a path of printable characters.")
        return Home(Path(os.path.realpath(self._root.expanduser())), account.for_server(self._tell))

    def _bring_up(self, home: Home) -> None:
        """Return when the server answers, having started it if nobody's server is alive."""
        until = time.monotonic() + START_SECONDS
        log_start: int | None = None
        while (answer := postmaster.ask(home)) is not Answer.OURS:
            if answer is Answer.FOREIGN:
                raise ConfigurationError(f"Another database server listens in {home.sockets}: stop it, or {ELSEWHERE}.")
            if answer is Answer.NOBODY and (lock := locks.try_lock(home.server_lock, fcntl.LOCK_EX)) is not None:
                try:
                    if log_start is not None:
                        raise postmaster.failure(home, log_start)
                    log_start = self._launch(home, lock)
                finally:
                    os.close(lock)
            if time.monotonic() > until:
                raise ConnectionFailed(f"The embedded database did not answer in time: read {home.log}.")
            time.sleep(locks.POLL_SECONDS)

    def _launch(self, home: Home, lock: int) -> int:
        if home.account.is_other:
            home.check_reachable()
        programs = binaries.reachable_for(home.account, self._binaries or binaries.packaged())
        version = binaries.major_version(programs)
        cluster.ensure(home, programs, version, self._settings, lock)
        cluster.write_access_rules(home)
        postmaster.remove_stale_pid_files(home)
        return postmaster.launch(home, [programs / "postgres", *tuning.options(home, version, self._settings)], lock)
