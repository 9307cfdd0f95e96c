"""What a session in the database is like, and how it is woken."""

import asyncio
import os
import time
from collections.abc import AsyncIterator

import pytest

from queue_core.errors import PermissionRefused
from queue_core.queue import Queue
from tests.support.databases import Database
from tests.support.fault_proxy import FaultProxy
from tests.support.jobs import enqueue
from tests.support.server import Server
from tests.support.transports import direct
from tests.support.waking import listening

# -- sessions --------------------------------------------------------------------------------------------


async def test_a_read_only_session_reads_and_never_writes(database: Database) -> None:
    async with Queue(direct(database.conninfo, read_only=True)) as queue:
        assert (await queue.whoami()).read_only
        with pytest.raises(PermissionRefused):
            await enqueue(queue)
        assert (await queue.jobs()).jobs == ()


async def test_a_read_only_call_through_a_transaction_pooler_never_writes(
    database: Database, server: Server, pooler: FaultProxy
) -> None:
    async with Queue(direct(database.conninfo_through(pooler), read_only=True)) as queue:
        with pytest.raises(PermissionRefused):
            await enqueue(queue)
        assert (await queue.jobs()).jobs == ()
        assert (await queue.whoami()).read_only


async def test_through_a_transaction_pooler_nothing_of_a_session_is_used(probed: Database, pooler: FaultProxy) -> None:
    transport = direct(probed.conninfo_through(pooler))
    async with Queue(transport) as queue:
        assert not transport.is_woken
        for _ in range(10):
            await queue.version()
        prepared = await transport.call("queue_prepared", {}, timeout_seconds=5)
        assert prepared == 0
        started = time.monotonic()
        await queue.wait_for_wake(0.1)
        assert time.monotonic() - started >= 0.1
    assert pooler.accepted == 1, "and nobody listens"


@pytest.fixture
async def pooler(server: Server) -> AsyncIterator[FaultProxy]:
    """A link on the port where Supabase's transaction pooler is."""
    proxy = FaultProxy(server.socket_path)
    high, low = divmod(os.getpid(), 250)  # an address of this process, since the port must be this one
    proxy.host, proxy.port = f"127.{1 + high // 250 % 250}.{high % 250}.{1 + low}", 6543
    async with proxy:
        yield proxy


async def test_a_direct_session_is_bounded_and_named(probed: Database) -> None:
    transport = direct(probed.conninfo)
    async with Queue(transport):
        for name, value in {
            "application_name": "tests",
            "statement_timeout": "8s",
            "lock_timeout": "8s",
            "idle_in_transaction_session_timeout": "10s",
        }.items():
            assert await transport.call("queue_setting", {"name": name}, timeout_seconds=5) == value


# -- wake-ups --------------------------------------------------------------------------------------------


async def test_a_wake_up_comes_at_once(direct_queue: Queue, database: Database) -> None:
    woken = await listening(direct_queue, database)
    await database.execute("notify queue_wake")
    await asyncio.wait_for(woken, 2)


async def test_a_wake_up_between_two_waits_is_not_missed(direct_queue: Queue, database: Database) -> None:
    await has_listened(direct_queue, database)
    await database.execute("notify queue_wake")
    await asyncio.wait_for(direct_queue.wait_for_wake(30), 2)


async def test_without_a_wake_up_the_wait_ends_at_its_time(queue: Queue) -> None:
    started = time.monotonic()
    await queue.wait_for_wake(0.3)
    assert 0.3 <= time.monotonic() - started < 2


async def test_waiting_outlasts_an_outage_and_then_wakes(database: Database, proxy: FaultProxy) -> None:
    async with Queue(direct(database.conninfo_through(proxy))) as queue:
        await has_listened(queue, database)
        await proxy.refuse()
        await queue.wait_for_wake(0.2)
        await proxy.listen()
        await asyncio.wait_for(queue.wait_for_wake(30), 5)


async def test_a_cancelled_wait_ends_at_once_on_a_half_open_link(database: Database, proxy: FaultProxy) -> None:
    async with Queue(direct(database.conninfo_through(proxy))) as queue:
        await has_listened(queue, database)
        proxy.swallow()
        waiting = asyncio.create_task(queue.wait_for_wake(30))
        await asyncio.wait({waiting}, timeout=0.1)
        started = time.monotonic()
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert time.monotonic() - started < 1


async def has_listened(queue: Queue, database: Database) -> None:
    """Return when a wait has ended, and its connection still listens."""
    woken = await listening(queue, database)
    await database.execute("notify queue_wake")
    await woken
