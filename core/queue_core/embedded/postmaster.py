"""The server process: start it, ask it who it is, stop it."""

import contextlib
import os
import signal
import socket
import struct
import sys
import time
from enum import Enum
from pathlib import Path

from queue_core.embedded import locks, problems
from queue_core.embedded.cluster import ROLE
from queue_core.embedded.home import PORT, SOCKET_NAME, Home
from queue_core.errors import ConfigurationError, ConnectionFailed, one_line

LOG_LIMIT_BYTES = 5_000_000
"""A log above this is put aside at the next start; one older is kept."""

STOP_SECONDS = 30.0
"""For an orderly stop; after that it is stopped at once and recovers at its next start."""


class Answer(Enum):
    """What a connection to the socket is told."""

    OURS = "it serves this data directory"
    FOREIGN = "it serves another data directory"
    NOT_YET = "it is starting or ending"
    NOBODY = "nothing listens"


def conninfo(home: Home) -> str:
    """How to connect, as libpq takes it; refuses a server that runs as anybody but the owner."""
    from psycopg.conninfo import make_conninfo

    return make_conninfo(host=str(home.sockets), port=PORT, dbname="postgres", user=ROLE, requirepeer=home.account.name)


def ask(home: Home) -> Answer:
    """Whether the server answers; a process that exists proves nothing."""
    if not (home.sockets / SOCKET_NAME).exists():
        return Answer.NOBODY
    import psycopg

    try:
        with psycopg.connect(conninfo(home), connect_timeout=5, autocommit=True) as connection:
            [directory] = connection.execute("select current_setting('data_directory')").fetchone() or [""]
    except psycopg.OperationalError as error:
        return _refusal(str(error))
    try:
        return Answer.OURS if Path(directory).samefile(home.data) else Answer.FOREIGN
    except OSError:
        return Answer.FOREIGN


def _refusal(text: str) -> Answer:
    if any(sign in text for sign in ("starting up", "shutting down", "recovery", "not yet accepting")):
        return Answer.NOT_YET
    if any(sign in text for sign in ("refused", "No such file", "closed the connection", "Connection reset")):
        return Answer.NOBODY
    if "requirepeer" in text:
        return Answer.FOREIGN
    if "too many clients" in text:
        return Answer.OURS
    raise ConnectionFailed(f"The embedded database let nobody in: {one_line(text)}.")


def launch(home: Home, command: list[str | Path], lock: int) -> int:
    """Start `postgres` with the lock in its hands; the size of the log before, where its own lines begin.

    A shell in between, so that it belongs to no program of ours and is nobody's zombie. Not pg_ctl,
    which breaks on paths with quotes and looks for the result ten times a second only.
    """
    if home.log.exists() and home.log.stat().st_size > LOG_LIMIT_BYTES:
        home.log.replace(home.log.with_suffix(".log.1"))
    with home.log.open("ab") as log:
        home.log.chmod(0o600)
        before = log.tell()
        code = home.account.run(["/bin/sh", "-c", '"$0" "$@" &', *command, "-D", home.data], log, keep=[lock])
    if code != 0:
        raise ConnectionFailed(f"The embedded database could not be started: the shell ended with {code}.")
    return before


def failure(home: Home, log_start: int) -> Exception:
    """Why the server that was just started is gone."""
    with home.log.open("rb") as log:
        log.seek(log_start)
        text = log.read(100_000).decode(errors="replace")
    return problems.of_output(text, "did not start", home.root)


def remove_stale_pid_files(home: Home) -> None:
    """Process numbers from before a crash, which may be another process's now: postgres would refuse.

    Only to be called with the server lock in hand, which proves that no server of ours is alive. One
    that somebody started by hand has not got that lock, but works in the data directory.
    """
    number = _noted_process(home)
    with contextlib.suppress(OSError):
        if number is not None and Path(f"/proc/{number}/cwd").samefile(home.data):
            raise ConfigurationError(f"Process {number} serves {home.data}, started by somebody else: stop it first.")
    for path in (home.data / "postmaster.pid", home.sockets / f"{SOCKET_NAME}.lock"):
        path.unlink(missing_ok=True)


def _noted_process(home: Home) -> int | None:
    try:
        return int((home.data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def process_id(home: Home) -> int | None:
    """The server's process, from the kernel where it tells, else from the server's own file."""
    if sys.platform != "linux":
        return _noted_process(home)
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(5)
        try:
            connection.connect(str(home.sockets / SOCKET_NAME))
        except OSError:
            return None
        number: int = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[0]
        return number or None


def stop(home: Home) -> None:
    """Stop the server if it is ours and can be reached from here; return when all of it has ended."""
    if ask(home) not in (Answer.OURS, Answer.NOT_YET):
        return
    for number in (signal.SIGINT, signal.SIGQUIT):
        if (process := process_id(home)) is None:
            break
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, number)
        if _ended(home, STOP_SECONDS):
            break
    if home.sockets.parent != home.root:
        with contextlib.suppress(OSError):
            home.sockets.rmdir()


def _ended(home: Home, timeout_seconds: float) -> bool:
    until = time.monotonic() + timeout_seconds
    while locks.is_held(home.server_lock):
        if time.monotonic() > until:
            return False
        time.sleep(locks.POLL_SECONDS)
    return True
