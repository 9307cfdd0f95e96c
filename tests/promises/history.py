"""Everything that happened in one database, as plain values: what the checker judges.

    await keep_records(database)          # once, before anything runs
    ...                                   # the scenario
    history = await read_history(database)
    assert violations(history) == []

The queue logs each change of a job (`queue.event_rows`), each ended attempt and each admin action. Leases that
have ended and limits that were changed by other programs it forgets: triggers that only tests have keep them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, TypeVar

import psycopg
from psycopg.rows import class_row

from tests.support.databases import Database

RECORDS = Path(__file__).with_name("records.sql")

FINAL = frozenset({"completed", "failed", "cancelled"})

Row = TypeVar("Row")
OfJob = TypeVar("OfJob", "Event", "AttemptRow")


@dataclass(frozen=True, kw_only=True)
class Event:
    """One change of a job's row."""

    id: int
    at: datetime
    kind: str
    """inserted, updated or deleted."""
    job_id: str
    old_status: str | None
    new_status: str | None
    actor: str | None
    """None: another program."""


@dataclass(frozen=True, kw_only=True)
class JobRow:
    """A job as it stands at the end."""

    id: str
    status: str
    error_message: str | None
    max_retries: int
    retry_count: int


@dataclass(frozen=True, kw_only=True)
class AttemptRow:
    """An attempt that has ended."""

    job_id: str
    number: int
    token: str
    worker_id: str | None
    outcome: str
    category: str | None
    exception_type: str | None
    message: str | None
    stack: str | None
    ended_at: datetime

    @property
    def keeps_slot(self) -> bool:
        """Whether its call may still have been running when it was ended: lost, or cancelled by force."""
        return self.exception_type in ("WorkerLost", "CancelledByForce")

    @property
    def is_external(self) -> bool:
        """Whether another program ended it with a plain UPDATE."""
        return self.exception_type == "ChangedByAnotherProgram"


@dataclass(frozen=True, kw_only=True)
class Target:
    """One job of one admin action."""

    operation_id: int
    verb: str
    at: datetime
    job_id: str
    effect: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass(frozen=True, kw_only=True)
class Record:
    """One write to leases, attempts or limits, in the order in which they were written."""

    id: int
    xid: int
    at: datetime
    source: str
    """The table: leases, attempts, job_types or job_queue_config."""
    kind: str
    """insert, update or delete."""
    row_data: Mapping[str, Any]
    """The row after it; before it where it was deleted."""


class Call(Protocol):
    """One call as the orchestrator of a test saw it, such as `tests.support.orchestrator.Call`."""

    @property
    def job_id(self) -> str: ...
    @property
    def key(self) -> str:
        """The idempotency key that was sent."""
        ...

    @property
    def began(self) -> float:
        """Seconds of a clock of the orchestrator's own."""
        ...

    @property
    def ended_at(self) -> float | None:
        """None: still under way."""
        ...


@dataclass(frozen=True, kw_only=True)
class History:
    """All of it. Sequences are in the order in which things happened."""

    events: tuple[Event, ...]
    jobs: tuple[JobRow, ...]
    attempts: tuple[AttemptRow, ...]
    targets: tuple[Target, ...]
    records: tuple[Record, ...]


def by_job(rows: Iterable[OfJob]) -> dict[str, list[OfJob]]:
    """What belongs to each job, in the same order."""
    found: dict[str, list[OfJob]] = {}
    for row in rows:
        found.setdefault(row.job_id, []).append(row)
    return found


def moment(text: str) -> datetime:
    """A moment in a record."""
    return datetime.fromisoformat(text)


async def keep_records(database: Database) -> None:
    """Install the triggers that only tests have. To be called before the scenario begins."""
    await database.execute(RECORDS.read_text())


async def read_history(database: Database) -> History:
    """What happened until now, at one moment: may be called while workers run."""
    async with await psycopg.AsyncConnection.connect(database.conninfo_of("postgres")) as connection:
        await connection.set_isolation_level(psycopg.IsolationLevel.REPEATABLE_READ)
        return History(
            events=await _rows(connection, Event, "select {} from queue.event_rows order by id, job_id"),
            jobs=await _rows(connection, JobRow, "select {} from public.jobs order by created_at, id"),
            attempts=await _rows(connection, AttemptRow, "select {} from queue.attempts order by job_id, number"),
            targets=await _rows(
                connection,
                Target,
                "select {} from queue.operation_targets join queue.operations o on o.id = operation_id"
                " order by operation_id, job_id",
            ),
            records=await _rows(connection, Record, "select {} from records.records order by id"),
        )


async def _rows(connection: psycopg.AsyncConnection, kind: type[Row], query: str) -> tuple[Row, ...]:
    casts = {"id": "", "xid": "::text::bigint", "job_id": "::text", "token": "::text", "worker_id": "::text"}
    if kind is JobRow:
        casts["id"] = "::text"
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]
    columns = ", ".join(f"{name}{casts.get(name, '')} as {name}" for name in names)
    async with connection.cursor(row_factory=class_row(kind)) as cursor:
        await cursor.execute(query.format(columns).encode())
        return tuple(await cursor.fetchall())
