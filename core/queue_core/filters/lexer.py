"""Cuts a filter's text at its spaces, and remembers what was quoted and where it stood."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from queue_core.errors import InvalidFilter

_NEEDS_QUOTES = re.compile(r'[\s,"\\:*<>]|\.\.|^-|^$')


@dataclass(frozen=True, slots=True)
class Character:
    """One character of a filter. In quotes it has no meaning but itself."""

    text: str
    quoted: bool
    offset: int

    def is_sign(self, sign: str) -> bool:
        """Whether it is this sign of the language."""
        return not self.quoted and self.text == sign


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a filter's text."""

    characters: tuple[Character, ...]
    start: int
    end: int
    """Offsets in the text, the quotes included."""

    def __str__(self) -> str:
        return "".join(character.text for character in self.characters)

    @property
    def bare(self) -> str:
        """Its text, with what was quoted hidden, to look for signs in: of the same length."""
        return "".join("\0" if character.quoted else character.text for character in self.characters)

    @property
    def position(self) -> tuple[int, int]:
        """Start and end, for an error."""
        return self.start, self.end

    def cut(self, start: int, end: int | None = None) -> "Span":
        """Some of its characters, counted from 0."""
        stop = len(self.characters) if end is None else end
        return Span(
            self.characters[start:stop],
            self.start if start == 0 else self.characters[start - 1].offset + 1,
            self.end if stop >= len(self.characters) else self.characters[stop].offset,
        )

    def split(self, sign: str) -> Iterator["Span"]:
        """The pieces between the signs that are not quoted."""
        begin = 0
        for index, character in enumerate(self.characters):
            if character.is_sign(sign):
                yield self.cut(begin, index)
                begin = index + 1
        yield self.cut(begin)


def spans(text: str, *, tolerant: bool = False) -> Iterator[Span]:
    """The terms of a filter. Raises InvalidFilter for a quote left open, unless `tolerant`."""
    offset = 0
    while offset < len(text):
        if text[offset].isspace():
            offset += 1
            continue
        start, characters = offset, list[Character]()
        while offset < len(text) and not text[offset].isspace():
            if text[offset] == '"':
                offset = _read_quoted(text, offset, characters.append, tolerant)
            else:
                characters.append(Character(text[offset], False, offset))
                offset += 1
        yield Span(tuple(characters), start, offset)


def _read_quoted(text: str, start: int, add: Callable[[Character], None], tolerant: bool) -> int:
    r"""Read from one quote to the next, in which \" and \\ stand for a quote and a backslash."""
    offset = start + 1
    while offset < len(text) and text[offset] != '"':
        if text[offset] == "\\" and text[offset + 1 : offset + 2] in ('"', "\\"):
            offset += 1
        add(Character(text[offset], True, offset))
        offset += 1
    if offset >= len(text) and not tolerant:
        raise InvalidFilter("The quote that opens here is not closed.", (start, len(text)))
    return min(offset + 1, len(text))


def quoted(text: str, needed: bool = False) -> str:
    """The text as one value of a filter, in quotes where it needs them."""
    if not needed and not _NEEDS_QUOTES.search(text):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
