"""What a terminal sends for the keys that are struck, and what is made of it."""

import pytest
from textual.events import Key

from queue_tui.terminal.keyboard import KeyboardParser


def keys(*pieces: str) -> list[str]:
    """What the parser makes of pieces that are read one after the other, with no time between them."""
    parser = KeyboardParser()
    return [event.key for piece in (*pieces, "") for event in parser.feed(piece) if isinstance(event, Key)]


@pytest.mark.parametrize(
    ("read", "struck"),
    [
        ("\x1b\r", ["escape", "enter"]),
        ("\x1b ", ["escape", "space"]),
        ("\x1b2", ["escape", "2"]),
        ("\x1bf", ["escape", "f"]),
        ("\x1bq\x1bR", ["escape", "q", "escape", "R"]),
        ("\x1b\x1b/", ["escape", "escape", "slash"]),
        ("\x1b\x1b[A", ["escape", "up"]),
        ("\x1bjj\r", ["escape", "j", "j", "enter"]),
        ("\x1b\x12", ["escape", "ctrl+r"]),
    ],
)
def test_esc_and_a_key_right_behind_it_are_two_keys(read: str, struck: list[str]) -> None:
    assert keys(read) == struck
    assert keys(*read) == struck


@pytest.mark.parametrize(
    ("read", "struck"),
    [
        ("\x1b", ["escape"]),
        ("\x1b[A\x1bOB", ["up", "down"]),
        ("\x1b[27u", ["escape"]),
        ("\x1b[1;5C", ["ctrl+right"]),
        ("\x1b\t", ["shift+tab"]),
        ("\x1b\x7f", ["ctrl+w"]),
    ],
)
def test_one_key_that_is_sent_as_a_sequence_stays_one(read: str, struck: list[str]) -> None:
    assert keys(read) == struck
