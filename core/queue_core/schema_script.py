"""The schema as one SQL statement, for people who reach their database only through a web page.

It is a single DO block, so that it is applied whole or not at all, whether the page runs a script as
one transaction or not. Every file is executed from a dollar-quoted string with a tag of its own.
"""

from queue_core.schema import ADVISORY_LOCK, RECORDS, Migration, Schema

HEADER = """\
-- The queue's schema, version {version}. Made by 'queuectl migrate --print'.
-- Run all of it in one go: in Supabase, paste it into the SQL editor and press Run.
-- It may be run again, and after earlier versions: only what is missing is applied.
"""

NEWER_REFUSED = """\
if exists (select from queue.migrations where version > {version}) then
    raise exception 'The schema in this database is newer than this script: print it with a newer queue-tui.';
end if;
"""

MIGRATION = """\
if not exists (select from queue.migrations where version = {version}) then
    execute {sql};
    insert into queue.migrations (version, name, checksum) values ({version}, '{name}', '{checksum}');
elsif not exists (select from queue.migrations where version = {version} and checksum = '{checksum}') then
    raise exception 'Migration {name} was edited after it was applied to this database.';
end if;
"""

RESULT = "select version, name, applied_at from queue.migrations order by version;\n"


def schema_script(schema: Schema) -> str:
    """A script that brings a database to the schema, however often it is run."""
    body = "\n".join(
        (
            f"perform pg_advisory_xact_lock({ADVISORY_LOCK});",
            "perform set_config('search_path', 'public', true);",
            f"execute {quoted(RECORDS)};",
            NEWER_REFUSED.format(version=schema.version),
            *map(_migration, schema.migrations),
            "perform set_config('check_function_bodies', 'off', true);",
            *(f"execute {quoted(sql)};" for sql in schema.functions),
        )
    )
    block = quoted(f"\nbegin\n{body}\nend\n", tag="script")
    return f"{HEADER.format(version=schema.version)}\ndo {block};\n\n{RESULT}"


def quoted(text: str, tag: str = "file") -> str:
    """The text as a dollar-quoted string, with a tag that does not occur in it."""
    number = 0
    while f"${(name := f'{tag}_{number}')}$" in text:
        number += 1
    return f"${name}${text}${name}$"


def _migration(migration: Migration) -> str:
    return MIGRATION.format(
        version=migration.version, name=migration.name, checksum=migration.checksum, sql=quoted(migration.sql)
    )
