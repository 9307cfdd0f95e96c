"""Text and values in a form that PostgreSQL's jsonb accepts.

jsonb refuses the character NUL and halves of surrogate pairs, and JSON itself has no NaN. A service
or an exception can contain any of them, and one such character must not lose a finished result or
the reason of a failure: it is replaced by U+FFFD.
"""

import json
import re
from collections.abc import Mapping

from queue_core.models import JsonValue

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def text(value: str) -> str:
    """The text without what jsonb refuses."""
    return _UNSTORABLE.sub("\ufffd", value)


def bounded(value: str, limit: int) -> str:
    """At most `limit` characters; a cut is made in the middle, and said."""
    if len(value) <= limit:
        return value
    head, tail = limit * 2 // 3, limit // 3 - 40
    return f"{value[:head]}\n... {len(value) - head - tail} characters left out ...\n{value[-tail:]}"


def mapping(value: Mapping[str, object]) -> dict[str, JsonValue]:
    """The value as a JSON object. Raises ValueError or TypeError for what JSON has no form for."""
    return {text(key): _clean(item) for key, item in json.loads(json.dumps(dict(value), allow_nan=False)).items()}


def _clean(value: JsonValue) -> JsonValue:
    match value:
        case str():
            return text(value)
        case list():
            return [_clean(item) for item in value]
        case dict():
            return {text(key): _clean(item) for key, item in value.items()}
        case _:
            return value
