"""What a plan has found, as it is asked about."""

from collections.abc import Sequence

from textual.content import Content

from queue_core.models import Plan
from queue_tui.clean import line
from queue_tui.formatting import TimeStyle, count
from queue_tui.words.plans import VERBS, Wish, found_words, left_out, once_more

LABEL_CELLS = 10


def looking(plan: Plan | None) -> Content:
    """How far the search for jobs has come; nothing is touched by it."""
    if plan is None:
        return Content("Looking for the jobs…")
    found = count(plan.operation.planned)
    return Content(f"Looking for the jobs: {found} found among {count(plan.searched)}…")


def facts(plan: Plan, wish: Wish, style: TimeStyle) -> Content:
    """What would happen to which jobs, and which would be left alone."""
    operation = plan.operation
    rows = [("Filter", operation.filter or "none: all jobs")] if wish.filter is not None else []
    rows += found_words(operation, plan, operation.at, style)
    if skipped := left_out(operation):
        rows.append(("Left out", skipped))
    said = [Content(VERBS[wish.verb].effect if operation.planned else "There is no job to which this can be done.")]
    if wish.warning and operation.planned:
        said.append(line(wish.warning, 300, "$status-attention"))
    if again := operation.run_again:
        said.append(Content.styled(once_more(again), "$status-attention"))
    return Content("\n\n").join([*said, listed(rows)] if rows else said)


def listed(rows: Sequence[tuple[str, str]]) -> Content:
    """Labels and what they say, a line each at least."""
    labelled = [Content.assemble((f"{label:<{LABEL_CELLS}}", "$text-muted"), line(value, 300)) for label, value in rows]
    return Content("\n").join(labelled)


def wants_number(plan: Plan | None, wish: Wish) -> bool:
    """Whether yes takes the number of jobs, typed."""
    return wish.is_final if plan is None else plan.operation.is_dear


def is_same(plan: Plan, other: Plan) -> bool:
    """Whether two plans touch the same jobs, as far as a person was shown them."""
    return _shown(plan) == _shown(other)


def _shown(plan: Plan) -> tuple[object, ...]:
    operation = plan.operation
    return operation.planned, operation.skip_reasons, plan.types, plan.statuses, plan.oldest, plan.newest
