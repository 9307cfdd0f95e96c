"""What is done to single jobs, at once; several of them are left to a plan."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from queue_core.actor import current_actor
from queue_core.models import (
    EnqueuedJob,
    JobId,
    JsonValue,
    NewJob,
    OperationResult,
    RequestId,
)
from queue_tui.deeds.edits import done_by
from queue_tui.deeds.operations import (
    EDIT,
    FORCE,
    MOST_TARGETS,
    Verb,
    insist,
    needs_question,
    question,
    summary,
    targets,
)
from queue_tui.deeds.permitted import refusal
from queue_tui.deeds.undoable import Undoable
from queue_tui.formatting import short_id
from queue_tui.queue_view import QueueView
from queue_tui.screens.jobs import JobsScreen
from queue_tui.words.plans import Wish

if TYPE_CHECKING:
    from queue_tui.app import QueueApp


class JobDeeds:
    """Acts through one verb of the queue, says what came of it, and remembers it for undo."""

    def __init__(
        self, app: "QueueApp", queue: QueueView, undoable: Undoable, plan: Callable[[Wish], Awaitable[None]]
    ) -> None:
        """`plan` asks about an action on many jobs, and carries it out."""
        self._app, self._queue, self._undoable, self._plan = app, queue, undoable, plan

    async def operate(self, verb: Verb, ids: Sequence[JobId]) -> None:
        """Do this to one job, after a question where it calls for one; to several, with a plan."""
        if len(ids) > 1 and verb is not FORCE:
            await self._plan(Wish(verb=verb.name, ids=tuple(ids)))
            return
        found = await targets(self._queue, ids[:MOST_TARGETS])
        jobs = [job for job in found if not refusal(verb.name, job)]
        if not jobs:
            gone = "These jobs are gone." if len(ids) > 1 else "This job is gone."
            self._app.notify(refusal(verb.name, found[0]) if found else gone, severity="warning", markup=False)
            return
        if needs_question(verb, jobs):
            from queue_tui.dialogs.confirm import ConfirmDialog

            if not await self._app.push_screen_wait(ConfirmDialog(question(verb, jobs, None))):
                return
        self._app.typed_ahead.end()
        chosen = [job.id for job in jobs]
        await self.finish(verb, ids, await insist(lambda request_id: self._call(verb, chosen, request_id)))

    async def _call(self, verb: Verb, ids: Sequence[JobId], request_id: RequestId) -> OperationResult:
        queue = self._queue
        calls = {
            "retry": queue.retry,
            "cancel": queue.cancel,
            "delete": queue.delete,
            "force_cancel": queue.force_cancel,
        }
        return await calls[verb.name](ids, actor=current_actor(), request_id=request_id)

    async def finish(self, verb: Verb, ids: Sequence[JobId], result: OperationResult) -> None:
        """Say what came of it; these jobs are marked no longer."""
        said = summary(verb, result)
        self._undoable.add(result, said)
        for screen in self._jobs_screens():
            screen.table.unmark(ids)
        acted = result.done or result.requested
        self._app.notify(said, severity="information" if acted else "warning", markup=False)

    async def edit(self, ids: Sequence[JobId], changes: Mapping[str, JsonValue]) -> None:
        """Change priority or time of one job; of several, with a plan."""
        if len(ids) > 1:
            await self._plan(Wish(verb=EDIT.name, ids=tuple(ids), arguments=changes))
            return
        for job in await targets(self._queue, ids):
            if why := refusal(EDIT.name, job):
                self._app.notify(why, severity="warning", markup=False)
                return

        async def call(request_id: RequestId) -> OperationResult:
            return await self._queue.edit(ids, changes, actor=current_actor(), request_id=request_id)

        await self.finish(replace(EDIT, done=done_by(dict(changes))), ids, await insist(call))

    async def enqueue(self, like: JobId | None) -> None:
        """Ask for a new job, filled in from another one."""
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


async def _submit(queue: QueueView, job: NewJob, request_id: RequestId) -> EnqueuedJob:
    [enqueued] = await queue.enqueue([job], actor=current_actor(), request_id=request_id)
    return enqueued
