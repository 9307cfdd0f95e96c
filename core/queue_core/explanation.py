"""Why a job is not running, in words, for every face: each reason is a sentence, and the last one is when it starts.

sentences(explanation)
# limit 2 of 2: doubt 3f2a90c1 (vps1, 4m), doubt 9b00d1e7 (lost by vps2, keeps its slot)
# 212 at high priority and 3 at medium priority ahead
# starts in about 43 minutes at 5.0 jobs a minute
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from queue_core import pauses
from queue_core.counts import count
from queue_core.durations import brief
from queue_core.models import Block, Explanation, Holder, JobStatus, Pause, Priority, Reason
from queue_core.text import clean, listed

SHOWN_HOLDERS = 3
"""Of those that have the slots; the others are counted."""
CAPPED_AT = 10_000
"""Where the database stops counting."""
ID_LENGTH = 8

_WORDS = {
    Block.TYPE_PAUSED: "the type {subject} is paused",
    Block.NO_WORKER: "no worker is alive",
    Block.QUIET: "every live worker is quiet or stopping",
    Block.NO_WORKER_FOR_TYPE: "no live worker takes this type ({subject})",
    Block.BREAKER: "{subject} down, breaker open{probe}",
    Block.WORKERS_FULL: "the workers are full: {used} of {limit} slots in use",
}


def sentences(explanation: Explanation, moment: Callable[[datetime], str] | None = None) -> tuple[str, ...]:
    """What is in the way, in the order in which to put it right, then the estimate; without full stops.

    Empty for a job that is not queued: `situation` says how that stands.
    `moment` writes a time as its reader wants it; by itself it is local time, with the day where it is another one.
    Where it answers with nothing, only the time that is left is said.
    """
    if explanation.status is not JobStatus.QUEUED:
        return ()
    if not explanation.reasons:
        return ("nothing is in its way: it is claimed next",)
    write = moment or (lambda at: _local(at, explanation.now))
    reasons = [_sentence(reason, explanation.now, write) for reason in explanation.reasons]
    estimate = _estimate(explanation)
    return (*reasons, *([estimate] if estimate else []))


def _sentence(reason: Reason, now: datetime, write: Callable[[datetime], str]) -> str:
    subject = clean(reason.subject or "", 60)
    match reason.block:
        case Block.LIMIT | Block.RESOURCE_LIMIT | Block.TYPE_LIMIT:
            return _limit(reason, subject, now)
        case Block.BEHIND:
            return _behind(reason.ahead or {})
        case Block.PAUSED:
            return _paused("the queue", reason.subject, reason.pause, now)
        case Block.TYPE_PAUSED if reason.pause is not None:
            return _paused(f"the type {subject}", reason.pause.reason, reason.pause, now)
        case Block.NOT_BEFORE:
            return _not_before(reason.until or now, now, write)
    return _WORDS[reason.block].format(
        subject=subject,
        probe=_until(reason, now, ", next probe in"),
        used=reason.used,
        limit=reason.limit,
    )


def _paused(what: str, given: str | None, pause: Pause | None, now: datetime) -> str:
    """`the queue was paused by anna@vps1 12m ago: deploy`; of a pause that nobody is known for, that it is paused."""
    return f"{what} {'is' if pause is None else 'was'} paused{pauses.by(pause, now)}: {pauses.why(given)}"


def _not_before(until: datetime, now: datetime, write: Callable[[datetime], str]) -> str:
    left = (until - now).total_seconds()
    at = write(until)
    if not at:
        return f"not before {brief(left)} from now"
    return f"not before {at}, in {brief(left)}" if left >= 1 else f"not before {at}"


def _until(reason: Reason, now: datetime, words: str) -> str:
    left = 0.0 if reason.until is None else (reason.until - now).total_seconds()
    return f"{words} {brief(left)}" if left >= 1 else ""


def _limit(reason: Reason, subject: str, now: datetime) -> str:
    name = f"{subject} limit".lstrip()
    if not reason.limit:
        return f"the {name} is 0: none may run"
    shown = [_holder(holder, now) for holder in reason.holders[:SHOWN_HOLDERS]]
    more = (reason.used or 0) - len(shown)
    who = ", ".join(shown) + (f" and {more:,} more" if shown and more > 0 else "")
    return f"{name} {reason.used} of {reason.limit}{': ' if who else ''}{who}"


def _holder(holder: Holder, now: datetime) -> str:
    """`doubt 3f2a90c1 (vps1, 4m)`."""
    worker = clean(holder.worker or "another program", 30)
    place = f"lost by {worker}, keeps its slot" if holder.held else f"{worker}, {brief(_age(holder.since, now))}"
    return f"{clean(holder.job_type, 30)} {holder.job_id[:ID_LENGTH]} ({place})"


def _age(since: datetime, now: datetime) -> float:
    return (now - since).total_seconds()


def _behind(ahead: Mapping[Priority, int]) -> str:
    counts = [(ahead.get(priority, 0), priority) for priority in Priority]
    parts = [f"{count(number, number >= CAPPED_AT)} at {priority} priority" for number, priority in counts if number]
    return f"{listed(parts, 'and')} ahead" if parts else "others are ahead"


def _estimate(explanation: Explanation) -> str:
    seconds, per_minute = explanation.start_in_seconds, explanation.per_minute
    if seconds is None:
        return ""
    capped = any(number >= CAPPED_AT for reason in explanation.reasons for number in (reason.ahead or {}).values())
    pace = "" if per_minute is None else f" at {per_minute:,.1f} jobs a minute"
    if seconds < 60:
        return f"starts within a minute{pace}"
    minutes = round(seconds / 60)
    length = f"{minutes} minute{'' if minutes == 1 else 's'}" if minutes <= 120 else brief(seconds)
    return f"starts in {'more than' if capped else 'about'} {length}{pace}"


def _local(at: datetime, now: datetime) -> str:
    local, today = at.astimezone(), now.astimezone().date()
    return f"{local:%H:%M}" if local.date() == today else f"{local:%Y-%m-%d %H:%M}"
