"""What could be typed next in a filter."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from queue_core.filters.fields import ALIASES, FIELDS, Field, Kind
from queue_core.filters.lexer import Span, quoted, spans
from queue_core.text import clean


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

    `types` are the types of jobs that there are; of those only such as can be typed are offered. The order is that of
    the language, not of likelihood.
    """
    before = text[:cursor]
    span = next((span for span in spans(before, tolerant=True) if span.end == cursor), Span((), cursor, cursor))
    start, word = span.start, before[span.start :]
    if word.startswith("-"):
        start, word = start + 1, word[1:]
    name, colon, _ = word.partition(":")
    if not colon:
        return tuple(_fields(start, cursor, word.lower()))
    start += len(name) + len(colon)
    name, dot, _ = name.lower().partition(".")
    field = FIELDS.get(ALIASES.get(name, name))
    if field is None or (dot and field.kind is not Kind.JSON):
        return ()
    *_, last = span.split(",")
    start = max(start, last.start)
    return tuple(_values(field, start, cursor, before[start:], types))


def _fields(start: int, end: int, begun: str) -> Iterator[Completion]:
    for name, field in FIELDS.items():
        if name.startswith(begun) and name != "text":
            yield Completion(start, end, name + ("." if field.kind is Kind.JSON else ":"), field.help)


def _values(field: Field, start: int, end: int, begun: str, types: Iterable[str]) -> Iterator[Completion]:
    # What a list draws of a hidden character is another one, and none of the language stands for it.
    known = [name for name in types if name and clean(name) == name] if field.name == "type" else list(field.choices)
    for name in known:
        word = quoted(name)
        if begun != word and (word.startswith(begun) or name.startswith(begun)):
            yield Completion(start, end, word, field.help)
    if not begun and not known:
        yield Completion(start, end, field.example, f"for example: {field.help}")
