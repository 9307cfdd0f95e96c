from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from queue_tui.clean import BLOCK_LIMIT, HarmlessLines, block, line

HOSTILE = "\x1b]52;c;aGk=\x07\x1b[2J\x9b31m\x00\u202egpj.exe [/x] [@click=app.quit]quit[/] \ud800"
BLACK = Color(0, 0, 0)


def test_markup_in_data_stays_text() -> None:
    assert line("[bold]x[/bold] [/y] [@click=app.quit]z[/]").plain == "[bold]x[/bold] [/y] [@click=app.quit]z[/]"
    assert line("[bold]x[/bold]").spans == []


def test_lines_have_no_control_characters_and_keep_to_their_limit() -> None:
    for shown in (line(HOSTILE).plain, line(HOSTILE, 10).plain):
        assert shown.isprintable()
    assert line(HOSTILE, 10).cell_length <= 10


def test_nothing_is_an_empty_line() -> None:
    assert line(None).plain == ""


def test_blocks_keep_line_ends_and_say_what_they_leave_out() -> None:
    text, left_out = block("one\r\ntwo\x1b[31m\nthree")
    assert text == "one\ntwo␛[31m\nthree"
    assert left_out == 0
    text, left_out = block("x" * (BLOCK_LIMIT + 7))
    assert len(text) == BLOCK_LIMIT
    assert left_out == 7


@given(st.text())
def test_rendered_lines_hold_nothing_that_drives_a_terminal_and_keep_their_width(text: str) -> None:
    [segment] = HarmlessLines().apply([Segment(text, Style(bold=True))], BLACK)
    assert segment.text.isprintable()
    assert cell_len(segment.text) == cell_len(text)


def test_rendered_lines_lose_hyperlinks_but_no_other_style() -> None:
    [segment] = HarmlessLines().apply([Segment("here", Style(bold=True, link="file:///etc/passwd"))], BLACK)
    assert segment.style is not None
    assert segment.style.link is None
    assert segment.style.bold


def test_a_harmless_segment_is_left_as_it_is() -> None:
    segment = Segment("plain ─ ü", Style(bold=True))
    assert HarmlessLines().apply([segment], BLACK)[0] is segment
