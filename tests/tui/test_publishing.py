"""When a snapshot is worth handing out."""

import pytest

from queue_tui.reading.pager import Pager
from queue_tui.reading.publishing import PUBLISH_SECONDS, STARTING_SECONDS, Publisher
from queue_tui.reading.readings import Readings
from queue_tui.snapshot import Connection, Link, Session, Snapshot
from tests.tui.overview import some_stats


class Told:
    """A publisher on a clock of its own, and what it has published."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, session: Session) -> None:
        self.now = 5000.0
        monkeypatch.setattr("queue_tui.reading.publishing.monotonic", lambda: self.now)
        self.snapshots: list[Snapshot] = []
        self.pager, self.readings = Pager(), Readings(0.1)
        self.publisher = Publisher(self.snapshots.append, self.connection(), session)

    def connection(self, error: str | None = None, link: Link = Link.CONNECTED) -> Connection:
        return Connection(link=link, label="tests", since=0.0, heard_at=self.now, error=error)

    def say(self, error: str | None = None, link: Link = Link.CONNECTED) -> int:
        """Say what there is; how many snapshots there are then."""
        self.publisher.say(self.connection(error, link), self.pager, self.readings)
        return len(self.snapshots)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    """Has said all that there is."""
    told = Told(monkeypatch, Session())
    told.say()
    return told


def test_without_news_it_is_said_once_in_a_while_that_the_data_is_fresh(told: Told) -> None:
    assert told.say() == 1
    told.now += PUBLISH_SECONDS / 2
    assert told.say() == 1
    told.now += PUBLISH_SECONDS / 2
    assert told.say() == 2
    assert told.publisher.said is told.snapshots[-1]
    assert told.snapshots[-1].connection.heard_at == told.now


def test_news_is_said_at_once(told: Told) -> None:
    told.readings.stats = some_stats()
    assert told.say() == 2
    assert told.snapshots[-1].stats is told.readings.stats
    assert told.say() == 2


def test_a_link_that_is_lost_and_another_reason_are_news(told: Told) -> None:
    assert told.say("It does not answer.", Link.LOST) == 2
    assert told.say("It does not answer.", Link.LOST) == 2
    assert told.say("It refuses.", Link.LOST) == 3
    assert told.say() == 4


def test_a_worker_that_was_started_beside_the_screen_is_expected_until_it_is_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = Told(monkeypatch, Session(starting=True))
    told.readings.stats = some_stats(workers_alive=0)
    told.say()
    assert told.snapshots[-1].session.starting
    told.readings.stats = some_stats(workers_alive=1)
    told.say()
    assert not told.snapshots[-1].session.starting


def test_a_worker_that_never_comes_is_not_expected_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    told = Told(monkeypatch, Session(starting=True))
    told.now += STARTING_SECONDS
    told.say()
    assert told.snapshots[-1].session.starting
    told.now += 0.1
    told.say()
    assert not told.snapshots[-1].session.starting
