"""A new data directory, complete or not at all, and who may connect to it."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from queue_core.embedded import account as accounts
from queue_core.embedded import problems
from queue_core.embedded.home import SCHEMA_NOTE, Home
from queue_core.errors import ConfigurationError

ROLE = "postgres"
"""The database role of whoever owns the server."""

_SCRATCH = ".initdb-"


def ensure(home: Home, binaries: Path, major_version: int, settings: Mapping[str, str], lock: int) -> None:
    """Make the data directory if there is none. Raises where another version made it.

    initdb holds the server lock too: should this program be killed, the next one waits for its end.
    """
    marker = home.data / "PG_VERSION"
    if not marker.exists():
        _remove_leftovers(home)
        _create(home, _initdb(binaries, major_version, settings), lock)
    found = marker.read_text().strip()
    if found != str(major_version):
        raise ConfigurationError(
            f"{home.data} was made by PostgreSQL {found}, and this program brings {major_version}: dump it with the "
            f"version of this program that made it, or {problems.ELSEWHERE}."
        )


def _create(home: Home, initdb: list[str | Path], lock: int) -> None:
    scratch = Path(tempfile.mkdtemp(prefix=_SCRATCH, dir=home.root))
    try:
        if home.account.is_other:
            os.chown(scratch, home.account.uid, home.account.gid)
        with tempfile.TemporaryFile() as output:
            if home.account.run([*initdb, "--pgdata", scratch], output, keep=[lock]) != 0:
                output.seek(0)
                text = output.read().decode(errors="replace")
                raise problems.of_output(text, "could not be created", home.root)
        (home.root / SCHEMA_NOTE).unlink(missing_ok=True)
        _rename(scratch, home.data)
    except BaseException:
        shutil.rmtree(scratch, ignore_errors=True)
        raise


def _initdb(binaries: Path, major_version: int, settings: Mapping[str, str]) -> list[str | Path]:
    # From 17 on PostgreSQL brings C.UTF-8 itself; before, the system has to have it.
    own = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    locale = own if major_version >= 17 else ["--locale=C.UTF-8"]
    unsafe = ["--no-sync"] if settings.get("fsync") == "off" else []
    fixed = ["--auth-local=peer", "--auth-host=reject", "--encoding=UTF8", "--no-instructions", "--username", ROLE]
    return [binaries / "initdb", *fixed, *locale, *unsafe]


def _rename(scratch: Path, data: Path) -> None:
    try:
        scratch.rename(data)
    except OSError as error:
        if not data.exists():
            raise
        raise ConfigurationError(f"{data} is there and holds no database: move it away, then start again.") from error


def _remove_leftovers(home: Home) -> None:
    """What a killed program left behind; the caller holds the server lock, so its initdb has ended too."""
    for path in home.root.glob(f"{_SCRATCH}*"):
        shutil.rmtree(path, ignore_errors=True)


def write_access_rules(home: Home) -> None:
    """Let the owner, and root where root started it, in through the socket, without a password."""
    users = sorted({home.account.name, accounts.current().name})
    names = "".join(f'queue "{user}" "{ROLE}"\n' for user in users)
    _write(home.access, "local all all peer map=queue\n", home)
    _write(home.names, names, home)


def _write(path: Path, text: str, home: Home) -> None:
    """Replaced as a whole: a file cut short by a full disk would lock everybody out."""
    if path.exists() and path.read_text() == text:
        return
    scratch = path.with_suffix(".new")
    with contextlib.ExitStack() as cleanup:
        cleanup.callback(scratch.unlink, missing_ok=True)
        scratch.write_text(text)
        scratch.chmod(0o644 if home.account.is_other else 0o600)
        scratch.replace(path)
