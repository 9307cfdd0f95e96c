"""Which jobs stand beside one in the list, remembered after it has left the list. No Textual in here.

A failed job that is retried from its screen leaves the list of failed jobs; the next one must still be
one key away.
"""

from collections.abc import Sequence

from queue_core.models import Job, JobId


class Neighbours:
    """The order of the list when a job was last seen in it."""

    def __init__(self) -> None:
        self._order: tuple[JobId, ...] = ()

    def note(self, job_id: JobId, listed: Sequence[Job]) -> None:
        """Remember the list as it is now, if the job is in it."""
        order = tuple(job.id for job in listed)
        if job_id in order:
            self._order = order

    def beside(self, job_id: JobId, step: int) -> JobId | None:
        """The job so many rows below, or above where negative; None at an end of the list."""
        if job_id not in self._order:
            return None
        place = self._order.index(job_id) + step
        return self._order[place] if 0 <= place < len(self._order) else None
