"""JSON as text that a person can read, copy and edit, and that is harmless wherever it is pasted.

Every character that could drive a terminal or turn text around is written as an escape of JSON's own,
so the text stands for exactly the value it was made from.
"""

import json
import re

from queue_core.models import JsonValue

_UNPRINTABLE = re.compile(r"[^ -~\n]")


def to_text(value: JsonValue) -> str:
    """`value` on as many lines as it needs, indented by two.

    A value too deep to be indented comes on one line, and one too deep for that as a sentence.
    """
    try:
        text = json.dumps(value, ensure_ascii=False, indent=2)
    except RecursionError:
        try:
            text = json.dumps(value, ensure_ascii=False)
        except RecursionError:
            return "nested too deeply to be shown"
    return _UNPRINTABLE.sub(_escaped, text)


def scalar_text(value: JsonValue) -> str:
    """A value that holds no others, on one line; strings in double quotes."""
    return _UNPRINTABLE.sub(_escaped, json.dumps(value, ensure_ascii=False))


def _escaped(match: re.Match[str]) -> str:
    character = match[0]
    return character if character.isprintable() else json.dumps(character)[1:-1]
