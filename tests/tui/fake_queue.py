"""A queue in memory with the part of `Queue` that the terminal UI uses, for tests of what is on screen.

`tests/tui/test_queue_view.py` holds it and the real one to the same protocol.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from queue_core.errors import AnswerLost, NotFound, QueueError
from queue_core.filters import Filter
from queue_core.models import (
    Changes,
    Cursor,
    EnqueuedJob,
    Identity,
    Job,
    JobCount,
    JobDetail,
    JobId,
    JobPage,
    JobPayload,
    JobStatus,
    JsonValue,
    NewJob,
    OperationId,
    OperationResult,
    Payloads,
    Priority,
    RequestId,
    Skipped,
    Stats,
    Worker,
)
from queue_tui.given import Tell
from queue_tui.reading.listing import order_key
from queue_tui.snapshot import View
from tests.support.filter_reference import matches
from tests.tui.fake_answers import FakeAnswers
from tests.tui.overview import a_worker, some_stats
from tests.tui.samples import NOW, a_detail, a_job

SEARCHED_AT_ONCE = 10_000


@dataclass
class FakeTransport:
    """Where the fake says it is connected."""

    label: str = "tests"
    is_woken: bool = True
    read_only: bool = False

    async def set_read_only(self, read_only: bool) -> None:
        self.read_only = read_only


class FakeQueue(FakeAnswers):
    """Jobs in a dictionary, and a log of which of them changed."""

    def __init__(self, jobs: Iterable[Job] = ()) -> None:
        super().__init__()
        self.transport = FakeTransport()
        self.rows: dict[JobId, Job] = {job.id: job for job in jobs}
        self.details: dict[JobId, JobDetail] = {}
        self.identity = Identity(role="queue_operator", can_operate=True, can_work=True, read_only=False, server="18.4")
        self.numbers = some_stats()
        self.staff: tuple[Worker, ...] = (a_worker(),)
        self.now = NOW
        self.step = SEARCHED_AT_ONCE
        """Rows that one search looks at."""
        self.error: QueueError | None = None
        """Raised by every call while it is set."""
        self.refusal: QueueError | None = None
        """Raised by actions only."""
        self.request_ids: list[RequestId | None] = []
        """Of actions, in the order in which they came."""
        self.lost_answers = 0
        """So many of the next actions are carried out, but their answer does not arrive."""
        self.calls: list[str] = []
        self.acted: list[tuple[str, tuple[JobId, ...], RequestId | None]] = []
        self.enqueued: list[NewJob] = []
        self._log: list[JobId] = []
        self._woken = asyncio.Event()

    # -- what a test does to it --------------------------------------------------------------------------

    def put(self, *jobs: Job) -> None:
        """Insert or change jobs, as another program would."""
        for job in jobs:
            self.rows[job.id] = job
            self._log.append(job.id)
        self._woken.set()

    def remove(self, job_id: JobId) -> None:
        """Delete a job."""
        del self.rows[job_id]
        self._log.append(job_id)
        self._woken.set()

    @asynccontextmanager
    async def open(self, tell: Tell) -> AsyncIterator["FakeQueue"]:
        """What `QueueApp` opens."""
        self._check("open")
        yield self

    def _check(self, call: str) -> None:
        self.calls.append(call)
        if self.error is not None:
            raise self.error

    # -- viewer ------------------------------------------------------------------------------------------

    async def jobs(
        self,
        filter: Filter | None = None,
        *,
        sort: str = "created",
        descending: bool = True,
        cursor: Cursor | None = None,
        backward: bool = False,
        limit: int = 100,
    ) -> JobPage:
        self._check("jobs")
        view = View(sort=sort, descending=descending)
        by_id = Filter(tuple(term for term in filter.terms if term.field == "id") if filter else ())
        listed = [
            job
            for job in self.rows.values()
            if (sort != "queue" or job.status is JobStatus.QUEUED) and matches(by_id, self._detail(job))
        ]
        rows = sorted(listed, key=lambda job: order_key(job, view), reverse=descending != backward)
        if cursor is not None:
            rows = rows[_behind(rows, cursor, view, falling=descending != backward) :]
        looked = rows[: self.step]
        hits = [job for job in looked if filter is None or matches(filter, self._detail(job))]
        full = len(hits) > limit
        hits = hits[:limit]
        places = [_cursor(job, view) for job in hits]
        end = places[-1] if full else _cursor(looked[-1], view) if looked else cursor
        if backward:
            hits, places = hits[::-1], places[::-1]
        return JobPage(
            jobs=tuple(hits),
            first=end if backward else (places[0] if places else None),
            last=(places[-1] if places else None) if backward else end,
            more=full or len(rows) > self.step,
            searched=limit if full else len(looked),
            now=self.now,
        )

    async def count(self, filter: Filter | None = None) -> JobCount:
        self._check("count")
        number = sum(filter is None or matches(filter, self._detail(job)) for job in self.rows.values())
        return JobCount(count=min(number, 10_000), capped=number >= 10_000)

    async def job(self, job_id: JobId) -> JobDetail:
        self._check("job")
        if job_id not in self.rows:
            raise NotFound(f"There is no job {job_id}.")
        return self._detail(self.rows[job_id])

    def _detail(self, job: Job) -> JobDetail:
        return replace(self.details.get(job.id) or a_detail(job, error_message=job.error), job=job, now=self.now)

    async def payloads(self, job_ids: Sequence[JobId], *, most_bytes: int) -> Payloads:
        self._check("payloads")
        found = [JobPayload(job_id=one, payload=self._detail(self.rows[one]).payload) for one in job_ids]
        return Payloads(payloads=tuple(found), read=len(found))

    async def stats(self) -> Stats:
        self._check("stats")
        return self.numbers

    async def workers(self) -> tuple[Worker, ...]:
        self._check("workers")
        return self.staff

    async def changes(self, cursor: str | None) -> Changes:
        self._check("changes")
        since = len(self._log) if cursor is None else int(cursor)
        return Changes(cursor=str(len(self._log)), job_ids=tuple(dict.fromkeys(self._log[since:])), reset=False)

    async def whoami(self) -> Identity:
        self._check("whoami")
        return self.identity

    async def wait_for_wake(self, timeout_seconds: float) -> None:
        await self._woken.wait()
        self._woken.clear()

    # -- operator ----------------------------------------------------------------------------------------

    async def enqueue(
        self, jobs: Sequence[NewJob], *, actor: str, request_id: RequestId | None = None
    ) -> tuple[EnqueuedJob, ...]:
        self._check("enqueue")
        self.enqueued += jobs
        made = [
            a_job(
                id=JobId(f"eeeeeeee-0000-4000-8000-{len(self.rows) + index:012}"),
                job_type=job.job_type,
                priority=job.priority or Priority.MEDIUM,
                created_at=self.now,
                updated_at=self.now,
            )
            for index, job in enumerate(jobs)
        ]
        self.put(*made)
        return tuple(EnqueuedJob(id=job.id, duplicate=False) for job in made)

    async def retry(
        self, ids: Sequence[JobId], *, actor: str, reason: str | None = None, request_id: RequestId | None = None
    ) -> OperationResult:
        return self._operate("retry", ids, request_id, JobStatus.QUEUED, frozenset(JobStatus) - {JobStatus.QUEUED})

    async def cancel(
        self, ids: Sequence[JobId], *, actor: str, reason: str | None = None, request_id: RequestId | None = None
    ) -> OperationResult:
        open_ones = frozenset({JobStatus.QUEUED, JobStatus.PROCESSING})
        return self._operate("cancel", ids, request_id, JobStatus.CANCELLED, open_ones)

    async def force_cancel(
        self, ids: Sequence[JobId], *, actor: str, reason: str | None = None, request_id: RequestId | None = None
    ) -> OperationResult:
        result = self._operate("force_cancel", ids, request_id, JobStatus.CANCELLED, frozenset({JobStatus.PROCESSING}))
        return replace(result, undoable=False)

    async def edit(
        self,
        ids: Sequence[JobId],
        changes: Mapping[str, JsonValue],
        *,
        actor: str,
        reason: str | None = None,
        request_id: RequestId | None = None,
    ) -> OperationResult:
        result = self._operate("edit", ids, request_id, JobStatus.QUEUED, frozenset({JobStatus.QUEUED}))
        priority = changes.get("priority")
        if priority is not None:
            self.put(*(replace(self.rows[job_id], priority=Priority(str(priority))) for job_id in result.done))
        self.asked.append(("edit", {"ids": tuple(ids), "changes": dict(changes)}))
        return result

    async def release_slots(
        self, ids: Sequence[JobId], *, actor: str, reason: str | None = None, request_id: RequestId | None = None
    ) -> OperationResult:
        self._ask("release_slots", ids=tuple(ids))
        return _result(len(self.acted), tuple(ids), (), undoable=False)

    async def delete(
        self, ids: Sequence[JobId], *, actor: str, reason: str | None = None, request_id: RequestId | None = None
    ) -> OperationResult:
        result = self._operate("delete", ids, request_id, None, frozenset(JobStatus))
        return replace(result, undoable=False)

    async def undo(
        self, operation_id: OperationId, *, actor: str, request_id: RequestId | None = None
    ) -> OperationResult:
        if operation_id >= len(self.acted):
            return self._take_back(operation_id)
        self._check("undo")
        verb, ids, _ = self.acted[operation_id]
        self.acted.append(("undo", ids, request_id))
        back = {"retry": JobStatus.FAILED, "cancel": JobStatus.QUEUED}[verb]
        self.put(*(replace(self.rows[job_id], status=back) for job_id in ids))
        return _result(len(self.acted) - 1, ids, (), undoable=False)

    def _operate(
        self,
        verb: str,
        ids: Sequence[JobId],
        request_id: RequestId | None,
        becomes: JobStatus | None,
        where: frozenset[JobStatus],
    ) -> OperationResult:
        self._check(verb)
        self.request_ids.append(request_id)
        if self.refusal is not None:
            raise self.refusal
        if self.lost_answers:
            self.lost_answers -= 1
            raise AnswerLost("The answer was lost.")
        done = tuple(job_id for job_id in ids if self.rows[job_id].status in where)
        skipped = tuple(
            Skipped(id=job_id, reason=f"it is {self.rows[job_id].status} already")
            for job_id in ids
            if job_id not in done
        )
        for job_id in done:
            if becomes is None:
                self.remove(job_id)
            else:
                self.put(replace(self.rows[job_id], status=becomes))
        self.acted.append((verb, done, request_id))
        return _result(len(self.acted) - 1, done, skipped, undoable=bool(done))


def _result(number: int, done: tuple[JobId, ...], skipped: tuple[Skipped, ...], *, undoable: bool) -> OperationResult:
    return OperationResult(
        operation_id=OperationId(number), done=done, requested=(), skipped=skipped, undoable=undoable
    )


def _cursor(job: Job, view: View) -> Cursor:
    rank, moment, _ = order_key(job, view)
    return Cursor(value=f"{rank}|{moment}" if view.sort == "queue" else str(moment), id=job.id)


def _behind(rows: list[Job], cursor: Cursor, view: View, *, falling: bool) -> int:
    rank, _, moment = (cursor.value or "").rpartition("|")
    place = (int(rank or 0), datetime.fromisoformat(moment), cursor.id)
    for index, job in enumerate(rows):
        if (order_key(job, view) < place) if falling else (order_key(job, view) > place):
            return index
    return len(rows)
