"""The first line: where this is connected, whether the queue moves, and the time."""

from dataclasses import replace
from datetime import UTC

from textual import getters
from textual.reactive import var

from queue_core.text import clean, width
from queue_tui.base_app import TerminalApp
from queue_tui.formatting import TimeStyle, age, duration
from queue_tui.snapshot import Connection, Link, Snapshot, nothing_yet
from queue_tui.ticks import monotonic
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
    app = getters.app(TerminalApp)

    def on_mount(self) -> None:
        """The clock and the age of stale data go on without any news."""
        self.set_interval(1.0, self.repaint)

    def watch_snapshot(self, before: Snapshot, snapshot: Snapshot) -> None:
        """Show the news. Another list is none: a second of the clock would take a frame that its rows then wait for."""
        if replace(snapshot, window=before.window) != before:
            self.repaint()

    def lines(self) -> list[Line]:
        """Place, role, verdict; at the right the database's time, in this machine's zone or in UTC."""
        clock = self._clock()
        room = self.size.width - len(clock)
        state = self._state()
        kept = sum(width(text) for text, _ in state[1:])
        spared = [(part, kept) for part in (*self._place(), *state[:1])]
        cells: list[Cell] = []
        for (text, look), spare in [*spared, *((part, 0) for part in state[1:])]:
            shown = clean(text, room - spare)
            room -= width(shown)
            cells.append(Cell(shown, look))
        return [(*cells, Cell(" " * room, Look.PLAIN), Cell(clock, Look.MUTED))]

    def _clock(self) -> str:
        now = self.snapshot.db_now()
        if now is None:
            return " "
        return (
            f" {now.astimezone(UTC):%H:%M:%S}Z "
            if self.app.times is TimeStyle.UTC
            else f" {now.astimezone():%H:%M:%S} "
        )

    def _place(self) -> list[tuple[str, Look]]:
        where = self.snapshot.connection.label
        parts = [(f" {clean(where, 30)}" if where else " queue-tui", Look.LABEL)]
        identity, session = self.snapshot.identity, self.snapshot.session
        if session.unlocked_until is not None:
            parts.append((f"  unlocked {left(session.unlocked_until - monotonic())}", Look.BAD))
        elif identity is not None and (identity.read_only or not identity.can_operate):
            hint = " (:unlock)" if session.production and identity.can_operate else ""
            parts.append((f"  read-only{hint}", Look.ATTENTION))
        return parts

    def _state(self) -> list[tuple[str, Look]]:
        """How it is; behind it the key that helps, for which there is always room."""
        snapshot = self.snapshot
        trouble = connection_trouble(snapshot.connection)
        if trouble is not None:
            return [(f"  {trouble}", Look.BAD)]
        if snapshot.connection.link is Link.CONNECTING:
            return [("  connecting…", Look.MUTED)]
        if snapshot.stats is None:
            return []
        if snapshot.session.starting:
            return [("  starting…", Look.MUTED)]
        from queue_core.verdict import Level, judge
        from queue_tui.words.verdict_keys import brief_help, line_advice

        verdict = judge(snapshot.stats, snapshot.workers or (), snapshot.config)
        word = "" if verdict.level in (Level.OK, Level.IDLE, Level.BUSY) else f"{verdict.level.value.upper()}: "
        key = brief_help(verdict.cause)
        advice = "" if key else line_advice(verdict)
        said = [f"  {word}{verdict.sentence}{f' ({advice})' if advice else ''}", *([f" ({key})"] if key else [])]
        return [(text, LOOKS[verdict.level]) for text in said]


def left(seconds: float) -> str:
    """A time that runs out, in steps so large that it costs little: minutes, tens of seconds, the last ten."""
    step = 60 if seconds > 60 else 10 if seconds > 10 else 1
    return age(max(-(-seconds // step), 0) * step)


def connection_trouble(connection: Connection) -> str | None:
    """What is wrong with the connection, and how old the data on screen is; None while nothing is."""
    stale = connection.stale_seconds()
    if stale is not None:
        why = f": {connection.error}" if connection.error else ""
        return f"NO CONNECTION, data is {duration(stale)} old{why}"
    return connection.error
