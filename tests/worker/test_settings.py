"""Worker settings: flag before environment, and one sentence for what cannot work."""

import pytest

from queue_core.errors import ConfigurationError
from queue_core.secret import Secret
from queue_worker.settings import WorkerSettings, load_worker_settings


def test_nothing_given_means_the_defaults() -> None:
    settings = load_worker_settings({}, {})

    assert settings == WorkerSettings()
    assert (settings.orchestrator_url, settings.concurrency, settings.drain_seconds) == (
        "http://127.0.0.1:8103",
        10,
        25,
    )
    assert settings.orchestrator_token is None
    assert settings.name


def test_a_flag_beats_the_environment() -> None:
    environ = {"QUEUE_WORKER_CONCURRENCY": "3", "QUEUE_WORKER_NAME": "vps1", "ORCHESTRATOR_TOKEN": "abcd"}

    settings = load_worker_settings({"concurrency": "5", "handlers": "one two", "name": None}, environ)

    assert (settings.concurrency, settings.name, settings.handlers) == (5, "vps1", ("one", "two"))
    assert settings.orchestrator_token == Secret("abcd")
    assert "abcd" not in repr(settings)


@pytest.mark.parametrize(
    ("flags", "sentence"),
    [
        ({"concurrency": "0"}, "The concurrency must be 1 to 1000, not 0."),
        ({"concurrency": "many"}, "--concurrency needs a whole number, not 'many'."),
        ({"drain_seconds": "nan"}, "The drain time must be 0 to 3600, not nan."),
        ({"connect_timeout_seconds": "x"}, "--connect-timeout needs a number, not 'x'."),
        ({"orchestrator_url": "127.0.0.1:8103"}, "must look like http://127.0.0.1:8103."),
        ({"orchestrator_url": "http://[::1"}, "must look like http://127.0.0.1:8103."),
        ({"orchestrator_url": "http://me:pw@host"}, "put a token into ORCHESTRATOR_TOKEN."),
        ({"name": "a\x1b[2J"}, "printable characters"),
    ],
)
def test_what_cannot_work_is_said_in_one_sentence(flags: dict[str, str], sentence: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load_worker_settings(flags, {})

    assert str(caught.value).endswith(sentence) or sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_token_that_is_no_word_is_refused_without_showing_it() -> None:
    with pytest.raises(ConfigurationError) as caught:
        load_worker_settings({}, {"ORCHESTRATOR_TOKEN": "two words"})

    assert "two words" not in str(caught.value)


def test_the_address_may_end_in_render() -> None:
    assert load_worker_settings({"orchestrator_url": "http://host:1/render"}, {}).orchestrator_url == "http://host:1"
