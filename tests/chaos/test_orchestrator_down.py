"""Fault 7: the orchestrator is away for an hour, in four ways. No attempt counts, and each job completes afterwards."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from queue_core.models import JobStatus
from queue_core.queue import Queue
from tests.chaos.running import finished, stop, until, worker
from tests.support.clock import Clock
from tests.support.databases import Database
from tests.support.jobs import enqueue
from tests.support.orchestrator import ScriptedOrchestrator, status

Absence = Callable[[ScriptedOrchestrator, Path], AbstractAsyncContextManager[str]]
"""Gives the address that a worker has meanwhile."""


@asynccontextmanager
async def refused(orchestrator: ScriptedOrchestrator, _: Path) -> AsyncIterator[str]:
    await orchestrator.go_down()
    yield orchestrator.url
    await orchestrator.listen()


@asynccontextmanager
async def unresolvable(_: ScriptedOrchestrator, __: Path) -> AsyncIterator[str]:
    yield "http://no-such-host.invalid:8103"


@asynccontextmanager
async def bad_certificate(_: ScriptedOrchestrator, folder: Path) -> AsyncIterator[str]:
    """One that nobody has signed."""
    stranger = ScriptedOrchestrator()
    stranger.tls = self_signed(folder)
    async with stranger:
        yield stranger.url
    assert stranger.calls == [], "nothing was told to a stranger"


@asynccontextmanager
async def unauthorised(orchestrator: ScriptedOrchestrator, _: Path) -> AsyncIterator[str]:
    orchestrator.always = status("401 Unauthorized")
    yield orchestrator.url
    orchestrator.always = None


@pytest.mark.parametrize(
    "absence",
    [
        refused,
        pytest.param(unresolvable, marks=pytest.mark.chaos),
        pytest.param(bad_certificate, marks=pytest.mark.chaos),
        unauthorised,
    ],
)
async def test_an_hour_without_the_orchestrator_costs_no_attempt(
    database: Database,
    direct_queue: Queue,
    clock: Clock,
    orchestrator: ScriptedOrchestrator,
    tmp_path: Path,
    absence: Absence,
) -> None:
    # the clock must not take a lease away that is in use just then
    await database.execute("update public.job_queue_config set sweep_seconds = 3600")
    jobs = await enqueue(direct_queue, 4, max_retries=0)
    async with AsyncExitStack() as stack:
        async with absence(orchestrator, tmp_path) as url:
            process = await stack.enter_async_context(worker(database.conninfo, url))
            for minutes in (5, 25, 30):
                before = await ended_attempts(database)
                await until(lambda seen=before: has_more(database, seen), 60)
                await clock.advance(minutes * 60)
        assert process.process.returncode is None
        assert {(await direct_queue.job(job_id)).job.status for job_id in jobs} <= UNFINISHED
        if url != orchestrator.url:  # the operator has put the address right
            await stop(process)
            await stack.enter_async_context(worker(database.conninfo, orchestrator))
        async with asyncio.TaskGroup() as group:
            passing = group.create_task(pass_time(clock))
            details = await finished(direct_queue, *jobs, seconds=80)
            passing.cancel()

    for detail in details:
        assert detail.job.status is JobStatus.COMPLETED
        assert [attempt.counted for attempt in detail.attempts] == [False] * (len(detail.attempts) - 1) + [True]
    assert sum(len(detail.attempts) for detail in details) > len(details), "or nothing was tried before"


UNFINISHED = {JobStatus.QUEUED, JobStatus.PROCESSING}


async def ended_attempts(database: Database) -> int:
    [(number,)] = await database.execute("select count(*)::int from queue.attempts")
    return int(number)


async def has_more(database: Database, seen: int) -> bool:
    return await ended_attempts(database) > seen


async def pass_time(clock: Clock) -> None:
    """The pauses before jobs are tried again are long; only the queue's clock makes them shorter."""
    while True:
        await clock.advance(10)
        await asyncio.sleep(0.5)


def self_signed(folder: Path) -> ssl.SSLContext:
    """A server's certificate, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "certificate.pem"
    plain = serialization.NoEncryption()
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
