from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_core.models import JsonValue
from queue_core.payload import PayloadProblem, SchemaProblem, check_schema, parse_payload

ONE_QUESTION: JsonValue = {"type": "object", "required": ["question"], "properties": {"question": {"type": "string"}}}


def test_an_object_is_read_as_it_is() -> None:
    assert parse_payload('{"ok": [1, 2.5, {"b": null}], "ü": "\\u00e9"}') == {"ok": [1, 2.5, {"b": None}], "ü": "é"}


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ('{"a": 1,}', 1, 9),
        ('{\n  "a" 1\n}', 2, 7),
        ("{a: 1}", 1, 2),
        ('{"a": 1} x', 1, 10),
        ('{"a": "x\ny"}', 1, 9),
    ],
)
def test_a_mistake_has_its_place(text: str, line: int, column: int) -> None:
    with pytest.raises(PayloadProblem) as caught:
        parse_payload(text)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert str(caught.value).startswith(f"line {line}, column {column}: ")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "a payload is needed"),
        ("  \n", "a payload is needed"),
        ("[1]", "a payload is a JSON object"),
        ('"text"', "a payload is a JSON object"),
        ('{"a": NaN}', "NaN is not JSON"),
        ('{"a": -Infinity}', "-Infinity is not JSON"),
        ('{"a": 1e999}', "too large a number"),
        ('{"a": ' + "1" * 5000 + "}", "too large a number"),
        ('{"a": 1, "a": 2}', "there twice"),
        ('{"a": "\\u0000"}', "cannot be stored"),
        ('{"a": ["\\ud800"]}', "cannot be stored"),
        ('{"\\udfff": 1}', "cannot be stored"),
        ('{"a": ' + "[" * 200_000 + "]" * 200_000 + "}", "nested too deeply"),
    ],
)
def test_what_the_database_would_refuse_is_refused_here(text: str, words: str) -> None:
    with pytest.raises(PayloadProblem, match=words) as caught:
        parse_payload(text)
    assert len(str(caught.value)) < 200


@given(st.text(max_size=60))
def test_any_text_is_an_object_or_one_problem(text: str) -> None:
    with suppress(PayloadProblem):
        assert isinstance(parse_payload(text), dict)


def test_a_payload_that_fits_its_schema_passes() -> None:
    check_schema({"question": "why"}, ONE_QUESTION)


@pytest.mark.parametrize("schema", [None, True, {}])
def test_without_a_schema_anything_passes(schema: JsonValue) -> None:
    check_schema({"anything": 1}, schema)


@pytest.mark.parametrize(
    ("payload", "words"),
    [({}, "'question' is a required property"), ({"question": 1}, "question: 1 is not of type 'string'")],
)
def test_a_departure_from_the_schema_names_its_place(payload: dict[str, JsonValue], words: str) -> None:
    with pytest.raises(PayloadProblem, match=words):
        check_schema(payload, ONE_QUESTION)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "nonsense"},
        {"$ref": "https://example.invalid/schema.json"},
        {"$ref": "#/nowhere"},
        {"properties": {"a": {"pattern": "("}}},
    ],
)
def test_a_schema_that_is_wrong_itself_is_another_problem_and_nothing_is_fetched(schema: JsonValue) -> None:
    with pytest.raises(SchemaProblem):
        check_schema({"a": "b"}, schema)


def test_a_large_value_does_not_make_a_large_sentence() -> None:
    with pytest.raises(PayloadProblem) as caught:
        check_schema({"question": ["x" * 100_000]}, ONE_QUESTION)
    assert len(str(caught.value)) < 300
