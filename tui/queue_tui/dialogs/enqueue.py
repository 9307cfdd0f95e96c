"""The form for a new job, empty or filled in from another one.

    job = await self.push_screen_wait(EnqueueDialog(submit, types=config.types, draft=copy_of(detail)))

`submit` puts the job into the queue and may raise QueueError: its sentence is then shown in the form,
and everything typed stays. It gets the same request id as long as the form says the same, so that a
job whose answer was lost is not enqueued twice.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import ClassVar
from uuid import uuid4

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.suggester import SuggestFromList
from textual.widgets import Button, Input, Label, Static, TextArea

from queue_core.errors import InvalidInput, QueueError
from queue_core.models import EnqueuedJob, JobType, JsonValue, NewJob, RequestId
from queue_core.payload import PayloadProblem, SchemaProblem, check_schema, parse_payload
from queue_core.text import clean
from queue_tui.clean import line
from queue_tui.dialogs.draft import BY_TYPE, Draft, example_of, read_job
from queue_tui.dialogs.payload_area import PayloadArea
from queue_tui.widgets.choice import Choice

Submit = Callable[[NewJob, RequestId], Awaitable[EnqueuedJob]]
PRIORITIES = (BY_TYPE, "high", "medium", "low")


class EnqueueDialog(ModalScreen[EnqueuedJob | None]):
    """Dismisses with the job that was enqueued, or None."""

    CSS_PATH = "dialog.tcss"
    BINDING_GROUP_TITLE = "New job"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close", id="enqueue.close"),
        Binding("ctrl+s", "submit", "Enqueue", id="enqueue.submit", priority=True),
    ]

    def __init__(self, submit: Submit, *, types: Sequence[JobType] = (), draft: Draft | None = None) -> None:
        super().__init__(classes="dialog")
        self._submit = submit
        self._types = {kind.job_type: kind for kind in types if clean(kind.job_type) == kind.job_type}
        self._is_copy = draft is not None
        self._draft = draft or Draft(payload={"question": ""})
        self._template = "" if draft else self._draft.payload_text
        """The payload text that was put there by the form itself; another type may replace it."""
        self._request: tuple[NewJob, RequestId] | None = None
        self._may_discard = False

    # -- what it looks like ------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Fields, payload, what is wrong with them, and the two buttons."""
        draft = self._draft
        with Vertical(classes="dialog--box") as box:
            box.border_title = "Edited copy" if self._is_copy else "New test job"
            box.border_subtitle = "ctrl+s enqueues · esc closes"
            with Horizontal(classes="dialog--field"):
                yield Label("Type", markup=False)
                suggester = SuggestFromList(list(self._types), case_sensitive=False)
                yield Input(draft.job_type, id="type", suggester=suggester)
                yield Static(self._known_types(), classes="dialog--hint", markup=False)
            with Horizontal(classes="dialog--field"):
                yield Label("Priority", markup=False)
                yield Choice(PRIORITIES, draft.priority or BY_TYPE, id="priority")
            with Horizontal(classes="dialog--field"):
                yield Label("Delay", markup=False)
                yield Input("", id="delay", placeholder="none", max_length=20)
                yield Static("such as 90s, 10m, 1h30m", classes="dialog--hint", markup=False)
            with Horizontal(classes="dialog--field"):
                yield Label("Payload", markup=False)
                yield Static("", id="check", classes="dialog--hint", markup=False)
            yield PayloadArea(draft.editable_text, id="payload", read_only=draft.too_big_to_edit)
            yield Static("", id="status", classes="dialog--status", markup=False)
            with Horizontal(classes="dialog--buttons"):
                yield Button("Close", id="close")
                yield Button("Enqueue", id="submit")

    def on_mount(self) -> None:
        """The first thing to type is the type; in a copy it is the payload."""
        self.query_one("#payload" if self._is_copy else "#type").focus()
        self._say(" ".join(self._draft.notes), "$status-attention")
        if self._draft.too_big_to_edit:
            self._show_check(f"{self._draft.amount}: too big to edit here, it is copied as it is", "$text-muted")
        else:
            self._check_payload()

    def _known_types(self) -> Content:
        return line(", ".join(self._types), 200)

    def _say(self, sentence: str, style: str = "$status-failed") -> None:
        self.query_one("#status", Static).update(line(sentence, 400, style))

    def _show_check(self, sentence: str, style: str) -> None:
        self.query_one("#check", Static).update(line(sentence, 200, style))

    # -- while it is filled in ---------------------------------------------------------------------

    @on(Input.Changed, "#type")
    def _offer_example(self, event: Input.Changed) -> None:
        """The type's example, as long as the payload is not the person's own."""
        area = self.query_one(PayloadArea)
        kind = self._types.get(event.value.strip())
        if kind is not None and example_of(kind) and area.text == self._template:
            self._template = Draft(payload=example_of(kind)).payload_text
            area.text = self._template
        self._check_payload()

    @on(TextArea.Changed)
    def _payload_changed(self) -> None:
        self._edited()
        self._say("")
        self._check_payload()

    @on(Input.Changed)
    @on(Choice.Changed)
    def _edited(self) -> None:
        self._may_discard = False

    @on(PayloadArea.TooMuch)
    def _refuse_paste(self, event: PayloadArea.TooMuch) -> None:
        self._say(f"{event.amount} is too much to paste here: use queuectl enqueue.")

    @work(exclusive=True, group="check")
    async def _check_payload(self) -> None:
        """Say what is wrong with the payload, or that nothing is."""
        if self._draft.too_big_to_edit:
            return
        try:
            payload = parse_payload(self.query_one(PayloadArea).text)
            await asyncio.to_thread(check_schema, payload, self._schema())
        except PayloadProblem as problem:
            self._show_check(str(problem), "$status-failed")
        except SchemaProblem as problem:
            self._show_check(str(problem), "$status-attention")
        else:
            self._show_check("valid" if self._schema() is not None else "valid JSON", "$text-muted")

    def _schema(self) -> JsonValue:
        kind = self._types.get(self.query_one("#type", Input).value.strip())
        return None if kind is None else kind.json_schema

    # -- sending and leaving -----------------------------------------------------------------------

    @on(Button.Pressed, "#submit")
    def action_submit(self) -> None:
        """Enqueue what the form says."""
        self._send()

    @work(exclusive=True, group="send")
    async def _send(self) -> None:
        try:
            job = self._read()
            await self._check(job.payload)
        except InvalidInput as problem:
            self._say(f"Not enqueued: {problem}.")
            return
        self._say("Enqueuing…", "$text-muted")
        try:
            enqueued = await self._submit(job, self._request_id(job))
        except QueueError as error:
            self._say(str(error))
            return
        self.dismiss(enqueued)

    async def _check(self, payload: Mapping[str, JsonValue]) -> None:
        """Raise PayloadProblem where the payload is not what its type asks for."""
        with suppress(SchemaProblem):
            await asyncio.to_thread(check_schema, dict(payload), self._schema())

    def _read(self) -> NewJob:
        payload = None if self._draft.too_big_to_edit else self.query_one(PayloadArea).text
        return read_job(
            self._draft,
            job_type=self.query_one("#type", Input).value,
            priority=self.query_one(Choice).chosen,
            delay=self.query_one("#delay", Input).value,
            payload=payload,
        )

    def _request_id(self, job: NewJob) -> RequestId:
        if self._request is None or self._request[0] != job:
            self._request = (job, RequestId(str(uuid4())))
        return self._request[1]

    @on(Button.Pressed, "#close")
    def action_close(self) -> None:
        """Leave; what was typed is thrown away only when asked for twice."""
        if self._may_discard or not self._is_edited():
            self.dismiss(None)
            return
        self._may_discard = True
        self._say("The form has been edited: once more throws it away.", "$status-attention")

    def _is_edited(self) -> bool:
        draft = self._draft
        return (
            self.query_one(PayloadArea).text not in (self._template, draft.editable_text)
            or self.query_one("#type", Input).value.strip() != draft.job_type
            or self.query_one("#delay", Input).value.strip() != ""
            or self.query_one(Choice).chosen != (draft.priority or BY_TYPE)
        )
