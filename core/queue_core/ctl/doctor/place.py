"""Where the queue is looked for, and who said so."""

import os
from collections.abc import Mapping

from queue_core.ctl.doctor.check import Check, ok, warning
from queue_core.settings import Place, Settings

_VARIABLES = {
    Place.DIRECT: ("QUEUE_DATABASE_URL", "DATABASE_URL"),
    Place.SUPABASE: ("SUPABASE_URL",),
    Place.EMBEDDED: (),
}


def configuration(settings: Settings, environ: Mapping[str, str] = os.environ) -> Check:
    """The place, and the variable or profile that names it."""
    where = {
        Place.DIRECT: "a PostgreSQL database",
        Place.SUPABASE: f"Supabase at {settings.supabase_url}",
        Place.EMBEDDED: f"the embedded database in {settings.home}",
    }[settings.place]
    said = source(settings, environ)
    read_only = ", read-only" if settings.opens_read_only else ""
    if settings.place is Place.EMBEDDED and settings.profile is None:
        return ok("configuration", f"nothing is configured, so it is {where}{read_only}")
    if settings.place is Place.EMBEDDED:
        advice = "give it a database_url, or a supabase_url and a key"
        return warning("configuration", f"the profile names no place, so it is {where}", advice)
    return ok("configuration", f"{where}, by {said}{read_only}")


def source(settings: Settings, environ: Mapping[str, str]) -> str:
    """The variable that names the place, or the profile."""
    for variable in _VARIABLES[settings.place]:
        if environ.get(variable, "").strip():
            return variable
    return f"the profile '{settings.profile}'"
