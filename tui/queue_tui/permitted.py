"""What can be done with a job now, and by this user: what cannot be done is not offered. No Textual in here.

It only spares a person a refusal; the database decides.
"""

from queue_core.models import Condition, Identity, Job, JobStatus


def permitted(action: str, job: Job | None, identity: Identity | None) -> bool:
    """Whether to offer an action on a job: retry, cancel, delete, edit_copy; None for a job that is not there."""
    if job is None or (identity is not None and not identity.can_operate):
        return False
    match action:
        case "retry":
            return job.status.is_final or job.condition in (Condition.SCHEDULED, Condition.RETRYING)
        case "cancel":
            return not job.status.is_final and job.condition is not Condition.CANCELLING
        case "delete":
            return job.status is not JobStatus.PROCESSING
        case _:
            return True
