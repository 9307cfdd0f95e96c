"""Making one connection to PostgreSQL, and using it so that no call outlives its time.

psycopg asks the server to cancel a statement before it lets go of a cancelled task, and waits up to
ten seconds for that where the link swallows bytes. `execute` cuts the socket instead: the call ends at
once, and the connection is closed for good.
"""

import asyncio
import os
import socket
from collections.abc import Mapping
from contextlib import suppress
from select import POLLIN, poll
from typing import Any

from psycopg import AsyncConnection, AsyncCursor, Error, ProgrammingError
from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import TransactionStatus

from queue_core.error_codes import from_connect_failure
from queue_core.errors import ConfigurationError, ConnectionFailed

Row = tuple[Any, ...]
Connection = AsyncConnection[Row]

TRANSACTION_POOLER_PORT = "6543"
"""Where Supabase's pooler gives a server connection per transaction: nothing of a session lasts there."""

LINK_SETTINGS = {
    "connect_timeout": "5",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "15000",
}
"""A dead link is noticed within 25 s; each address of a host gets 5 s. A connection string may say otherwise."""

SESSION_SETTINGS = {
    "statement_timeout": "8s",
    "lock_timeout": "8s",
    "idle_in_transaction_session_timeout": "10s",
}
"""As Supabase has them for its API, so that both transports stop at the same point."""


class CallTimedOut(Exception):
    """No answer came in time; the connection was cut."""


def link_parameters(conninfo: str, program: str) -> dict[str, Any]:
    """The parameters of a connection. Raises ConfigurationError, which does not repeat the string's secrets."""
    try:
        given = conninfo_to_dict(conninfo)
    except ProgrammingError:
        raise ConfigurationError(
            "The database's address cannot be read: write QUEUE_DATABASE_URL as postgresql://user:password@host/name, "
            "with special characters of the password percent-encoded."
        ) from None
    return LINK_SETTINGS | {"application_name": program} | given


def is_pooled_by_transaction(parameters: Mapping[str, Any]) -> bool:
    """Whether the address is a transaction pooler's: no session settings, prepared statements or LISTEN."""
    return str(parameters.get("port", "")) == TRANSACTION_POOLER_PORT


async def connect(conninfo: str, *, program: str, timeout_seconds: float, read_only: bool = False) -> Connection:
    """A connection in autocommit. Raises ConfigurationError, or ConnectionFailed also after the time."""
    parameters = link_parameters(conninfo, program)
    pooled = is_pooled_by_transaction(parameters)
    deadline = asyncio.get_running_loop().time() + timeout_seconds
    try:
        async with asyncio.timeout_at(deadline):
            connection = await AsyncConnection.connect(
                autocommit=True, prepare_threshold=None if pooled else 5, **parameters
            )
        if not pooled:
            await _configure(connection, read_only, deadline)
    except (TimeoutError, CallTimedOut):
        raise ConnectionFailed(f"No connection to the database within {timeout_seconds:.3g} s: try again.") from None
    except (Error, OSError) as error:
        raise from_connect_failure(str(error)) from error
    return connection


async def execute(
    connection: Connection, query: str, parameters: Mapping[str, object] | None = None, *, deadline: float
) -> AsyncCursor[Row]:
    """Run a statement. At the deadline (of the event loop's clock), or when cancelled, the link is cut."""
    loop = asyncio.get_running_loop()
    work = loop.create_task(connection.execute(query, parameters))
    work.add_done_callback(lambda ended: ended.cancelled() or ended.exception())
    try:
        ended, _ = await asyncio.wait({work}, timeout=max(0.0, deadline - loop.time()))
    except asyncio.CancelledError:
        await _cut(connection, work)
        raise
    if not ended:
        await _cut(connection, work)
        raise CallTimedOut
    return work.result()


def is_healthy(connection: Connection) -> bool:
    """Whether an idle connection can be used: nothing of an old call in it, and the server still there.

    An idle connection has nothing to say. Where there is something to read, it is the server's farewell.
    """
    if connection.closed or connection.info.transaction_status != TransactionStatus.IDLE:
        return False
    poller = poll()
    poller.register(connection.fileno(), POLLIN)
    return not poller.poll(0)


async def _configure(connection: Connection, read_only: bool, deadline: float) -> None:
    settings = SESSION_SETTINGS | ({"default_transaction_read_only": "on"} if read_only else {})
    calls = ", ".join(f"pg_catalog.set_config('{name}', '{value}', false)" for name, value in settings.items())
    try:
        await execute(connection, f"select {calls}", deadline=deadline)
    except BaseException:
        await connection.close()
        raise


async def _cut(connection: Connection, work: asyncio.Task[AsyncCursor[Row]]) -> None:
    """Shut the socket down below psycopg, whose call then ends by itself, and close the connection."""
    with suppress(OSError, Error), socket.socket(fileno=os.dup(connection.fileno())) as link:
        link.shutdown(socket.SHUT_RDWR)
    await asyncio.wait({work}, timeout=1)
    await connection.close()
