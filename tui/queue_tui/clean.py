"""The boundary between data and screen: what other programs wrote becomes plain, harmless text.

`queue_core.text.clean` decides what is dangerous. Here its result is wrapped so that no markup is
ever read from data, and `HarmlessLines` stands behind it for whatever came another way: it looks at
the very lines that are sent to the terminal.
"""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.content import Content
from textual.filter import LineFilter

from queue_core.text import REPLACEMENT, clean

BLOCK_LIMIT = 100 * 1024
"""Characters of a long text that are put on screen; a megabyte would freeze it for seconds."""


def line(text: str | None, limit: int | None = None, style: str = "") -> Content:
    """Data as one line of at most `limit` cells; empty for None."""
    return Content.styled(clean(text or "", limit), style)


def block(text: str, limit: int = BLOCK_LIMIT) -> tuple[str, int]:
    """Data with its line ends, bounded, and how many characters were left out."""
    return clean(text[:limit], newlines=True), max(len(text) - limit, 0)


class HarmlessLines(LineFilter):
    """Takes what could drive the terminal out of rendered lines, without moving what follows.

    Nothing should be left for it to find. What it finds takes no cells (a control, a direction mark)
    and is dropped, or takes some and is replaced; hyperlinks go too, since only data could ask for one.
    """

    def apply(self, segments: Sequence[Segment], background: Color) -> list[Segment]:
        """The same segments, harmless."""
        return [_harmless(segment) for segment in segments]


def _harmless(segment: Segment) -> Segment:
    text, style, control = segment
    if style is not None and style.link:
        style = style.update_link(None)
    elif text.isprintable():
        return segment
    return Segment("".join(map(_printable, text)), style, control)


def _printable(character: str) -> str:
    if character.isprintable():
        return character
    cells = cell_len(character)
    return (" " if character.isspace() else REPLACEMENT) * cells
