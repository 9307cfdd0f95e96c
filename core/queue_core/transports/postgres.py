"""The queue over a direct connection to PostgreSQL, or through a pooler."""

import asyncio
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from queue_core.error_codes import from_code
from queue_core.errors import AnswerLost
from queue_core.models.json import JsonValue
from queue_core.transports._values import refuse_unstorable

if TYPE_CHECKING:
    from queue_core.transports._connections import Connections
    from queue_core.transports._wakes import Wakes

OPEN_SECONDS = 10.0
"""How long the first connection may take."""


class PostgresTransport:
    """Calls functions with `select`, each in a transaction of its own; keeps the contract of `base`.

    With `read_only` the server refuses whatever writes. psycopg is imported when it is opened, in a thread.
    """

    def __init__(self, conninfo: str, *, label: str, program: str, read_only: bool = False) -> None:
        self._conninfo = conninfo
        self._label = label
        self._program = program
        self._read_only = read_only
        self._pooled = False
        self._connections: Connections | None = None
        self._wakes: Wakes | None = None

    @property
    def label(self) -> str:
        """Where it is connected, for the screen."""
        return self._label

    @property
    def is_woken(self) -> bool:
        """False through a transaction pooler, which does not pass NOTIFY on."""
        return not self._pooled

    async def open(self) -> None:
        """Make the first connection, so that what is wrong with the address shows here."""
        await asyncio.to_thread(import_module, "queue_core.transports._connections")
        from queue_core.transports._connecting import is_pooled_by_transaction, link_parameters
        from queue_core.transports._connections import Connections
        from queue_core.transports._wakes import Wakes

        self._pooled = is_pooled_by_transaction(link_parameters(self._conninfo, self._program))
        self._wakes = Wakes(self._conninfo, program=self._program)
        self._connections = Connections(self._conninfo, program=self._program, read_only=self._read_only)
        async with self._connections.borrowed(asyncio.get_running_loop().time() + OPEN_SECONDS):
            pass

    async def set_read_only(self, read_only: bool) -> None:
        """Connections of the other kind are closed: a session keeps what it was made with."""
        self._read_only = read_only
        if self._connections is not None:
            await self._connections.set_read_only(read_only)

    async def close(self) -> None:
        """End all connections; a call that is under way ends with its own."""
        if self._connections is not None and self._wakes is not None:
            await self._wakes.close()
            await self._connections.close()

    async def call(self, function: str, arguments: Mapping[str, JsonValue], *, timeout_seconds: float) -> JsonValue:
        """Call `public.function`; see `Transport.call`."""
        from psycopg import Error

        from queue_core.transports._connecting import CallTimedOut, execute

        assert self._connections is not None, "open the transport before calling"
        refuse_unstorable(arguments)
        statement = _statement(function, tuple(arguments), self._read_only and self._pooled)
        deadline = asyncio.get_running_loop().time() + timeout_seconds
        try:
            async with self._connections.borrowed(deadline) as connection:
                cursor = await execute(connection, statement, _adapted(arguments), deadline=deadline)
                row = await cursor.fetchone()
        except CallTimedOut:
            raise AnswerLost(f"The database did not answer within {timeout_seconds:.3g} s: try again.") from None
        except Error as error:
            raise from_code(error.sqlstate or "08006", _message(error), function=function) from error
        answer: JsonValue = None if row is None else row[-1]
        return answer

    async def wait_for_wake(self, timeout_seconds: float) -> None:
        """Wait for NOTIFY; through a transaction pooler only for the time."""
        if self._pooled or self._wakes is None:
            await asyncio.sleep(timeout_seconds)
        else:
            await self._wakes.wait(timeout_seconds)


@cache
def _statement(function: str, names: tuple[str, ...], read_only: bool) -> str:
    """`read_only` makes the transaction so by itself, where the session is somebody else's a moment later."""
    from psycopg import sql

    passed = (sql.SQL("{} => {}").format(sql.Identifier(name), sql.Placeholder(name)) for name in names)
    call = sql.SQL("public.{}({})").format(sql.Identifier(function), sql.SQL(", ").join(passed))
    settings = ("transaction_read_only", "queue.read_only") if read_only else ()
    guard = sql.SQL("").join(sql.SQL(f"pg_catalog.set_config('{name}', 'on', true), ") for name in settings)
    return sql.SQL("select {}{}").format(guard, call).as_string()


def _adapted(arguments: Mapping[str, JsonValue]) -> dict[str, object]:
    """Objects and lists as jsonb; words of our enums as plain text."""
    from psycopg.types.json import Jsonb

    def adapt(value: JsonValue) -> object:
        if isinstance(value, dict | list | tuple):
            return Jsonb(value)
        return str(value) if isinstance(value, str) else value

    return {name: adapt(value) for name, value in arguments.items()}


def _message(error: Exception) -> str:
    primary = getattr(getattr(error, "diag", None), "message_primary", None)
    return primary or str(error)
