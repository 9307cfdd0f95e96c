"""Whether anything is beyond its threshold: those of the configuration, or those that were given instead."""

from dataclasses import dataclass

from queue_core.counts import plural
from queue_core.durations import brief
from queue_core.models import Alert, Stats
from queue_core.verdict.rules import FEWEST_FAILURES, RECENT_MINUTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Given instead of the configured ones; None leaves those, 0 is never."""

    depth: int | None = None
    """Ready jobs."""
    oldest_seconds: float | None = None
    """That a ready job has waited."""
    failure_percent: float | None = None
    """Of what ended within 15 minutes, from five failures on."""
    workers: int | None = None
    """Fewer alive are an alert; nothing is configured for it but that there is one where jobs wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What monitoring asks for."""

    depth: int
    oldest_seconds: float | None
    failed: int
    """Within 15 minutes."""
    ended: int
    workers: int
    alerts: tuple[Alert, ...]

    @property
    def ok(self) -> bool:
        """Whether nobody needs to look."""
        return not self.alerts

    def line(self) -> str:
        """All of it in one line."""
        waits = "" if self.oldest_seconds is None else f", the oldest for {brief(self.oldest_seconds)}"
        failed = f"failed {self.failed:,} of {self.ended:,} times in {RECENT_MINUTES} m"
        numbers = f"{self.depth:,} ready{waits}, {failed}, {self.workers} {_workers(self.workers)} alive"
        if self.ok:
            return f"ok: {numbers}"
        return f"alert: {'; '.join(alert.sentence for alert in self.alerts)} ({numbers})"


def health(stats: Stats, configured: tuple[Alert, ...], instead: Thresholds) -> Health:
    """The numbers, and the alerts in the order in which they were found."""
    failed = sum(stats.failed_per_minute[-RECENT_MINUTES:])
    ended = failed + sum(stats.completed_per_minute[-RECENT_MINUTES:])
    replaced = {
        "depth": instead.depth is not None,
        "oldest": instead.oldest_seconds is not None,
        "failure_rate": instead.failure_percent is not None,
        "no_worker": instead.workers is not None,
    }
    kept = tuple(alert for alert in configured if not replaced.get(alert.code))
    return Health(
        depth=stats.ready,
        oldest_seconds=stats.oldest_ready_seconds,
        failed=failed,
        ended=ended,
        workers=stats.workers_alive,
        alerts=(*_own(stats, failed, ended, instead), *kept),
    )


def _own(stats: Stats, failed: int, ended: int, given: Thresholds) -> list[Alert]:
    alerts = []
    if given.depth and stats.ready > given.depth:
        sentence = f"{plural(stats.ready, 'job')} ready, more than {given.depth:,}"
        alerts.append(_alert("depth", stats.ready, given.depth, sentence))
    waited = stats.oldest_ready_seconds or 0.0
    if given.oldest_seconds and waited > given.oldest_seconds:
        sentence = f"the oldest job has been ready for {brief(waited)}, more than {brief(given.oldest_seconds)}"
        alerts.append(_alert("oldest", waited, given.oldest_seconds, sentence))
    percent = 100 * failed / ended if ended else 0.0
    if given.failure_percent and failed >= FEWEST_FAILURES and percent > given.failure_percent:
        share = f"jobs failed {failed:,} of {ended:,} times within {RECENT_MINUTES} minutes"
        sentence = f"{share}, more than {given.failure_percent:g} %"
        alerts.append(_alert("failure_rate", percent, given.failure_percent, sentence))
    if given.workers is not None and stats.workers_alive < given.workers:
        sentence = f"{stats.workers_alive} {_workers(stats.workers_alive)} alive, fewer than {given.workers}"
        alerts.append(_alert("workers", stats.workers_alive, given.workers, sentence))
    return alerts


def _alert(code: str, value: float, threshold: float, sentence: str) -> Alert:
    return Alert(code=code, subject=None, value=value, threshold=threshold, sentence=sentence)


def _workers(number: int) -> str:
    return "worker" if number == 1 else "workers"
