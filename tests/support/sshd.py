"""An SSH server of a test's own, on a port of this machine, for one key that may run one command.

As README has it for an account that gets the UI and nothing else: `restrict,pty,command="..."`.
"""

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

READY_SECONDS = 20.0
SEPARATION = Path("/run/sshd")
"""Where a server of root shuts itself in; Debian's service makes it."""
CONFIGURATION = """\
ListenAddress 127.0.0.1
Port {port}
HostKey {folder}/host_key
AuthorizedKeysFile {folder}/authorized_keys
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin forced-commands-only
"""
"""Not strict about who else may write to the folders above: the folder is a test's."""


class NotPossible(Exception):
    """There is no SSH server here; says why."""


@dataclass(frozen=True)
class Login:
    """What the person at the other end has."""

    folder: Path
    port: int

    @property
    def command(self) -> tuple[str, ...]:
        """Logs in, with a terminal."""
        options = ("IdentitiesOnly=yes", "StrictHostKeyChecking=yes", "PreferredAuthentications=publickey",
                   f"UserKnownHostsFile={self.folder}/known_hosts", "LogLevel=ERROR")  # fmt: skip
        given = [word for option in options for word in ("-o", option)]
        user = pwd.getpwuid(os.geteuid()).pw_name
        return ("ssh", "-F", "none", "-tt", "-i", f"{self.folder}/key", *given, "-p", str(self.port),
                f"{user}@127.0.0.1")  # fmt: skip


@contextmanager
def sshd(folder: Path, forced: str) -> Iterator[Login]:
    """Serve until the block ends; who logs in gets the forced command. Raises NotPossible."""
    program = _program()
    with socket.socket() as asking:
        asking.bind(("127.0.0.1", 0))
        port = asking.getsockname()[1]
    for name in ("host_key", "key"):
        subprocess.run(("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)), check=True)
    allowed = f'restrict,pty,command="{forced}" {(folder / "key.pub").read_text()}'
    (folder / "authorized_keys").write_text(allowed)
    (folder / "known_hosts").write_text(f"[127.0.0.1]:{port} {(folder / 'host_key.pub').read_text()}")
    (folder / "sshd_config").write_text(CONFIGURATION.format(port=port, folder=folder))
    log = folder / "sshd.log"
    with log.open("wb") as errors:
        # in the foreground, and by its whole path, which it wants for the process of each connection
        server = subprocess.Popen((program, "-D", "-e", "-f", str(folder / "sshd_config")), stderr=errors)
    try:
        _wait_until_it_listens(server, log)
        yield Login(folder, port)
    finally:
        server.terminate()
        server.wait()


def _program() -> str:
    found = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}{os.pathsep}/usr/sbin")
    if found is None or shutil.which("ssh") is None:
        raise NotPossible("There is no sshd here (Debian: openssh-server and openssh-client).")
    if os.geteuid() == 0:
        try:
            pwd.getpwnam("sshd")
            SEPARATION.mkdir(mode=0o755, exist_ok=True)
        except (KeyError, OSError) as error:
            raise NotPossible(f"An sshd of root has no place to shut itself in here: {error}") from None
    return found


def _wait_until_it_listens(server: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = monotonic() + READY_SECONDS
    while "listening" not in (said := log.read_text()):
        if server.poll() is not None or monotonic() > deadline:
            raise RuntimeError(f"sshd does not listen: {said[-2000:]}")
        os.sched_yield()
