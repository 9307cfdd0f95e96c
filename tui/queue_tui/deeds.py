"""Carries out what the person wants done to jobs: asks, acts through one verb of the queue, says what came of it."""

from collections.abc import Coroutine, Sequence
from functools import partial
from typing import TYPE_CHECKING

from queue_core.actor import current_actor
from queue_core.errors import QueueError
from queue_core.models import EnqueuedJob, JobId, NewJob, OperationId, OperationResult, RequestId
from queue_tui.formatting import count, plural, short_id
from queue_tui.intents import AskEnqueue, Cancel, Deed, Delete, EditCopy, MarkMatching, Retry, Undo
from queue_tui.operations import (
    CANCEL,
    DELETE,
    MOST_TARGETS,
    RETRY,
    Verb,
    insist,
    matching,
    needs_question,
    question,
    summary,
    targets,
)
from queue_tui.queue_view import QueueView
from queue_tui.screens.jobs import JobsScreen

if TYPE_CHECKING:
    from queue_tui.app import QueueApp

UNDO = Verb("undo", "Took back", "", "")


class Deeds:
    """The only place in the terminal UI that changes the queue."""

    def __init__(self, app: "QueueApp", queue: QueueView) -> None:
        self._app = app
        self._queue = queue
        self._undoable: list[OperationId] = []

    def carry_out(self, intent: Deed) -> None:
        """Begin to do what is wanted; what comes of it is said on the screen."""
        match intent:
            case Retry(ids=ids):
                self._begin(self._operate(RETRY, ids))
            case Cancel(ids=ids):
                self._begin(self._operate(CANCEL, ids))
            case Delete(ids=ids):
                self._begin(self._operate(DELETE, ids))
            case Undo(operation_id=operation_id):
                self._begin(self._undo(operation_id))
            case AskEnqueue():
                self._begin(self._enqueue(None))
            case EditCopy(id=job_id):
                self._begin(self._enqueue(job_id))
            case MarkMatching():
                self._begin(self._mark_matching())

    def _begin(self, deed: Coroutine[None, None, None]) -> None:
        self._app.run_worker(self._guard(deed), group="deeds")

    async def _guard(self, deed: Coroutine[None, None, None]) -> None:
        try:
            await deed
        except QueueError as error:
            self._app.notify(str(error), severity="error", markup=False, timeout=10)
        finally:
            self._app.refresh_data()

    async def _operate(self, verb: Verb, ids: Sequence[JobId]) -> None:
        jobs = await targets(self._queue, ids[:MOST_TARGETS])
        if not jobs:
            self._app.notify("These jobs are gone." if len(ids) > 1 else "This job is gone.", markup=False)
            return
        if needs_question(verb, jobs):
            from queue_tui.dialogs.confirm import ConfirmDialog

            scope = str(self._app.view.filter) or None
            if not await self._app.push_screen_wait(ConfirmDialog(question(verb, jobs, scope))):
                return
        chosen = [job.id for job in jobs]
        result = await insist(lambda request_id: self._call(verb, chosen, request_id))
        if result.undoable:
            self._undoable.append(result.operation_id)
        for screen in self._jobs_screens():
            screen.table.unmark(ids)
        self._tell(verb, result)

    async def _call(self, verb: Verb, ids: Sequence[JobId], request_id: RequestId) -> OperationResult:
        queue = self._queue
        calls = {"retry": queue.retry, "cancel": queue.cancel, "delete": queue.delete}
        return await calls[verb.name](ids, actor=current_actor(), request_id=request_id)

    async def _undo(self, operation_id: OperationId | None) -> None:
        if operation_id is None and not self._undoable:
            self._app.notify("There is nothing to undo: only a retry or a cancel made here can be.", markup=False)
            return
        which = self._undoable[-1] if operation_id is None else operation_id
        result = await insist(lambda request_id: self._queue.undo(which, actor=current_actor(), request_id=request_id))
        self._undoable = [other for other in self._undoable if other != which]
        self._tell(UNDO, result)

    def _tell(self, verb: Verb, result: OperationResult) -> None:
        acted = result.done or result.requested
        self._app.notify(summary(verb, result), severity="information" if acted else "warning", markup=False)

    async def _enqueue(self, like: JobId | None) -> None:
        from queue_tui.dialogs.draft import copy_of
        from queue_tui.dialogs.enqueue import EnqueueDialog

        draft = None if like is None else copy_of(await self._queue.job(like))
        config = self._app.snapshot.config or await self._queue.config()
        form = EnqueueDialog(partial(_submit, self._queue), types=config.types, draft=draft)
        enqueued = await self._app.push_screen_wait(form)
        if enqueued is not None:
            what = "is there already" if enqueued.duplicate else "is in the queue"
            self._app.notify(f"Job {short_id(enqueued.id)} {what}.", markup=False)
            for screen in self._jobs_screens():
                screen.table.seek(enqueued.id)

    def _jobs_screens(self) -> list[JobsScreen]:
        return [screen for screen in self._app.screen_stack if isinstance(screen, JobsScreen)]

    async def _mark_matching(self) -> None:
        screen = self._app.screen
        if not isinstance(screen, JobsScreen):
            return
        ids, more = await matching(self._queue, self._app.view.filter)
        screen.table.mark(ids)
        rest = f"; there are more, and {count(MOST_TARGETS)} is what one action takes" if more else ""
        self._app.notify(f"{plural(len(ids), 'job')} marked{rest}. Esc takes the marks away.", markup=False)


async def _submit(queue: QueueView, job: NewJob, request_id: RequestId) -> EnqueuedJob:
    [enqueued] = await queue.enqueue([job], actor=current_actor(), request_id=request_id)
    return enqueued
