"""One worker in a few lines: the process, and the services that its jobs need."""

from datetime import datetime

from queue_core.models import Worker
from queue_core.services import ServiceState
from queue_core.text import clean
from queue_tui.formatting import TimeStyle, age, duration, moment, plural
from queue_tui.widgets.growing import Growing
from queue_tui.widgets.lines import LABEL_CELLS, labelled, words, wrapped
from queue_tui.widgets.looks import Cell, Line, Look
from queue_tui.widgets.watch_panel import LOOKS, latency
from queue_tui.words.worker_services import WorkerService, services_of

NAME_CELLS = 12
MOST_ROWS = 3
"""Of what is wrong with a service."""


class WorkerPanel(Growing):
    """About the worker under the cursor; nothing without one."""

    def __init__(self) -> None:
        super().__init__()
        self._worker: Worker | None = None
        self._now: datetime | None = None
        self._style = TimeStyle.RELATIVE

    def show(self, worker: Worker | None, now: datetime, style: TimeStyle) -> None:
        """Say this now."""
        self._worker, self._now, self._style = worker, now, style
        self.repaint()

    def lines_for(self, cells: int) -> list[Line]:
        """Why a service is not well is wrapped; all else is cut."""
        if self._worker is None or self._now is None:
            return []
        return worker_lines(self._worker, self._now, self._style, cells)


def worker_lines(worker: Worker, now: datetime, style: TimeStyle, cells: int) -> list[Line]:
    """The process in a line, and a line or more for each service."""
    process = f"process {worker.process_id} on {clean(worker.host, 60)}, since {moment(worker.started_at, now, style)}"
    about = words(Cell(clean(worker.name, 60), Look.STRONG), Cell(process, Look.PLAIN))
    said = [line for service in services_of(worker, now) for line in _service(service, cells - LABEL_CELLS)]
    return [
        *labelled("Worker", [about]),
        *labelled("Services", said or [(Cell("it has not said how they are", Look.MUTED),)]),
    ]


def _service(service: WorkerService, cells: int) -> list[Line]:
    """How it is; below it, why it is not well."""
    since = "" if service.since_seconds is None else f"for {_coarse(service.since_seconds)}"
    state = words(
        Cell(f"{clean(service.name, NAME_CELLS):<{NAME_CELLS}}", Look.PLAIN),
        Cell("unknown", Look.ATTENTION) if service.state is None else Cell(service.state.value, LOOKS[service.state]),
        Cell(since, Look.MUTED),
        Cell(latency(service.latency_seconds), Look.PLAIN),
        Cell(_trying(service), Look.PLAIN),
    )
    if service.state is ServiceState.UP or not service.reason:
        return [state]
    indent = " " * (NAME_CELLS + 2)
    why = wrapped((Cell(clean(service.reason, 200), Look.BAD),), cells - len(indent))[:MOST_ROWS]
    return [state, *((Cell(indent, Look.BAD), *row) for row in why)]


def _trying(service: WorkerService) -> str:
    if service.state is ServiceState.UP:
        return f"{plural(service.failures, 'failure')} in a row" if service.failures else ""
    if service.state is ServiceState.TRYING:
        return "one job at a time"
    return "" if service.probe_seconds is None else f"next probe in {duration(service.probe_seconds)}"


def _coarse(seconds: float) -> str:
    """Minutes at least: nothing ticks."""
    return "<1m" if seconds < 60 else age(seconds)
