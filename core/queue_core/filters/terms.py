"""A parsed filter."""

from dataclasses import dataclass

from queue_core.filters.fields import FIELDS, Kind
from queue_core.filters.lexer import quoted
from queue_core.filters.values import Match, Op, Value
from queue_core.models.json import JsonValue


@dataclass(frozen=True, slots=True)
class Term:
    """One condition: the field has one of the values, or, negated, none of them."""

    field: str
    """A name in FIELDS."""
    values: tuple[Value, ...]
    negated: bool = False
    path: tuple[str, ...] = ()
    """Where in the payload; empty for every other field."""

    @property
    def kind(self) -> Kind:
        """What values the field takes."""
        return FIELDS[self.field].kind

    def as_json(self) -> dict[str, JsonValue]:
        """The form that queue.filter_sql takes.

        Where each value is a text to be equal to, `op` is "in" and `values` are the texts; else it is
        "any", and each value an object that names its comparison.
        """
        term: dict[str, JsonValue] = {"field": self.field, "negated": self.negated}
        if self.path:
            term["path"] = list(self.path)
        texts: list[JsonValue] = [
            value.text for value in self.values if isinstance(value, Match) and value.op is Op.EQUALS
        ]
        if len(texts) == len(self.values):
            return term | {"op": "in", "values": texts}
        return term | {"op": "any", "values": [value.as_json(self.kind) for value in self.values]}

    def __str__(self) -> str:
        values = ",".join(value.as_text(self.kind) for value in self.values)
        name = ".".join((self.field, *(quoted(step, "." in step) for step in self.path)))
        return ("-" if self.negated else "") + (values if self.field == "text" else f"{name}:{values}")


@dataclass(frozen=True, slots=True)
class Filter:
    """Which jobs are meant: those for which all terms hold. Without terms, all jobs.

    `str()` gives its text in one canonical form, which parses back to an equal filter.
    """

    terms: tuple[Term, ...] = ()

    def as_json(self) -> list[JsonValue]:
        """The form that the database takes, as the argument `terms`."""
        return [term.as_json() for term in self.terms]

    def __str__(self) -> str:
        return " ".join(str(term) for term in self.terms)
