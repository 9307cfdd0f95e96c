"""What the person wants, as messages: widgets and screens post them, the app alone acts on them.

    self.post_message(Retry((job.id,)))     # in a widget or a screen; it bubbles up to the app

An intent names jobs by id, never by row, so that it means the same jobs however the list moves on.
The app asks back where the harm calls for it, calls one verb of `Queue` and refreshes at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from textual.message import Message

from queue_core.models import JobId, JsonValue, OperationId, WorkerId
from queue_tui.snapshot import Attention


class Intent(Message):
    """Base of all intents."""


class Listing(Intent):
    """Base of the intents that say which list is shown, and which part of it."""


class Deed(Intent):
    """Base of the intents that change something, or ask for what that needs."""


class Inquiry(Intent):
    """Base of the intents that ask the queue for more than the screen shows, and change nothing."""


@dataclass
class Retry(Deed):
    """Put these jobs back into the queue with all attempts available again."""

    ids: tuple[JobId, ...]


@dataclass
class Cancel(Deed):
    """Cancel these jobs: queued ones at once, running ones when their worker has stopped the call."""

    ids: tuple[JobId, ...]


@dataclass
class Delete(Deed):
    """Remove these jobs for good."""

    ids: tuple[JobId, ...]


@dataclass
class ForceCancel(Deed):
    """Cancel these running jobs without waiting for their worker, which goes on; after a question."""

    ids: tuple[JobId, ...]


@dataclass
class Edit(Deed):
    """Change the priority of these queued jobs, or when they run, at once; `changes` as `Queue.edit` takes them."""

    ids: tuple[JobId, ...]
    changes: Mapping[str, JsonValue]


@dataclass
class PlanAll(Deed):
    """Plan an action on all jobs that match, show what it would touch, and apply it if the person says so.

    `verb` and `arguments` as `Queue.plan` takes them: retry, cancel, delete or edit.
    """

    verb: str
    filter: str
    arguments: Mapping[str, JsonValue] = field(default_factory=dict)
    warning: str = ""
    """What has been learnt that speaks against it, as a sentence for the question."""


@dataclass
class SendCanary(Deed):
    """Retry the job that failed last with this fingerprint, and watch how it goes."""

    fingerprint: str


@dataclass
class PlanUndo(Deed):
    """Plan to undo an operation, show what that would touch, and apply it if the person says so."""

    operation_id: OperationId


@dataclass
class Apply(Deed):
    """Go on with a plan that was made or halted before, and show how far it comes."""

    operation_id: OperationId


@dataclass
class Halt(Deed):
    """Stop an operation before its next chunk, or (`abort`) for good."""

    operation_id: OperationId
    abort: bool = False


@dataclass
class QuietWorker(Deed):
    """Have a worker claim nothing more and go on with what it runs; `off`: have it claim again."""

    worker_id: WorkerId
    off: bool = False


@dataclass
class ReleaseSlots(Deed):
    """Free the slots that lost attempts of these jobs still hold; after a question."""

    ids: tuple[JobId, ...]


@dataclass
class AskSetting(Inquiry):
    """Show what a setting means, ask for another value, show what that would mean, and save it if this may be done."""

    name: str
    """`max_concurrent_renders`, or `doubt.limit` for a type."""


@dataclass
class Pause(Deed):
    """Start no more jobs, of one type or (None) at all."""

    job_type: str | None = None
    reason: str | None = None
    """None: it is asked for."""


@dataclass
class Resume(Deed):
    """Start jobs again, of one type or (None) all that are not paused by themselves."""

    job_type: str | None = None


@dataclass
class Explain(Inquiry):
    """Show why this job does not run, or how it stands."""

    id: JobId


@dataclass
class Export(Inquiry):
    """Ask where to write all jobs that match this filter, and write them."""

    filter: str


@dataclass
class AskEnqueue(Deed):
    """Open the form for a new job."""


@dataclass
class EditCopy(Deed):
    """Open the form for a new job, filled in from this one."""

    id: JobId


@dataclass
class Undo(Deed):
    """Undo an operation; None: the last one of this program that can be undone."""

    operation_id: OperationId | None = None


@dataclass
class OpenJob(Intent):
    """Show everything about one job."""

    id: JobId


@dataclass
class ShowView(Intent):
    """Go to another view, by its name in `queue_tui.views`; with a filter, to the jobs that match it."""

    name: str
    filter: str | None = None


@dataclass
class AskSavedView(Intent):
    """Ask which of the saved views of the list to show."""


@dataclass
class Attend(Intent):
    """Keep this fresh from now on: it is what the screen shows."""

    attention: Attention


@dataclass
class SetFilter(Listing):
    """List the jobs that match this text of the filter language; an empty text lists all."""

    text: str


@dataclass
class SetSort(Listing):
    """List jobs in the order of `sort`: created, updated or queue."""

    sort: str
    descending: bool


@dataclass
class Freeze(Listing):
    """Hold the list still (True), or let it follow the queue again."""

    frozen: bool


@dataclass
class MarkMatching(Inquiry):
    """Mark all jobs that match the filter, up to a bound that the screen names."""


@dataclass
class Refresh(Intent):
    """Read again what is on screen, now."""


@dataclass
class CopyText(Intent):
    """Put this text into the clipboard; `what` names it for the toast, such as 'id'."""

    text: str
    what: str


@dataclass
class ShowFirst(Listing):
    """Read the beginning of the list."""


@dataclass
class ShowLast(Listing):
    """Read the end of the list."""


@dataclass
class ShowMore(Listing):
    """Read on past the end of the window, or (`before`) past its beginning."""

    before: bool
