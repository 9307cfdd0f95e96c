"""Which jobs of the list are marked: those that were marked one by one, and the range that is being marked.

Marks belong to jobs, not to rows, and stay when their rows leave the window. No Textual in here.
"""

from collections.abc import Iterable, Sequence

from queue_core.models import Job, JobId
from queue_tui.widgets.span import Span


class Marks:
    """Marked jobs, of which a range grows and shrinks with the cursor until it is ended."""

    def __init__(self) -> None:
        self._kept: dict[JobId, None] = {}
        """In the order in which they were marked; without the range."""
        self._span: Span | None = None

    @property
    def ids(self) -> dict[JobId, None]:
        """All that are marked, in the order in which they were; those of the range last."""
        return self._kept if self._span is None else self._kept | self._span.ids

    @property
    def in_range(self) -> bool:
        """Whether a range is being marked."""
        return self._span is not None

    def add(self, ids: Iterable[JobId]) -> None:
        """Mark these too."""
        self._kept.update(dict.fromkeys(ids))

    def remove(self, ids: Iterable[JobId]) -> None:
        """Take these marks away; a range that is being marked ends, and keeps its others."""
        self.end_range()
        for job_id in ids:
            self._kept.pop(job_id, None)

    def clear(self) -> None:
        """Take all marks away, and the range."""
        self._kept, self._span = {}, None

    def toggle(self, job_id: JobId) -> None:
        """Mark this one, or take its mark away."""
        if job_id in self._kept:
            del self._kept[job_id]
        else:
            self._kept[job_id] = None

    def begin_range(self, start: JobId) -> None:
        """Mark from here to wherever the cursor goes."""
        self._span = Span(start)

    def extend_range(self, jobs: Sequence[Job], cursor: JobId) -> None:
        """The cursor is on this job now, among these."""
        if self._span is not None:
            self._span.extend(jobs, cursor)

    def end_range(self) -> None:
        """Keep the marks of the range, whose cursor goes on without it; nothing where there is none."""
        self._kept, self._span = self.ids, None
