"""Fixtures for everything that needs a queue.

- `database`      a fresh, migrated database whose clock can be moved
- `clock`         `await clock.advance(seconds)` in that database
- `queue`         an open Queue on it; the test runs once directly and once over PostgREST
- `direct_queue`  the same, direct only
- `postgrest`     the socket of a PostgREST on that database
- `gateway`       Supabase's gateway in front of it; `gateway.inject(Fault...)`
- `probed`        `database` with functions that tell what a transport did
- `proxy`         a TCP link to the server; `proxy.swallow()`
- `linked_queue`  like `queue`, but over a `link` that can fail
"""

import os
import signal
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from queue_core.queue import Queue
from queue_core.transports.base import Transport
from tests.support.clock import Clock
from tests.support.databases import Database, fresh_database, make_templates
from tests.support.fault_proxy import FaultProxy
from tests.support.gateway import Gateway
from tests.support.link import DirectLink, GatewayLink, Link
from tests.support.postgrest import running_postgrest
from tests.support.server import Server, make_run_folder, remove_run_folder, running_server
from tests.support.transports import PROBES, direct, rest

FOREIGN_SETTINGS = ("QUEUE_", "SUPABASE_", "DATABASE_URL", "NO_COLOR", "FORCE_COLOR", "TEXTUAL", "PG")
OWN_SETTINGS = ("QUEUE_TEST_", "TEXTUAL_SNAPSHOT_")
"""What the processes of a run tell each other."""
TRANSPORTS = ("postgres", "supabase")

# An example may take as long as it takes: by default one of 0.2 s fails, which is a matter of what else runs.
settings.register_profile("shared", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared")


def pytest_configure(config: pytest.Config) -> None:
    """Settings of whoever runs the tests must not reach them; one folder for all processes of a run."""
    for name in list(os.environ):
        is_foreign = name.startswith(FOREIGN_SETTINGS) and not name.startswith(OWN_SETTINGS)
        if is_foreign or name.lower().endswith("_proxy"):
            del os.environ[name]
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # end as with Ctrl-C: fixtures stop their servers
    for number in (signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_IGN:  # in the background, or under nohup
            signal.signal(number, _ignore)
    if not hasattr(config, "workerinput"):
        make_run_folder()


def _ignore(*_: object) -> None:
    """Unlike SIG_IGN, programs that tests start do not inherit it: they would obey no such signal."""


def pytest_unconfigure(config: pytest.Config) -> None:
    """The other processes have ended before this one."""
    if not hasattr(config, "workerinput"):
        remove_run_folder()


@pytest.fixture(autouse=True)
def no_user_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing reads or writes the configuration and data of whoever runs the tests."""
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The run's PostgreSQL, with the templates in it."""
    with running_server() as server:
        make_templates(server)
        yield server


@pytest.fixture
def database(server: Server) -> Iterator[Database]:
    """A fresh database with our schema, gone afterwards."""
    with fresh_database(server) as database:
        yield database


@pytest.fixture
def clock(database: Database) -> Clock:
    """Moves the time of the queue in `database`."""
    return Clock(database)


@pytest.fixture
async def probed(database: Database) -> Database:
    """`database` with functions that tell what a transport did. To be asked for before a gateway."""
    await database.execute(PROBES)
    return database


@pytest.fixture
async def postgrest(database: Database) -> AsyncIterator[Path]:
    """The socket of a PostgREST on `database`."""
    with tempfile.TemporaryDirectory(prefix="queue-rest-", dir="/tmp") as folder:
        async with running_postgrest(database, Path(folder)) as address:
            yield address


@pytest.fixture
async def gateway(postgrest: Path) -> AsyncIterator[Gateway]:
    """Supabase's gateway in front of `postgrest`."""
    async with Gateway(postgrest).running() as gateway:
        yield gateway


@pytest.fixture
async def proxy(server: Server) -> AsyncIterator[FaultProxy]:
    """A TCP link to the server."""
    async with FaultProxy(server.socket_path) as proxy:
        yield proxy


@pytest.fixture(params=TRANSPORTS)
async def queue(request: pytest.FixtureRequest, database: Database) -> AsyncIterator[Queue]:
    """An open queue on `database`, once per transport."""
    async with AsyncExitStack() as stack:
        yield await stack.enter_async_context(Queue(await _transport(request.param, database, stack)))


@pytest.fixture
async def direct_queue(database: Database) -> AsyncIterator[Queue]:
    """An open queue on `database`, without PostgREST."""
    async with Queue(direct(database.conninfo)) as queue:
        yield queue


@pytest.fixture(params=TRANSPORTS)
async def linked_queue(
    request: pytest.FixtureRequest, database: Database, server: Server
) -> AsyncIterator[tuple[Queue, Link]]:
    """An open queue on `database` and the link that it goes over, once per transport."""
    async with AsyncExitStack() as stack:
        link: Link
        transport: Transport
        if request.param == "postgres":
            proxy = await stack.enter_async_context(FaultProxy(server.socket_path))
            conninfo = database.conninfo_through(proxy)
            link, transport = DirectLink(proxy), direct(conninfo)
        else:
            gateway = await _gateway(database, stack)
            link, transport = GatewayLink(gateway), rest(gateway.url)
        yield await stack.enter_async_context(Queue(transport)), link


async def _transport(kind: str, database: Database, stack: AsyncExitStack) -> Transport:
    if kind == "postgres":
        return direct(database.conninfo)
    gateway = await _gateway(database, stack)
    return rest(gateway.url)


async def _gateway(database: Database, stack: AsyncExitStack) -> Gateway:
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="queue-rest-", dir="/tmp"))
    address = await stack.enter_async_context(running_postgrest(database, Path(folder)))
    return await stack.enter_async_context(Gateway(address).running())
