"""What a term asks of its field: a match or a range."""

from dataclasses import dataclass
from enum import StrEnum

from queue_core.filters.fields import Kind
from queue_core.filters.lexer import quoted
from queue_core.filters.points import bounds
from queue_core.models.json import JsonValue


class Op(StrEnum):
    """How a value is compared. The words are those that queue.filter_sql knows."""

    EQUALS = "equals"
    BEGINS = "begins"
    ENDS = "ends"
    CONTAINS = "contains"
    PRESENT = "present"
    MISSING = "missing"


_PATTERNS = {Op.BEGINS: "{}*", Op.ENDS: "*{}", Op.CONTAINS: "*{}*", Op.PRESENT: "*", Op.MISSING: '""'}
_WITHOUT_STARS = (Kind.CHOICE, Kind.UUID, Kind.WORDS)


@dataclass(frozen=True, slots=True)
class Match:
    """Compares a field with one text."""

    op: Op
    text: str = ""
    """Nothing for PRESENT and MISSING."""

    def as_json(self, kind: Kind) -> dict[str, JsonValue]:
        """The form that queue.filter_sql takes: the comparison and its value."""
        return {self.op.value: True if self.op in (Op.PRESENT, Op.MISSING) else self.text}

    def as_text(self, kind: Kind) -> str:
        """The form that a person types."""
        if self.op in (Op.PRESENT, Op.MISSING):
            return _PATTERNS[self.op]
        implied = self.op is Op.EQUALS or kind in _WITHOUT_STARS or (kind, self.op) == (Kind.BEGINNING, Op.BEGINS)
        return quoted(self.text) if implied else _PATTERNS[self.op].format(quoted(self.text))


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high`, either of which may be open.

    Both are points in their canonical text (`90m`, `2026-11-05`, `-1h`, `2`). With both, the range includes
    its ends; `inclusive=False` is for one end only. A date or a time means all of its day, minute or second.
    """

    low: str | None
    high: str | None
    inclusive: bool = True

    def as_json(self, kind: Kind) -> dict[str, JsonValue]:
        """The form that queue.filter_sql takes: one or two of gt, gte, lt, lte."""
        return bounds(kind, self.low, self.high, inclusive=self.inclusive)

    def as_text(self, kind: Kind) -> str:
        """The form that a person types."""
        equal = "=" if self.inclusive else ""
        if self.high is None:
            return f">{equal}{self.low}"
        if self.low is None:
            return f"<{equal}{self.high}"
        # A single point is a range of its own only where it lasts: a day does, an age or a moment does not.
        lasts = kind is Kind.COUNT or (kind is Kind.TIME and not self.low.startswith("-"))
        return self.low if self.low == self.high and lasts else f"{self.low}..{self.high}"


Value = Match | Range
