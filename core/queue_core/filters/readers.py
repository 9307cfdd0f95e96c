"""Reads one value of a field: what stands between two commas."""

import re
from collections.abc import Callable

from queue_core.errors import InvalidFilter
from queue_core.filters.fields import Field, Kind
from queue_core.filters.lexer import Span
from queue_core.filters.points import READERS
from queue_core.filters.values import Match, Op, Range, Value
from queue_core.text import clean, listed

_COMPARISON = re.compile(r"[<>]=?")
_WANTED = {
    Kind.AGE: "a comparison with a duration, such as '>15m', '<2h' or '1d..1w'",
    Kind.TIME: "a date, a time or a duration ago, such as '2026-11-05', '2026-11-05T14:30..' or '-2h..'",
    Kind.COUNT: "a number, such as '2', '>=2' or '1..3'",
    Kind.JSON: "numbers in a range, such as '>60' or '10..60'; quote the value to mean it as text",
}


def read_value(field: Field, name: str, span: Span) -> Value:
    """The value that is written there. Raises InvalidFilter, saying what the field takes.

    `name` is the field as it was written, with its path, for the sentence.
    """
    if not span.bare or (span.bare == "*" and field.name != "text"):
        return _presence(field, name, span)
    return _BY_KIND[field.kind](field, name, span)


def _presence(field: Field, name: str, span: Span) -> Match:
    if field.name == "text":
        raise InvalidFilter("There is nothing between the quotes: write the text to look for.", span.position)
    if not field.optional:
        raise InvalidFilter(f"{name} needs a value, such as '{field.example}'.", span.position)
    return Match(Op.PRESENT if span.bare else Op.MISSING)


def _choice(field: Field, _name: str, span: Span) -> Match:
    word = str(span).lower()
    if word not in field.choices:
        raise InvalidFilter(f"{field.name} cannot be '{clean(word, 40)}': use {listed(field.choices)}.", span.position)
    return Match(Op.EQUALS, word)


def _digits(field: Field, _name: str, span: Span) -> Match:
    digits = str(span).lower().replace("-", "")
    if not re.fullmatch("[0-9a-f]{1,32}", digits):
        raise InvalidFilter(
            f"{field.name} takes hexadecimal digits, from one to 32, such as '{field.example}'.", span.position
        )
    return Match(Op.BEGINS, digits)


def _words(_field: Field, _name: str, span: Span) -> Match:
    return Match(Op.CONTAINS, str(span))


def _json(field: Field, name: str, span: Span) -> Value:
    is_range = ".." in span.bare or _COMPARISON.match(span.bare)
    return _range(field, name, span) if is_range else _pattern(field, name, span)


def _pattern(field: Field, _name: str, span: Span) -> Match:
    bare = span.bare
    begins, ends = bare.endswith("*"), bare.startswith("*")
    inner = span.cut(1 if ends else 0, len(bare) - 1 if begins else None)
    if not str(inner):
        raise InvalidFilter("One star is enough: it stands for any value.", span.position)
    if begins and ends:
        return Match(Op.CONTAINS, str(inner))
    if ends:
        return Match(Op.ENDS, str(inner))
    return Match(Op.BEGINS if begins or field.kind is Kind.BEGINNING else Op.EQUALS, str(inner))


def _range(field: Field, name: str, span: Span) -> Range:
    text = str(span)
    comparison = _COMPARISON.match(span.bare)
    if comparison:
        sign = comparison[0]
        point = _point(field, name, span, text[len(sign) :])
        low, high = (point, None) if sign[0] == ">" else (None, point)
        return Range(low, high, inclusive=sign.endswith("="))
    first, dots, second = text.partition("..")
    if not dots:
        return _single(field, name, span)
    if not first and not second:
        raise InvalidFilter(f"{name} needs a value on one side of the dots, such as '{field.example}'.", span.position)
    ends = [_point(field, name, span, end) if end else None for end in (first, second)]
    return Range(ends[0], ends[1])


def _single(field: Field, name: str, span: Span) -> Range:
    point = _point(field, name, span, str(span))
    if field.kind is Kind.AGE:
        raise InvalidFilter(f"{name} needs a comparison: write '{name}:>{point}' or '{name}:<{point}'.", span.position)
    if point.startswith("-"):
        raise InvalidFilter(f"{name} needs a range: write '{name}:{point}..' for the time since then.", span.position)
    return Range(point, point)


def _point(field: Field, name: str, span: Span, text: str) -> str:
    point = READERS[field.kind](text)
    if point is None:
        raise InvalidFilter(f"{name} takes {_WANTED[field.kind]}.", span.position)
    return point


_BY_KIND: dict[Kind, Callable[[Field, str, Span], Value]] = {
    Kind.CHOICE: _choice,
    Kind.NAME: _pattern,
    Kind.BEGINNING: _pattern,
    Kind.UUID: _digits,
    Kind.WORDS: _words,
    Kind.TIME: _range,
    Kind.AGE: _range,
    Kind.COUNT: _range,
    Kind.JSON: _json,
}
