"""A payload as a person types it: read, with the place of what is wrong, and checked against its type.

Both the form on screen and the command line read payloads here, so that what one takes the other takes.
"""

import json
import re
from collections.abc import Iterator, Mapping
from json import JSONDecodeError
from math import isinf
from typing import Any

from queue_core.errors import ConfigurationError, InvalidInput, one_line
from queue_core.models.json import JsonValue

_DIGITS = 1000
"""More than any number needs; Python refuses to read one of over 4,300."""
_HABITS = (("property name enclosed in", "a key in"), (" delimiter", ""), ("character at", "character"))


class SchemaProblem(ConfigurationError):
    """The JSON Schema of a job type is none."""


class PayloadProblem(InvalidInput):
    """What is wrong with a payload, and where: `line` and `column` count from 1; None where it is no place."""

    def __init__(self, sentence: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(sentence if line is None else f"line {line}, column {column}: {sentence}")
        self.line = line
        self.column = column


def parse_payload(text: str) -> dict[str, JsonValue]:
    """The JSON object in `text`. Raises PayloadProblem.

    Stricter than `json.loads`: a database takes no NaN, no NUL and no half of a surrogate pair, and
    keeps only one of two equal keys.
    """
    if not text.strip():
        raise PayloadProblem("a payload is needed; {} is an empty one")
    try:
        value = json.loads(
            text, parse_constant=_refuse_constant, parse_float=_finite, parse_int=_whole, object_pairs_hook=_object
        )
    except JSONDecodeError as error:
        raise PayloadProblem(_in_words(error), error.lineno, error.colno) from None
    except RecursionError:
        raise PayloadProblem("nested too deeply") from None
    except ValueError as error:
        raise PayloadProblem(str(error)) from None
    if not isinstance(value, dict):
        raise PayloadProblem('a payload is a JSON object, such as {"question": "..."}')
    for string in _strings(value):
        _check_string(string)
    return value


def check_schema(payload: Mapping[str, JsonValue], schema: JsonValue) -> None:
    """Raise PayloadProblem for the payload's worst departure from its type's JSON Schema.

    Raises SchemaProblem where the schema itself is wrong, which is no fault of the payload. Nothing
    that a schema refers to elsewhere is fetched.
    """
    if schema is None or schema is True:
        return
    from jsonschema import SchemaError, ValidationError, validators
    from jsonschema.exceptions import best_match
    from referencing import Registry
    from referencing.exceptions import Unresolvable

    try:
        known: Any = schema if isinstance(schema, dict) else {"not": {}}
        kind: Any = validators.validator_for(known, default=validators.Draft202012Validator)
        kind.check_schema(known)
        worst: ValidationError | None = best_match(kind(known, registry=Registry()).iter_errors(dict(payload)))
    except (SchemaError, Unresolvable, RecursionError, re.error) as error:
        raise SchemaProblem(f"the JSON Schema of this type is wrong itself: {one_line(str(error), 80)}") from None
    if worst is not None:
        path = ".".join(str(step) for step in worst.absolute_path)
        raise PayloadProblem(one_line(f"{path}: {worst.message}" if path else worst.message))


def _in_words(error: JSONDecodeError) -> str:
    """Python's message, without its habits."""
    message = error.msg[:1].lower() + error.msg[1:]
    for habit, instead in _HABITS:
        message = message.replace(habit, instead)
    return message


def _whole(text: str) -> int:
    if len(text) > _DIGITS:
        raise ValueError(f"{text[:20]}… is too large a number")
    return int(text)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON: use null, or a string")


def _finite(text: str) -> float:
    number = float(text)
    if isinf(number):
        raise ValueError(f"{text[:20]} is too large a number")
    return number


def _object(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    value: dict[str, JsonValue] = {}
    for key, item in pairs:
        if key in value:
            raise ValueError(f'the key "{key[:40]}" is there twice in one object')
        value[key] = item
    return value


def _strings(value: JsonValue) -> Iterator[str]:
    """All keys and strings in a value, without recursion."""
    rest: list[JsonValue] = [value]
    while rest:
        item = rest.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict):
            yield from item
            rest.extend(item.values())
        elif isinstance(item, list):
            rest.extend(item)


def _check_string(string: str) -> None:
    if "\x00" in string:
        raise PayloadProblem("\\u0000 cannot be stored in a database")
    try:
        string.encode()
    except UnicodeEncodeError:
        raise PayloadProblem("half of a surrogate pair (\\ud800 to \\udfff) cannot be stored in a database") from None
