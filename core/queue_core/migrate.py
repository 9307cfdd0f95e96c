"""Brings a database to this program's schema, directly or as a script for Supabase's SQL editor.

Each migration runs in one transaction with its record in `queue.migrations`; functions and grants
follow in one more, every time. The advisory lock is held per transaction, not per session, and
everything is looked at again below it: so several programs may migrate at once, and a transaction
pooler is no obstacle.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from queue_core.error_codes import MIGRATE_HINT, from_code
from queue_core.errors import PermissionRefused, QueueError, Refused, SchemaMismatch, one_line
from queue_core.models import SchemaVersion
from queue_core.schema import ADVISORY_LOCK, RECORDS, Migration, Schema, packaged, packaged_version
from queue_core.schema_script import schema_script

if TYPE_CHECKING:
    from psycopg import AsyncConnection

SCHEMA_VERSION = packaged_version()
"""The newest packaged migration."""

BUSY_SECONDS = 10
"""How long a migration waits for a table that somebody is using; other queries queue up behind it meanwhile."""


async def migrate(conninfo: str, schema: Schema | None = None) -> tuple[str, ...]:
    """Bring the database to the schema, this program's if none is given; returns the names applied now.

    Raises SchemaMismatch where an applied migration was edited or the database is newer, Refused where
    a statement failed. What was applied before that stays; the one that failed leaves nothing behind.
    """
    from queue_core.transports._connecting import connect

    schema = schema or packaged()
    applied = []
    async with await connect(conninfo, program="queuectl migrate", timeout_seconds=BUSY_SECONDS) as connection:
        for migration in schema.migrations:
            async with _migrating(connection, schema, what=f"Migration {migration.name}"):
                if await _is_applied(connection, migration):
                    continue
                await _run(connection, migration.sql)
                await _record(connection, migration)
                applied.append(migration.name)
        async with _migrating(connection, schema, what="Installing the functions"):
            await _run(connection, "set local check_function_bodies = off")
            for sql in schema.functions:
                await _run(connection, sql)
    return tuple(applied)


def script() -> str:
    """One statement that does what `migrate` does, for Supabase's SQL editor; may be run again."""
    return schema_script(packaged())


def check(version: SchemaVersion) -> None:
    """Raises SchemaMismatch, with what to do, where the database is not of this program's version."""
    if version.version < SCHEMA_VERSION:
        raise SchemaMismatch(
            f"The database's schema ({version.version}) is older than this program's ({SCHEMA_VERSION}): "
            f"{MIGRATE_HINT}."
        )
    refuse_newer(version.version)


def refuse_newer(version: int) -> None:
    """Raises SchemaMismatch, with what to do, where the database's schema is newer than this program's."""
    _refuse_newer(version, SCHEMA_VERSION)


@asynccontextmanager
async def _migrating(connection: "AsyncConnection", schema: Schema, *, what: str) -> AsyncIterator[None]:
    """A transaction in which nobody else migrates, the records exist, and the database is not newer."""
    from psycopg import Error

    try:
        async with connection.transaction():
            await _run(connection, "set local statement_timeout = 0; set local lock_timeout = 0")
            await connection.execute("select pg_advisory_xact_lock(%s)", (ADVISORY_LOCK,))
            await _run(connection, f"set local lock_timeout = '{BUSY_SECONDS}s'; set local search_path = public")
            await _run(connection, RECORDS)
            newest = await connection.execute("select coalesce(max(version), 0) from queue.migrations")
            [(version,)] = await newest.fetchall()
            _refuse_newer(version, schema.version)
            yield
    except Error as error:
        raise _failure(what, error) from error


async def _is_applied(connection: "AsyncConnection", migration: Migration) -> bool:
    found = await connection.execute("select checksum from queue.migrations where version = %s", (migration.version,))
    checksums = [checksum for (checksum,) in await found.fetchall()]
    if any(checksum != migration.checksum for checksum in checksums):
        raise SchemaMismatch(
            f"Migration {migration.name} was edited after it was applied to this database: "
            "put its file back as it was and make the change in a new migration."
        )
    return bool(checksums)


async def _record(connection: "AsyncConnection", migration: Migration) -> None:
    await connection.execute(
        "insert into queue.migrations (version, name, checksum) values (%s, %s, %s)",
        (migration.version, migration.name, migration.checksum),
    )


async def _run(connection: "AsyncConnection", sql: str) -> None:
    """Run a file: without parameters, so that it may hold several statements and percent signs."""
    await connection.execute(sql)


def _refuse_newer(database: int, program: int) -> None:
    if database > program:
        raise SchemaMismatch(
            f"The database's schema ({database}) is newer than this program's ({program}): install a newer queue-tui."
        )


def _failure(what: str, error: Exception) -> QueueError:
    code: str | None = getattr(error, "sqlstate", None)
    message = one_line(str(error))
    if code == "42501":
        return PermissionRefused(
            f"{what} was not done, as this user may not change the schema ({message}): "
            "connect as the owner of the database, on Supabase as 'postgres'."
        )
    if code == "55P03":
        return Refused(f"{what} was not done, as another program keeps a table busy: stop it, or try again.")
    if code is None or code[:2] in ("08", "53", "57"):
        return from_code(code or "08006", message, function="migrate")
    return Refused(f"{what} was not done, the database refused it ({code}): {message}.")
