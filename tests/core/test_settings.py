"""Who wins, what is refused, and that no secret shows itself."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from queue_core.errors import ConfigurationError
from queue_core.settings import Place, Secret, Settings, default_home, load_settings
from queue_core.settings.model import SYSTEM_HOME

URL = "postgresql://me:geheim@db.example:5432/app"
SUPABASE = {"SUPABASE_URL": "https://abc.supabase.co", "SUPABASE_SERVICE_ROLE_KEY": "geheim.key"}


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A configuration file that only its owner can read; still empty."""
    path = tmp_path / "config.toml"
    path.touch(mode=0o600)
    return path


def load(config: Path, text: str, environ: Mapping[str, str] | None = None, **flags: object) -> Settings:
    """Settings with the profile 'p' of that text."""
    config.write_text(text)
    environ = {"QUEUE_CONFIG": str(config), "QUEUE_HOME": "/home", **(environ or {})}
    return load_settings(profile="p", environ=environ, **flags)  # type: ignore[arg-type]


# -- the place --------------------------------------------------------------------------------------


def test_nothing_configured_means_the_embedded_database() -> None:
    settings = load_settings(environ={})
    assert settings.place is Place.EMBEDDED
    assert settings.home == default_home()


@pytest.mark.parametrize("name", ["QUEUE_DATABASE_URL", "DATABASE_URL"])
def test_a_database_url_means_a_direct_connection(name: str) -> None:
    settings = load_settings(environ={name: URL})
    assert settings.place is Place.DIRECT
    assert settings.database_url == Secret(URL)


def test_our_own_variable_comes_before_the_common_one() -> None:
    settings = load_settings(environ={"DATABASE_URL": "postgresql://other/app", "QUEUE_DATABASE_URL": URL})
    assert settings.database_url == Secret(URL)


@pytest.mark.parametrize("name", ["SUPABASE_SERVICE_ROLE_KEY", "SUPABASE_KEY"])
def test_address_and_key_mean_supabase(name: str) -> None:
    settings = load_settings(environ={"SUPABASE_URL": "https://abc.supabase.co/rest/v1/", name: "geheim.key"})
    assert settings.place is Place.SUPABASE
    assert settings.supabase_url == "https://abc.supabase.co"
    assert settings.supabase_key == Secret("geheim.key")


def test_a_direct_connection_comes_before_supabase() -> None:
    assert load_settings(environ={**SUPABASE, "DATABASE_URL": URL}).place is Place.DIRECT


def test_an_empty_variable_counts_as_not_set() -> None:
    settings = load_settings(environ={"QUEUE_DATABASE_URL": "", "DATABASE_URL": " ", "QUEUE_READ_ONLY": ""})
    assert settings.place is Place.EMBEDDED
    assert not settings.read_only


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has that home")
def test_roots_home_is_where_a_system_user_can_get_to() -> None:
    assert default_home() == SYSTEM_HOME


def test_the_home_of_others_is_their_data_directory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    if sys.platform == "linux":
        assert default_home() == Path("/data/queue-tui")


def test_a_relative_home_is_made_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", "/somewhere")
    assert load_settings(environ={"QUEUE_HOME": "here"}).home == tmp_path / "here"
    assert load_settings(environ={"QUEUE_HOME": "~/there"}).home == Path("/somewhere/there")


# -- flag, environment, profile ---------------------------------------------------------------------


def test_a_profile_says_where_and_how(config: Path) -> None:
    text = f'[profiles.p]\ndatabase_url = "{URL}"\nlabel = "PRODUCTION"\ncolour = "red"\nread_only = true'
    settings = load(config, text)
    assert settings == Settings(
        database_url=Secret(URL), home=Path("/home"), profile="p", label="PRODUCTION", colour="red", read_only=True
    )


def test_the_profile_can_be_named_by_the_environment(config: Path) -> None:
    config.write_text(f'[profiles.p]\ndatabase_url = "{URL}"')
    settings = load_settings(environ={"QUEUE_CONFIG": str(config), "QUEUE_PROFILE": "p"})
    assert settings.profile == "p"
    assert settings.place is Place.DIRECT


def test_a_production_profile_opens_read_only_unless_it_is_said_otherwise(config: Path) -> None:
    text = f'[profiles.p]\ndatabase_url = "{URL}"\nproduction = true'
    settings = load(config, text)
    assert (settings.production, settings.read_only, settings.opens_read_only) == (True, False, True)
    assert not load(config, text, {"QUEUE_READ_ONLY": "no"}).opens_read_only
    assert load(config, text, {"QUEUE_READ_ONLY": "yes"}).read_only
    with pytest.raises(ConfigurationError, match="true or false for 'production'"):
        load(config, text.replace("true", "1"))


def test_flag_beats_environment_beats_profile(config: Path) -> None:
    text = '[profiles.p]\nlabel = "profile"\ncolour = "red"\nread_only = true'
    environ = {"QUEUE_LABEL": "environment", "QUEUE_READ_ONLY": "no", "QUEUE_COLOUR": "blue"}
    assert load(config, text).label == "profile"
    assert load(config, text, environ).label == "environment"
    assert load(config, text, environ, label="flag").label == "flag"
    assert load(config, text).read_only
    assert not load(config, text, environ).read_only
    assert load(config, text, environ, read_only=True).read_only
    assert load(config, text, environ, colour="green", home=Path("/flag")).home == Path("/flag")


def test_a_place_in_the_environment_replaces_the_profiles_with_its_label_and_colour(config: Path) -> None:
    text = f'[profiles.p]\ndatabase_url = "{URL}"\nlabel = "PRODUCTION"\ncolour = "red"\nread_only = true'
    settings = load(config, text, SUPABASE)
    assert settings.place is Place.SUPABASE
    assert settings.label is None
    assert settings.colour is None
    assert settings.read_only


def test_a_profiles_key_never_goes_to_an_address_from_the_environment(config: Path) -> None:
    text = '[profiles.p]\nsupabase_url = "https://abc.supabase.co"\nsupabase_key = "geheim.key"'
    with pytest.raises(ConfigurationError, match="SUPABASE_URL needs SUPABASE_SERVICE_ROLE_KEY beside it"):
        load(config, text, {"SUPABASE_URL": "https://stranger.example"})


def test_a_key_in_the_environment_completes_a_profile(config: Path) -> None:
    settings = load(config, '[profiles.p]\nsupabase_url = "http://vps:54321"', {"SUPABASE_KEY": "geheim.key"})
    assert settings.place is Place.SUPABASE
    assert settings.supabase_key == Secret("geheim.key")


def test_a_profile_without_a_place_means_the_embedded_database(config: Path) -> None:
    assert load(config, "[profiles.p]\nlabel = 'mine'").place is Place.EMBEDDED


# -- secrets ----------------------------------------------------------------------------------------


def test_a_secret_may_lie_in_a_file_beside_the_configuration(config: Path, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("geheim.key\n")
    settings = load(config, '[profiles.p]\nsupabase_url = "http://vps:54321"\nsupabase_key_file = "key"')
    assert settings.supabase_key == Secret("geheim.key")


def test_a_secret_may_come_from_a_variable_of_any_name(config: Path) -> None:
    settings = load(config, '[profiles.p]\ndatabase_url_env = "PRODUCTION"', {"PRODUCTION": URL})
    assert settings.database_url == Secret(URL)


@pytest.mark.parametrize("line", [f'database_url = "{URL}"', 'supabase_key = "geheim.key"'])
def test_a_file_with_a_secret_that_everybody_can_read_is_refused(config: Path, line: str) -> None:
    config.chmod(0o644)
    with pytest.raises(ConfigurationError, match="holds a secret and everybody can read it: run chmod 600 on it"):
        load(config, f"[profiles.p]\nlabel = 'x'\n[profiles.other]\n{line}")


def test_a_file_without_a_secret_may_be_read_by_everybody(config: Path) -> None:
    config.chmod(0o644)
    settings = load(config, '[profiles.p]\ndatabase_url = "postgresql://me@db.example/app"')
    assert settings.place is Place.DIRECT


def test_no_secret_shows_itself() -> None:
    settings = load_settings(environ={"DATABASE_URL": URL, **SUPABASE})
    assert "geheim" not in f"{settings} {settings!r} {settings.database_url} {settings.supabase_key!r}"


def test_settings_can_be_changed_and_stay_checked(tmp_path: Path) -> None:
    settings = load_settings(environ={"DATABASE_URL": URL})
    assert replace(settings, database_url=None, home=tmp_path).place is Place.EMBEDDED
    with pytest.raises(ConfigurationError):
        replace(settings, colour="octarine")


# -- what is refused --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        ({"DATABASE_URL": "geheim"}, "The database URL must look like postgresql://user:password@host:5432/database."),
        ({"DATABASE_URL": "mysql://u:geheim@h/d"}, "must look like postgresql://"),
        ({"DATABASE_URL": "postgresql+psycopg://u:geheim@h/d"}, "must look like postgresql://"),
        ({"DATABASE_URL": "postgresql://"}, "must look like postgresql://"),
        ({**SUPABASE, "SUPABASE_URL": "abc.supabase.co"}, "The Supabase URL must look like https://"),
        ({**SUPABASE, "SUPABASE_URL": "ftp://abc"}, "The Supabase URL must look like https://"),
        ({**SUPABASE, "SUPABASE_URL": "http://[::1"}, "The Supabase URL must look like https://"),
        ({**SUPABASE, "SUPABASE_URL": "http://abc:99999"}, "The Supabase URL must look like https://"),
        ({**SUPABASE, "SUPABASE_URL": "https://u:geheim@abc"}, "must be an address only"),
        ({**SUPABASE, "SUPABASE_SERVICE_ROLE_KEY": "geheim key"}, "The Supabase key must be one word"),
        ({"SUPABASE_URL": "https://abc.supabase.co"}, "SUPABASE_URL needs SUPABASE_SERVICE_ROLE_KEY beside it"),
        ({"SUPABASE_KEY": "geheim.key"}, "SUPABASE_SERVICE_ROLE_KEY needs SUPABASE_URL beside it"),
        ({"QUEUE_READ_ONLY": "perhaps"}, "QUEUE_READ_ONLY must be true or false."),
        ({"QUEUE_HOME": "/a\nb"}, "QUEUE_HOME must be a path of printable characters."),
        ({"QUEUE_HOME": "~no_such_user_here/x"}, "give ~no_such_user_here/x as an absolute path"),
        ({"QUEUE_LABEL": "x" * 41}, "The label must have 1 to 40 printable characters."),
        ({"QUEUE_LABEL": "\x1b[31m"}, "The label must have 1 to 40 printable characters."),
        ({"QUEUE_COLOUR": "octarine"}, "The colour must be one of red, orange"),
        ({"QUEUE_COLOUR": "#12345"}, "The colour must be one of red, orange"),
    ],
)
def test_a_bad_value_gets_one_sentence_without_the_secret(environ: dict[str, str], sentence: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        load_settings(environ=environ)
    said = str(raised.value)
    assert sentence in said
    assert said.endswith(".")
    assert "\n" not in said
    assert "geheim" not in said
    assert raised.value.exit_code == 2


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "has no profile 'p': it has none."),
        ("[profiles.b]\n[profiles.a]", "has no profile 'p': it has a, b."),
        ("profiles = 1", "must hold its profiles as tables"),
        ("[profiles]\np = 1", "has no profile 'p'"),
        ("[profiles.p\n", "is not valid TOML"),
        ("[profiles.p]\ndatabse_url = 'geheim'", "has an unknown key 'databse_url': did you mean 'database_url'?"),
        ("[profiles.p]\nlabel = 1", "needs a text in quotes for 'label'."),
        ("[profiles.p]\nlabel = ''", "needs a text in quotes for 'label'."),
        ("[profiles.p]\nread_only = 'yes'", "needs true or false for 'read_only'."),
        (
            "[profiles.p]\nsupabase_key = 'geheim'\nsupabase_key_env = 'X'",
            "only one of supabase_key, supabase_key_env.",
        ),
        ("[profiles.p]\nsupabase_key_env = 'X'", "takes a secret from the variable X, which is not set."),
        ("[profiles.p]\nsupabase_key_file = 'gone'", "which cannot be read: No such file or directory."),
        ("[profiles.p]\nsupabase_key_file = 'config.toml'\nsupabase_url = 'http://h'", "must be one word"),
        ("[profiles.p]\nsupabase_key_file = '/dev/null'", "names /dev/null, which is empty."),
    ],
)
def test_a_bad_file_gets_one_sentence_without_the_secret(config: Path, text: str, sentence: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        load(config, text)
    said = str(raised.value)
    assert sentence in said
    assert "\n" not in said
    assert "geheim" not in said


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "none.toml"
    with pytest.raises(ConfigurationError, match=f"There is no configuration file {path} to take a profile from"):
        load_settings(profile="p", environ={"QUEUE_CONFIG": str(path)})


def test_a_file_that_is_no_text_is_refused(config: Path) -> None:
    config.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigurationError, match="is not valid TOML"):
        load_settings(profile="p", environ={"QUEUE_CONFIG": str(config)})


def test_without_a_profile_the_file_is_not_even_looked_at(config: Path) -> None:
    config.write_text("not TOML at all")
    assert load_settings(environ={"QUEUE_CONFIG": str(config)}).profile is None


def test_the_file_lies_where_the_system_wants_configuration(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    with pytest.raises(ConfigurationError, match=r"queue-tui/config\.toml to take a profile from"):
        load_settings(profile="p", environ={})


def test_settings_are_read_without_anything_slow() -> None:
    code = (
        "import sys; from queue_core.settings import load_settings; load_settings()\n"
        "print([name for name in ('pydantic', 'psycopg', 'httpx', 'asyncio', 'tomllib') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
