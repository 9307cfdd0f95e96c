"""Who acts, for the audit log."""

import getpass
import os
import socket

from queue_core.text import clean


def current_actor() -> str:
    """`user@host` of whoever runs this program; QUEUE_ACTOR says otherwise where several people share a login."""
    said = clean(os.environ.get("QUEUE_ACTOR", "").strip(), 100)
    return said or clean(f"{_user()}@{socket.gethostname()}", 100)


def _user() -> str:
    """With sudo, the person behind it."""
    try:
        return os.environ.get("SUDO_USER") or getpass.getuser()
    except (KeyError, OSError):  # a user id without a name, as in many containers
        return str(os.getuid())
