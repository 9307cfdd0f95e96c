"""Which rows of the window are on screen, and where the cursor is. No Textual in here.

The cursor belongs to a job and not to a row: it moves down as newer jobs come in above. Until the
person moves there is no cursor, the newest jobs are shown, and no key can hit a job by surprise.
"""

from collections.abc import Sequence

from queue_core.models import Job, JobId
from queue_tui.snapshot import Window

FIRST, LAST = 0, -1
"""Rows to land on."""


class Viewport:
    """The visible part of a window of jobs."""

    def __init__(self) -> None:
        self.window = Window()
        self.top = 0
        """Index of the first visible row."""
        self.height = 1
        """Rows that fit on the screen."""
        self.cursor_id: JobId | None = None
        self.landing: int | None = None
        """The row on which the cursor lands when those of another place arrive, from the end where it is negative."""
        self._index: int | None = None
        self._sought: JobId | None = None

    @property
    def jobs(self) -> Sequence[Job]:
        """The rows of the window."""
        return self.window.jobs

    @property
    def index(self) -> int | None:
        """The cursor's row in the window."""
        return self._index

    @property
    def cursor(self) -> Job | None:
        """The job under the cursor."""
        return None if self._index is None else self.jobs[self._index]

    @property
    def is_awaited(self) -> bool:
        """Whether rows are on their way that the person has asked for: keys mean these, and until then no job."""
        return self.landing is not None or not (self.window.loaded or self.window.error)

    def visible(self) -> Sequence[Job]:
        """The rows on screen."""
        return self.jobs[self.top : self.top + self.height]

    def resize(self, height: int) -> None:
        """Another number of rows fits."""
        self.height = max(height, 1)
        self._settle()

    def show(self, window: Window) -> None:
        """Take a newer window; what the person looks at stays where it is."""
        jumped, self.window = window.jump != self.window.jump, window
        if window.error is not None:
            self.landing = None
        if jumped:
            self._land()
        elif self.cursor_id is not None:
            self._follow()
        if self._sought is not None:
            self.seek(self._sought)
        self._settle()

    def seek(self, job_id: JobId) -> None:
        """Put the cursor on this job, now or as soon as it is in the window; until the person moves."""
        self._sought = job_id
        if not self.is_awaited and (found := self._find(job_id)) is not None:
            self.put(found)

    def land(self, index: int) -> None:
        """Put the cursor on this row of another place when it arrives, and until then on none."""
        self.cursor_id, self._index, self._sought = None, None, None
        self.landing = index

    def put(self, index: int) -> None:
        """Put the cursor on a row and scroll as little as shows it."""
        if self.is_awaited:
            self.land(index)
            return
        self._sought = None
        if self.jobs:
            self._index = min(max(index, 0), len(self.jobs) - 1)
            self.cursor_id = self.jobs[self._index].id
            self._settle()

    def move(self, rows: int) -> None:
        """Move the cursor; the first move only shows it, on the first visible row."""
        if self.is_awaited:
            self._move_landing(rows)
        else:
            self.put(self.top if self._index is None else self._index + rows)

    def _move_landing(self, rows: int) -> None:
        if self.landing is None:
            self.land(FIRST)
        else:
            self.land(min(self.landing + rows, LAST) if self.landing < 0 else max(self.landing + rows, FIRST))

    def page(self, pages: int) -> None:
        """Move cursor and view by screens, and keep one row of the last one in sight."""
        step = max(self.height - 1, 1) * pages
        if self.is_awaited:
            self._move_landing(step)
            return
        self.top = max(self.top + step, 0)
        self.put(self.top if self._index is None else self._index + step)

    def release(self) -> None:
        """Take the cursor away and go back to the top of the window."""
        self.cursor_id, self._index, self.top = None, None, 0
        self.landing, self._sought = None, None

    def _land(self) -> None:
        landing, sought = self.landing, self._sought
        self.release()
        self._sought = sought
        if landing is not None and self.window.loaded:
            self.put(landing if landing >= 0 else len(self.jobs) + landing)

    def _follow(self) -> None:
        row = 0 if self._index is None else self._index - self.top
        found = None if self.cursor_id is None else self._find(self.cursor_id)
        if found is None:
            # Its job has left the list: the cursor stays in its place, on the job that is there now.
            self._stay()
            return
        at_top = self.top == 0 and self.window.at_start
        self._index = found
        self.top = 0 if at_top and found < self.height else max(found - row, 0)

    def _stay(self) -> None:
        if self.jobs:
            self._index = min(self._index or 0, len(self.jobs) - 1)
            self.cursor_id = self.jobs[self._index].id
        else:
            self._index = None

    def _find(self, job_id: JobId) -> int | None:
        return next((index for index, job in enumerate(self.jobs) if job.id == job_id), None)

    def _settle(self) -> None:
        """Keep the cursor on screen and the screen full."""
        if self._index is not None:
            self.top = min(max(self.top, self._index - self.height + 1), self._index)
        self.top = max(min(self.top, len(self.jobs) - self.height), 0)
