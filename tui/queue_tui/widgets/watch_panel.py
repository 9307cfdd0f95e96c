"""What is beyond its threshold, and how the services are that jobs need."""

from datetime import datetime

from textual.reactive import var

from queue_core.models import Overview
from queue_core.text import clean
from queue_tui.formatting import age
from queue_tui.services_seen import Service, services
from queue_tui.snapshot import Connection, Link, Snapshot, nothing_yet
from queue_tui.ticks import monotonic
from queue_tui.widgets.growing import Growing
from queue_tui.widgets.lines import LABEL_CELLS, flowing, labelled, words, wrapped
from queue_tui.widgets.looks import Cell, Line, Look

MOST_ALERTS = 3
"""On a low screen."""
LOOKS = {"up": Look.GOOD, "trying": Look.ATTENTION, "down": Look.BAD, "unknown": Look.MUTED}


class WatchPanel(Growing):
    """Alerts above, services below."""

    snapshot: var[Snapshot] = var(nothing_yet)

    def watch_snapshot(self, snapshot: Snapshot) -> None:
        """Show the news."""
        self.repaint()

    def lines_for(self, cells: int) -> list[Line]:
        """Each alert as a sentence; services beside each other where there is no room to list them."""
        snapshot = self.snapshot
        is_low = not self.screen.has_class("-tall")
        room = cells - LABEL_CELLS
        shown = [_database(snapshot.connection, monotonic())]
        if snapshot.stats is not None:
            shown += [_service(one, snapshot.stats.now) for one in services(snapshot.workers or ())]
        return [
            *labelled("Alerts", alert_lines(snapshot.overview, room, MOST_ALERTS if is_low else None)),
            *labelled("Services", flowing(shown, room) if is_low else shown),
        ]


def alert_lines(overview: Overview | None, cells: int, most: int | None = None) -> list[Line]:
    """The sentences, and in the last line how many there is no room for."""
    if overview is None:
        return [(Cell("—", Look.MUTED),)]
    alerts = overview.alerts
    if not alerts:
        return [(Cell("none", Look.GOOD),)]
    lines = [
        line for alert in alerts for line in wrapped((Cell(clean(alert.sentence, 200), Look.ATTENTION),), cells - 1)
    ]
    if most is None or len(lines) <= most:
        return lines
    rest = Cell(f"and more, {len(alerts)} in all: a higher window or 'queuectl check' lists them", Look.ATTENTION)
    return [*lines[: most - 1], (rest,)]


def _database(connection: Connection, now: float) -> Line:
    up = connection.link is Link.CONNECTED
    state = "up" if up else "trying" if connection.link is Link.CONNECTING else "down"
    return _said("database", state, connection.latency_seconds if up else None, coarse(now - connection.since))


def _service(service: Service, now: datetime) -> Line:
    since = None if service.since is None else (now - service.since).total_seconds()
    return _said(clean(service.name, 20), service.state, service.latency_seconds, coarse(since))


def _said(name: str, state: str, latency_seconds: float | None, how_long: str) -> Line:
    return words(
        Cell(name, Look.PLAIN),
        Cell(state, LOOKS.get(state, Look.MUTED)),
        Cell(latency(latency_seconds), Look.PLAIN),
        Cell(f"for {how_long}" if how_long else "", Look.MUTED),
        between=" ",
    )


def latency(seconds: float | None) -> str:
    """A length of time in one or two figures, so that it stays the same: <1ms, 4ms, 120ms, 1.5s; "" for None."""
    if seconds is None:
        return ""
    milliseconds = seconds * 1000
    if milliseconds < 1:
        return "<1ms"
    if milliseconds < 10:
        return f"{milliseconds:.0f}ms"
    return f"{milliseconds / 10:.0f}0ms" if milliseconds < 995 else f"{seconds:.1f}s"


def coarse(seconds: float | None) -> str:
    """An age in its largest unit, minutes at least, so that nothing ticks; "" for None."""
    if seconds is None:
        return ""
    return "<1m" if seconds < 60 else age(seconds)
