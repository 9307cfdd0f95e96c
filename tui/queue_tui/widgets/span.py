"""A range of rows that is being marked, from where it began to the cursor. No Textual in here.

The window holds a stretch of the list only: a range that has grown beyond it keeps what it has passed.
"""

from collections.abc import Sequence

from queue_core.models import Job, JobId


class Span:
    """The jobs between the row where it began and the cursor, both included."""

    def __init__(self, start: JobId) -> None:
        self.ids: dict[JobId, None] = {start: None}
        """In the order of the list, as far as it was seen at once."""
        self._start = self._last = start

    def extend(self, jobs: Sequence[Job], cursor: JobId) -> None:
        """The cursor is there now."""
        places = {job.id: place for place, job in enumerate(jobs)}
        if cursor not in places:
            return
        if self._start in places:
            self.ids = _between(jobs, places[self._start], places[cursor])
        else:
            self.ids |= _between(jobs, places.get(self._last, places[cursor]), places[cursor])
        self._last = cursor


def _between(jobs: Sequence[Job], one: int, other: int) -> dict[JobId, None]:
    return {job.id: None for job in jobs[min(one, other) : max(one, other) + 1]}
