"""Groups of failures in words."""

from queue_core.ctl.job_text import moment
from queue_core.ctl.table import Column, fields, table
from queue_core.durations import brief
from queue_core.models import FailureDetail, FailureGroup, Failures, Trait
from queue_core.text import clean

LONGEST_TEXT = 20_000
"""Cells of a stack that are shown; --json has all of it."""
MOST_JOBS = 10
"""Jobs that are listed; --json has more."""

_GROUPS = (
    Column("FINGERPRINT", 16),
    Column("1H", 6, right=True),
    Column("24H", 6, right=True),
    Column("7D", 6, right=True),
    Column("FAILED", 6, right=True),
    Column("LAST", 7, right=True),
    Column("", 200),
)


def groups_table(found: Failures, cells: int) -> str:
    """A line for each group; FAILED counts the jobs that a retry could put right."""
    rows = (
        (
            group.fingerprint,
            f"{group.hour:,}",
            f"{group.day:,}",
            f"{group.week:,}",
            f"{group.failed_jobs:,}",
            brief((found.now - group.last_seen).total_seconds()),
            _what(group),
        )
        for group in found.groups
    )
    return table(_GROUPS, rows, cells)


def sections(detail: FailureDetail, cells: int) -> list[str]:
    """All about one group."""
    group = detail.group
    about = fields(
        (
            ("fingerprint", group.fingerprint),
            ("exception", group.exception_type),
            ("message", group.message),
            ("category", group.category),
            ("HTTP status", None if detail.http_status is None else str(detail.http_status)),
            ("answer", detail.excerpt),
            ("attempts", f"{group.hour:,} within the hour, {group.day:,} within 24 h, {group.week:,} within 7 d"),
            ("per hour", " ".join(f"{number}" if number else "." for number in detail.per_hour)),
            ("first seen", moment(group.first_seen)),
            ("last seen", moment(group.last_seen)),
            ("types", ", ".join(f"{clean(name, 40)} {number:,}" for name, number in group.types.items())),
            ("failed jobs", f"{group.failed_jobs:,}"),
        ),
        cells,
    )
    return [section for section in (about, _traits(detail), _jobs(detail), _stack(detail)) if section]


def advice(detail: FailureDetail) -> list[str]:
    """What helps: one first, then the rest."""
    group = detail.group
    if not group.failed_jobs:
        return []
    match = f"status:failed fingerprint:{clean(group.fingerprint, 64)}"
    one = f"'queuectl retry {group.example}' tries one"
    return [f"{one}; when it has completed, \"queuectl plan retry --filter '{match}'\" is for the rest."]


def _what(group: FailureGroup) -> str:
    return ": ".join(part for part in (group.exception_type, group.message) if part)


def _traits(detail: FailureDetail) -> str:
    if not detail.traits:
        return ""
    lines = [f"  {_trait(trait, detail)}" for trait in detail.traits]
    return "\n".join(["What failing jobs have and completed ones have not", *lines])


def _trait(trait: Trait, detail: FailureDetail) -> str:
    what = clean(trait.path, 60) + (" is there" if trait.value is None else f" = {clean(trait.value, 60)}")
    return (
        f"{what}: {trait.failing:,} of {detail.failing_looked_at:,} failing, "
        f"{trait.completed:,} of {detail.completed_looked_at:,} completed"
    )


def _jobs(detail: FailureDetail) -> str:
    if not detail.jobs:
        return ""
    more = len(detail.jobs) - MOST_JOBS
    lines = [f"  {clean(job_id, 40)}" for job_id in detail.jobs[:MOST_JOBS]]
    return "\n".join(["Latest jobs", *lines, *([f"  and {more} more"] if more > 0 else [])])


def _stack(detail: FailureDetail) -> str:
    lines = clean(detail.stack, LONGEST_TEXT, newlines=True).rstrip("\n").split("\n")
    return "\n".join(["Stack of the latest", *(f"  {line}" for line in lines)]) if detail.stack else ""
