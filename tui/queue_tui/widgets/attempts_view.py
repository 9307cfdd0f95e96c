"""All attempts of a job as a list, and what is known about the one under the cursor."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.reactive import var
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from queue_core.models import Attempt, JobDetail, JobId, Outcome
from queue_core.text import clean
from queue_tui.formatting import TimeStyle, duration, elapsed, moment
from queue_tui.widgets.menu_list import MenuList
from queue_tui.widgets.text_pane import TextPane
from queue_tui.words.attempts import attempt_text

_COLOURS = {
    Outcome.COMPLETED: "$status-completed",
    Outcome.CANCELLED: "$status-cancelled",
    Outcome.INTERRUPTED: "$status-attention",
}


class AttemptList(MenuList):
    """One line an attempt; the page keys move the text, which is longer."""

    BINDING_GROUP_TITLE = "Attempts"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,ctrl+f", "page_down", "Page down", show=False),
        Binding("ctrl+b", "page_up", "Page up", show=False),
        Binding("left", "screen.step(-1)", "Section before", show=False),
        Binding("right", "screen.step(1)", "Next section", show=False),
    ]

    def __init__(self, pane: TextPane) -> None:
        super().__init__()
        self._pane = pane

    def action_page_down(self) -> None:
        """Read on."""
        self._pane.scroll_page_down()

    def action_page_up(self) -> None:
        """Read back."""
        self._pane.scroll_page_up()


class AttemptsView(Container):
    """The list above the text, or beside it on a wide screen."""

    DEFAULT_CSS = """
    AttemptsView {
        height: 1fr;
        layout: vertical;
        & > AttemptList { max-height: 40%; }
        & > TextPane { border-top: solid $border-blurred; }
        & > TextPane:focus { border-top: solid $border; }
    }
    """

    chosen: var[int | None] = var(None)
    """Number of the attempt under the cursor; None until one was chosen: then the latest."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._attempts: tuple[Attempt, ...] = ()
        self._drawn: list[Content] = []
        self._job_id: JobId | None = None

    def compose(self) -> ComposeResult:
        """List and text."""
        pane = TextPane()
        yield AttemptList(pane)
        yield pane

    @property
    def attempt(self) -> Attempt | None:
        """The attempt under the cursor."""
        return next((attempt for attempt in self._attempts if attempt.number == self.chosen), None)

    def show(self, detail: JobDetail, style: TimeStyle) -> None:
        """Show the attempts of a job as they are now; the cursor stays on its attempt."""
        if detail.job.id != self._job_id:
            self._job_id, self._attempts, self.chosen = detail.job.id, (), None
        follows = not self._attempts or self.chosen == self._attempts[-1].number
        self._attempts = detail.attempts
        lines = [_line(attempt, detail, style) for attempt in self._attempts]
        before = self.chosen
        if self._attempts and (follows or self.attempt is None):
            self.chosen = self._attempts[-1].number
        self._draw(lines)
        self._show_text(from_start=self.chosen != before)

    def _draw(self, lines: list[Content]) -> None:
        """Write the list anew where it changed; the cursor goes where the chosen attempt is."""
        options = self.query_one(AttemptList)
        with self.prevent(OptionList.OptionHighlighted):
            if lines != self._drawn:
                self._drawn = lines
                options.clear_options()
                options.add_options(Option(line) for line in lines)
            numbers = [attempt.number for attempt in self._attempts]
            options.highlighted = numbers.index(self.chosen) if self.chosen in numbers else None

    @on(OptionList.OptionHighlighted)
    def _choose(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        number = self._attempts[event.option_index].number
        changed = number != self.chosen
        self.chosen = number
        self._show_text(from_start=changed)

    def _show_text(self, *, from_start: bool) -> None:
        attempt = self.attempt
        text = [Content.styled("Not tried yet.", "$text-muted")] if attempt is None else attempt_text(attempt)
        self.query_one(TextPane).show(text, from_start=from_start)


def _line(attempt: Attempt, detail: JobDetail, style: TimeStyle) -> Content:
    """Number, begin, length, outcome and the first words of the error, in columns."""
    took = duration(elapsed(attempt.started_at, attempt.ended_at)) if attempt.ended_at else ""
    outcome = attempt.outcome.value.replace("_", " ") if attempt.outcome else "running"
    colour = _COLOURS.get(attempt.outcome, "$status-failed") if attempt.outcome else "$status-processing"
    at = moment(attempt.started_at, detail.now, style)
    error = attempt.message or attempt.exception_type or ""
    return Content.assemble(
        (f"{attempt.number:>3}  ", "bold"),
        f"{at:<10}{took:>7}  ",
        (f"{outcome:<12}", colour),
        (f"{clean(attempt.worker or '', 12):<13}", "$text-muted"),
        clean(error, 120),
    )
