"""The verdict on the queue, whole: what is the case, why, what helps, and the key that leads there."""

from textual.reactive import var

from queue_core.text import clean
from queue_core.verdict import Verdict, judge
from queue_tui.snapshot import Link, Snapshot, nothing_yet
from queue_tui.widgets.growing import Growing
from queue_tui.widgets.header import LOOKS, connection_trouble
from queue_tui.widgets.lines import LABEL_CELLS, labelled, wrapped
from queue_tui.widgets.looks import Cell, Line, Look
from queue_tui.words.verdict_keys import advice_of, help_for


class VerdictPanel(Growing):
    """As many lines as it takes."""

    snapshot: var[Snapshot] = var(nothing_yet)

    def watch_snapshot(self, snapshot: Snapshot) -> None:
        """Show the news."""
        self.repaint()

    def lines_for(self, cells: int) -> list[Line]:
        """The verdict and the key."""
        return verdict_lines(self.snapshot, cells)


def verdict_lines(snapshot: Snapshot, cells: int) -> list[Line]:
    """Two lines or more, wrapped; what is wrong with the connection comes before what is wrong with the queue."""
    room = cells - LABEL_CELLS - 1
    stats = snapshot.stats
    if snapshot.connection.link is Link.LOST or (stats is None and snapshot.connection.error):
        return _trouble(snapshot, room)
    if stats is None:
        return labelled("", [(Cell("Reading how the queue is doing…", Look.MUTED),), ()])
    verdict = judge(stats, snapshot.workers or (), snapshot.config)
    look = LOOKS[verdict.level]
    said = wrapped((Cell(clean(verdict.sentence), look),), room)
    return labelled(verdict.level.value.upper(), [*said, *wrapped(_help(verdict), room)], look)


def _help(verdict: Verdict) -> Line:
    """The advice, unless it is what the key does, and the key."""
    advice = clean(advice_of(verdict))
    sentence = f"{advice[0].upper()}{advice[1:]}. " if advice else ""
    key, does = help_for(verdict.cause)
    return (Cell(sentence, Look.PLAIN), Cell(key, Look.ACCENT), Cell(f" {does}.", Look.PLAIN))


def _trouble(snapshot: Snapshot, room: int) -> list[Line]:
    """No seconds that tick: the header has them."""
    error = clean(snapshot.connection.error or connection_trouble(snapshot.connection) or "", 300)
    stats = snapshot.stats
    below = "" if stats is None else f"Below is how it was at {stats.now.astimezone():%H:%M:%S}. "
    rest = f"{below}It is tried again until it answers."
    rows = [*wrapped((Cell(error, Look.BAD),), room), *wrapped((Cell(rest, Look.PLAIN),), room)]
    return labelled("NO ANSWER", rows, Look.BAD)
