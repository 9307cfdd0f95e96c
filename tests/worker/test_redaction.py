"""Secrets are taken out of text in whatever form they come."""

import json
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest

from queue_worker.redaction import Redactor


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Authorization: Bearer abc.def", "Authorization: ***"),
        ('{"apikey": "abc"}', '{"apikey": "***"}'),
        ("password=abc host=db", "password=*** host=db"),
        ("postgresql://me:pw@db/jobs", "postgresql://***@db/jobs"),
        ("GET /x?token=abc&page=2", "GET /x?token=***&page=2"),
        ("key eyJhbGciOi.eyJzdWIiOi.sig ok", "key *** ok"),
        ("sb_secret_abc123 and sb_publishable_abc", "*** and sb_publishable_abc"),
        ("the token '<' was unexpected", "the token '<' was unexpected"),
        ("nothing to hide", "nothing to hide"),
    ],
)
def test_forms_that_services_write_secrets_in(text: str, expected: str) -> None:
    assert Redactor()(text) == expected


def test_configured_secrets_go_wherever_they_appear() -> None:
    redact = Redactor(["canary+1/2"])

    assert redact(f"a canary+1/2 b {quote('canary+1/2', safe='')}") == "a *** b ***"


SPECIAL = "canary\"\\/% '+é"


@pytest.mark.parametrize(
    "write",
    [str, repr, json.dumps, quote, quote_plus, lambda text: repr([json.dumps(text)]), lambda text: repr(f"'{text}")],
)
def test_a_secret_with_special_characters_is_found_however_it_is_quoted(write: Callable[[str], str]) -> None:
    assert "canary" not in Redactor([SPECIAL])("got " + write(SPECIAL))


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:hunter%3D22@db/x",
        "postgresql://me@db/x?password=hunter%3D22&sslmode=require",
        "host=db password='hunter=22' user=me",
        r"host=db password='hunter\=22' user=me",
        "password=hunter=22",
    ],
)
def test_the_password_in_a_database_address_is_a_secret_of_its_own(url: str) -> None:
    assert "hunter" not in Redactor([url])("FATAL: password authentication failed, tried hunter=22")


def test_a_very_short_secret_is_not_looked_for() -> None:
    assert Redactor(["a", ""])("banana") == "banana"
