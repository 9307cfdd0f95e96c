"""The settings themselves."""

import os
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from queue_core.secret import Secret
from queue_core.settings import checks

SYSTEM_HOME = Path("/var/lib/queue-tui")
"""Where root keeps what a user of the system that is not root has to reach."""


class Place(StrEnum):
    """The ways to reach a queue."""

    DIRECT = "direct"
    SUPABASE = "supabase"
    EMBEDDED = "embedded"


def default_home() -> Path:
    """Where the embedded database lives unless QUEUE_HOME says otherwise."""
    if os.geteuid() == 0:
        return SYSTEM_HOME
    from platformdirs import user_data_path

    return user_data_path("queue-tui", appauthor=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What every command needs to know. Checked when made: a bad value is a ConfigurationError.

    Secrets, the home and so on may be given as text, and are kept as their type says.
    """

    database_url: Secret | None = None
    """A PostgreSQL URL or key=value pairs; comes before Supabase where both are given."""
    supabase_url: str | None = None
    """The project's address, without /rest/v1 and without a slash at its end."""
    supabase_key: Secret | None = None
    home: Path = field(default_factory=default_home)
    """Absolute; holds the embedded database and what the programs keep between runs."""
    profile: str | None = None
    """The name of the profile that was asked for, if any."""
    label: str | None = None
    """What the place is called on screen, at most 40 characters; None: its host and database."""
    colour: str | None = None
    """Colour of that label: a name of `checks.COLOURS` or #rrggbb; None: the theme's."""
    read_only: bool = False
    """Have the database refuse writes."""
    production: bool = False
    """Have it refuse them too, until a person says in the terminal UI why it should not for a while."""

    def __post_init__(self) -> None:
        for name in ("database_url", "supabase_url", "supabase_key", "home", "label", "colour"):
            check = getattr(checks, name)
            object.__setattr__(self, name, check(getattr(self, name)))
        if self.database_url is None:
            checks.pair(self.supabase_url, self.supabase_key)

    @property
    def opens_read_only(self) -> bool:
        """Whether a session begins read-only."""
        return self.read_only or self.production

    @property
    def place(self) -> Place:
        """Which of the ways these settings choose."""
        if self.database_url is not None:
            return Place.DIRECT
        return Place.EMBEDDED if self.supabase_url is None else Place.SUPABASE
