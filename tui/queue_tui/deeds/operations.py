"""What the app does for an intent on jobs: ask where the harm calls for it, act, say what was done.

How much is asked grows with the harm: one job that can be put back is acted on at once, many jobs or
a running one are asked about, and what cannot be undone wants the number typed.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar
from uuid import uuid4

from queue_core.errors import AnswerLost
from queue_core.filters import Filter, parse_filter
from queue_core.models import Job, JobId, JobStatus, OperationResult, RequestId
from queue_core.operation_words import verb_words
from queue_core.text import clean
from queue_tui.formatting import plural, short_id, status_word
from queue_tui.queue_view import QueueView

if TYPE_CHECKING:
    from queue_tui.dialogs.confirm import Question

T = TypeVar("T")

MOST_TARGETS = 1000
"""Jobs that one action may touch: what the database takes in one transaction."""
TRIES = 3
"""How often an action is sent whose answer was lost; the request id makes it one action."""


@dataclass(frozen=True, slots=True)
class Verb:
    """One action on jobs, in the words of the screen."""

    name: str
    """The method of `Queue`."""
    done: str
    """Past tense, to begin a sentence with."""
    effect: str
    """What it does to many, as a sentence for the question."""
    effect_on_one: str
    """The same for the one job that is asked about."""
    harmless: frozenset[JobStatus] = frozenset()
    """Statuses in which one job is acted on without a question."""
    final: bool = False
    """Cannot be undone: the number has to be typed."""


RETRY = Verb(
    "retry",
    "Retried",
    "They go back into the queue with all their attempts.",
    "It goes back into the queue with all its attempts.",
    frozenset(JobStatus),
)
CANCEL = Verb(
    "cancel",
    "Cancelled",
    "Queued jobs are cancelled at once; running ones are stopped by their worker, and what they did is lost.",
    "It is running: its worker stops it, and what it did is lost.",
    frozenset({JobStatus.QUEUED, JobStatus.COMPLETED, JobStatus.FAILED, JobStatus.CANCELLED}),
)
FORCE = Verb(
    "force_cancel",
    "Cancelled by force",
    "They are cancelled now, without their workers. That stops no process: calls that still run go on, keep their "
    "slots until their deadlines, and their results are refused.",
    "It is cancelled now, without its worker. That stops no process: a call that still runs goes on, keeps its slot "
    "until its deadline, and a late result is refused.",
)
EDIT = Verb("edit", "Changed", "Only queued jobs are changed.", "", frozenset(JobStatus))
UNDO = Verb("undo", "Undid", "They become again what they were, but for those that have moved on since.", "")
DELETE = Verb(
    "delete",
    "Deleted",
    "They are removed for good, with their attempts and errors. This cannot be undone.",
    "It is removed for good, with its attempts and errors. This cannot be undone.",
    final=True,
)


def needs_question(verb: Verb, jobs: Sequence[Job]) -> bool:
    """Whether to ask first."""
    return verb.final or len(jobs) != 1 or jobs[0].status not in verb.harmless


def question(verb: Verb, jobs: Sequence[Job], scope: str | None) -> "Question":
    """What to ask, with what would be touched in numbers."""
    from queue_tui.dialogs.confirm import Question

    act = verb_words(verb.name).capitalize()
    if len(jobs) == 1:
        return Question(
            title=f"{act} {short_id(jobs[0].id)}, a job of type {clean(jobs[0].job_type, 30)}?",
            effect=verb.effect_on_one,
            confirm=f"{act} it",
            type_count=1 if verb.final else None,
        )
    many = plural(len(jobs), "job")
    kinds = Counter(status_word(job) for job in jobs)
    return Question(
        title=f"{act} {many}?",
        effect=verb.effect,
        confirm=f"{act} {many}",
        breakdown=tuple(kinds.most_common()),
        scope=scope,
        type_count=len(jobs) if verb.final else None,
    )


async def targets(queue: QueueView, ids: Sequence[JobId]) -> list[Job]:
    """The jobs as they are now; those that are gone are left out."""
    jobs: list[Job] = []
    for begin in range(0, len(ids), 100):
        some = ids[begin : begin + 100]
        page = await queue.jobs(parse_filter(f"id:{','.join(some)}"), limit=len(some))
        jobs += page.jobs
    return jobs


async def matching(queue: QueueView, filter: Filter, most: int = MOST_TARGETS) -> tuple[list[JobId], bool]:
    """The first jobs that match, and whether there are more."""
    found: list[JobId] = []
    cursor, more = None, True
    while more and len(found) < most:
        page = await queue.jobs(filter, cursor=cursor, limit=most - len(found))
        found += [job.id for job in page.jobs]
        cursor, more = page.last, page.more
    return found, more


async def insist(call: Callable[[RequestId], Awaitable[T]]) -> T:
    """Call until an answer comes; the request id makes it one action however often it is sent."""
    request_id = RequestId(str(uuid4()))
    for _ in range(TRIES - 1):
        try:
            return await call(request_id)
        except AnswerLost:
            continue
    return await call(request_id)


def summary(verb: Verb, result: OperationResult) -> str:
    """What was done, in one sentence; how to undo it where that can be done."""
    parts = []
    if result.done:
        one = len(result.done) == 1
        parts.append(f"{verb.done} {short_id(result.done[0]) if one else plural(len(result.done), 'job')}")
    if result.requested:
        one = len(result.requested) == 1
        whom = short_id(result.requested[0]) if one else plural(len(result.requested), "running job")
        parts.append(f"asked the worker to stop {whom}")
    if result.skipped:
        reasons = "; ".join(sorted({skipped.reason for skipped in result.skipped})[:3])
        whom = short_id(result.skipped[0].id) if len(result.skipped) == 1 else plural(len(result.skipped), "job")
        parts.append(f"left out {whom}: {reasons}")
    sentence = ", ".join(parts) or "Nothing to do"
    sentence = f"{sentence[0].upper()}{sentence[1:]}."
    return f"{sentence} u undoes." if result.undoable and result.done else sentence
