"""The SQL that this program was built with, read from the package.

`sql/migrations/YYYYMMDDHHMMSS_name.sql` are applied once each and never edited afterwards.
`sql/functions/*.sql` hold what can be replaced at any time, one current definition each, and
`sql/grants.sql` who may call it: these are applied again on every run of `migrate`.
"""

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable

ADVISORY_LOCK = 7_202_611_230_001
"""Held by whoever is migrating. Any number that other programs do not use."""

RECORDS = """
create schema if not exists queue;
create table if not exists queue.migrations (
    version    bigint      primary key,
    name       text        not null,
    checksum   text        not null,
    applied_at timestamptz not null default now()
);
"""
"""Where it is kept what was applied; not a migration itself, since every migration needs it."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One file of `sql/migrations`."""

    version: int
    """The timestamp that its name begins with; migrations are applied in this order."""
    name: str
    sql: str

    @property
    def checksum(self) -> str:
        """Tells whether the file is still the one that was applied."""
        return sha256(self.sql.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Schema:
    """Everything that is in `sql/`."""

    migrations: tuple[Migration, ...]
    """Oldest first."""
    functions: tuple[str, ...]
    """Definitions that can be applied again and again, the grants last."""

    @property
    def version(self) -> int:
        """The newest migration; 0 where there is none."""
        return max((migration.version for migration in self.migrations), default=0)


def read_schema(folder: Traversable) -> Schema:
    """The schema in a folder that has `migrations`, `functions` and `grants.sql`."""
    return Schema(
        migrations=tuple(
            Migration(_version(file), file.name.removesuffix(".sql"), _text(file))
            for file in _sql_files(folder / "migrations")
        ),
        functions=(*map(_text, _sql_files(folder / "functions")), _text(folder / "grants.sql")),
    )


@cache
def packaged() -> Schema:
    """The schema of this program."""
    return read_schema(_package())


def packaged_version() -> int:
    """The newest packaged migration, without reading any: every start of a program asks for it."""
    return max(map(_version, _sql_files(_package() / "migrations")))


def _package() -> Traversable:
    return files("queue_core") / "sql"


def _sql_files(folder: Traversable) -> list[Traversable]:
    return sorted((file for file in folder.iterdir() if file.name.endswith(".sql")), key=lambda file: file.name)


def _version(file: Traversable) -> int:
    return int(file.name.split("_", 1)[0])


def _text(file: Traversable) -> str:
    """With the line ends of Unix, so that a checksum is the same wherever the package was unpacked."""
    return file.read_bytes().decode().replace("\r\n", "\n")
