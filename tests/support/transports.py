"""Transports as tests open them, and functions in the database that tell what a transport did."""

import pytest

from queue_core.errors import QueueError
from queue_core.queue import Queue
from queue_core.transports.base import Transport
from queue_core.transports.postgres import PostgresTransport
from queue_core.transports.supabase import SupabaseTransport
from tests.support.keys import SERVICE_KEY

PROBES = """
create function public.queue_sleep(seconds double precision) returns jsonb language plpgsql volatile
as $$ begin perform pg_sleep(seconds); return 'true'; end $$;
create function public.queue_say(word text) returns jsonb language sql volatile
as $$ select to_jsonb(word) $$;
create function public.queue_setting(name text) returns jsonb language sql volatile
as $$ select to_jsonb(current_setting(name)) $$;
create function public.queue_prepared() returns jsonb language sql volatile
as $$ select to_jsonb(count(*)) from pg_prepared_statements where not from_sql $$;
"""


def direct(conninfo: str, *, read_only: bool = False) -> PostgresTransport:
    """Straight to PostgreSQL."""
    return PostgresTransport(conninfo, label="tests", program="tests", read_only=read_only)


def rest(url: str, key: str = SERVICE_KEY, *, read_only: bool = False) -> SupabaseTransport:
    """Over a gateway."""
    return SupabaseTransport(url, key, label="tests", read_only=read_only)


async def error_of(transport: Transport) -> QueueError:
    """What opening and asking for the version raises; its message must be one sentence."""
    with pytest.raises(QueueError) as caught:
        async with Queue(transport) as queue:
            await queue.version()
    message = str(caught.value)
    assert message.endswith("."), "a sentence"
    assert "\n" not in message
    return caught.value
