"""One worker in a few lines: the process, and the services that its jobs need."""

from datetime import datetime

from queue_core.models import Worker
from queue_core.text import clean
from queue_tui.formatting import TimeStyle, age, duration, moment, plural
from queue_tui.widgets.growing import Growing
from queue_tui.widgets.lines import labelled, words
from queue_tui.widgets.looks import Cell, Line, Look
from queue_tui.worker_services import CLOSED, WorkerService, services_of

_LOOKS = {CLOSED: Look.GOOD, "half open": Look.ATTENTION, "open": Look.BAD}
NAME_CELLS = 13


class WorkerPanel(Growing):
    """About the worker under the cursor; nothing without one."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: list[Line] = []

    def show(self, worker: Worker | None, now: datetime, style: TimeStyle) -> None:
        """Say this now."""
        self._shown = [] if worker is None else worker_lines(worker, now, style)
        self.repaint()

    def lines_for(self, cells: int) -> list[Line]:
        """The same for every width: what is too long is cut."""
        return self._shown


def worker_lines(worker: Worker, now: datetime, style: TimeStyle) -> list[Line]:
    """The process in a line, and a line for each service."""
    process = f"process {worker.process_id} on {clean(worker.host, 60)}, since {moment(worker.started_at, now, style)}"
    about = words(Cell(clean(worker.name, 60), Look.STRONG), Cell(process, Look.PLAIN))
    services = services_of(worker, now)
    said = [_service(service) for service in services] or [(Cell("it has not said how they are", Look.MUTED),)]
    return [*labelled("Worker", [about]), *labelled("Services", said)]


def _service(service: WorkerService) -> Line:
    for_long = "" if service.since_seconds is None else f"for {_coarse(service.since_seconds)}"
    if service.breaker == CLOSED:
        failing = f"{plural(service.failures, 'failure')} in a row" if service.failures else ""
        more: tuple[Cell, ...] = (Cell(failing, Look.ATTENTION),)
    else:
        probe = "" if service.probe_seconds is None else f"next probe in {duration(service.probe_seconds)}"
        tried = "one job at a time tries it" if service.breaker == "half open" else probe
        more = (Cell(tried, Look.PLAIN), Cell(clean(service.reason or "", 200), Look.BAD))
    return words(
        Cell(f"{clean(service.name, NAME_CELLS - 1):<{NAME_CELLS - 1}}", Look.PLAIN),
        Cell(f"breaker {service.breaker}", _LOOKS.get(service.breaker, Look.ATTENTION)),
        Cell(for_long, Look.MUTED),
        *more,
    )


def _coarse(seconds: float) -> str:
    """Minutes at least: nothing ticks."""
    return "<1m" if seconds < 60 else age(seconds)
