"""Values, times and broken connections: what a call may rely on, and that the way heals."""

import asyncio
import time

import pytest

from queue_core.errors import AnswerLost, ConnectionFailed, InvalidInput, Stopped
from queue_core.models import JsonValue, Priority
from queue_core.queue import Queue
from queue_core.transports._connections import MOST_CONNECTIONS
from tests.support.databases import Database
from tests.support.fault_proxy import FaultProxy
from tests.support.gateway import Gateway
from tests.support.jobs import ACTOR, enqueue, new_job
from tests.support.link import Link
from tests.support.transports import direct, rest

# -- values ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ("a\0b", "jobs.0.payload.text"),
        ("\ud800", "jobs.0.payload.text"),
        ({"\0": 1}, "a name in jobs.0.payload.text"),
        ([1, float("nan")], "jobs.0.payload.text.1"),
        (float("inf"), "jobs.0.payload.text"),
        ({1: "one"}, "a name in jobs.0.payload.text"),
        (b"bytes", "jobs.0.payload.text"),
    ],
)
async def test_a_value_that_cannot_be_stored_is_refused_by_name(queue: Queue, value: object, place: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        await queue.enqueue([new_job(payload={"text": value})], actor=ACTOR)
    assert str(caught.value).startswith(f"{place} ")


async def test_a_value_nested_without_end_is_refused(queue: Queue) -> None:
    value: list[object] = []
    for _ in range(20_000):
        value = [value]
    with pytest.raises(InvalidInput, match="nested too deeply"):
        await queue.transport.call("queue_enqueue", {"jobs": value}, timeout_seconds=5)  # type: ignore[dict-item]


async def test_every_other_value_comes_back_as_it_was(queue: Queue) -> None:
    payload: dict[str, JsonValue] = {
        "text": "é ☃ 😀 \x1b[31m \u202e \\u0000 'quotes' \"double\" %s {braces} $1",
        "numbers": [0, -1, 2**53 + 1, 10**30, 1.5, 1e-9, True, False],
        "nothing": None,
        "": {"deep": [[[]]], "empty": {}},
        "words": [Priority.HIGH],
    }
    [job_id] = await enqueue(queue, payload=payload)
    assert (await queue.job(job_id)).payload == payload


async def test_words_of_enums_pass_as_plain_text(probed: Database, gateway: Gateway) -> None:
    for transport in (direct(probed.conninfo), rest(gateway.url)):
        async with Queue(transport):
            assert await transport.call("queue_say", {"word": Priority.HIGH}, timeout_seconds=5) == "high"


# -- time ------------------------------------------------------------------------------------------------


async def test_a_call_ends_at_its_time(probed: Database, gateway: Gateway) -> None:
    for transport in (direct(probed.conninfo), rest(gateway.url)):
        async with Queue(transport) as queue:
            started = time.monotonic()
            with pytest.raises(AnswerLost):
                await transport.call("queue_sleep", {"seconds": 30}, timeout_seconds=0.3)
            assert time.monotonic() - started < 1.5
            assert (await queue.version()).version > 0, "and the next one works"


async def test_a_half_open_link_ends_a_call_at_its_time(linked_queue: tuple[Queue, Link]) -> None:
    queue, link = linked_queue
    await queue.version()
    link.swallow()
    for _ in range(2):  # on the old connection, and on a new one
        started = time.monotonic()
        with pytest.raises((AnswerLost, ConnectionFailed)):
            await queue.transport.call("queue_version", {}, timeout_seconds=0.3)
        assert time.monotonic() - started < 1.5
    link.heal()
    assert (await queue.version()).version > 0


async def test_a_cancelled_call_ends_at_once_on_a_half_open_link(linked_queue: tuple[Queue, Link]) -> None:
    queue, link = linked_queue
    await queue.version()
    link.swallow()
    call = asyncio.create_task(queue.version())
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(asyncio.shield(call), 0.2)
    started = time.monotonic()
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert time.monotonic() - started < 1
    link.heal()
    assert (await queue.version()).version > 0


async def test_cancelled_calls_leave_no_connection_behind(probed: Database) -> None:
    async with Queue(direct(probed.conninfo)) as queue:
        for _ in range(20):
            call = asyncio.create_task(queue.transport.call("queue_sleep", {"seconds": 30}, timeout_seconds=60))
            await asyncio.wait({call}, timeout=0.02)
            call.cancel()
            with pytest.raises(asyncio.CancelledError):
                await call
        assert (await queue.version()).version > 0


async def test_a_statement_that_takes_too_long_is_stopped_by_the_server(probed: Database, gateway: Gateway) -> None:
    for transport in (direct(probed.conninfo), rest(gateway.url)):
        async with Queue(transport):
            call = asyncio.create_task(transport.call("queue_sleep", {"seconds": 20}, timeout_seconds=20))
            while not (
                await probed.execute(
                    "select pg_cancel_backend(pid) from pg_stat_activity "
                    "where datname = current_database() and state = 'active' and wait_event = 'PgSleep'"
                    " and query ~ 'queue_sleep' and pid <> pg_backend_pid()"
                )
            ):
                await asyncio.sleep(0)
            with pytest.raises(Stopped, match="took too long and was stopped by the database: narrow your filter"):
                await call


async def test_more_calls_than_connections_wait_for_one_another(queue: Queue) -> None:
    versions = await asyncio.gather(*(queue.version() for _ in range(50)))
    assert len({version.version for version in versions}) == 1


async def test_a_call_that_gets_no_connection_in_time_was_not_carried_out(probed: Database) -> None:
    asleep = (
        "select count(*) from pg_stat_activity"
        " where datname = current_database() and state = 'active'"
        " and query ~ 'queue_sleep' and pid <> pg_backend_pid()"
    )
    async with Queue(direct(probed.conninfo)) as queue:
        sleepers = [
            asyncio.create_task(queue.transport.call("queue_sleep", {"seconds": 60}, timeout_seconds=60))
            for _ in range(MOST_CONNECTIONS)
        ]
        while await probed.execute(asleep) != [(MOST_CONNECTIONS,)]:
            await asyncio.sleep(0.05)
        with pytest.raises(ConnectionFailed, match="busy"):
            await queue.transport.call("queue_version", {}, timeout_seconds=0.1)
        for sleeper in sleepers:
            sleeper.cancel()
        await asyncio.wait(sleepers)


# -- broken connections ----------------------------------------------------------------------------------


async def test_terminated_backends_are_replaced_without_a_word(database: Database) -> None:
    async with Queue(direct(database.conninfo)) as queue:
        await asyncio.gather(*(queue.version() for _ in range(8)))
        await database.execute(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity"
            " where datname = current_database() and application_name = 'tests'"
        )
        await asyncio.gather(*(queue.version() for _ in range(8)))


async def test_a_connection_that_breaks_under_a_call_loses_its_answer(linked_queue: tuple[Queue, Link]) -> None:
    queue, link = linked_queue
    await queue.version()
    link.lose_next_answer()
    with pytest.raises(AnswerLost):
        await enqueue(queue)
    page = await queue.jobs()
    assert len(page.jobs) == 1, "it was carried out all the same"


async def test_a_refused_connection_says_that_nothing_was_done(database: Database, proxy: FaultProxy) -> None:
    async with Queue(direct(database.conninfo_through(proxy))) as queue:
        await proxy.refuse()
        for _ in range(3):
            started = time.monotonic()
            with pytest.raises(ConnectionFailed):
                await enqueue(queue)
            assert time.monotonic() - started < 1, "without waiting for better times"
        await proxy.listen()
        await enqueue(queue)
        assert len((await queue.jobs()).jobs) == 1


async def test_closing_twice_is_safe_and_ends_all_connections(database: Database) -> None:
    transport = direct(database.conninfo)
    queue = Queue(transport)
    async with queue:
        await asyncio.gather(*(queue.version() for _ in range(8)), queue.wait_for_wake(0.05))
    await transport.close()
    with pytest.raises(ConnectionFailed):
        await queue.version()
    left = (
        "select count(*) from pg_stat_activity"
        " where datname = current_database() and application_name = 'tests' and state is not null"
    )
    async with asyncio.timeout(10):  # a backend takes a moment to end
        while await database.execute(left) != [(0,)]:
            pass
