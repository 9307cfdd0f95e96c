"""Esc and a key that comes right behind it are two keys.

A terminal sends the same for Alt with a key, and Textual takes it for that or forgets the Esc: Esc Enter would answer
the question that Esc was to close. They come together over a slow line, and in tmux, which by default keeps Esc back
for half a second. Nothing here wants Alt, so it is always two keys, as in vi.
"""

from collections.abc import Iterable

from textual._xterm_parser import XTermParser
from textual.events import Key

ESC = "\x1b"
NO_KEYS = frozenset("[]OP_\\\t\x7f")
"""What a terminal sends behind ESC when it is not Esc: the beginnings and the end of longer sequences, Shift+Tab on a
console of Linux, and Alt+Backspace, which deletes a word."""


class KeyboardParser(XTermParser):
    """What is read from the terminal, as keys and all else that it says."""

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[Key]:
        if len(sequence) == 2 and sequence[0] == ESC and sequence[1] not in NO_KEYS:
            yield Key("escape", ESC)
            sequence = sequence[1]
        yield from super()._sequence_to_key_events(sequence, alt)
