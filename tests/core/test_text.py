"""Nothing that comes out of `clean` can drive a terminal, whatever goes in."""

import sys
import time
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_core.text import ELLIPSIS, clean, width

any_text = st.text(st.characters(codec=None, exclude_categories=()), max_size=60)
"""Every code point there is, lone surrogates too."""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("\x1b]52;c;aGk=\x07", "␛]52;c;aGk=␇"),
        ("a\x1b[2Jb", "a␛[2Jb"),
        ("\x9b31m", "�31m"),
        ("nul\x00", "nul␀"),
        ("del\x7f", "del␡"),
        ("over\rwrite", "over␍write"),
        ("abc\u202egnp.exe", "abc�gnp.exe"),
        ("zero\u200bwidth\ufeff", "zero�width�"),
        ("\ud83d alone", "� alone"),
        ("two\nlines\tand\u2028three\r\nfour", "two lines and three four"),
        ("no-break\u00a0space\u3000wide", "no-break space wide"),
        ("soft\u00adhyphen", "soft-hyphen"),
        ("अनुच्छेद 370", "अनुच्छेद 370"),
        ("日本 🎬", "日本 🎬"),
        ("❤\ufe0f", "❤"),
        ("\u0301leading mark", "�leading mark"),
        ("tag\U000e0041", "tag�"),
        ("[/x] [@click=app.quit]", "[/x] [@click=app.quit]"),
    ],
)
def test_what_is_dangerous_is_replaced_and_the_rest_stays(text: str, shown: str) -> None:
    assert clean(text) == shown


def test_newlines_stay_where_asked_for_and_nothing_else_does() -> None:
    assert clean("a\r\nb\rc\nd\x0be", newlines=True) == "a\nb␍c\nd␋e"


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        ("connection reset", 16, "connection reset"),
        ("connection reset", 11, "connection…"),
        ("日本語", 6, "日本語"),
        ("日本語", 5, "日本…"),
        ("日本語", 4, "日…"),
        ("日本語", 1, "…"),
        ("abc", 0, ""),
        ("é\u0301", 1, "é\u0301"),
        ("a\x1bbc", 3, "a␛…"),
    ],
)
def test_the_limit_counts_cells_and_what_does_not_fit_ends_in_an_ellipsis(text: str, limit: int, shown: str) -> None:
    assert clean(text, limit) == shown


def test_marks_without_end_do_not_grow_out_of_the_line() -> None:
    assert clean("e" + "\u0301" * 9) == "e" + "\u0301" * 4 + "�" + "\u0301" * 4
    assert len(clean("e" + ("\u0301" * 4 + "\ufe0f") * 50)) < 260
    assert clean("\n\u0301", newlines=True) == "\n�"


@given(any_text)
def test_no_control_or_format_character_survives(text: str) -> None:
    for character in clean(text):
        assert category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"), ascii(character)


@given(any_text, st.integers(1, 30), st.booleans())
def test_the_result_fits_the_limit_and_is_stable(text: str, limit: int, newlines: bool) -> None:
    shown = clean(text, limit, newlines=newlines)
    assert sum(width(line) for line in shown.split("\n")) <= limit
    assert clean(shown, limit, newlines=newlines) == shown
    shown.encode()  # no lone surrogate is left


@given(any_text, st.integers(1, 30))
def test_a_shortened_text_begins_like_the_whole(text: str, limit: int) -> None:
    shown, whole = clean(text, limit), clean(text)
    assert shown == whole or (shown.endswith(ELLIPSIS) and whole.startswith(shown[:-1]))


@pytest.mark.parametrize("unit", ["\x1b", "\u0301", "\ufe0f", "\r\n", "日"])
def test_ten_megabytes_cost_no_more_than_what_is_shown(unit: str) -> None:
    huge = unit * (10_000_000 // len(unit))
    began = time.process_time()
    shown = clean(huge, 80)
    assert time.process_time() - began < 0.1
    assert width(shown) <= 80
    assert shown.endswith(ELLIPSIS)


def test_every_code_point_has_a_harmless_form() -> None:
    for code in range(sys.maxunicode + 1):
        shown = clean("a" + chr(code))
        assert shown.isprintable(), hex(code)
