"""The texts of a job that can be copied or opened in a pager, whole and each under its name. No Textual in here."""

from queue_core.models import Attempt, JobDetail, Outcome
from queue_tui.words.json_text import to_text


def went_wrong(attempt: Attempt) -> bool:
    """Whether the attempt has ended without completing the job."""
    return attempt.outcome is not None and attempt.outcome is not Outcome.COMPLETED


def latest_error(detail: JobDetail) -> Attempt | None:
    """The latest attempt that went wrong; None where none did."""
    return next((attempt for attempt in reversed(detail.attempts) if went_wrong(attempt)), None)


def trace_text(detail: JobDetail, attempt: Attempt | None = None) -> str:
    """All that an attempt, or the latest that went wrong, left behind; as it came, not cleaned."""
    chosen = attempt or latest_error(detail)
    if chosen is None:
        return detail.error_message or ""
    parts = (chosen.exception_type, chosen.message, chosen.stack, chosen.excerpt)
    return "\n\n".join(part for part in parts if part)


def texts_of(detail: JobDetail, attempt: Attempt | None = None) -> dict[str, str]:
    """By name, each with a first letter of its own; what there is none of is left out."""
    texts = {
        "id": detail.job.id,
        "payload": to_text(detail.payload),
        "result": "" if detail.result is None else to_text(detail.result),
        "trace": trace_text(detail, attempt),
    }
    return {name: text for name, text in texts.items() if text}


def name_for(section: str) -> str:
    """Which of the texts belongs to a section of the job screen."""
    return section if section in ("payload", "result") else "trace"
