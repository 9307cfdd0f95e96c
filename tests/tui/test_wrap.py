import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_core.text import clean, width
from queue_tui.words.wrap import breaks


def rows(text: str, cells: int) -> list[str]:
    return [text[begin:end] for begin, end in breaks(text, cells)]


@pytest.mark.parametrize(
    ("text", "cells", "shown"),
    [
        ("", 10, [""]),
        ("short", 10, ["short"]),
        ("exactly ten", 11, ["exactly ten"]),
        ("breaks at spaces", 10, ["breaks at", "spaces"]),
        ("abcdefghijklmno", 5, ["abcde", "fghij", "klmno"]),
        ("    abcdefghijklmno", 10, ["    abcdef", "ghijklmno"]),
        ("漢字漢字漢字", 5, ["漢字", "漢字", "漢字"]),
    ],
)
def test_lines_break_where_a_person_would_break_them(text: str, cells: int, shown: list[str]) -> None:
    assert rows(text, cells) == shown


@given(st.text(max_size=80).map(clean), st.integers(2, 30))
def test_nothing_is_lost_but_the_spaces_at_the_breaks_and_every_row_fits(text: str, cells: int) -> None:
    shown = rows(text, cells)
    assert "".join(shown).replace(" ", "") == text.replace(" ", "")
    assert all(width(row) <= cells for row in shown)


@pytest.mark.parametrize("text", ["x" * 100_000, "word and another " * 6000, "漢" * 100_000, " " * 100_000])
def test_a_long_line_takes_no_time(text: str) -> None:
    begin = time.process_time()
    assert len(rows(text, 80)) > 1000
    assert time.process_time() - begin < 0.5
