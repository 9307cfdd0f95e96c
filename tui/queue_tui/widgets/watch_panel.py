"""What is beyond its threshold, and how the services are that jobs need."""

from textual.reactive import var

from queue_core.models import Alert, Overview
from queue_core.services import Service, ServiceState, services
from queue_core.text import clean
from queue_core.verdict import Cause
from queue_tui.formatting import age
from queue_tui.snapshot import Connection, Link, Snapshot, nothing_yet
from queue_tui.ticks import monotonic
from queue_tui.widgets.growing import Growing
from queue_tui.widgets.lines import LABEL_CELLS, flowing, labelled, words, wrapped
from queue_tui.widgets.looks import Cell, Line, Look
from queue_tui.words.verdict_keys import brief_help

MOST_ALERTS = 3
"""On a low screen."""
ALERT_CAUSES = {"held": Cause.HELD}
"""By the code of an alert, where the key that helps with this puts it right."""
LOOKS = {ServiceState.UP: Look.GOOD, ServiceState.TRYING: Look.ATTENTION, ServiceState.DOWN: Look.BAD}
_LINKS = {
    Link.CONNECTED: ServiceState.UP,
    Link.CONNECTING: ServiceState.TRYING,
    Link.LOST: ServiceState.DOWN,
}


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
            shown += [_service(one, is_low) for one in services(snapshot.workers or (), snapshot.stats.now)]
        return [
            *labelled("Alerts", alert_lines(snapshot.overview, room, MOST_ALERTS if is_low else None)),
            *labelled(
                "Services", flowing(shown, room) if is_low else [row for one in shown for row in wrapped(one, room)]
            ),
        ]


def alert_lines(overview: Overview | None, cells: int, most: int | None = None) -> list[Line]:
    """The sentences, and in the last line how many there is no room for."""
    if overview is None:
        return [(Cell("—", Look.MUTED),)]
    alerts = overview.alerts
    if not alerts:
        return [(Cell("none", Look.GOOD),)]
    lines = [line for alert in alerts for line in wrapped(_alert(alert), cells - 1)]
    if most is None or len(lines) <= most:
        return lines
    rest = Cell(f"and more, {len(alerts)} in all: a higher window lists them", Look.ATTENTION)
    return [*lines[: most - 1], (rest,)]


def _alert(alert: Alert) -> Line:
    """The sentence, and the key where one puts it right."""
    cause = ALERT_CAUSES.get(alert.code)
    if cause is None:
        return (Cell(clean(alert.sentence, 200), Look.ATTENTION),)
    return Cell(f"{clean(alert.sentence, 200)}: ", Look.ATTENTION), Cell(brief_help(cause), Look.PLAIN)


def _database(connection: Connection, now: float) -> Line:
    latency = connection.latency_seconds if connection.link is Link.CONNECTED else None
    return _said("database", _LINKS[connection.link], latency, now - connection.since)


def _service(service: Service, is_low: bool) -> Line:
    said = _said(service.name, service.state, service.latency_seconds, service.since_seconds)
    if is_low or service.reason is None:
        return said
    return (*said, Cell(f": {service.reason}", Look.MUTED))


def _said(name: str, state: ServiceState, latency_seconds: float | None, since_seconds: float | None) -> Line:
    return words(
        Cell(name, Look.PLAIN),
        Cell(state.value, LOOKS[state]),
        Cell(latency(latency_seconds), Look.PLAIN),
        Cell("" if since_seconds is None else f"for {coarse(since_seconds)}", Look.MUTED),
        between=" ",
    )


def latency(seconds: float | None) -> str:
    """A length of time, so roughly that it stays the same: <1ms, <10ms, 30ms, 120ms, 1.5s; "" for None."""
    if seconds is None:
        return ""
    milliseconds = seconds * 1000
    if milliseconds < 10:
        return next(f"<{bound}ms" for bound in (1, 5, 10) if milliseconds < bound)
    return f"{milliseconds / 10:.0f}0ms" if milliseconds < 995 else f"{seconds:.1f}s"


def coarse(seconds: float) -> str:
    """An age in its largest unit, minutes at least, so that nothing ticks."""
    return "<1m" if seconds < 60 else age(seconds)
