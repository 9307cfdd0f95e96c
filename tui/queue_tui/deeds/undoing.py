"""Undoes operations: the last one of this program, one that is named, or the last one of this person.

Where this program remembers none, the log knows what the same person did elsewhere, or before: that is asked about.
"""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from queue_core.actor import current_actor
from queue_core.models import Operation, OperationId, OperationResult
from queue_core.operation_words import verb_words
from queue_tui.deeds.operations import UNDO, insist, summary
from queue_tui.deeds.undoable import Undoable
from queue_tui.formatting import duration, plural
from queue_tui.queue_view import QueueView
from queue_tui.words.operation_lines import told
from queue_tui.words.plans import Wish

if TYPE_CHECKING:
    from queue_tui.app import QueueApp
    from queue_tui.dialogs.confirm import Question

LOOKED_AT = 20
"""The latest operations of this person among which one that can be undone is looked for."""
NOTHING = "There is nothing to undo: none of the last things that you did can be."


class UndoDeeds:
    """`plan` asks about what touches many jobs, and carries it out."""

    def __init__(
        self, app: "QueueApp", queue: QueueView, undoable: Undoable, plan: Callable[[Wish], Awaitable[None]]
    ) -> None:
        self._app, self._queue, self._undoable, self._plan = app, queue, undoable, plan

    async def undo(self, operation_id: OperationId | None) -> None:
        """Undo an operation, or the last one."""
        which = self._undoable.last if operation_id is None else operation_id
        if which is None:
            await self._undo_from_the_log()
        elif self._undoable.wants_plan(which):
            await self._plan(Wish(verb=UNDO.name, arguments={"operation_id": which}))
        else:
            await self._undo_at_once(which)

    async def _undo_from_the_log(self) -> None:
        from queue_tui.dialogs.confirm import ConfirmDialog

        found = await latest_undoable(self._queue)
        if found is None:
            self._app.notify(NOTHING, markup=False)
            return
        operation, seconds = found
        if operation.done > 1:
            await self._plan(Wish(verb=UNDO.name, arguments={"operation_id": operation.id}))
        elif await self._app.push_screen_wait(ConfirmDialog(undo_question(operation, seconds))):
            await self._undo_at_once(operation.id)

    async def _undo_at_once(self, which: OperationId) -> None:
        self._app.typed_ahead.end()
        result = await insist(lambda request_id: self._queue.undo(which, actor=current_actor(), request_id=request_id))
        self._undoable.remove(which)
        if result.done or result.requested or result.skipped:
            said = summary(UNDO, result)
            self._app.notify(said, severity="information" if result.done else "warning", markup=False)
        else:
            self._app.notify(await undone(self._queue, result), markup=False)


async def latest(queue: QueueView, verb: str) -> Operation | None:
    """What this person did last, with this verb."""
    page = await queue.operations(verb=verb, actor=current_actor(), limit=1)
    return next(iter(page.operations), None)


async def latest_undoable(queue: QueueView) -> tuple[Operation, float] | None:
    """What this person did last that can be undone, here or elsewhere, and how many seconds ago."""
    page = await queue.operations(actor=current_actor(), limit=LOOKED_AT)
    for operation in page.operations:
        if operation.undoable:
            return operation, (page.now - operation.at).total_seconds()
    return None


def undo_question(operation: Operation, seconds: float) -> "Question":
    """Asked where the person may not remember having done it."""
    from queue_tui.dialogs.confirm import Question

    return Question(
        title=f"Undo operation {operation.id}?",
        effect=f"You did it {duration(seconds)} ago: {what_it_did(operation)}.",
        confirm="Undo it",
    )


def what_it_did(operation: Operation) -> str:
    """The verb, and to what: "retry of 40 jobs", "configure: Jobs at once 10 -> 3"."""
    verb = verb_words(operation.verb)
    if operation.total:
        return f"{verb} of {plural(operation.done + operation.requested, 'job')}"
    said = ", ".join(told(operation))
    return f"{verb}: {said}" if said else verb


async def undone(queue: QueueView, result: OperationResult) -> str:
    """Of an operation that was not about jobs: what is now as it was before."""
    detail = await queue.operation(result.operation_id)
    said = ", ".join(told(detail.operation))
    number = detail.operation.undoes
    whose = "it" if number is None else f"operation {number}"
    return f"Undid {whose}: {said}." if said else f"Undid {whose}."
