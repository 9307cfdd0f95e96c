"""From settings to an open `Queue`.

    async with connect(load_settings(), program="queuectl") as queue:
        print(await queue.stats())

Light to import: what is slow is imported below, by the way that is taken and no other.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from queue_core.settings import Place, Secret, Settings

if TYPE_CHECKING:
    from queue_core.embedded import EmbeddedServer
    from queue_core.queue import Queue
    from queue_core.transports.base import Transport

EMBEDDED_LABEL = "embedded"


@asynccontextmanager
async def connect(
    settings: Settings, *, program: str, tell: Callable[[str], None] | None = None
) -> "AsyncIterator[Queue]":
    """The queue that the settings name, open and of the right schema.

    The embedded database is started, or joined, and brought to the schema; any other is left as it is.
    `program` is what the database lists as the client. `tell` gets a sentence to show, if there is one,
    when root's system user is created; None: standard error.

    Raises ConfigurationError, Unreachable, or SchemaMismatch, which says what to run.
    """
    if settings.place is Place.EMBEDDED:
        async with _embedded(settings, program, tell) as queue:
            yield queue
    else:
        transport = await asyncio.to_thread(_transport, settings, program)
        async with _open(transport) as queue:
            await _check(queue)
            yield queue


@asynccontextmanager
async def _embedded(settings: Settings, program: str, tell: Callable[[str], None] | None) -> "AsyncIterator[Queue]":
    server = await asyncio.to_thread(_server, settings, tell)
    from queue_core.embedded.schema import bring_to_schema
    from queue_core.embedded.supervision import supervised
    from queue_core.transports.postgres import PostgresTransport

    async with supervised(server) as conninfo:
        await bring_to_schema(settings.home, conninfo)
        transport = PostgresTransport(
            conninfo, label=settings.label or EMBEDDED_LABEL, program=program, read_only=settings.opens_read_only
        )
        async with _open(transport) as queue:
            await _check(queue)
            yield queue


def _server(settings: Settings, tell: Callable[[str], None] | None) -> "EmbeddedServer":
    from queue_core.embedded import EmbeddedServer

    return EmbeddedServer(settings.home) if tell is None else EmbeddedServer(settings.home, tell=tell)


def _transport(settings: Settings, program: str) -> "Transport":
    """Over the direct connection where there is one, else over Supabase."""
    if settings.database_url is not None:
        from queue_core.transports.postgres import PostgresTransport

        return PostgresTransport(
            settings.database_url.get_secret_value(),
            label=settings.label or _direct_label(settings.database_url),
            program=program,
            read_only=settings.opens_read_only,
        )
    from queue_core.transports.supabase import SupabaseTransport

    assert settings.supabase_url is not None
    assert settings.supabase_key is not None
    label = settings.label or urlsplit(settings.supabase_url).netloc
    return SupabaseTransport(
        settings.supabase_url,
        settings.supabase_key.get_secret_value(),
        label=label,
        read_only=settings.opens_read_only,
    )


def _direct_label(url: Secret) -> str:
    """Host and database, without user and password."""
    from queue_core.transports._connecting import link_parameters

    parameters = link_parameters(url.get_secret_value(), "")
    host = str(parameters.get("host") or parameters.get("hostaddr") or "localhost").split(",")[0]
    name = parameters.get("dbname") or parameters.get("user") or "postgres"
    return f"{'local' if host.startswith(('/', '@')) else host}/{name}"


@asynccontextmanager
async def _open(transport: "Transport") -> "AsyncIterator[Queue]":
    """Imported in a thread, since the validator is slow to load and an event loop may be drawing."""
    queue = await asyncio.to_thread(_queue, transport)
    async with queue:
        yield queue


def _queue(transport: "Transport") -> "Queue":
    from queue_core.queue import Queue

    return Queue(transport)


async def _check(queue: "Queue") -> None:
    from queue_core.migrate import check

    check(await queue.version())
