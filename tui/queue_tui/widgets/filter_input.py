"""Where a filter is typed, with Tab to complete and the mistake pointed at before Enter is pressed."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.reactive import var
from textual.widgets import Input, Label

from queue_core.errors import InvalidFilter
from queue_core.filters import Completion, completions, parse_filter
from queue_core.text import clean, width
from queue_tui.intents import SetFilter
from queue_tui.widgets.job_table import JobTable
from queue_tui.widgets.lines import shortened
from queue_tui.widgets.looks import Cell, Line, Look
from queue_tui.widgets.painted import Painted

PROMPT = " / "
SHOWN = 8
"""Ways to go on that the hint names."""


class FilterHint(Painted):
    """The line below: what could be typed next, or what is wrong and where."""

    DEFAULT_CSS = """
    FilterHint { height: 1; width: 1fr; }
    """

    line: var[Line] = var[Line](())

    def watch_line(self, line: Line) -> None:
        """Show it."""
        self.repaint()

    def lines(self) -> list[Line]:
        """The one line, and a sign where it is cut."""
        return [shortened(self.line, self.size.width)]


class FilterField(Input):
    """Where the person types; it says what Enter does."""

    BINDING_GROUP_TITLE = "Field"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Apply", id="filter.apply", tooltip="List the jobs that match"),
    ]


class FilterInput(Vertical):
    """Open while a filter is typed. Enter applies it, Esc leaves the list as it was."""

    BINDING_GROUP_TITLE = "Filter"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete", "Complete", id="filter.complete", tooltip="Complete the word"),
        Binding("escape", "leave", "Leave", id="filter.leave", tooltip="Leave the list as it was"),
        Binding("ctrl+u", "clear", "Clear", id="filter.clear", tooltip="Begin again", priority=True),
    ]
    DEFAULT_CSS = """
    FilterInput {
        height: 2;
        display: none;
        &.-open { display: block; }
        & Horizontal { height: 1; }
        & Label { width: auto; color: $primary; }
        & Input, & Input:focus { border: none; padding: 0; height: 1; width: 1fr; background: $panel; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.types: Sequence[str] = ()
        """Types of jobs that completion knows."""
        self._offers: tuple[Completion, ...] = ()
        self._base = ""
        self._turn = -1
        """Which offer the text shows; -1 while it is the person's own."""

    def compose(self) -> ComposeResult:
        """The field with its prompt, and the hint."""
        with Horizontal():
            yield Label(PROMPT, markup=False)
            yield FilterField(compact=True, select_on_focus=False)
        yield FilterHint()

    @property
    def field(self) -> Input:
        """Where the person types."""
        return self.query_one(Input)

    def open(self, text: str) -> None:
        """Begin to edit this filter."""
        self.add_class("-open")
        self.field.value = text + (" " if text else "")
        self.field.cursor_position = len(self.field.value)
        self.screen.set_focus(self.field)
        self._hint()

    def action_leave(self) -> None:
        """Close, and leave the list as it was."""
        self.remove_class("-open")
        self.screen.set_focus(self.screen.query_one(JobTable))

    def action_clear(self) -> None:
        """Empty the field."""
        self.field.value = ""

    @on(Input.Submitted)
    def _apply(self) -> None:
        """Apply the filter, unless there is a mistake in it."""
        text = self.field.value.strip()
        try:
            parse_filter(text)
        except InvalidFilter as error:
            self.query_one(FilterHint).line = mistake(error, self.size.width)
            return
        self.post_message(SetFilter(text))
        self.action_leave()

    def action_complete(self) -> None:
        """Put the next way to go on into the text."""
        if self._turn < 0:
            self._hint()  # keys can come faster than the field says that it changed
        if not self._offers:
            return
        self._turn = (self._turn + 1) % len(self._offers)
        offer = self._offers[self._turn]
        with self.prevent(Input.Changed):
            self.field.value = self._base[: offer.start] + offer.text + self._base[offer.end :]
        self.field.cursor_position = offer.start + len(offer.text)
        if len(self._offers) == 1:
            self._hint()
        else:
            self.query_one(FilterHint).line = _offered(self._offers, self._turn)

    @on(Input.Changed)
    def _hint(self) -> None:
        self._base, self._turn = self.field.value, -1
        self._offers = completions(self._base, self.field.cursor_position, types=self.types)
        hint = self.query_one(FilterHint)
        if self._offers:
            hint.line = _offered(self._offers, -1)
            return
        try:
            parse_filter(self._base)
        except InvalidFilter as error:
            hint.line = mistake(error, self.size.width)
        else:
            hint.line = (Cell("   Enter lists the jobs that match", Look.MUTED),)


def mistake(error: InvalidFilter, cells: int) -> Line:
    """The sentence behind carets below the place of the mistake; without them where it would be cut behind them."""
    begin, end = error.position
    carets = "^" * min(max(end - begin, 1), 20)
    sentence = clean(str(error))
    place = " " * (begin + len(PROMPT)) + carets
    if width(f"{place} {sentence}") > cells:
        return (Cell(f"{' ' * len(PROMPT)}{sentence}", Look.BAD),)
    return (Cell(place, Look.BAD), Cell(f" {sentence}", Look.BAD))


def _offered(offers: Sequence[Completion], turn: int) -> Line:
    first = max(turn, 0) // SHOWN * SHOWN
    cells = [Cell("   Tab ", Look.ACCENT)]
    for index, offer in enumerate(offers[first : first + SHOWN], first):
        cells.append(Cell(f" {clean(offer.text, 24)} ", Look.CHOSEN if index == turn else Look.PLAIN))
    meaning = offers[max(turn, 0)].help if len(offers) == 1 or turn >= 0 else ""
    return (*cells, Cell(f"  {meaning}", Look.MUTED))
