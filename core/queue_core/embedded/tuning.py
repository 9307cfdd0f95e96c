"""The server's settings: a small machine that also does other work, and nothing of the data in logs."""

from collections.abc import Mapping

from queue_core.embedded.home import Home

_SETTINGS = {
    # Reached through the socket only, whose directory belongs to one user.
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    # A VPS of 1 GB: the working set of a queue is a few MB.
    "shared_buffers": "64MB",
    "max_wal_size": "256MB",
    "min_wal_size": "32MB",
    "huge_pages": "off",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    # No replication: fewer processes, less written.
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_logical_replication_workers": "0",
    # A client frozen in a transaction must not hold up everybody else's claims.
    "idle_in_transaction_session_timeout": "30s",
    "timezone": "UTC",
    # Refused calls are ordinary here and go to the caller; a statement's text may hold a payload.
    "log_timezone": "UTC",
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] ",
}

_FROM_18 = {"io_method": "sync"}
"""Not three more processes for reading ahead."""


def options(home: Home, major_version: int, extra: Mapping[str, str]) -> list[str]:
    """The command line for `postgres`; `extra` comes last and wins."""
    quoted = str(home.sockets).replace('"', '""')
    settings = {
        **_SETTINGS,
        **(_FROM_18 if major_version >= 18 else {}),
        "unix_socket_directories": f'"{quoted}"',
        "hba_file": str(home.access),
        "ident_file": str(home.names),
        **extra,
    }
    return [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
