"""What the overview draws over time: throughput, waits and runs, of an hour and of a day. No Textual in here."""

from collections.abc import Callable, Sequence
from datetime import UTC, tzinfo

from queue_core.models import Overview, Period, Slice, Spread
from queue_tui.formatting import TimeStyle, age, count, duration
from queue_tui.widgets.looks import Cell, Line, Look
from queue_tui.widgets.plot import Curve, Plot

MEASURES = ("Throughput", "Wait", "Run")
PLOTS = range(2 * len(MEASURES))
"""An hour and a day of each."""


def plots_of(overview: Overview, style: TimeStyle) -> list[Plot]:
    """The hour and the day of each measure, in the order in which a person asks for them."""
    zone = UTC if style is TimeStyle.UTC else None
    periods = ((overview.hour, "last hour", 15), (overview.day, "24 h", 180))
    return [
        _throughput(period, name, minutes, zone)
        if measure == "Throughput"
        else _spread(measure, period, name, minutes, zone)
        for measure in MEASURES
        for period, name, minutes in periods
    ]


def _throughput(period: Period, name: str, minutes: int, zone: tzinfo | None) -> Plot:
    title = _title(
        f"Throughput, {name}",
        Cell(f"{count(period.completed)} done", Look.GOOD),
        Cell(f"{count(period.failed)} failed", Look.BAD),
    )
    return Plot(
        title=title,
        above=_curve(period.slices, lambda one: one.completed, Look.GOOD, _short, sum),
        below=_curve(period.slices, lambda one: one.failed, Look.BAD, _short, sum),
        times=[one.at.astimezone(zone) for one in period.slices],
        tick_minutes=minutes,
    )


def _spread(measure: str, period: Period, name: str, minutes: int, zone: tzinfo | None) -> Plot:
    def of(one: Slice | Period) -> Spread:
        return one.wait if measure == "Wait" else one.run

    whole = of(period)
    return Plot(
        title=_title(
            f"{measure}, {name}",
            Cell(f"p95 {duration(whole.p95_seconds)}", Look.RUNNING),
            Cell(f"p50 {duration(whole.p50_seconds)}", Look.PLAIN),
        ),
        above=_curve(period.slices, lambda one: of(one).p95_seconds or 0.0, Look.RUNNING, _lasting, max),
        below=_curve(period.slices, lambda one: of(one).p50_seconds or 0.0, Look.PLAIN, _lasting, max),
        times=[one.at.astimezone(zone) for one in period.slices],
        tick_minutes=minutes,
    )


def _title(words: str, above: Cell, below: Cell) -> Line:
    return (
        Cell(f" {words}: ", Look.TITLE),
        above,
        Cell(" above, ", Look.MUTED),
        below,
        Cell(" below", Look.MUTED),
    )


def _curve(
    slices: Sequence[Slice],
    value: Callable[[Slice], float],
    look: Look,
    label: Callable[[float], str],
    join: Callable[[Sequence[float]], float],
) -> Curve:
    return Curve(values=[value(one) for one in slices], look=look, label=label, join=join)


def _short(number: float) -> str:
    """A number in four cells."""
    return str(int(number)) if number < 10_000 else f"{int(number / 1000)}k"


def _lasting(seconds: float) -> str:
    """A length of time in four cells."""
    return duration(seconds) if seconds < 10 else age(seconds)
