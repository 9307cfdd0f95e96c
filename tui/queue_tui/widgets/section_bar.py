"""The sections of a screen on one line."""

from collections.abc import Sequence
from typing import NamedTuple

from queue_core.text import clean
from queue_tui.widgets.looks import Cell, Line, Look
from queue_tui.widgets.painted import Painted


class Section(NamedTuple):
    """One section."""

    id: str
    title: str
    note: str = ""
    """Something short behind the title, such as how many."""


class SectionBar(Painted):
    """Says which sections there are and which one is shown."""

    DEFAULT_CSS = """
    SectionBar { height: 1; }
    """

    def __init__(self, sections: Sequence[Section], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.sections = tuple(sections)
        self.current = self.sections[0].id

    def show(self, current: str, notes: dict[str, str]) -> None:
        """Mark the section that is shown; `notes` by the id of the section."""
        self.current = current
        self.sections = tuple(section._replace(note=notes.get(section.id, "")) for section in self.sections)
        self.repaint()

    def lines(self) -> list[Line]:
        """Title and note of each, and the keys that change to another."""
        cells: list[Cell] = []
        for section in self.sections:
            chosen = section.id == self.current
            cells.append(Cell(section.title, Look.CHOSEN if chosen else Look.PLAIN))
            note = f" ({clean(section.note, 8)})" if section.note else ""
            cells.append(Cell(f"{note}   ", Look.MUTED))
        keys = ("[", Look.ACCENT), (" and ", Look.MUTED), ("]", Look.ACCENT), (" change section", Look.MUTED)
        return [(*cells, *(Cell(text, look) for text, look in keys))]
