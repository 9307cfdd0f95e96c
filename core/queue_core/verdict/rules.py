"""The rules of the verdict: each looks for one thing, and says nothing where it does not find it."""

from collections.abc import Callable

from queue_core import pauses
from queue_core.durations import brief
from queue_core.models import WorkerState
from queue_core.text import clean, listed
from queue_core.verdict.breakers import shut_breaker
from queue_core.verdict.levels import Cause, Level, Seen, Verdict

WAITS_TOO_LONG_SECONDS = 60.0
"""A ready job that waits longer beside a free slot is worth a warning: workers poll every few seconds."""
RECENT_MINUTES = 15
"""The failure rate is taken over these."""
FEWEST_FAILURES = 5
"""Fewer recent failures say nothing about the queue."""
START_ONE = "start one with 'queue-worker'"
FREE_SLOTS = "'queuectl release' frees a slot that is held"


def _paused(seen: Seen) -> Verdict | None:
    if not seen.stats.paused:
        return None
    who = pauses.by(pauses.pause_of(seen.config), seen.stats.now)
    reason = pauses.why(seen.config.pause_reason if seen.config else None)
    waits = f", {seen.ready} ready" if seen.stats.ready else ""
    advice = "'queuectl resume' lets jobs run again"
    return Verdict(Level.WARNING, f"paused{who}{waits}: {reason}", advice, Cause.PAUSED)


def _no_worker(seen: Seen) -> Verdict | None:
    stats = seen.stats
    if stats.workers_alive:
        return None
    since = stats.last_worker_seen_at
    absent = "and there has been none yet" if since is None else f"for {brief((stats.now - since).total_seconds())}"
    if stats.ready or stats.processing:
        what = f"{seen.ready} queued" if stats.ready else f"{stats.processing:,} processing"
        return Verdict(Level.STALLED, f"{what}, no worker alive {absent}", START_ONE, Cause.NO_WORKER)
    level = Level.WARNING if seen.later else Level.IDLE
    what = f"{seen.later} wait for their time" if seen.later else "nothing queued"
    return Verdict(level, f"{what}, no worker alive {absent}", START_ONE if seen.later else None, Cause.NO_WORKER)


def _all_workers_quiet(seen: Seen) -> Verdict | None:
    if {worker.state for worker in seen.alive} != {WorkerState.QUIET}:
        return None
    count = len(seen.alive)
    who = {1: "the worker is quiet", 2: "2 workers, both quiet"}.get(count, f"{count} workers, all quiet")
    advice = f"'queuectl quiet --off {clean(seen.alive[0].name, 40)}' lets it claim again"
    if seen.stats.ready:
        return Verdict(Level.STALLED, f"{seen.waiting}; {who}", advice, Cause.QUIET)
    return Verdict(Level.WARNING, who, advice, Cause.QUIET)


def _all_workers_stopping(seen: Seen) -> Verdict | None:
    states = {worker.state for worker in seen.alive}
    if not seen.stats.ready or not states or WorkerState.RUNNING in states:
        return None
    what = listed(sorted(states), "and")
    return Verdict(Level.STALLED, f"{seen.waiting}, but every worker is {what}", START_ONE, Cause.STOPPING)


def _dependency_down(seen: Seen) -> Verdict | None:
    shut = [found for worker in seen.alive if (found := shut_breaker(worker, seen.stats.now)) is not None]
    if not shut:
        return None
    _, sentence, reason = shut[0]
    everywhere = len(shut) == len(seen.alive) and {name for name, _, _ in shut} == {"orchestrator"}
    level = Level.STALLED if seen.stats.ready and everywhere else Level.WARNING
    if seen.stats.ready:
        sentence += f", {seen.waiting}"
    return Verdict(level, sentence, reason, Cause.BREAKER)


def _no_slot_allowed(seen: Seen) -> Verdict | None:
    if not seen.stats.ready or seen.stats.slots.limit > 0:
        return None
    return Verdict(
        Level.STALLED, f"{seen.waiting}, but the limit is 0", "raise max_concurrent_renders", Cause.LIMIT_ZERO
    )


def _all_slots_held(seen: Seen) -> Verdict | None:
    slots = seen.stats.slots
    if not seen.stats.ready or slots.running or not slots.held or slots.held < slots.limit:
        return None
    all_of_them = "the only slot is" if slots.held == 1 else f"all {slots.held} slots are"
    return Verdict(Level.STALLED, f"{all_of_them} held by lost attempts, {seen.waiting}", FREE_SLOTS, Cause.HELD)


def _stuck(seen: Seen) -> Verdict | None:
    stuck = seen.stats.stuck
    if not stuck:
        return None
    sentence = f"{stuck:,} {'job is' if stuck == 1 else 'jobs are'} stuck: no sign of life from the worker"
    advice = "they are queued again within seconds while a worker is alive"
    return Verdict(Level.WARNING, sentence, advice, Cause.STUCK)


def _mostly_failing(seen: Seen) -> Verdict | None:
    failed = sum(seen.stats.failed_per_minute[-RECENT_MINUTES:])
    ended = failed + sum(seen.stats.completed_per_minute[-RECENT_MINUTES:])
    if failed < FEWEST_FAILURES or failed * 2 < ended:
        return None
    sentence = f"jobs failed {failed:,} of {ended:,} times in the last {RECENT_MINUTES} minutes"
    # no filter lists them: a job that was retried has failed before, and may be anything now
    return Verdict(Level.WARNING, sentence, "'queuectl failures' shows what fails", Cause.FAILING)


def _paused_types(seen: Seen) -> Verdict | None:
    waiting = seen.stats.queued_by_type
    types = [kind for kind in (seen.config.types if seen.config else ()) if kind.paused and waiting.get(kind.job_type)]
    if not types:
        return None
    count = sum(waiting[kind.job_type] for kind in types)
    names = listed([clean(kind.job_type, 20) for kind in types], "and")
    advice = f"'queuectl resume --type {clean(types[0].job_type, 40)}'"
    pause = pauses.pause_of(seen.config, types[0].job_type) if len(types) == 1 else None
    if pause is None:
        return Verdict(Level.WARNING, f"{count:,} queued of paused {names}", advice, Cause.TYPE_PAUSED)
    who = f"paused{pauses.by(pause, seen.stats.now)}: {pauses.why(pause.reason)}"
    return Verdict(Level.WARNING, f"{count:,} queued of {names}, {who}", advice, Cause.TYPE_PAUSED)


def _at_the_limit(seen: Seen) -> Verdict | None:
    slots = seen.stats.slots
    if not seen.stats.ready:
        return None
    if slots.running + slots.held >= slots.limit:
        held = f" ({slots.held} held by lost attempts)" if slots.held else ""
        full = 0.0 if slots.full_since is None else (seen.stats.now - slots.full_since).total_seconds()
        since = f" for {brief(full)}" if full >= WAITS_TOO_LONG_SECONDS else ""
        sentence = f"{slots.running + slots.held} of {slots.limit} slots in use{since}{held}, {seen.waiting}"
        if slots.held:
            return Verdict(Level.BUSY, sentence, FREE_SLOTS, Cause.HELD)
        return Verdict(Level.BUSY, sentence, cause=Cause.LIMIT)
    capacity = sum(worker.concurrency for worker in seen.alive if worker.state is WorkerState.RUNNING)
    if seen.workers and slots.running >= capacity:
        sentence = f"workers are full with {slots.running} of {slots.limit} allowed, {seen.waiting}"
        return Verdict(Level.BUSY, sentence, "another 'queue-worker' would run more at once", Cause.WORKERS_FULL)
    return None


def _waits_beside_free_slots(seen: Seen) -> Verdict | None:
    slots, oldest = seen.stats.slots, seen.stats.oldest_ready_seconds
    if not seen.stats.ready or oldest is None or oldest < WAITS_TOO_LONG_SECONDS:
        return None
    if slots.manim_limit <= slots.manim_running + slots.manim_held:
        sentence = f"{slots.manim_limit} of {slots.manim_limit} slots for manim in use, {seen.waiting}"
        return Verdict(Level.BUSY, sentence, cause=Cause.RESOURCE_LIMIT)
    free = slots.limit - slots.running - slots.held
    sentence = f"{seen.waiting}, though {free} of {slots.limit} slots are free"
    return Verdict(Level.WARNING, sentence, "look at the workers", Cause.WAITING)


RULES: tuple[Callable[[Seen], Verdict | None], ...] = (
    _paused,
    _no_worker,
    _all_workers_quiet,
    _all_workers_stopping,
    _dependency_down,
    _no_slot_allowed,
    _all_slots_held,
    _stuck,
    _mostly_failing,
    _paused_types,
    _at_the_limit,
    _waits_beside_free_slots,
)
"""In the order in which an operator would want to hear of them: the first that speaks decides."""
