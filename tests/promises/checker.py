"""The promises as a pure function of what happened: a history of the database and a journal of calls.

`violations` returns one sentence for each promise that was broken; an empty list is the proof. It knows nothing of
how the queue works inside, only what must be true of whatever happened.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

from tests.promises.history import FINAL, AttemptRow, Call, Event, History, Record, Target, by_job, moment
from tests.promises.limits import exceeded_limits, highest_limit

BY_OURSELVES = {
    ("queued", "processing"),
    ("processing", "queued"),
    ("processing", "completed"),
    ("processing", "failed"),
    ("processing", "cancelled"),
}
"""What workers and the sweep may do."""

BY_OPERATORS: Mapping[str, Callable[[str | None, str | None], bool]] = {
    "retry": lambda old, new: old in FINAL and new == "queued",
    "cancel": lambda old, new: old == "queued" and new == "cancelled",
    "delete": lambda old, new: old != "processing" and new is None,
    "undo": lambda old, new: old in {"queued", "cancelled"} and new is not None,
}
"""What each audited action may do beyond that."""

RETENTION = frozenset({"sweep", "retention"})
"""Who deletes finished jobs that are old enough."""


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """What else took part in the run, and so is no violation."""

    acknowledged: frozenset[str] = frozenset()
    """Ids that an enqueue has answered with."""
    other_programs: bool = False
    """Programs that know nothing of leases wrote to the table."""
    retention: bool = False
    """Old jobs may have been deleted."""
    settled: bool = False
    """The faults are over and everything has had its time."""


def violations(history: History, journal: Sequence[Call] = (), scenario: Scenario = Scenario()) -> list[str]:
    """What was broken, in words."""
    return [
        *_lost_jobs(history, scenario),
        *_transitions(history, scenario),
        *_attempts(history),
        *_errors(history),
        *_accepted_results(history),
        *_leases(history),
        *_running(history, scenario),
        *exceeded_limits(history),
        *_poison(history),
        *_calls(history, journal),
        *(_unsettled(history) if scenario.settled else ()),
    ]


# -- P1: nothing is lost ---------------------------------------------------------------------------------


def _lost_jobs(history: History, scenario: Scenario) -> Iterator[str]:
    there = {job.id for job in history.jobs}
    deleted = {event.job_id for event in history.events if event.kind == "deleted"}
    for job_id in sorted(scenario.acknowledged - there - deleted):
        yield f"Job {job_id} was acknowledged and is nowhere."
    for job_id in sorted(there & deleted):
        yield f"Job {job_id} was logged as deleted and is there."


# -- statuses: one chain of legal changes -----------------------------------------------------------------


def _transitions(history: History, scenario: Scenario) -> Iterator[str]:
    status_of = {job.id: job.status for job in history.jobs}
    targets = defaultdict(list)
    for target in history.targets:
        if target.effect == "done" and target.verb in BY_OPERATORS:
            targets[target.job_id].append(target)
    events = by_job(history.events)
    for job_id in sorted(status_of.keys() - events.keys()):
        yield f"Job {job_id} is there and no event says since when."
    for job_id, chain in events.items():
        yield from _broken_chain(job_id, chain, status_of.get(job_id))
        audited = targets[job_id]
        for event in chain:
            if not _is_legal(event, audited, scenario):
                who = event.actor or "another program"
                change = f"from {event.old_status} to {event.new_status or 'deleted'}"
                yield f"Job {job_id} went {change} by {who}, which nothing allows."


def _broken_chain(job_id: str, chain: Sequence[Event], status: str | None) -> Iterator[str]:
    before: str | None = None
    for event in chain:
        if event.old_status != before or (event.kind == "inserted") != (before is None):
            yield f"Job {job_id} was {before} and then {event.kind} from {event.old_status}."
        before = event.new_status
    if before != status:
        yield f"Job {job_id} is {status}; the last event says {before}."


def _is_legal(event: Event, audited: list[Target], scenario: Scenario) -> bool:
    """An audited action is used up by the change that it explains."""
    old, new = event.old_status, event.new_status
    if event.actor is None:
        return scenario.other_programs
    if event.kind == "inserted":
        return new == "queued"
    if scenario.retention and new is None and old in FINAL and event.actor in RETENTION:
        return True
    if (old, new) in BY_OURSELVES or (old == new and old not in FINAL):
        return True
    for target in audited:
        was = (target.before or {}).get("status")
        if was == old and target.at <= event.at and BY_OPERATORS[target.verb](old, new):
            audited.remove(target)
            return True
    return False


# -- attempts: numbered, ended once, with their reason -----------------------------------------------------


def _attempts(history: History) -> Iterator[str]:
    for job_id, attempts in by_job(history.attempts).items():
        numbers = [attempt.number for attempt in attempts]
        if numbers != list(range(1, len(numbers) + 1)):
            yield f"Job {job_id} has attempts {numbers}."
    for token, times in Counter(attempt.token for attempt in history.attempts).items():
        if times > 1:
            yield f"Lease {token} ended {times} attempts."
    for record in history.records:
        if record.source == "attempts" and record.kind == "update":
            yield f"Attempt {record.row_data['number']} of job {record.row_data['job_id']} was changed after its end."


def _errors(history: History) -> Iterator[str]:
    for attempt in history.attempts:
        yield from _unexplained(attempt)
    last = {event.job_id: event for event in history.events if event.old_status != event.new_status}
    for job in history.jobs:
        by_us = job.id in last and last[job.id].actor is not None
        if job.status == "failed" and by_us and not (job.error_message or "").strip():
            yield f"Job {job.id} failed and does not say why."


def _unexplained(attempt: AttemptRow) -> Iterator[str]:
    if attempt.outcome == "completed":
        return
    for name in ("category", "exception_type", "message", "stack"):
        if not (getattr(attempt, name) or "").strip():
            yield f"Attempt {attempt.number} of job {attempt.job_id} ended as {attempt.outcome} without a {name}."


def _accepted_results(history: History) -> Iterator[str]:
    """Each completion by a worker is one attempt's, and each completed attempt completed its job."""
    there = {job.id for job in history.jobs}
    completions = Counter(
        event.job_id
        for event in history.events
        if event.actor is not None and (event.old_status, event.new_status) == ("processing", "completed")
    )
    results = Counter(a.job_id for a in history.attempts if a.outcome == "completed" and not a.is_external)
    for job_id in sorted(there & (completions.keys() | results.keys())):
        if completions[job_id] != results[job_id]:
            yield f"Job {job_id} was completed {completions[job_id]} times by {results[job_id]} accepted results."


# -- leases: each is one attempt ---------------------------------------------------------------------------


def _leases(history: History) -> Iterator[str]:
    there = {job.id for job in history.jobs}
    attempts = {attempt.token: attempt for attempt in history.attempts}
    writes_of = _writes_by_token(history)
    for token in sorted(attempts.keys() - writes_of.keys()):
        yield f"Attempt {attempts[token].number} of job {attempts[token].job_id} never had a lease."
    for token, writes in writes_of.items():
        attempt = attempts.get(token)
        if attempt is not None:
            yield from _mismatch(attempt, writes[-1])
            yield from _forgotten_cancel(attempt, writes)
            yield from _freed_too_early(attempt, writes[-1])
        elif not _runs(writes[-1]) and writes[-1].row_data["job_id"] in there:
            yield f"Lease {token} of job {writes[-1].row_data['job_id']} ended and left no attempt."


def _running(history: History, scenario: Scenario) -> Iterator[str]:
    writes = _writes_by_token(history).values()
    running = Counter(of_lease[-1].row_data["job_id"] for of_lease in writes if _runs(of_lease[-1]))
    status_of = {job.id: job.status for job in history.jobs}
    for job_id, number in running.items():
        if number > 1:
            yield f"Job {job_id} runs {number} times at once."
        if status_of.get(job_id) != "processing":
            yield f"Job {job_id} is {status_of.get(job_id, 'gone')} and has a running lease."
    for job_id, status in status_of.items():
        # what other programs insert so, and what an undo gives back to them, the next sweep adopts
        if status == "processing" and not running[job_id] and not scenario.other_programs:
            yield f"Job {job_id} is processing and nobody has a lease on it."


def _writes_by_token(history: History) -> dict[str, list[Record]]:
    found = defaultdict(list)
    for record in history.records:
        if record.source == "leases":
            found[record.row_data["token"]].append(record)
    return found


def _runs(record: Record) -> bool:
    return record.kind != "delete" and record.row_data["held_since"] is None


def _mismatch(attempt: AttemptRow, last: Record) -> Iterator[str]:
    lease = last.row_data
    if _runs(last):
        yield f"Attempt {attempt.number} of job {attempt.job_id} has ended and its lease runs on."
    if (attempt.job_id, attempt.number, attempt.worker_id) != (lease["job_id"], lease["number"], lease["worker_id"]):
        yield f"Lease {attempt.token} was of attempt {lease['number']} and ended attempt {attempt.number}."


def _forgotten_cancel(attempt: AttemptRow, writes: Sequence[Record]) -> Iterator[str]:
    asked = any(write.kind == "update" and write.row_data["cancel_requested_at"] is not None for write in writes)
    if asked and attempt.outcome != "cancelled" and not attempt.is_external:
        yield f"Attempt {attempt.number} of job {attempt.job_id} was to be cancelled and {attempt.outcome}."


def _freed_too_early(attempt: AttemptRow, last: Record) -> Iterator[str]:
    gone = last.kind == "delete" and last.row_data["held_since"] is None
    if gone and attempt.keeps_slot and moment(last.row_data["deadline_at"]) > attempt.ended_at:
        yield f"Attempt {attempt.number} of job {attempt.job_id} was given up and its slot free before its deadline."


# -- P9, the journal, and the end ------------------------------------------------------------------------------


def _poison(history: History) -> Iterator[str]:
    for job_id, attempts in by_job(history.attempts).items():
        retries = [t.at for t in history.targets if t.job_id == job_id and (t.verb, t.effect) == ("retry", "done")]
        for _, since in groupby(attempts, lambda a: sum(at < a.ended_at for at in retries)):  # noqa: B023 used at once
            if sum(attempt.category == "lost" for attempt in since) > 2:
                yield f"Job {job_id} has killed its worker three times and was tried again."


def _calls(history: History, journal: Sequence[Call]) -> Iterator[str]:
    """An empty journal says nothing."""
    if not journal:
        return
    claims = Counter(r.row_data["job_id"] for r in history.records if (r.source, r.kind) == ("leases", "insert"))
    calls = Counter(call.job_id for call in journal)
    results = Counter(a.job_id for a in history.attempts if a.outcome == "completed" and not a.is_external)
    for job_id in sorted(calls.keys() | results.keys()):
        if not results[job_id] <= calls[job_id] <= claims[job_id]:
            yield f"Job {job_id}: {claims[job_id]} claims, {calls[job_id]} calls, {results[job_id]} results."
    for call in journal:
        if not call.key.startswith(call.job_id):
            yield f"A call for job {call.job_id} had the key {call.key}."
    most, limit = _most_at_once(journal), highest_limit(history)
    if most > limit:
        yield f"{most} calls were under way at once; at most {limit} were ever allowed."


def _most_at_once(journal: Sequence[Call]) -> int:
    changes = [(call.began, 1) for call in journal]
    changes += [(call.ended_at, -1) for call in journal if call.ended_at is not None]
    return max(accumulate(change for _, change in sorted(changes)))


def _unsettled(history: History) -> Iterator[str]:
    for job in history.jobs:
        if job.status not in FINAL:
            yield f"Job {job.id} is still {job.status} after everything."
