"""What the screens show, at one moment: made by the feed, never changed, compared by identity.

Parts that did not change stay the same objects from one snapshot to the next, so a widget can tell
with `is` whether there is anything to draw. Strings are as they came: whoever draws cleans them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from queue_core.filters import Filter
from queue_core.models import (
    FailureDetail,
    Failures,
    FailureSort,
    Identity,
    Job,
    JobCount,
    JobDetail,
    JobId,
    OperationDetail,
    OperationId,
    OperationPage,
    Overview,
    QueueConfig,
    Stats,
    Worker,
)
from queue_tui.ticks import monotonic

ALL_JOBS = Filter()


class Link(StrEnum):
    """How things stand with the database."""

    CONNECTING = "connecting"
    """No answer yet."""
    CONNECTED = "connected"
    LOST = "lost"
    """It has answered before; tried again until it does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """Whether what is on screen can be believed."""

    link: Link
    label: str
    """Where: a host and database, never a secret; empty while it is not known."""
    since: float
    """When the link became what it is (monotonic seconds)."""
    heard_at: float | None = None
    """When the database last answered; None: never."""
    error: str | None = None
    """One sentence about what is wrong; None while nothing is."""
    patience: float = 5.0
    """Seconds without an answer after which the data counts as stale."""
    latency_seconds: float | None = None
    """How long the database takes to answer the smallest question: the median of the latest; None before any."""

    @property
    def is_up(self) -> bool:
        """Whether there is any use in asking the database for something now: one that is only slow may do it."""
        return self.link is Link.CONNECTED

    def stale_seconds(self, now: float | None = None) -> float | None:
        """The age of the data where it is older than it should be, else None.

        Counted from the last answer and not from the first error: a call that hangs is no answer.
        """
        if self.heard_at is None:
            return None
        age = (monotonic() if now is None else now) - self.heard_at
        return age if age > self.patience or self.link is Link.LOST else None


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Which list of jobs is shown, and in which order."""

    filter: Filter = ALL_JOBS
    sort: str = "created"
    """created, updated or queue."""
    descending: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A stretch of the list of jobs, without gaps: what is on screen and some pages around it."""

    view: View = View()
    jobs: tuple[Job, ...] = ()
    at_start: bool = True
    at_end: bool = False
    loaded: bool = False
    """False until the first answer for this view."""
    searching: bool = False
    """More matches are being looked for; `searched` says how far it has come."""
    searched: int = 0
    """Rows looked at since the search began."""
    count: JobCount | None = None
    """How many jobs match in all; None while it is not known."""
    frozen: bool = False
    held: bool = False
    """Rows keep their places, because some are marked or a dialog is open; new ones wait."""
    new: int = 0
    """While frozen or held: jobs that have come in at the top since."""
    new_capped: bool = False
    jump: int = 0
    """Grows with each deliberate move to another place: the cursor does not follow its job then."""
    error: str | None = None
    """Why the database refused this list, in one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """The job that a job screen shows."""

    job_id: JobId
    detail: JobDetail | None = None
    error: str | None = None


class Topic(StrEnum):
    """What is read beside the list only while a screen shows it."""

    OVERVIEW = "overview"
    FAILURES = "failures"
    OPERATIONS = "operations"
    SETTINGS = "settings"
    """The configuration, which is read now and then for all screens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attention:
    """What the screen shows beside jobs, numbers and workers, and is therefore kept fresh."""

    topics: frozenset[Topic] = frozenset()
    fingerprint: str | None = None
    """The group of failures whose details are shown."""
    failure_sort: FailureSort = FailureSort.LAST
    """Which groups come first."""
    operation_id: OperationId | None = None
    """The operation whose details are shown."""
    operations_before: OperationId | None = None
    """The page of operations begins with what is older than this; None: with the newest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What the person has said about this session, as far as it is shown."""

    production: bool = False
    """Read-only until it is unlocked."""
    unlocked_until: float | None = None
    """Until when it may write (monotonic seconds); None: locked."""
    poll_seconds: float | None = None
    """How often to look for changes, where that was said; None: what suits the way to the database."""
    starting: bool = False
    """What runs beside the screen has only just been started."""

    @property
    def is_locked(self) -> bool:
        """Whether it may be unlocked, and is not."""
        return self.production and self.unlocked_until is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The database's time, carried on by this machine's steps and never by its idea of the time."""

    read: datetime
    at: float
    """Monotonic seconds when it was read."""

    def now(self) -> datetime:
        """The database's time, now."""
        return self.read + timedelta(seconds=monotonic() - self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Everything the screens show."""

    connection: Connection
    window: Window = Window()
    stats: Stats | None = None
    workers: tuple[Worker, ...] | None = None
    identity: Identity | None = None
    config: QueueConfig | None = None
    watched: Watched | None = None
    overview: Overview | None = None
    failures: Failures | None = None
    failure: FailureDetail | None = None
    operations: OperationPage | None = None
    operation: OperationDetail | None = None
    clock: Clock | None = None
    session: Session = Session()

    def db_now(self) -> datetime | None:
        """The database's time, now; None before it has been heard."""
        return None if self.clock is None else self.clock.now()


def nothing_yet(label: str = "") -> Snapshot:
    """The snapshot before the first answer."""
    return Snapshot(connection=Connection(link=Link.CONNECTING, label=label, since=monotonic()))
