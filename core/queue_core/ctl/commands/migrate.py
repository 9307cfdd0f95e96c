"""queuectl migrate"""

import click

from queue_core.ctl.call import Call, command
from queue_core.errors import ConfigurationError


@command("migrate")
@click.option("--print", "as_script", is_flag=True, help="Print one SQL script instead, for Supabase's SQL editor.")
def migrate(call: Call, as_script: bool) -> None:
    """Bring the database to the schema of this program.

    Needs a direct connection as the owner of the database (QUEUE_DATABASE_URL), or the embedded
    database. May be run again at any time; jobs that are there stay as they are.

    With --json: {"applied": [name], "version": number}
    """
    import asyncio

    from queue_core.migrate import SCHEMA_VERSION, script

    if as_script:
        call.out.show(script().rstrip("\n"))
        return
    applied = asyncio.run(_migrate(call))
    if call.out.as_json:
        call.out.show_json({"applied": list(applied), "version": SCHEMA_VERSION})
        return
    for name in applied:
        call.out.show(name)
    call.out.tell(f"The schema is up to date (version {SCHEMA_VERSION}), {len(applied)} migrations were applied now.")


async def _migrate(call: Call) -> tuple[str, ...]:
    from queue_core.migrate import migrate
    from queue_core.settings import Place

    settings = call.settings
    if settings.database_url is not None:
        return await migrate(settings.database_url.get_secret_value())
    if settings.place is Place.SUPABASE:
        raise ConfigurationError(
            "Supabase's API cannot change the schema: set QUEUE_DATABASE_URL to the project's direct connection, "
            "or paste the output of 'queuectl migrate --print' into its SQL editor."
        )
    from queue_core.embedded import EmbeddedServer
    from queue_core.embedded.supervision import supervised

    async with supervised(EmbeddedServer(settings.home, tell=call.out.tell)) as conninfo:
        return await migrate(conninfo)
