"""What a benchmark found, beside what it should be."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Result:
    """One number. Those with a target say whether they keep to it."""

    what: str
    value: float
    unit: str
    """"times" for a ratio of two numbers of the same run, which is what can be compared between machines."""
    most: float | None = None
    """The target: not more than this; None: only to be known."""

    @property
    def is_kept(self) -> bool:
        """Whether the target is kept; without one, yes."""
        return self.most is None or self.value <= self.most

    def __str__(self) -> str:
        target = "" if self.most is None else f"   at most {_number(self.most)}{'' if self.is_kept else '   MISSED'}"
        return f"{self.what:<72}{_number(self.value):>10} {self.unit}{target}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
