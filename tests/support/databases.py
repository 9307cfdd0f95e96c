"""A fresh, migrated database for each test, copied from a template that is made once."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from tests.support.fault_proxy import FaultProxy
from tests.support.server import Server

OWNER = "project_owner"
"""Stands for Supabase's `postgres`: migrates and owns everything, and is no superuser."""

ROLES = Path(__file__).with_name("supabase_roles.sql")
SUPABASE_PROJECT = Path(__file__).with_name("supabase_project.sql")

EMPTY_TEMPLATE = "template_empty"
"""As Supabase hands a project over: its roles, nothing of ours."""

MIGRATED_TEMPLATE = "template_migrated"
"""With our schema, and a clock that tests can move."""


@dataclass(frozen=True)
class Database:
    """One database of the test server."""

    server: Server
    name: str

    @cached_property
    def conninfo(self) -> str:
        """For the owner, as users connect to their project."""
        return self.conninfo_of(OWNER)

    def conninfo_of(self, user: str, **parameters: Any) -> str:
        """For another role; only `with_password` is asked for a password."""
        return make_conninfo(self.server.conninfo, dbname=self.name, user=user, **parameters)

    def conninfo_through(self, proxy: FaultProxy) -> str:
        """For the owner, over a link that can fail."""
        return make_conninfo(self.conninfo, host=proxy.host, port=proxy.port)

    async def execute(self, query: str, *parameters: object, user: str = "postgres") -> list[tuple[Any, ...]]:
        """Run SQL past the queue, as another program or an operator would; several statements without parameters."""
        async with await psycopg.AsyncConnection.connect(self.conninfo_of(user), autocommit=True) as connection:
            cursor = await connection.execute(query.encode(), parameters or None)
            while cursor.nextset():
                pass
            return await cursor.fetchall() if cursor.description is not None else []


@contextmanager
def fresh_database(server: Server, template: str = MIGRATED_TEMPLATE) -> Iterator[Database]:
    """A copy of a template, dropped at the end whoever is still connected."""
    database = Database(server, f"test_{uuid4().hex[:12]}")
    with server.admin() as admin:
        _create(admin, database, template)
    try:
        yield database
    finally:
        with server.admin() as admin:
            admin.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(database.name)))


def make_templates(server: Server) -> None:
    """Make the templates, unless another process of this test run has."""
    with server.admin() as admin:
        admin.execute("select pg_advisory_lock(1)")
        if admin.execute("select 1 from pg_database where datname = %s", (MIGRATED_TEMPLATE,)).fetchone():
            return
        admin.execute(ROLES.read_bytes())
        empty = Database(server, EMPTY_TEMPLATE)
        _create(admin, empty, "template0")
        with psycopg.connect(empty.conninfo_of("postgres")) as connection:
            connection.execute(SUPABASE_PROJECT.read_bytes())
        # under another name until it is whole: whoever sees the name may use it
        building = Database(server, "building")
        _create(admin, building, EMPTY_TEMPLATE)
        _migrate(building)
        admin.execute(sql.SQL("alter database building rename to {}").format(sql.Identifier(MIGRATED_TEMPLATE)))


def _create(admin: psycopg.Connection, database: Database, template: str) -> None:
    names = (sql.Identifier(name) for name in (database.name, template, OWNER))
    admin.execute(sql.SQL("create database {} template {} owner {}").format(*names))


def _migrate(database: Database) -> None:
    from queue_core.migrate import migrate
    from tests.support.clock import INSTALL

    # in a thread: the fixture that asks for it may run beside an event loop
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, migrate(database.conninfo)).result()
    with psycopg.connect(database.conninfo_of("postgres")) as connection:
        connection.execute(INSTALL)
