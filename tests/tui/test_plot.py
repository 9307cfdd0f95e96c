"""Numbers over time as blocks: levels, columns, times, and what a terminal without blocks gets."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from queue_core.text import width
from queue_tui.widgets.glyphs import ASCII, FINE, glyphs_for
from queue_tui.widgets.looks import Cell, Look
from queue_tui.widgets.plot import Curve, Plot, bars, drawn, spread_over

pytestmark = pytest.mark.usefixtures("still")


def a_plot(values: list[float]) -> Plot:
    begin = datetime(2026, 11, 23, 11, 30, tzinfo=UTC)
    curve = Curve(values=values, look=Look.GOOD, label=lambda value: f"{value:.0f}", join=sum)
    return Plot(
        title=(Cell(" Throughput: ", Look.TITLE), Cell("12 done", Look.GOOD)),
        above=curve,
        below=Curve(values=[0.0] * len(values), look=Look.BAD, label=str, join=sum),
        times=[begin + timedelta(minutes=index) for index in range(len(values))],
        tick_minutes=15,
    )


def text_of(plot: Plot, columns: int, height: int) -> Iterator[str]:
    for line in drawn(plot, columns, height, FINE):
        text = "".join(cell.text for cell in line)
        assert width(text) == columns + 5
        yield text.rstrip()


def test_the_least_of_something_differs_from_nothing_and_the_most_fills_the_height() -> None:
    assert bars([0, 1, 500, 1000], 2, FINE.levels) == ["   █", " ▁██"]
    assert bars([0, 1, 750, 1000], 1, ASCII.levels) == [" .|#"]
    assert bars([0, 0], 2, FINE.levels) == ["  ", "  "]


def test_neighbours_share_a_column_or_each_gets_several() -> None:
    assert spread_over([1, 2, 3, 4, 5], 3, sum) == [1, 5, 9]
    assert spread_over([1, 2, 3, 4], 2, max) == [2, 4]
    assert spread_over([1, 2], 5, sum) == [1, 1, 2, 2]
    assert spread_over([], 3, sum) == [0, 0, 0]


def test_a_plot_says_its_scale_and_the_whole_times_where_they_are() -> None:
    assert list(text_of(a_plot([index % 5 for index in range(60)]), 60, 4)) == [
        " Throughput: 12 done",
        "   4  ▂▄▆█" + " ▂▄▆█" * 11,
        "   0",
        "     |11:30         |11:45         |12:00         |12:15",
    ]
    *_, halved = text_of(a_plot([1.0] * 60), 30, 6)
    assert halved == "     |11:30 |11:45  |12:00 |12:15"
    *_, doubled = text_of(a_plot([1.0] * 60), 120, 6)
    assert doubled.index("|12:00") == 5 + 60


def test_a_terminal_without_blocks_gets_plain_characters() -> None:
    assert glyphs_for({"TERM": "xterm"}, "utf-8") is FINE
    assert glyphs_for({"TERM": "xterm"}, None) is FINE
    for environ, encoding in (({"TERM": "linux"}, "utf-8"), ({"TERM": "vt220"}, "utf-8"), ({}, "latin-1"), ({}, "?")):
        plain = glyphs_for(environ, encoding)
        assert plain is ASCII
        assert "".join(plain).isascii()
    assert all(len(glyphs.levels) == 8 for glyphs in (FINE, ASCII))
