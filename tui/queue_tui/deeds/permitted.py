"""What can be done with a job now, and by this user: what cannot be done is not offered. No Textual in here.

It only spares a person a refusal; the database decides.
"""

from collections.abc import Callable

from queue_core.models import Condition, Identity, Job, JobStatus


def may_operate(identity: Identity | None) -> bool:
    """Whether to offer what changes the queue at all; before it is known who one is, the database decides."""
    return identity is None or (identity.can_operate and not identity.read_only)


def permitted(action: str, job: Job | None, identity: Identity | None) -> bool:
    """Whether to offer an action on a job, which is None where it is not there.

    Actions are retry, cancel, force_cancel, delete, edit and edit_copy.
    """
    if job is None or (identity is not None and not identity.can_operate):
        return False
    return _MAKES_SENSE.get(action, _always)(job)


def _always(job: Job) -> bool:
    return True


_MAKES_SENSE: dict[str, Callable[[Job], bool]] = {
    "retry": lambda job: job.status.is_final or job.condition in (Condition.SCHEDULED, Condition.RETRYING),
    "cancel": lambda job: not job.status.is_final and job.condition is not Condition.CANCELLING,
    "force_cancel": lambda job: job.condition in (Condition.CANCELLING, Condition.STUCK),
    "delete": lambda job: job.status is not JobStatus.PROCESSING,
    "edit": lambda job: job.status is JobStatus.QUEUED,
}
