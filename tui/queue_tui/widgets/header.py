"""The first line: where this is connected, whether the queue moves, and the time."""

from textual.reactive import var

from queue_core.text import clean, width
from queue_tui.formatting import duration
from queue_tui.snapshot import Connection, Link, Snapshot, nothing_yet
from queue_tui.widgets.looks import Cell, Line, Look
from queue_tui.widgets.painted import Painted

LOOKS = {"ok": Look.GOOD, "idle": Look.MUTED, "busy": Look.PLAIN, "warning": Look.ATTENTION, "stalled": Look.BAD}
"""By the level of the verdict. What makes verdicts is imported with the first one, after the first frame."""


class QueueHeader(Painted):
    """One line. What is wrong with the connection comes before what is wrong with the queue."""

    DEFAULT_CSS = """
    QueueHeader { height: 1; width: 1fr; dock: top; background: $panel; }
    """

    snapshot: var[Snapshot] = var(nothing_yet)

    def on_mount(self) -> None:
        """The clock and the age of stale data go on without any news."""
        self.set_interval(1.0, self.repaint)

    def watch_snapshot(self, snapshot: Snapshot) -> None:
        """Show the news."""
        self.repaint()

    def lines(self) -> list[Line]:
        """Place, role, verdict; at the right the database's time, in this machine's zone."""
        now = self.snapshot.db_now()
        clock = f" {now.astimezone():%H:%M:%S} " if now else " "
        room = self.size.width - len(clock)
        left = [*self._place(), *self._state()]
        cells: list[Cell] = []
        for text, look in left:
            shown = clean(text, room)
            room -= width(shown)
            cells.append(Cell(shown, look))
        return [(*cells, Cell(" " * room, Look.PLAIN), Cell(clock, Look.MUTED))]

    def _place(self) -> list[tuple[str, Look]]:
        where = self.snapshot.connection.label
        parts = [(f" {clean(where, 30)}" if where else " queue-tui", Look.LABEL)]
        identity = self.snapshot.identity
        if identity is not None and (identity.read_only or not identity.can_operate):
            parts.append(("  read-only", Look.ATTENTION))
        return parts

    def _state(self) -> list[tuple[str, Look]]:
        snapshot = self.snapshot
        trouble = connection_trouble(snapshot.connection)
        if trouble is not None:
            return [(f"  {trouble}", Look.BAD)]
        if snapshot.connection.link is Link.CONNECTING:
            return [("  connecting…", Look.MUTED)]
        if snapshot.stats is None:
            return []
        from queue_core.verdict import Level, judge

        verdict = judge(snapshot.stats, snapshot.workers or (), snapshot.config)
        word = "" if verdict.level in (Level.OK, Level.IDLE, Level.BUSY) else f"{verdict.level.value.upper()}: "
        advice = f" ({verdict.advice})" if verdict.advice else ""
        return [(f"  {word}{verdict.sentence}{advice}", LOOKS[verdict.level])]


def connection_trouble(connection: Connection) -> str | None:
    """What is wrong with the connection, and how old the data on screen is; None while nothing is."""
    stale = connection.stale_seconds()
    if stale is not None:
        why = f": {connection.error}" if connection.error else ""
        return f"NO CONNECTION, data is {duration(stale)} old{why}"
    return connection.error
