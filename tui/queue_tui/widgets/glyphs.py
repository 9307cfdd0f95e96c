"""The characters of bars and plots, and plain ones for terminals that lack them. No Textual in here."""

import os
import sys
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple


class Glyphs(NamedTuple):
    """One set of characters, each one cell wide."""

    levels: str
    """Eight, from the least of something to a full cell."""
    used: str
    held: str
    free: str


FINE = Glyphs(levels="▁▂▃▄▅▆▇█", used="█", held="▒", free="·")
ASCII = Glyphs(levels="..::||##", used="#", held="x", free=".")

_FEW_CHARACTERS = ("linux", "vt")
"""Terminals whose fonts have no eighths of a block, whatever their encoding is."""


def glyphs_for(environ: Mapping[str, str], encoding: str | None) -> Glyphs:
    """What a terminal of this TERM and this encoding can show."""
    if environ.get("TERM", "").startswith(_FEW_CHARACTERS):
        return ASCII
    try:
        "".join(FINE).encode(encoding or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return ASCII
    return FINE


@cache
def glyphs() -> Glyphs:
    """What this program's terminal can show; the screen is drawn on stderr."""
    return glyphs_for(os.environ, getattr(sys.__stderr__, "encoding", None))
