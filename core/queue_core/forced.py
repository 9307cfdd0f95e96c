"""How a cancel by force is known: the queue leaves it with the attempt that it ended."""

from datetime import timedelta

from queue_core.models import Attempt, JobDetail, JobOperation

FORCED = "CancelledByForce"
"""The exception type that a forced cancel leaves with its attempt."""
_SAME_MOMENT = timedelta(seconds=1)


def forced_by(detail: JobDetail, attempt: Attempt) -> JobOperation | None:
    """The operation that cancelled this attempt by force; None where that was another end, or is not known."""
    if attempt.exception_type != FORCED or attempt.ended_at is None:
        return None
    until = attempt.ended_at + _SAME_MOMENT
    forced = [one for one in detail.operations if one.verb == "force_cancel" and one.at <= until]
    return forced[-1] if forced else None
