"""The queue's clock under the control of tests: the real one, moved."""

from datetime import datetime

from tests.support.databases import Database

INSTALL = """
create table queue.test_clock (moved interval not null);
insert into queue.test_clock values ('0');
grant select on queue.test_clock to queue_owner;
create or replace function queue.now() returns timestamptz
language sql volatile security definer set search_path = ''
as $$ select pg_catalog.clock_timestamp() + moved from queue.test_clock $$;
grant execute on function queue.now() to public;
"""
"""Replaces the clock in a template database, for every function and trigger of the queue."""


class Clock:
    """Moves `queue.now()` of one database. It runs on by itself all the while."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def advance(self, seconds: float) -> None:
        """Let this time have passed."""
        await self._database.execute(
            "update queue.test_clock set moved = moved + make_interval(secs => %s) where true", seconds
        )

    async def set(self, moment: datetime) -> None:
        """Make it this moment now."""
        await self._database.execute("update queue.test_clock set moved = %s - clock_timestamp() where true", moment)

    async def now(self) -> datetime:
        """What the queue takes for the present."""
        [(now,)] = await self._database.execute("select queue.now()")
        assert isinstance(now, datetime)
        return now
