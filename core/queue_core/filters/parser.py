"""From text to a filter, or to one sentence that says what is wrong and where."""

import difflib
import re

from queue_core.errors import InvalidFilter
from queue_core.filters.fields import ALIASES, FIELDS, Field, Kind
from queue_core.filters.lexer import Span, spans
from queue_core.filters.readers import read_value
from queue_core.filters.terms import Filter, Term
from queue_core.filters.values import Value
from queue_core.text import clean, listed

_NAME = re.compile(r"-?([A-Za-z_]\w*)((?:\.[^:]*)?):", re.ASCII)

LONGEST = 10_000
"""Characters of a filter's text."""
MOST_VALUES = 200
"""Values in all terms together: each costs time for every job that is looked at."""
DEEPEST = 20
"""Steps of a payload's path."""


def parse_filter(text: str) -> Filter:
    """Understand a filter. Raises InvalidFilter, which knows the place of the mistake.

    parse_filter("status:failed age:>15m").terms[0].field  → "status"
    """
    try:
        return _filter(text)
    except InvalidFilter as error:
        error.text = text
        raise


def _filter(text: str) -> Filter:
    if len(text) > LONGEST:
        raise InvalidFilter(f"The filter is too long: {LONGEST:,} characters are the most.", (LONGEST, len(text)))
    for offset, character in enumerate(text):
        if character == "\0" or "\ud800" <= character <= "\udfff":
            where = (offset, offset + 1)
            raise InvalidFilter("The filter has a character in it that no job can have: remove it.", where)
    terms = tuple(_term(span) for span in spans(text))
    if sum(len(term.values) for term in terms) > MOST_VALUES:
        raise InvalidFilter(f"The filter has too many values: {MOST_VALUES} are the most.", (0, len(text)))
    return Filter(terms)


def _term(span: Span) -> Term:
    negated = span.bare.startswith("-")
    if negated and len(span.characters) == 1:
        raise InvalidFilter("A minus needs what to leave out right behind it, such as '-type:doubt'.", span.position)
    match = _NAME.match(span.bare)
    if match is None:
        return Term("text", _values(FIELDS["text"], span.cut(1 if negated else 0), ()), negated)
    name = span.cut(match.start(1), match.end(1))
    field = find_field(name)
    path = _path(field, span.cut(match.start(1), match.end(2)))
    return Term(field.name, _values(field, span.cut(match.end()), path), negated, path)


def find_field(name: Span) -> Field:
    """The field of that name. Raises InvalidFilter, naming the nearest one."""
    written = str(name).lower()
    field = FIELDS.get(ALIASES.get(written, written))
    if field is not None:
        return field
    near = difflib.get_close_matches(written, [*FIELDS, *ALIASES], 1)
    advice = f"use {listed(FIELDS)}; or quote it as text."
    if near:
        advice = f"did you mean '{ALIASES.get(near[0], near[0])}'?"
    raise InvalidFilter(f"There is no field '{clean(written, 40)}': {advice}", name.position)


def _path(field: Field, span: Span) -> tuple[str, ...]:
    _, *steps = span.split(".")
    if field.kind is not Kind.JSON:
        if steps:
            raise InvalidFilter(f"{field.name} has no parts: write '{field.name}:{field.example}'.", span.position)
        return ()
    if not steps or not all(str(step) for step in steps) or len(steps) > DEEPEST:
        raise InvalidFilter("payload needs the path of a value in it, such as 'payload.user_id:42'.", span.position)
    return tuple(str(step) for step in steps)


def _values(field: Field, span: Span, path: tuple[str, ...]) -> tuple[Value, ...]:
    name = clean(".".join((field.name, *path)), 40)
    values = []
    for piece in span.split(","):
        if piece.start == piece.end:
            between = " between the commas" if "," in span.bare else ""
            raise InvalidFilter(f"{name} needs a value{between}, such as '{field.example}'.", span.position)
        values.append(read_value(field, name, piece))
    return tuple(values)
