"""What a job is and how it stands, in a few lines at the top of its screen; they move with time."""

from datetime import datetime

from queue_core.models import JobDetail, JobStatus, Priority, Stats
from queue_core.situation import compared
from queue_core.text import clean, width
from queue_tui.formatting import bar, percent, short_id, status_word, tries
from queue_tui.widgets.growing import Growing
from queue_tui.widgets.lines import wrapped
from queue_tui.widgets.looks import PRIORITIES, STATES, Cell, Line, Look
from queue_tui.words.situation import situation

BAR_CELLS = 12
MOST_CHARACTERS = 400
"""Of the sentence that says how it stands: names of workers in it can be long."""


class JobTitle(Growing):
    """Id, type, status and tries; below them why; of a running job, how that compares with others."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._detail: JobDetail | None = None
        self._stats: Stats | None = None
        self._now: datetime | None = None
        self._notice: str | None = None
        self._told: str | None = None

    def show(
        self,
        detail: JobDetail | None,
        stats: Stats | None,
        now: datetime | None,
        notice: str | None,
        told: str | None = None,
    ) -> None:
        """Say how things stand; `notice` takes the place of the reason: deleted, or not there; so does `told`."""
        self._detail, self._stats, self._now, self._notice, self._told = detail, stats, now, notice, told
        self.repaint()

    def _compared(self) -> str:
        detail = self._detail
        if detail is None or self._notice or detail.job.status is not JobStatus.PROCESSING:
            return ""
        return compared(detail, self._now or detail.now)

    def lines_for(self, cells: int) -> list[Line]:
        """What it is, then how it stands, in as many lines as that takes."""
        if self._detail is None:
            return [(), (Cell(clean(self._notice or "Reading the job…", cells), Look.MUTED),)]
        lines = [self._identity(self._detail, cells), *self._why(self._detail, cells)]
        usual = self._compared()
        look = Look.ATTENTION if usual.startswith("Slower than nearly all") else Look.MUTED
        return [*lines, (Cell(clean(usual, cells), look),)] if usual else lines

    def _identity(self, detail: JobDetail, cells: int) -> Line:
        job = detail.job
        word = status_word(job)
        right = f"{word}   try {tries(job)}"
        room = max(cells - len(right) - 1, 10)
        left = [Cell(short_id(job.id), Look.STRONG), Cell("  ", Look.PLAIN)]
        kind = clean(job.job_type, max(room - 20, 4))
        left.append(Cell(kind, Look.PLAIN))
        if job.priority is not Priority.MEDIUM:
            left.append(Cell(f"  {job.priority.value}", PRIORITIES[job.priority]))
        used = sum(width(cell.text) for cell in left)
        return (
            *left,
            Cell(" " * max(cells - used - len(right), 1), Look.PLAIN),
            Cell(word, STATES[word]),
            Cell(right[len(word) :], Look.MUTED),
        )

    def _why(self, detail: JobDetail, cells: int) -> list[Line]:
        if self._notice:
            return wrapped((Cell(clean(self._notice, MOST_CHARACTERS), Look.ATTENTION),), cells)
        said = self._told or situation(detail, self._stats, self._now or detail.now)
        sentence = (Cell(clean(said, MOST_CHARACTERS), Look.MUTED),)
        job = detail.job
        if job.status is not JobStatus.PROCESSING or job.progress is None:
            return wrapped(sentence, cells)
        done, left = bar(job.progress, BAR_CELLS)
        share = f"{percent(job.progress):>5}  "
        first = (Cell(done, Look.RUNNING), Cell(left, Look.MUTED), Cell(share, Look.PLAIN))
        indent = BAR_CELLS + len(share)
        rows = wrapped(sentence, cells - indent)
        return [(*(first if row is rows[0] else (Cell(" " * indent, Look.PLAIN),)), *row) for row in rows]
