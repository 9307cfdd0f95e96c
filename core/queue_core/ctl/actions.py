"""Actions on many jobs: which ones, carried out in pieces that one transaction takes, and what came of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from uuid import UUID, uuid5

from queue_core.ctl.call import insist
from queue_core.ctl.search import find
from queue_core.errors import InvalidInput, NotFound
from queue_core.filters import Filter
from queue_core.models import HeldSlot, Job, JobId, JsonValue, OperationId, OperationResult, RequestId, Skipped
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
EDIT = Verb("edit", "Change", "Changed")
FORCE_CANCEL = Verb("force_cancel", "Force cancel", "Cancelled by force")


@dataclass(slots=True)
class Acted:
    """What one or several operations on jobs that were named did."""

    operations: list[OperationId] = field(default_factory=list)
    done: list[JobId] = field(default_factory=list)
    requested: list[JobId] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    undoable: bool = False

    @property
    def counts(self) -> dict[str, int]:
        """The lengths of the lists."""
        return {"done": len(self.done), "requested": len(self.requested), "skipped": len(self.skipped)}

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


async def named(queue: Queue, ids: Sequence[str]) -> list[Job]:
    """The jobs of these ids, or of their beginnings, each once. Raises NotFound or InvalidInput."""
    jobs = [(await queue.job(JobId(beginning))).job for beginning in ids]
    return list({job.id: job for job in jobs}.values())


async def targets(queue: Queue, filter: Filter, limit: int, most: int, tell: Callable[[str], None]) -> list[Job]:
    """The first `most` jobs that match. Raises InvalidInput where they are more than `limit`."""
    found = await find(queue, filter, min(limit, most) + 1, sort="created", descending=True, tell=tell)
    if len(found.jobs) > limit:
        raise InvalidInput(f"More than {limit:,} jobs match: narrow the filter, or allow more with --limit.")
    return found.jobs


async def holders(queue: Queue, ids: Sequence[str]) -> dict[JobId, list[HeldSlot]]:
    """The jobs meant, with the slots that they hold; a job that holds one may have been deleted."""
    slots = (await queue.stats()).held_slots
    chosen: dict[JobId, list[HeldSlot]] = {}
    for beginning in ids:
        found = {slot.job_id for slot in slots if slot.job_id.startswith(beginning.lower())}
        job_id = found.pop() if len(found) == 1 else (await queue.job(JobId(beginning))).job.id
        chosen[job_id] = [slot for slot in slots if slot.job_id == job_id]
    return chosen


async def lost_by(queue: Queue, worker: str) -> dict[JobId, list[HeldSlot]]:
    """The jobs for which workers of this name still hold slots, with all that they hold. Raises NotFound for none."""
    slots = (await queue.stats()).held_slots
    jobs = dict.fromkeys(slot.job_id for slot in slots if slot.worker == worker)
    if not jobs:
        raise NotFound(
            f"No slot is held that a worker called {worker} has lost: 'queuectl stats' lists those there are."
        )
    return {job_id: [slot for slot in slots if slot.job_id == job_id] for job_id in jobs}


async def act(
    queue: Queue,
    verb: Verb,
    ids: Sequence[JobId],
    *,
    arguments: Mapping[str, JsonValue] | None = None,
    actor: str,
    reason: str | None,
    request_id: UUID | None,
) -> Acted:
    """Do it, a thousand jobs at a time; each piece has a request id of its own, made from the one given."""
    acted = Acted()
    method = getattr(queue, verb.method)
    first = request_id or UUID(new_request_id())
    for start in range(0, len(ids), PIECE):
        chosen = [list(ids[start : start + PIECE]), *([dict(arguments)] if arguments else [])]
        request = RequestId(str(first if start == 0 else uuid5(first, str(start))))
        call = partial(method, *chosen, actor=actor, reason=reason, request_id=request)
        acted.add(await insist(call, str(first)))
    return acted


def breakdown(statuses: Mapping[str, int]) -> str:
    """`9 failed, 2 cancelled`."""
    return ", ".join(f"{number:,} {status}" for status, number in sorted(statuses.items(), key=lambda item: -item[1]))
