"""Who paused it, when and why, in words, for every face."""

from datetime import datetime

from queue_core.durations import brief
from queue_core.models import Pause, QueueConfig
from queue_core.text import clean

NO_REASON = "no reason was given"
LONGEST_REASON = 200


def whose(job_type: str | None) -> str:
    """What is paused or runs again: "type doubt", or (None) "the queue"."""
    return "the queue" if job_type is None else f"type {clean(job_type, 40)}"


def pause_of(config: QueueConfig | None, job_type: str | None = None) -> Pause | None:
    """The pause of a type, or (None) of the queue, where it is known whose it is."""
    return next((pause for pause in (config.pauses if config else ()) if pause.job_type == job_type), None)


def by(pause: Pause | None, now: datetime) -> str:
    """` by anna@vps1 12m ago`, in minutes at least, so that it stands still; empty where it is not known."""
    if pause is None:
        return ""
    seconds = (now - pause.at).total_seconds()
    return f" by {clean(pause.actor, 30)} {'<1m' if seconds < 60 else brief(seconds)} ago"


def why(reason: str | None) -> str:
    """The reason that was given, or that there was none."""
    return clean(reason or "", LONGEST_REASON) or NO_REASON
