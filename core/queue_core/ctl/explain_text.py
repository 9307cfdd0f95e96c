"""How one job stands and what a person can do about it, in sentences with the commands that help."""

from queue_core.ctl.job_text import SHORT_ID
from queue_core.explanation import sentences
from queue_core.models import Condition, Explanation, JobDetail, JobStatus, Stats
from queue_core.situation import Advice, compared, keeps_a_slot, pace, situation


def told(explanation: Explanation, detail: JobDetail, stats: Stats) -> list[str]:
    """What is so, what is in the way, and the command that helps; data in them is not cleaned."""
    short = detail.job.id[:SHORT_ID]
    advice = Advice(forces=f"'queuectl force-cancel {short}' forces it", frees=f"'queuectl release {short}' frees it")
    if explanation.status is JobStatus.QUEUED:
        said = [f"{sentence[:1].upper()}{sentence[1:]}." for sentence in sentences(explanation)]
        return [*said, *filter(None, [keeps_a_slot(detail.job, detail.now, advice).strip()])]
    said = [situation(detail, stats, detail.now, advice)]
    if detail.job.status is JobStatus.PROCESSING:
        return said + _running(detail, stats, short)
    if detail.job.status is JobStatus.FAILED and detail.job.error:
        said.append(detail.job.error)
    return [*said, f"'queuectl retry {short}' queues it again."]


def _running(detail: JobDetail, stats: Stats, short: str) -> list[str]:
    match detail.job.condition:
        case Condition.CANCELLING:
            return []
        case Condition.STUCK if stats.workers_alive == 0:
            return ["'queue-worker' starts one."]
        case _:
            usual = filter(None, (compared(detail, detail.now), pace(detail, detail.now)))
            return [*usual, f"'queuectl cancel {short}' cancels it."]
