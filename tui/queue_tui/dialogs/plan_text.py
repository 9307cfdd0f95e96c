"""What a plan has found, as it is asked about."""

from datetime import datetime

from textual.content import Content

from queue_core.models import Plan
from queue_tui.clean import line
from queue_tui.formatting import TimeStyle, count, duration, elapsed, moment
from queue_tui.words.plans import VERBS, Wish, left_out, once_more, parts

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
    rows = [_row("Filter", operation.filter or "none: all jobs")] if wish.filter is not None else []
    if operation.planned:
        rows.append(_row("Types", parts(plan.types)))
        rows.append(_row("Statuses", parts(plan.statuses)))
        rows.append(_row("Oldest", _ago(plan, plan.oldest, style)))
        rows.append(_row("Newest", _ago(plan, plan.newest, style)))
    if skipped := left_out(operation):
        rows.append(_row("Left out", skipped))
    said = [Content(VERBS[wish.verb].effect if operation.planned else "There is no job to which this can be done.")]
    if wish.warning and operation.planned:
        said.append(line(wish.warning, 300, "$status-attention"))
    if again := operation.run_again:
        said.append(Content.styled(once_more(again), "$status-attention"))
    return Content("\n\n").join([*said, Content("\n").join(rows)] if rows else said)


def wants_number(plan: Plan | None, wish: Wish) -> bool:
    """Whether yes takes the number of jobs, typed."""
    return wish.is_final if plan is None else plan.operation.is_dear


def is_same(plan: Plan, other: Plan) -> bool:
    """Whether two plans touch the same jobs, as far as a person was shown them."""
    return _shown(plan) == _shown(other)


def _shown(plan: Plan) -> tuple[object, ...]:
    operation = plan.operation
    return operation.planned, operation.skip_reasons, plan.types, plan.statuses, plan.oldest, plan.newest


def _ago(plan: Plan, at: datetime | None, style: TimeStyle) -> str:
    planned = plan.operation.at
    return f"{moment(at, planned, style)}, {duration(elapsed(at, planned))} ago"


def _row(label: str, value: str) -> Content:
    return Content.assemble((f"{label:<{LABEL_CELLS}}", "$text-muted"), line(value, 300))
