"""The checker finds each kind of violation: a true history with one thing changed in it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from queue_core.models import Category, JobId
from queue_core.queue import Queue
from tests.promises.checker import Scenario, violations
from tests.promises.history import History, Record, keep_records, read_history
from tests.support.clock import Clock
from tests.support.databases import Database
from tests.support.jobs import ACTOR, claim_one, completion, enqueue, failure, worker

Change = Callable[[History, list[JobId]], History]
COMPLETED, FAILED, LOST, CANCELLED, RUNNING, HELD = range(6)


@dataclass(frozen=True)
class Called:
    job_id: str
    key: str
    began: float
    ended_at: float | None


async def tell(queue: Queue, clock: Clock) -> list[JobId]:
    """One job of each fate, in the order of the constants above."""
    await queue.configure(
        {"peak_worker_multiplier": 1, "max_concurrent_renders": 3, "retry_interval_minutes": 0}, actor=ACTOR
    )
    ids = await enqueue(queue, 4, max_retries=0)
    one, other = await worker(queue, "one"), await worker(queue, "other")
    await queue.complete(one, [completion(await claim_one(queue, one))])
    await queue.fail(one, [failure(await claim_one(queue, one), Category.INVALID_INPUT)])
    await claim_one(queue, one)
    await clock.advance(61)
    await queue.sweep(other)
    cancelled = await claim_one(queue, one)
    await queue.cancel([cancelled.job_id], actor=ACTOR)
    await queue.complete(one, [completion(cancelled)])
    await queue.retry([ids[CANCELLED]], actor=ACTOR)
    await queue.cancel([ids[CANCELLED]], actor=ACTOR)
    await clock.advance(46)
    await queue.complete(other, [completion(await claim_one(queue, other))])
    ids += await enqueue(queue, 2)
    await claim_one(queue, one)
    await queue.sweep(one)
    await claim_one(queue, other)
    await clock.advance(61)
    return ids


@pytest.fixture
async def told(direct_queue: Queue, database: Database, clock: Clock) -> tuple[History, list[JobId]]:
    await keep_records(database)
    ids = await tell(direct_queue, clock)
    return await read_history(database), ids


def one_event(old: str | None, new: str | None, change: Callable[[Any], Any] | None) -> Change:
    """Change, or without one leave out, the first event of this kind."""

    def apply(history: History, _: list[JobId]) -> History:
        events = list(history.events)
        place = next(i for i, e in enumerate(events) if (e.old_status, e.new_status) == (old, new))
        events[place : place + 1] = [] if change is None else [change(events[place])]
        return replace(history, events=tuple(events))

    return apply


def only_attempt(index: int, **fields: Any) -> Change:
    """Change, or without fields leave out, the one attempt of a job."""

    def apply(history: History, ids: list[JobId]) -> History:
        attempts = list(history.attempts)
        [place] = [i for i, a in enumerate(attempts) if a.job_id == ids[index]]
        attempts[place : place + 1] = [replace(attempts[place], **fields)] if fields else []
        return replace(history, attempts=tuple(attempts))

    return apply


def one_job(index: int, **fields: Any) -> Change:
    def apply(history: History, ids: list[JobId]) -> History:
        jobs = [replace(job, **fields) if job.id == ids[index] else job for job in history.jobs]
        return replace(history, jobs=tuple(jobs))

    return apply


def records(change: Callable[[Record], Record | None]) -> Change:
    def apply(history: History, _: list[JobId]) -> History:
        changed = [change(record) for record in history.records]
        return replace(history, records=tuple(record for record in changed if record is not None))

    return apply


def row(record: Record, source: str, kind: str | None = None, **fields: Any) -> Record:
    if record.source != source or kind not in (None, record.kind):
        return record
    return replace(record, row_data={**record.row_data, **fields})


def gone(history: History, ids: list[JobId]) -> History:
    return replace(
        history,
        jobs=tuple(job for job in history.jobs if job.id != ids[COMPLETED]),
        events=tuple(event for event in history.events if event.job_id != ids[COMPLETED]),
        attempts=tuple(attempt for attempt in history.attempts if attempt.job_id != ids[COMPLETED]),
    )


def without_operations(history: History, _: list[JobId]) -> History:
    return replace(history, targets=())


def accepted_twice(history: History, ids: list[JobId]) -> History:
    attempt = next(a for a in history.attempts if a.job_id == ids[COMPLETED])
    return replace(history, attempts=(*history.attempts, replace(attempt, number=2)))


def lost_again(history: History, _: list[JobId]) -> History:
    lost = next(a for a in history.attempts if a.outcome == "lost")
    more = (replace(lost, number=n, ended_at=lost.ended_at + timedelta(seconds=n)) for n in (2, 3))
    return replace(history, attempts=(*history.attempts, *more))


def attempt_rewritten(history: History, _: list[JobId]) -> History:
    record = replace(history.records[-1], source="attempts", kind="update", row_data={"number": 1, "job_id": "x"})
    return replace(history, records=(*history.records, record))


def freed_at_once(record: Record) -> Record:
    """As if what was lost had never been held."""
    if record.source != "leases" or record.row_data["held_since"] is None:
        return record
    return replace(record, kind="delete", row_data={**record.row_data, "held_since": None})


VIOLATIONS: list[tuple[str, Change, str]] = [
    ("lost", gone, "acknowledged and is nowhere"),
    ("no event", one_event("processing", "completed", None), "the last event says processing"),
    ("other end", one_job(COMPLETED, status="failed"), "the last event says completed"),
    ("gap in events", one_event("queued", "processing", None), "was queued and then updated from processing"),
    ("not audited", without_operations, "which nothing allows"),
    ("another program", one_event("processing", "failed", lambda e: replace(e, actor=None)), "by another program"),
    ("accepted twice", accepted_twice, "ended 2 attempts"),
    ("no result", only_attempt(COMPLETED), "left no attempt"),
    ("two results", accepted_twice, "was completed 1 times by 2 accepted results"),
    ("gap in attempts", only_attempt(COMPLETED, number=2), "has attempts [2]"),
    ("no lease", only_attempt(COMPLETED, token="a"), "never had a lease"),
    ("wrong worker", only_attempt(COMPLETED, worker_id="a"), "was of attempt 1 and ended attempt 1"),
    ("no stack", only_attempt(FAILED, stack=" "), "without a stack"),
    ("no category", only_attempt(FAILED, category=None), "without a category"),
    ("no message", only_attempt(FAILED, message=""), "without a message"),
    ("no type", only_attempt(FAILED, exception_type=None), "without a exception_type"),
    ("no error", one_job(FAILED, error_message=None), "does not say why"),
    ("rewritten", attempt_rewritten, "was changed after its end"),
    ("cancel lost", only_attempt(CANCELLED, outcome="completed"), "was to be cancelled and completed"),
    ("ended, runs", records(lambda r: r if r.kind != "delete" else None), "has ended and its lease runs on"),
    ("no running lease", records(lambda r: None if r.source == "leases" else r), "nobody has a lease on it"),
    ("poison", lost_again, "killed its worker three times"),
    ("limit", records(lambda r: row(r, "job_queue_config", max_concurrent_renders=1)), "as number 2 of at most 1"),
    ("manim", records(lambda r: row(row(r, "leases", resource="manim"), "job_queue_config", max_manim_renders=1)),
     "as Manim job 2 of at most 1"),
    ("type", records(lambda r: row(r, "job_types", concurrency_limit=1)), "as doubt number 2 of at most 1"),
    ("paused", records(lambda r: row(r, "job_queue_config", paused=True)), "while claiming was paused"),
    ("type paused", records(lambda r: row(r, "job_types", paused=True)), "while claiming was paused"),
    ("freed", records(freed_at_once), "its slot free before its deadline"),
]  # fmt: skip


async def test_a_true_history_has_no_violations(told: tuple[History, list[JobId]]) -> None:
    history, ids = told
    assert violations(history, scenario=Scenario(acknowledged=frozenset(ids))) == []


async def test_each_violation_is_found(told: tuple[History, list[JobId]]) -> None:
    history, ids = told
    scenario = Scenario(acknowledged=frozenset(ids))
    missed = []
    for name, change, sentence in VIOLATIONS:
        found = violations(change(history, ids), scenario=scenario)
        if not any(sentence in said for said in found):
            missed.append((name, found))
    assert missed == []


async def test_what_has_not_ended_is_found_when_it_should_have(told: tuple[History, list[JobId]]) -> None:
    history, ids = told
    found = violations(history, scenario=Scenario(settled=True))
    assert found == [f"Job {job_id} is still processing after everything." for job_id in ids[RUNNING:]]


async def test_a_journal_is_held_against_the_claims(told: tuple[History, list[JobId]]) -> None:
    history, ids = told

    def called(index: int, began: float, ended_at: float | None = 100) -> Called:
        return Called(ids[index], f"{ids[index]}-0", began, ended_at)

    true = [called(COMPLETED, 1, 2), called(LOST, 3, 4), called(LOST, 5, None), called(RUNNING, 6), called(HELD, 7)]
    assert violations(history, true) == []
    for wrong, sentence in [
        ([*true, called(COMPLETED, 3)], "1 claims, 2 calls, 1 results"),
        (true[1:], "1 claims, 0 calls, 1 results"),
        ([*true[1:], replace(true[0], key="x-0")], "had the key x-0"),
    ]:
        assert any(sentence in said for said in violations(history, wrong)), sentence
    tight = records(lambda r: row(r, "job_queue_config", max_concurrent_renders=3, peak_worker_multiplier=1))
    at_once = [replace(call, began=1, ended_at=None) for call in true]
    assert "5 calls were under way at once; at most 3 were ever allowed." in violations(tight(history, ids), at_once)
