"""How much fails in all, and how the canaries are doing."""

from collections.abc import Mapping

from textual.reactive import var

from queue_core.models import FailureGroup, Failures, FailureSort
from queue_tui.deeds.canary import Canary, CanaryState, sentence
from queue_tui.formatting import count, plural
from queue_tui.orders import FAILURE_ORDERS
from queue_tui.widgets.growing import Growing
from queue_tui.widgets.lines import wrapped
from queue_tui.widgets.looks import Cell, Line, Look

LOOKED_AT = 20_000
"""Failed attempts that the database looks at."""
MOST_GROUPS = 100
LOOKS = {
    CanaryState.QUEUED: Look.PLAIN,
    CanaryState.RUNNING: Look.RUNNING,
    CanaryState.COMPLETED: Look.GOOD,
    CanaryState.FAILED_AGAIN: Look.BAD,
    CanaryState.FAILED_OTHERWISE: Look.BAD,
}


class FailuresTitle(Growing):
    """One line, and one or two for a canary."""

    failures: var[Failures | None] = var(None)
    sort: var[FailureSort] = var(FailureSort.LAST)
    canary: var[Canary | None] = var(None)
    """The one that is told of."""

    def show(self, failures: Failures | None, sort: FailureSort, canary: Canary | None) -> None:
        """Say this."""
        self.failures, self.sort, self.canary = failures, sort, canary
        self.repaint()

    def lines_for(self, cells: int) -> list[Line]:
        """The sums, then the canary."""
        groups = () if self.failures is None else self.failures.groups
        told = [] if self.canary is None else _told(self.canary, {group.fingerprint: group for group in groups}, cells)
        return [*_sums(self.failures, self.sort, cells), *told]


def _sums(failures: Failures | None, sort: FailureSort, cells: int) -> list[Line]:
    if failures is None:
        return [(Cell(" Reading what fails…", Look.MUTED),)]
    groups = failures.groups
    if not groups:
        return [(Cell(" No failures", Look.GOOD),)]
    hour, day, week = (sum(getattr(group, name) for group in groups) for name in ("hour", "day", "week"))
    kinds = plural(len(groups), "kind")
    said = f" {kinds} of failure: {count(hour)} in 1 h, {count(day)} in 24 h, {count(week)} in 7 d"
    bounds = [
        f"only the latest {count(LOOKED_AT)} failed attempts were looked at" if failures.capped else "",
        f"only the first {MOST_GROUPS} kinds are listed" if len(groups) >= MOST_GROUPS else "",
    ]
    rest = "; ".join(bound for bound in bounds if bound)
    order = f"; {FAILURE_ORDERS[sort]}" if sort is not FailureSort.LAST else ""
    line = (Cell(said, Look.STRONG), Cell(order, Look.MUTED), Cell(f"; {rest}" if rest else "", Look.ATTENTION))
    return wrapped(line, cells)


def _told(canary: Canary, groups: Mapping[str, FailureGroup], cells: int) -> list[Line]:
    group = groups.get(canary.fingerprint)
    others = 0 if group is None else group.failed_jobs
    look = LOOKS.get(canary.state, Look.ATTENTION)
    return [(Cell(" ", Look.PLAIN), *line) for line in wrapped((Cell(sentence(canary, others), look),), cells - 2)]
