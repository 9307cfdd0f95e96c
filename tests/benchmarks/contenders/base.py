"""What a job queue must offer to be measured."""

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

from tests.benchmarks.contenders import clock
from tests.support.databases import OWNER, Database

PAYLOAD = {"question": "Explain Article 370"}
"""Of every job, whoever runs it."""
STOP_SECONDS = 10.0


class Contender(Protocol):
    """One engine."""

    @property
    def name(self) -> str:
        """As it calls itself."""
        ...

    @property
    def first_start(self) -> str:
        """SQL: the database's time at which the first job was started; null until then."""
        ...

    @property
    def is_done(self) -> str:
        """SQL: whether every job has been finished; cheap, since it is asked all the time."""
        ...

    async def install(self, database: Database) -> None:
        """Make its tables in an empty database."""
        ...

    def client(self, database: Database) -> AbstractAsyncContextManager["Enqueue"]:
        """A program that adds jobs, with its connection open."""
        ...

    def command(self, concurrency: int) -> list[str]:
        """A worker process that runs up to so many jobs at once."""
        ...


class Enqueue(Protocol):
    """Adds so many jobs of a type, in the fastest way that the engine has: "noop" does nothing, "clock" says when."""

    async def __call__(self, job_type: str, jobs: int) -> None:
        """Returns when they are committed."""
        ...


def program(name: str) -> str:
    """A command that was installed into this environment."""
    return str(Path(sys.executable).with_name(name))


def environment(database: Database) -> Mapping[str, str]:
    """Where the database is, in the variables of libpq, which asyncpg reads as well, and in ours."""
    return {
        **os.environ,
        "PGHOST": str(database.server.folder),
        "PGPORT": database.server.port,
        "PGUSER": OWNER,
        "PGDATABASE": database.name,
        "QUEUE_DATABASE_URL": database.conninfo,
        clock.ADDRESS_VARIABLE: clock.address(),
        "PYTHONPATH": str(Path(__file__).parents[3]),
    }


@dataclass(frozen=True)
class Workers:
    """Worker processes of one engine."""

    name: str
    processes: Sequence[asyncio.subprocess.Process]
    said: IO[bytes]

    def check(self) -> None:
        """Raise RuntimeError, with what was said last, if one has ended by itself."""
        if any(process.returncode is not None for process in self.processes):
            self.said.seek(0)
            raise RuntimeError(f"A worker of {self.name} ended: {self.said.read()[-2000:].decode()}")


@asynccontextmanager
async def running(
    contender: Contender, database: Database, *, processes: int = 1, concurrency: int
) -> AsyncIterator[Workers]:
    """Run worker processes, whose logs go to a file."""
    with tempfile.TemporaryFile() as said:
        started = [
            await asyncio.create_subprocess_exec(
                *contender.command(concurrency), env=environment(database), stdout=said, stderr=said
            )
            for _ in range(processes)
        ]
        try:
            yield Workers(contender.name, started, said)
        finally:
            await asyncio.gather(*map(_end, started))


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), STOP_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()
