"""Partial updates of the screen without what lies to the left of them.

Textual writes a changed stretch of a line from the beginning of its widget on: for one digit of a clock
at the right, the whole line. Over SSH that is most of what an idle screen costs.
"""

from rich.console import Console, RenderableType
from rich.control import Control
from textual._compositor import ChopsUpdate


class TightUpdate(ChopsUpdate):
    """The same update, each stretch from where it begins."""

    def render_segments(self, console: Console) -> str:
        """What is written to the terminal."""
        written: list[str] = []
        for y, begin, end in self.spans:
            chops = self.chops[y]
            for chop_end, (chop_begin, strip) in zip(self.chop_ends[y], chops.items(), strict=False):
                first, last = max(begin, chop_begin), min(end, chop_end)
                if strip is not None and first < last:
                    written.append(Control.move_to(first, y).segment.text)
                    written.append(strip.crop(first - chop_begin, last - chop_begin).render(console))
        return "".join(written)


def tight(update: RenderableType | None) -> RenderableType | None:
    """The update, made tight where it is a partial one."""
    if type(update) is ChopsUpdate:
        return TightUpdate(update.chops, update.spans, update.chop_ends)
    return update
