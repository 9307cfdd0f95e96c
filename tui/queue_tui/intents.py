"""What the person wants, as messages: widgets and screens post them, the app alone acts on them.

    self.post_message(Retry((job.id,)))     # in a widget or a screen; it bubbles up to the app

An intent names jobs by id, never by row, so that it means the same jobs however the list moves on.
The app asks back where the harm calls for it, calls one verb of `Queue` and refreshes at once.
"""

from dataclasses import dataclass

from textual.message import Message

from queue_core.models import JobId, OperationId
from queue_tui.snapshot import Attention


class Intent(Message):
    """Base of all intents."""


class Listing(Intent):
    """Base of the intents that say which list is shown, and which part of it."""


class Deed(Intent):
    """Base of the intents that change something, or ask for what that needs."""


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
class AskEnqueue(Deed):
    """Open the form for a new job."""


@dataclass
class EditCopy(Deed):
    """Open the form for a new job, filled in from this one."""

    id: JobId


@dataclass
class Undo(Deed):
    """Take back an operation; None: the last one of this program that can be undone."""

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
class MarkMatching(Deed):
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
