"""Refuses values that PostgreSQL cannot store, before a connection is troubled with them.

jsonb and text hold neither a NUL character nor half of a surrogate pair, and JSON has no NaN. The two
transports would fail at different depths and in different words; here the message names the place.
"""

from collections.abc import Mapping
from math import isfinite

from queue_core.errors import InvalidInput
from queue_core.models.json import JsonValue


def refuse_unstorable(arguments: Mapping[str, JsonValue]) -> None:
    """Raises InvalidInput that names the first value that cannot be stored, as `jobs.0.payload.question`."""
    try:
        for name, value in arguments.items():
            _check(value, name)
    except RecursionError:
        raise InvalidInput("A value is nested too deeply to be stored: flatten it.") from None


def _check(value: object, place: str) -> None:
    match value:
        case str():
            _check_text(value, place)
        case dict():
            for key, inner in value.items():
                _check_text(key, f"a name in {place}")
                _check(inner, f"{place}.{key}")
        case list() | tuple():
            for index, inner in enumerate(value):
                _check(inner, f"{place}.{index}")
        case float() if not isfinite(value):
            raise InvalidInput(f"{place} is {value}, which JSON does not have: use a number or null.")
        case None | int() | float():
            pass
        case _:
            raise InvalidInput(f"{place} is a {type(value).__name__}, which JSON does not have.")


def _check_text(text: object, place: str) -> None:
    if not isinstance(text, str):
        raise InvalidInput(f"{place} is a {type(text).__name__}: it must be text.")
    if "\0" in text:
        raise InvalidInput(f"{place} contains a NUL character, which cannot be stored: remove it.")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise InvalidInput(f"{place} contains half of a surrogate pair, which cannot be stored: remove it.") from None
