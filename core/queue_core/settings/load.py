"""Who wins: a flag beats the environment, which beats the profile.

The place is decided as one thing. Where the environment names a database, nothing of the profile's
database applies, nor its label and colour: a key would go to a stranger, and a label that belongs to
another database is worse than none. A profile's read_only and production always apply unless a flag or
the environment says otherwise.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from queue_core.errors import ConfigurationError
from queue_core.secret import Secret
from queue_core.settings.model import Settings, default_home
from queue_core.settings.profiles import Profile, read_profile


def load_settings(
    *,
    profile: str | None = None,
    home: Path | None = None,
    label: str | None = None,
    colour: str | None = None,
    read_only: bool | None = None,
    environ: Mapping[str, str] | None = None,
) -> Settings:
    """Settings from flags (the arguments; None is a flag not given), the environment and a profile.

    The configuration file is read only where a profile is asked for. Raises ConfigurationError.
    """
    env = Environment(os.environ if environ is None else environ)
    name = profile or env.text("QUEUE_PROFILE")
    chosen = read_profile(name, env.values) if name else Profile()
    place = _place(env, chosen)
    asked = env.flag("QUEUE_READ_ONLY") if read_only is None else read_only
    return Settings(
        database_url=place.database_url,
        supabase_url=place.supabase_url,
        supabase_key=place.supabase_key,
        home=home or Path(env.text("QUEUE_HOME") or default_home()),
        profile=name,
        label=label or env.text("QUEUE_LABEL") or place.label,
        colour=colour or env.text("QUEUE_COLOUR") or place.colour,
        read_only=chosen.read_only if asked is None else asked,
        production=chosen.production and asked is not False,
    )


@dataclass(frozen=True, slots=True)
class Environment:
    """Environment variables; an empty one counts as not set."""

    values: Mapping[str, str]

    def text(self, *names: str) -> str | None:
        """The first of these that is set."""
        return next((value for name in names if (value := self.values.get(name, "").strip())), None)

    def secret(self, *names: str) -> Secret | None:
        """The first of these that is set, hidden."""
        value = self.text(*names)
        return None if value is None else Secret(value)

    def flag(self, name: str) -> bool | None:
        """True, false, or None where it is not set."""
        value = (self.text(name) or "").lower()
        if value in ("1", "true", "yes", "on"):
            return True
        if value in ("0", "false", "no", "off"):
            return False
        if value:
            raise ConfigurationError(f"{name} must be true or false.")
        return None


def _place(env: Environment, profile: Profile) -> Profile:
    """What says where the queue is: the environment if it names a place, else the profile."""
    database_url = env.secret("QUEUE_DATABASE_URL", "DATABASE_URL")
    supabase_url = env.text("SUPABASE_URL")
    key = env.secret("SUPABASE_SERVICE_ROLE_KEY", "SUPABASE_KEY")
    if database_url is not None:
        return Profile(database_url=database_url)
    if supabase_url is not None:
        return Profile(supabase_url=supabase_url, supabase_key=key)
    if key is not None and profile.database_url is None:
        return profile.with_key(key)
    return profile
