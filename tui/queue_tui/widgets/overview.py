"""What is known about a job, and its life so far. Nothing in it moves with time, so it is drawn once a change."""

from collections.abc import Iterator

from textual.content import Content

from queue_core.models import JobDetail, JobStatus
from queue_core.text import width
from queue_tui.clean import line
from queue_tui.formatting import TimeStyle, duration, elapsed, moment
from queue_tui.words.timeline import Moment, timeline

LABEL_CELLS = 12
COLUMN_CELLS = 40
"""Where the second column of short facts begins, on a screen wide enough for two."""


def overview(detail: JobDetail, style: TimeStyle, cells: int) -> list[Content]:
    """The facts that are there, and the timeline below them, for a width of `cells`."""
    facts = [(label, value) for label, value in _facts(detail, style) if value]
    moments = [_moment(step, detail, style) for step in timeline(detail)]
    title = Content.styled("Timeline", "bold")
    return [*_rows(facts, cells >= 2 * COLUMN_CELLS - 4), Content(""), title, *moments]


def _rows(facts: list[tuple[str, str]], two_columns: bool) -> Iterator[Content]:
    """One fact a row, or two short ones."""
    waiting = list(facts)
    while waiting:
        label, value = waiting.pop(0)
        row = _fact(label, value)
        if two_columns and waiting and max(width(value), width(waiting[0][1])) < COLUMN_CELLS - LABEL_CELLS - 1:
            row = row.pad_right(COLUMN_CELLS - row.cell_length) + _fact(*waiting.pop(0))
        yield row


def _fact(label: str, value: str) -> Content:
    return Content.assemble((f"{label:<{LABEL_CELLS}}", "$text-muted"), line(value, 300))


def _facts(detail: JobDetail, style: TimeStyle) -> Iterator[tuple[str, str | None]]:
    """Label and value; what is empty is left out."""
    job, now = detail.job, detail.now
    yield "Id", job.id
    yield "Type", job.job_type
    yield "Priority", job.priority.value
    others = job.attempts - job.counted_attempts
    yield "Tries", f"{job.counted_attempts} of {job.max_attempts}" + (f", {others} not counted" if others > 0 else "")
    yield "Created", moment(job.created_at, now, style)
    yield "Not before", moment(job.run_at, now, style) if job.run_at else None
    yield "Started", moment(job.started_at, now, style) if job.started_at else None
    yield "Ended", _ended(detail, style)
    yield "Deadline", moment(detail.deadline_at, now, style) if detail.deadline_at else None
    yield "Slot held", f"until {moment(job.held_until, now, style)}" if job.held_until else None
    yield "Worker", job.worker
    yield "Resource", job.resource
    yield "User", job.user_id
    yield "Copied from", job.parent_id
    yield "Dedupe key", detail.dedupe_key


def _ended(detail: JobDetail, style: TimeStyle) -> str | None:
    job = detail.job
    if job.completed_at is None or not job.status.is_final:
        return None
    ran = elapsed(job.started_at, job.completed_at)
    took = f", after running {duration(ran)}" if ran is not None and job.status is not JobStatus.CANCELLED else ""
    return f"{moment(job.completed_at, detail.now, style)}{took}"


def _moment(step: Moment, detail: JobDetail, style: TimeStyle) -> Content:
    at = moment(step.at, detail.now, style)
    colour = f"$status-{step.status.value}" if step.status and step.status.is_final else ""
    return Content.assemble((f"{at:<{LABEL_CELLS}}", "$text-muted"), line(step.text, 400, colour))
