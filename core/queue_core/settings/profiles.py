"""Named places in `config.toml`, in the user's configuration directory (QUEUE_CONFIG moves it).

    [profiles.production]
    supabase_url = "https://abcdefgh.supabase.co"
    supabase_key_file = "production.key"     # or supabase_key_env = "PRODUCTION_KEY"
    label = "PRODUCTION"
    colour = "red"
    production = true        # read-only until ':unlock 15m reason'; or read_only = true, always

A database_url may be given in the same three ways. A file that holds a secret itself must not be
readable for everybody.
"""

import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Self

from queue_core.errors import ConfigurationError
from queue_core.secret import Secret

_SECRETS = ("database_url", "supabase_key")
_TEXTS = ("supabase_url", "label", "colour")
_FLAGS = ("read_only", "production")
_KEYS = (*_TEXTS, *_FLAGS, *(name + form for name in _SECRETS for form in ("", "_file", "_env")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What one profile says; None where it says nothing."""

    database_url: Secret | None = None
    supabase_url: str | None = None
    supabase_key: Secret | None = None
    label: str | None = None
    colour: str | None = None
    read_only: bool = False
    production: bool = False

    def with_key(self, key: Secret) -> Self:
        """The same with another key."""
        return replace(self, supabase_key=key)


def config_path(environ: Mapping[str, str]) -> Path:
    """Where the configuration file is, or would be."""
    if moved := environ.get("QUEUE_CONFIG", "").strip():
        return Path(moved).expanduser()
    from platformdirs import user_config_path

    return user_config_path("queue-tui", appauthor=False) / "config.toml"


def read_profile(name: str, environ: Mapping[str, str]) -> Profile:
    """The profile of that name. Raises ConfigurationError with one sentence."""
    path = config_path(environ)
    profiles = _profiles(path)
    table = profiles.get(name)
    if not isinstance(table, dict):
        there = f"it has {', '.join(sorted(profiles))}" if profiles else "it has none"
        raise ConfigurationError(f"{path} has no profile '{name}': {there}.")
    where = f"Profile '{name}' in {path}"
    _check_keys(table, where)
    return Profile(
        database_url=_secret(table, "database_url", where, path.parent, environ),
        supabase_url=_text(table, "supabase_url", where),
        supabase_key=_secret(table, "supabase_key", where, path.parent, environ),
        label=_text(table, "label", where),
        colour=_text(table, "colour", where),
        read_only=_flag(table, "read_only", where),
        production=_flag(table, "production", where),
    )


def _profiles(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            document = tomllib.load(file)
    except FileNotFoundError:
        raise ConfigurationError(f"There is no configuration file {path} to take a profile from.") from None
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} is not valid TOML: {error}.") from None
    profiles = document.get("profiles", {})
    if not isinstance(profiles, dict):
        raise ConfigurationError(f"{path} must hold its profiles as tables, like [profiles.production].")
    if mode & stat.S_IROTH and any(_holds_secret(table) for table in profiles.values()):
        raise ConfigurationError(f"{path} holds a secret and everybody can read it: run chmod 600 on it.")
    return profiles


def _holds_secret(table: object) -> bool:
    if not isinstance(table, dict):
        return False
    url = str(table.get("database_url", ""))
    return "supabase_key" in table or "password" in url or re.search(r"://[^/@]*:[^/@]+@", url) is not None


def _check_keys(table: Mapping[str, Any], where: str) -> None:
    for key in table:
        if key not in _KEYS:
            near = get_close_matches(key, _KEYS, n=1, cutoff=0)[0]
            raise ConfigurationError(f"{where} has an unknown key '{key}': did you mean '{near}'?")


def _text(table: Mapping[str, Any], key: str, where: str) -> str | None:
    value = table.get(key)
    if value is None or (isinstance(value, str) and value.strip()):
        return value
    raise ConfigurationError(f"{where} needs a text in quotes for '{key}'.")


def _flag(table: Mapping[str, Any], key: str, where: str) -> bool:
    value = table.get(key, False)
    if isinstance(value, bool):
        return value
    raise ConfigurationError(f"{where} needs true or false for '{key}'.")


def _secret(table: Mapping[str, Any], key: str, where: str, folder: Path, environ: Mapping[str, str]) -> Secret | None:
    """The secret itself, or the content of the file or variable that the profile names."""
    given = {name: text for name in (key, f"{key}_file", f"{key}_env") if (text := _text(table, name, where))}
    if len(given) > 1:
        raise ConfigurationError(f"{where} must give only one of {', '.join(given)}.")
    if not given:
        return None
    [(name, text)] = given.items()
    if name.endswith("_file"):
        text = _content(folder / Path(text).expanduser(), where)
    elif name.endswith("_env"):
        text = _variable(text, where, environ)
    return Secret(text.strip())


def _content(path: Path, where: str) -> str:
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise ConfigurationError(f"{where} names {path}, which cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise ConfigurationError(f"{where} names {path}, which is not a text file.") from None
    if not text.strip():
        raise ConfigurationError(f"{where} names {path}, which is empty.")
    return text


def _variable(name: str, where: str, environ: Mapping[str, str]) -> str:
    if value := environ.get(name, "").strip():
        return value
    raise ConfigurationError(f"{where} takes a secret from the variable {name}, which is not set.")
