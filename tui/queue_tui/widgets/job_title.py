"""What a job is and how it stands, in two lines at the top of its screen; they move with time."""

from datetime import datetime

from queue_core.models import JobDetail, JobStatus, Priority, Stats
from queue_core.text import clean, width
from queue_tui.formatting import bar, percent, short_id, status_word, tries
from queue_tui.widgets.looks import PRIORITIES, STATES, Cell, Line, Look
from queue_tui.widgets.painted import Painted
from queue_tui.words.situation import compared, situation

BAR_CELLS = 12


class JobTitle(Painted):
    """Id, type, status and tries; below them why; of a running job, how that compares with others."""

    DEFAULT_CSS = """
    JobTitle {
        height: 2;
        &.-compared { height: 3; }
    }
    """

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
        self.set_class(bool(self._compared()), "-compared")
        self.repaint()

    def _compared(self) -> str:
        detail = self._detail
        if detail is None or self._notice or detail.job.status is not JobStatus.PROCESSING:
            return ""
        return compared(detail, self._now or detail.now)

    def lines(self) -> list[Line]:
        """Both lines, cut at the widget's width."""
        if self._detail is None:
            return [(), (Cell(clean(self._notice or "Reading the job…", self.size.width), Look.MUTED),)]
        lines = [self._identity(self._detail), self._why(self._detail)]
        usual = self._compared()
        look = Look.ATTENTION if usual.startswith("Slower than nearly all") else Look.MUTED
        return [*lines, (Cell(clean(usual, self.size.width), look),)] if usual else lines

    def _identity(self, detail: JobDetail) -> Line:
        job = detail.job
        word = status_word(job)
        right = f"{word}   try {tries(job)}"
        room = max(self.size.width - len(right) - 1, 10)
        left = [Cell(short_id(job.id), Look.STRONG), Cell("  ", Look.PLAIN)]
        kind = clean(job.job_type, max(room - 20, 4))
        left.append(Cell(kind, Look.PLAIN))
        if job.priority is not Priority.MEDIUM:
            left.append(Cell(f"  {job.priority.value}", PRIORITIES[job.priority]))
        used = sum(width(cell.text) for cell in left)
        return (
            *left,
            Cell(" " * max(self.size.width - used - len(right), 1), Look.PLAIN),
            Cell(word, STATES[word]),
            Cell(right[len(word) :], Look.MUTED),
        )

    def _why(self, detail: JobDetail) -> Line:
        if self._notice:
            return (Cell(clean(self._notice, self.size.width), Look.ATTENTION),)
        sentence = self._told or situation(detail, self._stats, self._now or detail.now)
        job = detail.job
        if job.status is not JobStatus.PROCESSING or job.progress is None:
            return (Cell(clean(sentence, self.size.width), Look.MUTED),)
        done, left = bar(job.progress, BAR_CELLS)
        share = f"{percent(job.progress):>5}  "
        rest = clean(sentence, max(self.size.width - BAR_CELLS - len(share), 1))
        return (Cell(done, Look.RUNNING), Cell(left, Look.MUTED), Cell(share, Look.PLAIN), Cell(rest, Look.MUTED))
