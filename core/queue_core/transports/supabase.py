"""The queue over PostgREST, as Supabase serves it behind its gateway."""

import asyncio
import re
from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from queue_core.error_codes import from_code, from_status
from queue_core.errors import AnswerLost, ConfigurationError, ConnectionFailed, QueueError
from queue_core.models.json import JsonValue
from queue_core.transports._exchange import Exchange, exchange, on_request, on_response
from queue_core.transports._supabase_key import check_key
from queue_core.transports._values import refuse_unstorable

if TYPE_CHECKING:
    from httpx import AsyncClient as HttpClient
    from supabase import AsyncClient

CONNECT_SECONDS = 5.0
"""For the connection alone; the whole call is bounded by its own time."""

MOST_CONNECTIONS = 8
"""One process gets no more calls through with more of them."""

KEEPALIVE_SECONDS = 30.0
"""Less than the minute after which gateways close idle connections."""

READ = "queue_read"
"""Calls another function read-only. PostgREST runs a GET so too, but there jsonb arrives as text, and a null cannot."""

DATABASE_CODE = re.compile(r"PGRST\w+|[0-9A-Z]{5}")
"""A code of PostgREST's or a SQLSTATE. A gateway gives none, or one of its own, and only its status counts."""


class SupabaseTransport:
    """Calls functions with POST /rest/v1/rpc; keeps the contract of `base`.

    With `read_only` each is called through `queue_read`, in a transaction that may only read, whatever the key may do.

    There is no connection to open: the first call says whether the address and the key are right.
    supabase is imported when it is opened, in a thread: it takes half a second.
    """

    def __init__(self, url: str, key: str, *, label: str, read_only: bool = False) -> None:
        self._url = url.strip().rstrip("/").removesuffix("/rest/v1")
        self._key = key.strip()
        self._label = label
        self._read_only = read_only
        self._http: HttpClient | None = None
        self._client: AsyncClient | None = None

    @property
    def label(self) -> str:
        """Where it is connected, for the screen."""
        return self._label

    @property
    def is_woken(self) -> bool:
        """False: PostgREST has no NOTIFY."""
        return False

    async def open(self) -> None:
        """Check the address and the key as far as that needs no network, and load the client."""
        if not re.fullmatch(r"https?://[^\s/@]+(/\S*)?", self._url):
            raise ConfigurationError("SUPABASE_URL cannot be used: write it as https://PROJECT.supabase.co.")
        check_key(self._key)
        await asyncio.to_thread(import_module, "supabase")
        import httpx
        import supabase

        self._http = httpx.AsyncClient(
            http2=False,
            trust_env=False,
            follow_redirects=False,
            timeout=httpx.Timeout(None, connect=CONNECT_SECONDS),
            limits=httpx.Limits(max_connections=MOST_CONNECTIONS, keepalive_expiry=KEEPALIVE_SECONDS),
            event_hooks={"request": [on_request], "response": [on_response]},
        )
        options = supabase.AsyncClientOptions(
            httpx_client=self._http, auto_refresh_token=False, persist_session=False, postgrest_client_retry=False
        )
        self._client = await supabase.create_async_client(self._url, self._key, options)

    async def set_read_only(self, read_only: bool) -> None:
        """From the next call on."""
        self._read_only = read_only

    async def close(self) -> None:
        """End all connections."""
        if self._http is not None:
            await self._http.aclose()

    async def call(self, function: str, arguments: Mapping[str, JsonValue], *, timeout_seconds: float) -> JsonValue:
        """Call `public.function`; see `Transport.call`."""
        from httpx import HTTPError
        from supabase import PostgrestAPIError

        assert self._client is not None, "open the transport before calling"
        refuse_unstorable(arguments)
        called, passed = function, dict(arguments)
        if self._read_only:
            called, passed = READ, {"function": function, "arguments": passed}
        with exchange() as noted:
            try:
                async with asyncio.timeout(timeout_seconds):
                    answer = await self._client.rpc(called, cast(Any, passed)).execute()
            except TimeoutError:
                raise _unanswered(f"within {timeout_seconds:.3g} s", noted) from None
            except PostgrestAPIError as error:
                raise _refusal(error.code, error.message, noted, function) from error
            except HTTPError as error:
                raise _broken(error, noted) from error
        if not noted.is_json:
            raise from_status(noted.status or 0, function=function)
        return cast(JsonValue, answer.data)

    async def wait_for_wake(self, timeout_seconds: float) -> None:
        """Wait for the time."""
        await asyncio.sleep(timeout_seconds)


def _refusal(code: str | None, message: str | None, noted: Exchange, function: str) -> QueueError:
    if code == "":  # PostgREST's connection to the database broke under the call
        return from_code("08006", message or "its connection broke", function=function)
    if code is not None and DATABASE_CODE.fullmatch(code):
        return from_code(code, message or "", function=function)
    return from_status(noted.status or 0, function=function)


def _broken(error: Exception, noted: Exchange) -> QueueError:
    reason = str(error) or type(error).__name__
    if "CERTIFICATE_VERIFY_FAILED" in reason:
        return ConfigurationError("The certificate of SUPABASE_URL is not valid: check the address.")
    return _unanswered(f"({reason})", noted)


def _unanswered(how: str, noted: Exchange) -> QueueError:
    if noted.is_sent:
        return AnswerLost(f"Supabase did not answer {how}: try again.")
    return ConnectionFailed(f"Supabase cannot be reached {how}: check SUPABASE_URL and the network.")
