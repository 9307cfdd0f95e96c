"""What is said when an address, a password or a key is wrong, and by the gateway in between."""

import pytest

from queue_core.errors import (
    AnswerLost,
    ConfigurationError,
    ConnectionFailed,
    InvalidInput,
    PermissionRefused,
    QueueError,
    SchemaMismatch,
)
from queue_core.queue import Queue
from tests.support.databases import EMPTY_TEMPLATE, Database, fresh_database
from tests.support.fault_proxy import FaultProxy
from tests.support.gateway import Fault, Gateway
from tests.support.keys import ANON_KEY, PUBLISHABLE_KEY, SECRET_KEY, SERVICE_KEY, legacy_key
from tests.support.server import Server
from tests.support.transports import direct, error_of, rest

# -- addresses, passwords and keys -----------------------------------------------------------------------


async def test_a_host_that_does_not_exist_cannot_be_reached() -> None:
    assert isinstance(await error_of(direct("postgresql://me@no-such-host.invalid/queue")), ConnectionFailed)
    assert isinstance(await error_of(rest("http://no-such-host.invalid")), ConnectionFailed)


async def test_a_port_where_nothing_listens_cannot_be_reached(proxy: FaultProxy) -> None:
    await proxy.refuse()
    assert isinstance(await error_of(direct(f"postgresql://me@127.0.0.1:{proxy.port}/queue")), ConnectionFailed)
    assert isinstance(await error_of(rest(f"http://127.0.0.1:{proxy.port}")), ConnectionFailed)


async def test_an_address_that_cannot_be_read_is_refused_without_repeating_it() -> None:
    error = await error_of(direct("postgresql://me:pass%word@host/queue"))
    assert isinstance(error, ConfigurationError)
    assert "pass" not in str(error).replace("password", "")
    assert error.__cause__ is None, "the client library's own words repeat the address"


@pytest.mark.parametrize("url", ["", "project.supabase.co", "ftp://project.supabase.co", "http://user:secret@host"])
async def test_an_address_that_is_none_of_supabases_is_refused(url: str) -> None:
    error = await error_of(rest(url))
    assert isinstance(error, ConfigurationError)
    assert "secret" not in str(error)


async def test_a_wrong_password_is_a_matter_of_configuration(database: Database) -> None:
    error = await error_of(direct(database.conninfo_of("with_password", password="battery staple")))
    assert isinstance(error, ConfigurationError)
    assert "password" in str(error)
    assert "staple" not in str(error)


async def test_a_missing_password_is_a_matter_of_configuration(database: Database) -> None:
    assert isinstance(await error_of(direct(database.conninfo_of("with_password"))), ConfigurationError)


async def test_an_unknown_user_or_database_is_a_matter_of_configuration(database: Database) -> None:
    assert isinstance(await error_of(direct(database.conninfo_of("nobody"))), ConfigurationError)
    assert isinstance(await error_of(direct(database.conninfo + " dbname=nowhere")), ConfigurationError)


async def test_a_user_without_rights_is_told_which_role_to_use(database: Database) -> None:
    error = await error_of(direct(database.conninfo_of("with_password", password="correct horse")))
    assert isinstance(error, PermissionRefused)
    assert "queue_operator" in str(error)


async def test_an_empty_database_asks_for_migrate(server: Server) -> None:
    with fresh_database(server, EMPTY_TEMPLATE) as database:
        error = await error_of(direct(database.conninfo))
    assert isinstance(error, SchemaMismatch)
    assert "queuectl migrate" in str(error)


async def test_a_server_without_encryption_is_refused_where_it_is_asked_for(
    database: Database, proxy: FaultProxy
) -> None:
    error = await error_of(direct(database.conninfo_through(proxy) + " sslmode=require"))
    assert isinstance(error, ConfigurationError)
    assert "ssl" in str(error).lower()


@pytest.mark.parametrize("key", [ANON_KEY, PUBLISHABLE_KEY], ids=["anon", "publishable"])
async def test_a_key_for_web_pages_is_refused_before_it_is_used(key: str) -> None:
    error = await error_of(rest("http://127.0.0.1:1", key))
    assert isinstance(error, ConfigurationError)
    assert "service_role" in str(error)
    assert key not in str(error)


@pytest.mark.parametrize("key", ["", "a key", "clé", "line\nbreak", "\x1b[2J"], ids=ascii)
async def test_what_cannot_be_a_key_is_refused_without_repeating_it(key: str) -> None:
    error = await error_of(rest("http://127.0.0.1:1", key))
    assert isinstance(error, ConfigurationError)
    assert not key or key not in str(error)


@pytest.mark.parametrize(
    "key", ["made-up", "a.b.c", legacy_key("service_role", secret="x" * 40)], ids=["name", "dots", "token"]
)
async def test_a_key_that_the_gateway_does_not_know_is_a_matter_of_configuration(gateway: Gateway, key: str) -> None:
    error = await error_of(rest(gateway.url, key))
    assert isinstance(error, ConfigurationError)
    assert key not in str(error)


async def test_an_expired_key_is_a_matter_of_configuration(gateway: Gateway) -> None:
    key = gateway.accept(legacy_key("service_role", expires_in_seconds=-3600))
    error = await error_of(rest(gateway.url, key))
    assert isinstance(error, ConfigurationError)
    assert "expired" in str(error)


async def test_a_key_of_another_project_is_a_matter_of_configuration(gateway: Gateway) -> None:
    key = gateway.accept(legacy_key("service_role", secret="the secret of quite another project, as long"))
    assert isinstance(await error_of(rest(gateway.url, key)), ConfigurationError)


async def test_keys_of_both_kinds_work(gateway: Gateway) -> None:
    for key in (SERVICE_KEY, SECRET_KEY, f" {SERVICE_KEY}\n"):
        async with Queue(rest(gateway.url, key)) as queue:
            assert (await queue.whoami()).role == "service_role"


async def test_an_address_with_the_path_of_the_api_works(gateway: Gateway) -> None:
    async with Queue(rest(f"{gateway.url}/rest/v1/")) as queue:
        assert (await queue.version()).version > 0


# -- what gateways say -----------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", [Fault.STATUS, Fault.PAGE])
@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (301, ConfigurationError),
        (401, ConfigurationError),
        (403, ConfigurationError),
        (404, ConfigurationError),
        (413, InvalidInput),
        (429, ConnectionFailed),
        (500, AnswerLost),
        (502, AnswerLost),
        (503, AnswerLost),
        (504, AnswerLost),
    ],
)
async def test_a_gateways_answer_is_told_by_its_status(
    gateway: Gateway, fault: Fault, status: int, kind: type[QueueError]
) -> None:
    gateway.inject(fault, status=status)
    error = await error_of(rest(gateway.url))
    assert type(error) is kind
    assert "html" not in str(error)


async def test_a_page_in_place_of_an_answer_is_not_taken_for_one(gateway: Gateway) -> None:
    gateway.inject(Fault.PAGE, status=200)
    assert isinstance(await error_of(rest(gateway.url)), ConfigurationError)


async def test_a_function_that_is_not_there_asks_for_migrate(database: Database, gateway: Gateway) -> None:
    for transport in (direct(database.conninfo), rest(gateway.url)):
        async with Queue(transport):
            with pytest.raises(SchemaMismatch, match="queuectl migrate"):
                await transport.call("queue_no_such_verb", {}, timeout_seconds=5)
