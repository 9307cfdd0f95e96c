"""The least that a queue in this table can be: claims in batches, completes in batches, and promises nothing.

No lease, no attempt, no limits, no audit, no statistics: a job whose worker dies stays where it is.
Run as `python -m tests.benchmarks.contenders.raw_loop BATCH`.
"""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import sleep

import psycopg
from psycopg.types.json import Jsonb

from tests.benchmarks.contenders.base import PAYLOAD, Enqueue
from tests.support.databases import Database

SCHEMA = """
create table jobs (
  id uuid primary key default gen_random_uuid(),
  job_type text not null,
  priority text not null,
  status text not null default 'queued',
  payload jsonb not null,
  user_id uuid,
  retry_count integer not null default 0,
  max_retries integer not null default 3,
  error_message text,
  queue_position integer,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  started_at timestamptz,
  completed_at timestamptz
);
create index jobs_ready on jobs (priority, created_at) where status = 'queued';
"""
INSERT = "insert into jobs (job_type, priority, payload) select %s, 'medium', %s from generate_series(1, %s)"
CLAIM = """
update jobs set status = 'processing', started_at = now(), updated_at = now()
where id in (
  select id from jobs where status = 'queued' order by priority, created_at limit %s for update skip locked)
returning id, payload
"""
COMPLETE = "update jobs set status = 'completed', completed_at = now(), updated_at = now() where id = any (%s)"


@dataclass(frozen=True)
class RawLoop:
    """A loop of a dozen lines around two statements."""

    name = "a raw loop"
    first_start = "select min(started_at) from jobs"
    is_done = "select not exists (select from jobs where status in ('queued', 'processing'))"

    async def install(self, database: Database) -> None:
        """Production's columns, and the one index that claiming needs."""
        await database.execute(SCHEMA)
        await database.execute("grant all on jobs to public")

    @asynccontextmanager
    async def client(self, database: Database) -> AsyncIterator[Enqueue]:
        """One statement."""

        async def enqueue(job_type: str, jobs: int) -> None:
            await database.execute(INSERT, job_type, Jsonb(PAYLOAD), jobs)

        yield enqueue

    def command(self, concurrency: int) -> list[str]:
        """Batches of that size."""
        return [sys.executable, "-m", "tests.benchmarks.contenders.raw_loop", str(concurrency)]


def main(batch: int) -> None:
    """Claim, do nothing, complete, until killed."""
    with psycopg.connect(autocommit=True) as connection:
        while True:
            claimed = connection.execute(CLAIM, (batch,)).fetchall()
            if claimed:
                connection.execute(COMPLETE, ([job_id for job_id, _ in claimed],))
            else:
                sleep(0.01)


if __name__ == "__main__":
    main(int(sys.argv[1]))
