"""What was not done, in the same words for every action: a person must not have to guess which one failed."""

from collections.abc import Callable, Sequence
from typing import Any

from queue_core.errors import AnswerLost, QueueError, Stopped
from queue_core.models import JobId
from queue_core.pauses import whose
from queue_core.text import clean
from queue_tui import intents
from queue_tui.formatting import plural, short_id
from queue_tui.intents import Deed, Inquiry, Intent

NO_CONNECTION = "no connection. Do it again when the first line says no more that there is none."


def refused(intent: Deed | Inquiry) -> str:
    """While it is known that nothing can be done: "Not retried 3f2a1b2c: no connection. ..."."""
    return f"Not {_what(intent)}: {NO_CONNECTION}"


def failed(intent: Deed | Inquiry, error: QueueError) -> str:
    """After a try. Where only the answer was lost, it may have been done."""
    if isinstance(error, AnswerLost) and not isinstance(error, Stopped):
        return f"Perhaps {_what(intent)}, perhaps not: the answer was lost. {error}"
    return f"Not {_what(intent)}. {error}"


def _what(intent: Deed | Inquiry) -> str:
    return _WHAT[type(intent)](intent)


def _jobs(ids: Sequence[JobId]) -> str:
    return short_id(ids[0]) if len(ids) == 1 else plural(len(ids), "job")


def _undone(intent: intents.Undo | intents.PlanUndo) -> str:
    number = intent.operation_id
    return "undone" if number is None else f"undone operation {number}"


_PLANNED = {"retry": "retried", "cancel": "cancelled", "delete": "deleted", "edit": "changed"}
_WHAT: dict[type[Intent], Callable[[Any], str]] = {
    intents.Retry: lambda it: f"retried {_jobs(it.ids)}",
    intents.Cancel: lambda it: f"cancelled {_jobs(it.ids)}",
    intents.Delete: lambda it: f"deleted {_jobs(it.ids)}",
    intents.ForceCancel: lambda it: f"cancelled {_jobs(it.ids)} by force",
    intents.Edit: lambda it: f"changed {_jobs(it.ids)}",
    intents.Undo: _undone,
    intents.PlanUndo: _undone,
    intents.AskEnqueue: lambda it: "enqueued a job",
    intents.EditCopy: lambda it: f"copied {short_id(it.id)}",
    intents.PlanAll: lambda it: f"{_PLANNED[it.verb]} what matches",
    intents.Apply: lambda it: f"carried out operation {it.operation_id}",
    intents.Halt: lambda it: f"{'aborted' if it.abort else 'halted'} operation {it.operation_id}",
    intents.SendCanary: lambda it: "sent a canary",
    intents.QuietWorker: lambda it: f"made the worker {'active' if it.off else 'quiet'}",
    intents.ReleaseSlots: lambda it: f"freed the slots of {_jobs(it.ids)}",
    intents.AskSetting: lambda it: f"changed {clean(it.name, 60)}",
    intents.Pause: lambda it: f"paused {whose(it.job_type)}",
    intents.Resume: lambda it: f"resumed {whose(it.job_type)}",
    intents.MarkMatching: lambda it: "marked what matches",
    intents.Explain: lambda it: f"explained {short_id(it.id)}",
    intents.Export: lambda it: "exported what matches",
}
