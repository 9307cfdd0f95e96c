"""Asks before something that many jobs or no undo make worth a question.

    if await self.push_screen_wait(ConfirmDialog(Question(...))): ...

The safe answer has the focus. Keys typed before the question could be read are not taken for an
answer to it: the dialog says yes only after it has been on screen, and left alone, for a moment.
"""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Label, Static

from queue_tui.clean import line
from queue_tui.dialogs.plan_text import listed
from queue_tui.dialogs.quiet import Quiet, too_soon, type_it
from queue_tui.formatting import count


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is going to happen, in words."""

    title: str
    """The question: "Cancel 12 jobs?"."""
    effect: str
    """What yes does, in a sentence or two."""
    confirm: str
    """The word or two on the button that does it: "Cancel 12 jobs"."""
    keep: str = "Keep"
    """The button that does nothing."""
    breakdown: tuple[tuple[str, int], ...] = ()
    """How many of which kind are touched: (("queued", 10), ("processing", 2))."""
    scope: str | None = None
    """Where the jobs come from, such as the filter; data."""
    rows: tuple[tuple[str, str], ...] = ()
    """What else is known of it, each with its label; data."""
    type_count: int | None = None
    """For what cannot be undone: the number that must be typed."""


class ConfirmDialog(ModalScreen[bool]):
    """True: do it. False: the safe button, or Esc."""

    CSS_PATH = "dialog.tcss"
    BINDING_GROUP_TITLE = "Question"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,n", "keep", "Keep", id="confirm.keep"),
        Binding("y", "confirm", "Yes", id="confirm.yes"),
        Binding("left,h", "app.focus_previous", "Other button", show=False),
        Binding("right,l", "app.focus_next", "Other button", show=False),
    ]

    def __init__(self, question: Question, clock: Callable[[], float] = monotonic) -> None:
        super().__init__(classes="dialog")
        self.question = question
        self.quiet = Quiet(clock)

    def compose(self) -> ComposeResult:
        """The question, what it touches, and the two answers."""
        with Vertical(classes="dialog--box") as box:
            box.border_title = Content(self.question.title)
            box.border_subtitle = "esc no" if self.question.type_count is not None else "y yes · n no"
            box.set_class(self.question.type_count is not None, "-irreversible")
            yield Static(self._words(), classes="dialog--text", markup=False)
            if self.question.type_count is not None:
                with Horizontal(classes="dialog--count"):
                    yield Label(type_it(self.question.type_count), markup=False)
                    yield Input(id="count", restrict=r"[0-9,]*", max_length=12)
            with Horizontal(classes="dialog--buttons"):
                yield Button(Content(self.question.keep), id="keep")
                yield Button(Content(self.question.confirm), id="confirm", classes="-danger")

    def on_mount(self) -> None:
        """The safe answer has the focus, but for a number that has to be typed. No toast may cover the question."""
        self.app.clear_notifications()
        typed = self.question.type_count is not None
        self.query_one("#confirm", Button).disabled = typed
        self.query_one("#count" if typed else "#keep").focus()
        self.call_after_refresh(self.quiet.begin)

    def _words(self) -> Content:
        question = self.question
        parts = [Content(question.effect)]
        if question.scope:
            parts.append(Content.assemble(("of those that match  ", "$text-muted"), line(question.scope, 200)))
        if question.breakdown:
            width = max(len(count(number)) for _, number in question.breakdown)
            parts.append(
                Content("\n").join(
                    Content.assemble(f"{count(number):>{width}}  ", line(kind, 40))
                    for kind, number in question.breakdown
                )
            )
        if question.rows:
            parts.append(listed(question.rows))
        return Content("\n\n").join(parts)

    @on(Input.Changed, "#count")
    def _check_count(self, event: Input.Changed) -> None:
        typed = event.value.replace(",", "")
        self.query_one("#confirm", Button).disabled = typed != str(self.question.type_count)

    @on(Input.Submitted, "#count")
    @on(Button.Pressed, "#confirm")
    def action_confirm(self) -> None:
        """Say yes, if the question can have been read and the number is right."""
        deliberate = self.quiet.is_deliberate()
        if self.query_one("#confirm", Button).disabled:
            return
        if deliberate:
            self.dismiss(True)
        else:
            self.query_one(".dialog--box").border_subtitle = too_soon(self.question.type_count is not None)

    @on(Button.Pressed, "#keep")
    def action_keep(self) -> None:
        """Say no."""
        self.dismiss(False)
