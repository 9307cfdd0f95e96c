"""Asks before an action on many jobs, with what it is going to touch.

    plan = await self.push_screen_wait(PlanDialog(wish, make))     # None: the person said no

`make` plans a wish and tells how far it has come; nothing is touched by it. What the person adds, a
reason or a spread, belongs to the plan: it is then made anew, and asked about again where it has
become another one.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from time import monotonic
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Button, Input, Label, Static

from queue_core.errors import InvalidInput, QueueError
from queue_core.models import JsonValue, Plan
from queue_tui.clean import line
from queue_tui.deeds.bulk import Tell
from queue_tui.dialogs.draft import read_spread
from queue_tui.dialogs.plan_text import facts, is_same, looking, wants_number
from queue_tui.dialogs.quiet import Quiet, too_soon, type_it
from queue_tui.formatting import TimeStyle
from queue_tui.words.plans import Wish, button, title

Make = Callable[[Wish, Tell], Awaitable[Plan]]


class PlanDialog(ModalScreen[Plan | None]):
    """Dismisses with the plan that is to be applied, or None."""

    CSS_PATH = "dialog.tcss"
    BINDING_GROUP_TITLE = "Question"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,n", "keep", "Keep", id="plan.keep"),
        Binding("y", "confirm", "Yes", id="plan.yes"),
        Binding("left,h,right,l", "other_button", "Other button", show=False),
    ]

    def __init__(self, wish: Wish, make: Make, clock: Callable[[], float] = monotonic) -> None:
        super().__init__(classes="dialog")
        self.plan: Plan | None = None
        """What is asked about; None while it is being made."""
        self._wish, self._make = wish, make
        self.quiet = Quiet(clock)

    def compose(self) -> ComposeResult:
        """What is found, what may be added, and the two answers."""
        with Vertical(classes="dialog--box") as box:
            box.border_title = Content(f"{title(self._wish, 0).split()[0]}…")
            box.border_subtitle = "esc no"
            box.set_class(self._wish.is_final, "-irreversible")
            yield Static(looking(None), classes="dialog--text", markup=False)
            if self._wish.verb == "retry":
                with Horizontal(classes="dialog--field"):
                    yield Label("Spread", markup=False)
                    yield Input(id="spread", placeholder="all at once", max_length=20)
                    yield Static("or over a while: 10m", classes="dialog--hint", markup=False)
            with Horizontal(classes="dialog--field -wide"):
                yield Label("Reason", markup=False)
                yield Input(id="reason", placeholder="for the log of operations", max_length=500)
            with Horizontal(classes="dialog--count") as typed:
                typed.display = self._wants_number
                yield Label("", id="how", markup=False)
                yield Input(id="count", restrict=r"[0-9,]*", max_length=12)
            yield Static("", id="status", classes="dialog--status", markup=False)
            with Horizontal(classes="dialog--buttons"):
                yield Button("Keep", id="keep")
                yield Button("…", id="confirm", classes="-danger", disabled=True)

    @property
    def focus_chain(self) -> list[Widget]:
        """From what has the focus at first, Tab leads to the fields, and only behind them to the button that acts."""
        first = self.query_one("#count" if self._wants_number else "#keep")
        return sorted(super().focus_chain, key=lambda widget: widget is not first)

    def on_mount(self) -> None:
        """The safe answer has the focus."""
        self.query_one("#keep").focus()
        self._look(self._wish, None)

    # -- the plan ----------------------------------------------------------------------------------

    @work(exclusive=True, group="plan")
    async def _look(self, wish: Wish, shown: Plan | None) -> None:
        """Make the plan, and ask about it; one that is as it was `shown` has been asked about already."""
        self.plan = None
        self._allow()
        try:
            plan = await self._make(wish, self._tell)
        except QueueError as error:
            (self._refuse if shown is None else self._say)(str(error))
            return
        self._wish = wish
        if shown is not None and is_same(plan, shown) and self.is_current:
            self.dismiss(plan)
        else:
            self._ask(plan, changed=shown is not None and not is_same(plan, shown))

    def _tell(self, plan: Plan | None, problem: str | None) -> None:
        if plan is not None:
            self.query_one(".dialog--text", Static).update(looking(plan))
        self._say(f"{problem} It is tried again." if problem else "")

    def _refuse(self, problem: str) -> None:
        """There is no plan, so there is nothing to add to it and nothing to say yes to."""
        self.query_one(".dialog--box").border_title = "Not planned"
        self.query_one(".dialog--text", Static).update(line(problem, 400, "$status-failed"))
        self.query(".dialog--field, .dialog--count, #confirm").set(display=False)
        self._label("#keep", "Close")

    def _ask(self, plan: Plan, *, changed: bool) -> None:
        self.plan = plan
        number = plan.operation.planned
        box = self.query_one(".dialog--box")
        box.border_title = Content(title(self._wish, number)) if number else "Nothing to do"
        answers = "esc no" if self._wants_number else "y yes · n no"
        box.border_subtitle = f"tab fields · {answers}" if number else "esc closes"
        style: TimeStyle = getattr(self.app, "times", TimeStyle.LOCAL)
        self.query_one(".dialog--text", Static).update(facts(plan, self._wish, style))
        self._label("#confirm", button(self._wish, number))
        self._label("#keep", "Keep" if number else "Close")
        self._say("Meanwhile other jobs match: look again." if changed else "", "$status-attention")
        self.query(".dialog--field, #confirm").set(display=bool(number))
        self.query_one(".dialog--count").display = self._wants_number and number > 0
        if not number:
            self.query_one("#keep").focus()
        elif self._wants_number:
            self.query_one("#how", Label).update(type_it(number))
            self.query_one("#count", Input).value = ""
            self.query_one("#count").focus()
        self._allow()
        self.call_after_refresh(self.quiet.begin)

    def _label(self, name: str, words: str) -> None:
        """Write on a button, and give it the width that this takes: Textual keeps the old one."""
        wanted = self.query_one(name, Button)
        wanted.label = Content(words)
        wanted.refresh(layout=True)

    def _say(self, sentence: str, style: str = "$status-failed") -> None:
        self.query_one("#status", Static).update(line(sentence, 400, style))

    # -- the answer --------------------------------------------------------------------------------

    @property
    def _wants_number(self) -> bool:
        return wants_number(self.plan, self._wish)

    def _allow(self) -> None:
        """Yes can be said when there is something to do, and where that is dear, with its number typed."""
        number = 0 if self.plan is None else self.plan.operation.planned
        typed = not self._wants_number or self.query_one("#count", Input).value.replace(",", "") == str(number)
        self.query_one("#confirm", Button).disabled = not (number and typed)

    @on(Input.Changed, "#count")
    def _check_count(self) -> None:
        self._allow()

    @on(Input.Submitted, "#count")
    @on(Button.Pressed, "#confirm")
    def action_confirm(self) -> None:
        """Say yes, if the question can have been read and the number is right."""
        if self.query_one("#confirm", Button).disabled or self.plan is None:
            return
        if not self.quiet.is_deliberate():
            self.query_one(".dialog--box").border_subtitle = too_soon(self._wants_number)
            return
        if not self._can_be_read():
            return
        wish = self._completed()
        if wish == self._wish:
            self.dismiss(self.plan)
        else:
            self._look(wish, self.plan)

    @on(Input.Submitted, "#reason")
    @on(Input.Submitted, "#spread")
    def _lead_on(self, event: Input.Submitted) -> None:
        """Enter in a field is no answer: it leads on, and at last to the button, which wants an Enter of its own."""
        if not self._can_be_read():
            return
        if event.input.id == "spread":
            self.query_one("#reason").focus()
        elif self._wants_number:
            self.query_one("#count").focus()
        elif self.plan is not None:
            self.query_one("#confirm").focus()
            self.quiet.begin()

    @on(Input.Blurred, "#spread")
    def _left_spread(self) -> None:
        """Nobody leaves it with what cannot be read; while another window is used, nothing has the focus."""
        if self.is_current and self.focused is not None:
            self._can_be_read()

    @on(Input.Changed, "#spread")
    def _another_spread(self) -> None:
        self._say("")

    def _can_be_read(self) -> bool:
        """Whether the fields can; where they cannot, the focus is on the one that is wrong."""
        try:
            self._completed()
        except InvalidInput as problem:
            self._say(f"{problem}.")
            self.query_one("#spread").focus()
            return False
        return True

    def _completed(self) -> Wish:
        """The wish with what the fields say. Raises InvalidInput for a spread that is none."""
        arguments: dict[str, JsonValue] = dict(self._wish.arguments)
        if self._wish.verb == "retry":
            arguments.pop("spread_seconds", None)
            seconds = read_spread(self.query_one("#spread", Input).value)
            arguments |= {"spread_seconds": seconds} if seconds else {}
        reason = self.query_one("#reason", Input).value.strip()
        return replace(self._wish, arguments=arguments, reason=reason or None)

    def action_other_button(self) -> None:
        """From one answer to the other."""
        self.query_one("#confirm" if self.query_one("#keep").has_focus else "#keep").focus()

    @on(Button.Pressed, "#keep")
    def action_keep(self) -> None:
        """Say no."""
        self.dismiss(None)
