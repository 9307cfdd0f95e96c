"""Makes a snapshot of what has been read, and hands it out where it says something new. No Textual in here."""

from collections.abc import Callable
from dataclasses import fields, replace

from queue_tui.reading.pager import Pager
from queue_tui.reading.readings import Readings
from queue_tui.snapshot import Clock, Connection, Session, Snapshot
from queue_tui.ticks import monotonic

STARTING_SECONDS = 15.0
"""For so long at most is a worker expected that has only just been started beside the screen."""
PUBLISH_SECONDS = 1.0
"""Without news, a snapshot is published this often to say that the data is still fresh."""


class Publisher:
    """What was said last, and what is worth saying now."""

    def __init__(self, publish: Callable[[Snapshot], None], connection: Connection, session: Session) -> None:
        self._publish = publish
        self._published_at = 0.0
        self._begun_at = monotonic()
        self.said = Snapshot(connection=connection)
        """The latest snapshot that was published; before the first, one of nothing."""
        self.session = session
        """What the person has said about this session; goes into every snapshot from now on."""

    def show(self, pager: Pager, read: Readings) -> None:
        """Publish at once which list it is from now on; nothing has been heard, and all else stays."""
        self.said = replace(self.said, window=pager.window(self.said.window, read.count_of(pager.view)))
        self._publish(self.said)

    def say(self, connection: Connection, pager: Pager, read: Readings) -> None:
        """Publish what there is, unless that was said a moment ago."""
        old, now, page = self.said, monotonic(), pager.answer
        if self.session.starting and (read.has_workers or now - self._begun_at > STARTING_SECONDS):
            self.session = replace(self.session, starting=False)
        new = Snapshot(
            connection=connection,
            window=pager.window(old.window, read.count_of(pager.view)),
            stats=read.stats,
            workers=read.workers,
            identity=read.identity,
            config=read.config,
            watched=read.watched,
            overview=read.overview,
            failures=read.failures,
            failure=read.failure,
            operations=read.operations,
            operation=read.operation,
            clock=old.clock if page is None else Clock(read=page.now, at=pager.answered_at),
            session=self.session,
        )
        if now - self._published_at >= PUBLISH_SECONDS or _news(old, new):
            self._published_at = now
            self.said = new
            self._publish(new)


_PARTS = tuple(field.name for field in fields(Snapshot) if field.name not in ("connection", "clock"))


def _news(old: Snapshot, new: Snapshot) -> bool:
    return any(getattr(old, part) is not getattr(new, part) for part in _PARTS) or (
        (old.connection.link, old.connection.error) != (new.connection.link, new.connection.error)
    )
