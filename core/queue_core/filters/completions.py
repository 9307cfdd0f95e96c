"""What could be typed next in a filter."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from queue_core.filters.fields import ALIASES, FIELDS, Field, Kind
from queue_core.filters.lexer import quoted, spans


@dataclass(frozen=True, slots=True)
class Completion:
    """One way to go on: `text` in place of what stands from `start` to `end`."""

    start: int
    end: int
    text: str
    help: str
    """What it means, in a few words."""


def completions(text: str, cursor: int, *, types: Iterable[str] = ()) -> tuple[Completion, ...]:
    """Fields, or values of the field that the cursor is in. Never raises: unfinished text is its subject.

    `types` are the types of jobs that there are. The order is that of the language, not of likelihood.
    """
    before = text[:cursor]
    start = next((span.start for span in spans(before, tolerant=True) if span.end == cursor), cursor)
    word = before[start:]
    if word.startswith("-"):
        start, word = start + 1, word[1:]
    name, colon, value = word.partition(":")
    if not colon:
        return tuple(_fields(start, cursor, word.lower()))
    name, dot, _ = name.lower().partition(".")
    field = FIELDS.get(ALIASES.get(name, name))
    if field is None or (dot and field.kind is not Kind.JSON):
        return ()
    *_, begun = value.split(",")
    return tuple(_values(field, cursor - len(begun), cursor, begun, types))


def _fields(start: int, end: int, begun: str) -> Iterator[Completion]:
    for name, field in FIELDS.items():
        if name.startswith(begun) and name != "text":
            yield Completion(start, end, name + ("." if field.kind is Kind.JSON else ":"), field.help)


def _values(field: Field, start: int, end: int, begun: str, types: Iterable[str]) -> Iterator[Completion]:
    known = [quoted(name) for name in types] if field.name == "type" else list(field.choices)
    for word in known:
        if word.startswith(begun) and word != begun:
            yield Completion(start, end, word, field.help)
    if not begun and not known:
        yield Completion(start, end, field.example, f"for example: {field.help}")
