"""Remembers the cancel of a job that was seen on screen: when it has been carried out, the queue no longer holds it.

No Textual in here.
"""

from datetime import datetime

from queue_core.forced import FORCED
from queue_core.models import Attempt, JobDetail, JobId, Outcome
from queue_tui.formatting import TimeStyle, duration, elapsed, moment


class CancelSeen:
    """What was seen of one cancel."""

    def __init__(self) -> None:
        self._attempt: tuple[JobId, int] | None = None
        self._requested_at: datetime | None = None
        self._acknowledged_at: datetime | None = None

    def note(self, detail: JobDetail) -> None:
        """Look at the job as it is now."""
        asked = detail.job.cancel_requested_at
        if asked is not None and detail.attempts:
            self._attempt = (detail.job.id, detail.attempts[-1].number)
            self._requested_at, self._acknowledged_at = asked, detail.cancel_acknowledged_at

    def sentence(self, detail: JobDetail, now: datetime, style: TimeStyle) -> str | None:
        """How the cancel went, once the attempt that it was meant for has ended and no other has begun."""
        attempt = detail.attempts[-1] if detail.attempts else None
        if attempt is None or attempt.ended_at is None or self._attempt != (detail.job.id, attempt.number):
            return None
        heard = duration(elapsed(self._requested_at, self._acknowledged_at))
        acknowledged = "" if self._acknowledged_at is None else f", acknowledged after {heard}"
        ended = f"{_end(attempt)} {moment(attempt.ended_at, now, style)}"
        return f"Cancel requested {moment(self._requested_at, now, style)}{acknowledged}, {ended}."


def _end(attempt: Attempt) -> str:
    if attempt.exception_type == FORCED:
        return "cancelled by force"
    return "stopped" if attempt.outcome is Outcome.CANCELLED else f"but it {attempt.outcome or 'ended'}"
