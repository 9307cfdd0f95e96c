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
    """The target: not more than this; None: only to be known, or it is the other way round."""
    least: float | None = None
    """The target: not less than this."""

    @property
    def is_kept(self) -> bool:
        """Whether the targets are kept; without any, yes."""
        return (self.most is None or self.value <= self.most) and (self.least is None or self.value >= self.least)

    def __str__(self) -> str:
        most = "" if self.most is None else f"   at most {_number(self.most)}"
        least = "" if self.least is None else f"   at least {_number(self.least)}"
        missed = "" if self.is_kept else "   MISSED"
        return f"{self.what:<72}{_number(self.value):>10} {self.unit}{most}{least}{missed}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
