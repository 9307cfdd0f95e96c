"""Actions on many jobs: which ones, carried out in pieces that one transaction takes, and what came of it."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid5

from queue_core.ctl.call import insist
from queue_core.ctl.search import find
from queue_core.errors import InvalidInput
from queue_core.filters import parse_filter
from queue_core.models import HeldSlot, Job, JobId, OperationId, OperationResult, RequestId, Skipped
from queue_core.queue import Queue, new_request_id

PIECE = 1000
"""Jobs that one transaction takes."""


@dataclass(frozen=True, slots=True)
class Verb:
    """An action, in words."""

    method: str
    """Of `Queue`."""
    title: str
    done: str


RETRY = Verb("retry", "Retry", "Queued again")
CANCEL = Verb("cancel", "Cancel", "Cancelled")
DELETE = Verb("delete", "Delete", "Deleted")
RELEASE = Verb("release_slots", "Free the slots of", "Slots freed, by job")
UNDO = Verb("undo", "Undo", "Put back")


@dataclass(slots=True)
class Acted:
    """What one or several operations did."""

    operations: list[OperationId] = field(default_factory=list)
    done: list[JobId] = field(default_factory=list)
    requested: list[JobId] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    undoable: bool = False

    def add(self, result: OperationResult) -> None:
        """One more operation."""
        self.operations.append(result.operation_id)
        self.done.extend(result.done)
        self.requested.extend(result.requested)
        self.skipped.extend(result.skipped)
        self.undoable = self.undoable or result.undoable

    def sentence(self, verb: Verb) -> str:
        """The outcome in numbers."""
        parts = [f"{verb.done}: {len(self.done):,}."]
        if self.requested:
            parts.append(f"Asked their workers to stop: {len(self.requested):,}.")
        if self.skipped:
            parts.append(f"Left alone: {len(self.skipped):,}.")
        return " ".join(parts)


async def targets(
    queue: Queue, ids: Sequence[str], filter: str | None, limit: int, tell: Callable[[str], None]
) -> list[Job]:
    """The jobs meant. Raises NotFound or InvalidInput for an id, InvalidInput where more than `limit` match."""
    if filter is None:
        named = [(await queue.job(JobId(beginning))).job for beginning in ids]
        return list({job.id: job for job in named}.values())
    matching = await find(queue, parse_filter(filter), limit + 1, sort="created", descending=True, tell=tell)
    if len(matching.jobs) > limit:
        raise InvalidInput(f"More than {limit:,} jobs match: narrow the filter, or allow more with --limit.")
    return matching.jobs


async def holders(queue: Queue, ids: Sequence[str]) -> dict[JobId, list[HeldSlot]]:
    """The jobs meant, with the slots that they hold; a job that holds one may have been deleted."""
    slots = (await queue.stats()).held_slots
    chosen: dict[JobId, list[HeldSlot]] = {}
    for beginning in ids:
        found = {slot.job_id for slot in slots if slot.job_id.startswith(beginning.lower())}
        job_id = found.pop() if len(found) == 1 else (await queue.job(JobId(beginning))).job.id
        chosen[job_id] = [slot for slot in slots if slot.job_id == job_id]
    return chosen


async def act(
    queue: Queue, verb: Verb, ids: Sequence[JobId], *, actor: str, reason: str | None, request_id: UUID | None
) -> Acted:
    """Do it, a thousand jobs at a time; each piece has a request id of its own, made from the one given."""
    acted = Acted()
    method = getattr(queue, verb.method)
    first = request_id or UUID(new_request_id())
    for start in range(0, len(ids), PIECE):
        piece = list(ids[start : start + PIECE])
        request = RequestId(str(first if start == 0 else uuid5(first, str(start))))

        async def call(piece: list[JobId] = piece, request: RequestId = request) -> OperationResult:
            result: OperationResult = await method(piece, actor=actor, reason=reason, request_id=request)
            return result

        acted.add(await insist(call, str(first)))
    return acted


def breakdown(jobs: Sequence[Job]) -> str:
    """`9 failed, 2 cancelled`."""
    return ", ".join(f"{number:,} {status}" for status, number in Counter(job.status for job in jobs).most_common())
