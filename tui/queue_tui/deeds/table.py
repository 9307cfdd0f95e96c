"""The only place in the terminal UI that changes the queue: which intent is carried out by what.

Each deed asks where the harm calls for it, acts through verbs of the queue, and says what came of it.
"""

from collections.abc import Callable, Coroutine
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.worker import get_current_worker

from queue_core.errors import QueueError
from queue_core.filters import parse_filter
from queue_tui import intents
from queue_tui.deeds import not_done
from queue_tui.deeds.canaries import CanaryDeeds
from queue_tui.deeds.control import ControlDeeds
from queue_tui.deeds.inquiries import Inquiries
from queue_tui.deeds.jobs import JobDeeds
from queue_tui.deeds.many import BulkDeeds
from queue_tui.deeds.operations import CANCEL, DELETE, FORCE, RETRY, UNDO
from queue_tui.deeds.undoable import Undoable
from queue_tui.deeds.undoing import UndoDeeds
from queue_tui.intents import Deed, Inquiry, Intent
from queue_tui.queue_view import QueueView
from queue_tui.words.plans import Wish

if TYPE_CHECKING:
    from queue_tui.app import QueueApp

Doing = Coroutine[Any, Any, None]


class Deeds:
    """Carries out intents, each in a worker of its own."""

    def __init__(self, app: "QueueApp", queue: QueueView) -> None:
        self._app = app
        undoable = Undoable(app.withdraw)
        bulk = BulkDeeds(app, queue, undoable.note)
        jobs = JobDeeds(app, queue, undoable, bulk.plan)
        inquiries = Inquiries(app, queue)
        undo = UndoDeeds(app, queue, undoable, bulk.plan)
        control = ControlDeeds(app, queue, undoable)
        canaries = CanaryDeeds(app, queue, partial(jobs.finish, RETRY, ()))
        self._ways: dict[type[Intent], Callable[[Any], Doing]] = {
            intents.Retry: lambda it: jobs.operate(RETRY, it.ids),
            intents.Cancel: lambda it: jobs.operate(CANCEL, it.ids),
            intents.Delete: lambda it: jobs.operate(DELETE, it.ids),
            intents.ForceCancel: lambda it: jobs.operate(FORCE, it.ids),
            intents.Edit: lambda it: jobs.edit(it.ids, it.changes),
            intents.Undo: lambda it: undo.undo(it.operation_id),
            intents.AskEnqueue: lambda it: jobs.enqueue(None),
            intents.EditCopy: lambda it: jobs.enqueue(it.id),
            intents.PlanAll: lambda it: bulk.plan(_wish(it)),
            intents.PlanUndo: lambda it: bulk.plan(Wish(verb=UNDO.name, arguments={"operation_id": it.operation_id})),
            intents.Apply: lambda it: bulk.go_on(it.operation_id),
            intents.Halt: lambda it: bulk.halt(it.operation_id, it.abort),
            intents.SendCanary: lambda it: canaries.send(it.fingerprint),
            intents.QuietWorker: lambda it: control.quiet(it.worker_id, it.off),
            intents.ReleaseSlots: lambda it: control.release(it.ids),
            intents.AskSetting: lambda it: control.ask_setting(it.name),
            intents.Pause: lambda it: control.pause(it.job_type, it.reason),
            intents.Resume: lambda it: control.resume(it.job_type),
            intents.MarkMatching: lambda it: inquiries.mark_matching(),
            intents.Explain: lambda it: inquiries.explain(it.id),
            intents.Export: lambda it: inquiries.export(parse_filter(it.filter)),
        }

    def carry_out(self, intent: Deed | Inquiry) -> None:
        """Begin to do what is wanted; what comes of it is said on the screen."""
        if not self._app.snapshot.connection.is_up:
            self._app.notify(not_done.refused(intent), severity="error", markup=False, timeout=10)
            return
        worker = self._app.run_worker(self._guard(intent), group="deeds")
        if asks(intent):
            self._app.typed_ahead.begin(worker)

    async def _guard(self, intent: Deed | Inquiry) -> None:
        try:
            await self._ways[type(intent)](intent)
        except QueueError as error:
            self._app.notify(not_done.failed(intent, error), severity="error", markup=False, timeout=10)
        finally:
            self._app.typed_ahead.end(get_current_worker())
            self._app.refresh_data()


def asks(intent: Deed | Inquiry) -> bool:
    """Whether a question or an answer may come of it: until that is there, or there is none, no key is taken."""
    match intent:
        case intents.Retry(ids=ids) | intents.Edit(ids=ids):
            return len(ids) > 1  # one job is acted on at once
        case intents.SendCanary() | intents.Apply() | intents.Halt() | intents.QuietWorker():
            return False
        case _:
            return True


def _wish(intent: intents.PlanAll) -> Wish:
    return Wish(
        verb=intent.verb, filter=parse_filter(intent.filter), arguments=intent.arguments, warning=intent.warning
    )
