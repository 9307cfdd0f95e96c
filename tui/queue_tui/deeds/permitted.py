"""What can be done with a job now, and by this user: what cannot be done is not offered. No Textual in here.

It only spares a person a refusal; the database decides.
"""

from collections.abc import Callable

from queue_core.models import Condition, Identity, Job, JobStatus
from queue_core.text import clean
from queue_tui.snapshot import Snapshot


def may_operate(identity: Identity | None) -> bool:
    """Whether to offer what changes the queue at all; before it is known who one is, the database decides."""
    return identity is None or (identity.can_operate and not identity.read_only)


def may_not(snapshot: Snapshot) -> str:
    """Why this session may change nothing, in one sentence; empty where it may."""
    identity = snapshot.identity
    if may_operate(identity) or identity is None:
        return ""
    if not identity.can_operate:
        return f"The role {clean(identity.role, 40)} may only look: nothing can be changed with it."
    if snapshot.session.is_locked:
        from queue_tui.places.lock import HINT

        return HINT
    return "This session may only read: nothing can be changed in it."


def permitted(action: str, job: Job | None, identity: Identity | None) -> bool:
    """Whether to offer an action on a job, which is None where it is not there.

    Actions are retry, cancel, force_cancel, delete, edit and edit_copy.
    """
    if job is None or (identity is not None and not identity.can_operate):
        return False
    return _MAKES_SENSE.get(action, _always)(job)


def _always(job: Job) -> bool:
    return True


_LATER = (Condition.SCHEDULED, Condition.RETRYING, Condition.HELD)
_MAKES_SENSE: dict[str, Callable[[Job], bool]] = {
    "retry": lambda job: (
        job.status.is_final or job.condition in (Condition.SCHEDULED, Condition.RETRYING, Condition.HELD)
    ),
    "cancel": lambda job: not job.status.is_final and job.condition is not Condition.CANCELLING,
    "force_cancel": lambda job: job.condition in (Condition.CANCELLING, Condition.STUCK),
    "delete": lambda job: job.status is not JobStatus.PROCESSING,
    "edit": lambda job: job.status is JobStatus.QUEUED,
}


def why_not(action: str, job: Job | None, snapshot: Snapshot) -> str:
    """Why an action on a job is not permitted, and what to do instead, in one sentence."""
    if job is None:
        return "The job is not there (yet, or any more): nothing can be done with it."
    return may_not(snapshot) or refusal(action, job)


def refusal(action: str, job: Job) -> str:
    """What of the job is in the way of this action, and what to do instead; empty where nothing is."""
    if _MAKES_SENSE.get(action, _always)(job):
        return ""
    ended = "ended" if job.status.is_final else job.status.value
    stage = "cancelling" if job.condition is Condition.CANCELLING and action == "cancel" else ended
    return f"It is {_REFUSED[action, stage].format(status=job.status.value)}"


_REFUSED = {
    ("retry", "queued"): "queued already: x says why it is not running.",
    ("retry", "processing"): "being processed: c cancels it, then r retries it.",
    ("cancel", "cancelling"): "asked to stop already: F forces it, should its worker not heed that.",
    ("cancel", "ended"): "{status} already: there is nothing left to cancel.",
    ("force_cancel", "queued"): "queued, and runs nowhere: c cancels it at once.",
    ("force_cancel", "processing"): "running, and nobody has asked it to stop: c does, and F if that fails.",
    ("force_cancel", "ended"): "{status} already: there is nothing left to cancel.",
    ("delete", "processing"): "being processed: c cancels it, then D deletes it.",
    ("edit", "processing"): "being processed, not queued: e enqueues an edited copy.",
    ("edit", "ended"): "{status}, not queued: e enqueues an edited copy, r retries it.",
}
"""By action and how far the job is."""
