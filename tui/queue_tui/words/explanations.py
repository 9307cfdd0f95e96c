"""How one job stands and what a person can do about it, as sentences. No Textual in here."""

from collections.abc import Sequence
from dataclasses import dataclass

from queue_core.explanation import sentences
from queue_core.models import Block, Condition, Explanation, JobDetail, JobStatus, Stats
from queue_core.situation import compared, pace
from queue_tui.formatting import TimeStyle, moment
from queue_tui.words.jobs import latest_error
from queue_tui.words.situation import keeps_a_slot, situation

_RESUME = "6 shows the pause, and P there ends it."
_WORKERS = "4 shows the workers."
_LIMITS = "6 changes the limits."
_HELD = "4 shows the slots that are held, and S there frees them."
KEYS = {
    Block.PAUSED: _RESUME,
    Block.TYPE_PAUSED: _RESUME,
    Block.NOT_BEFORE: "w runs it now.",
    Block.NO_WORKER: "4 shows the workers; queue-worker starts one.",
    Block.QUIET: _WORKERS,
    Block.NO_WORKER_FOR_TYPE: _WORKERS,
    Block.BREAKER: "1 shows the services.",
    Block.LIMIT: _LIMITS,
    Block.RESOURCE_LIMIT: _LIMITS,
    Block.TYPE_LIMIT: _LIMITS,
    Block.WORKERS_FULL: _WORKERS,
    Block.BEHIND: "P gives it another priority.",
}
"""The key that helps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What was read about a job."""

    detail: JobDetail
    explanation: Explanation | None = None
    """None for a job that is not queued."""
    stats: Stats | None = None
    """None: not read yet."""


def heading(known: Known) -> str:
    """What is explained."""
    match known.detail.job.status:
        case JobStatus.QUEUED:
            return "Why it is not running"
        case JobStatus.PROCESSING:
            return "How it is running"
        case JobStatus.FAILED:
            return "Why it failed"
        case _:
            return "How it ended"


def paragraphs(known: Known, style: TimeStyle) -> Sequence[str]:
    """What is so, what is in the way, and the key that helps; data in them is not cleaned."""
    detail = known.detail
    match detail.job.status:
        case JobStatus.QUEUED if known.explanation is not None and known.explanation.status is JobStatus.QUEUED:
            slot = keeps_a_slot(detail.job, detail.now).strip()
            return [*_queued(known.explanation, style), *([slot] if slot else [])]
        case JobStatus.PROCESSING:
            return _running(detail, known.stats)
        case JobStatus.FAILED:
            return _failed(detail)
        case _:
            return [
                situation(detail, None, detail.now),
                *(["r queues it again."] if detail.job.status.is_final else []),
            ]


def _queued(explanation: Explanation, style: TimeStyle) -> list[str]:
    relative = style is TimeStyle.RELATIVE
    said = sentences(explanation, lambda at: "" if relative else moment(at, explanation.now, style))
    blocks = [reason.block for reason in explanation.reasons]
    # to run it now only helps where nothing else is in the way
    keys = dict.fromkeys(KEYS[block] for block in blocks if block is not Block.NOT_BEFORE or len(blocks) == 1)
    held = any(holder.held for reason in explanation.reasons for holder in reason.holders)
    return [*(f"{sentence[:1].upper()}{sentence[1:]}." for sentence in said), *keys, *([_HELD] if held else [])]


def _running(detail: JobDetail, stats: Stats | None) -> list[str]:
    job, now = detail.job, detail.now
    said = [situation(detail, stats, now)]
    if job.condition is Condition.STUCK and stats is not None and stats.workers_alive == 0:
        return [*said, KEYS[Block.NO_WORKER]]
    said += filter(None, (compared(detail, now), pace(detail, now)))
    return said if job.condition is Condition.CANCELLING else [*said, "c cancels it."]


def _failed(detail: JobDetail) -> list[str]:
    said = [situation(detail, None, detail.now)]
    error = latest_error(detail)
    if error is not None and (error.message or error.exception_type):
        said.append(f"{error.exception_type or 'Error'}: {error.message or ''}")
    elif detail.job.error:
        said.append(detail.job.error)
    said.append(
        "r tries it again as it is; e edits a copy first, where its payload is to blame; 3 shows others like it."
    )
    return said
