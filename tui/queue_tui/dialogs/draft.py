"""What the enqueue form starts from, and how its fields become a job. No Textual in here."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from queue_core.errors import InvalidInput
from queue_core.filters.points import duration as canonical_duration
from queue_core.filters.points import seconds as duration_seconds
from queue_core.models import JobDetail, JobId, JobType, JsonValue, NewJob, Priority
from queue_core.payload import parse_payload
from queue_core.text import clean
from queue_tui.clean import BLOCK_LIMIT
from queue_tui.formatting import octets, size
from queue_tui.words.json_text import to_text

BY_TYPE = "default"
"""The word for a priority that is left to the type."""
LONGEST_DELAY_SECONDS = 31_536_000.0
LONGEST_SPREAD_SECONDS = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A job that is not one yet."""

    job_type: str = ""
    priority: Priority | None = None
    payload: Mapping[str, JsonValue] = field(default_factory=dict)
    max_retries: int | None = None
    user_id: str | None = None
    parent_id: JobId | None = None
    notes: tuple[str, ...] = ()
    """What a person should know about it before it is sent."""

    @property
    def payload_text(self) -> str:
        """The payload as it is edited."""
        return to_text(dict(self.payload))

    @property
    def editable_text(self) -> str:
        """The beginning of it that an editor can hold."""
        return self.payload_text[:BLOCK_LIMIT]

    @property
    def too_big_to_edit(self) -> bool:
        """Whether the payload would freeze the screen in an editor; it is then kept as it is."""
        return len(self.payload_text) > BLOCK_LIMIT

    @property
    def amount(self) -> str:
        """How much the payload is."""
        return size(octets(self.payload_text))


def copy_of(detail: JobDetail) -> Draft:
    """A draft with everything of a job that a new one can have; its type made harmless."""
    job = detail.job
    job_type = clean(job.job_type)
    notes = []
    if job_type != job.job_type:
        notes.append("The type had characters that cannot be shown; they were replaced.")
    payload = detail.payload
    if not isinstance(payload, dict):
        notes.append("The payload was no JSON object; it stands under the key 'value'.")
        payload = {"value": payload}
    given = _without(detail.result, payload)
    if len(given) < len(payload):
        notes.append("The result, which its run put into the payload, is left out.")
    return Draft(
        job_type=job_type,
        priority=job.priority,
        payload=given,
        max_retries=max(job.max_attempts - 1, 0),
        user_id=job.user_id,
        parent_id=job.id,
        notes=tuple(notes),
    )


def _without(result: JsonValue, payload: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """What the job was given: a completed one has the keys that pages read in its payload as well as in its result."""
    added = result if isinstance(result, dict) else {}
    return {key: value for key, value in payload.items() if key not in added or added[key] != value}


def example_of(kind: JobType) -> Mapping[str, JsonValue]:
    """A payload to start from for a type; empty where it gives none."""
    return kind.example if isinstance(kind.example, dict) else {}


def read_delay(text: str) -> float:
    """Seconds of a delay such as `10m`, `1h30m` or `90`; 0 for nothing. Raises InvalidInput."""
    written = text.strip().lower().replace(" ", "")
    if not written:
        return 0.0
    canonical = canonical_duration(written + "s" if written[-1:].isdigit() else written)
    if canonical is None:
        raise InvalidInput("the delay is a time such as 90s, 10m, 1h30m or 2d")
    delay = duration_seconds(canonical)
    if delay > LONGEST_DELAY_SECONDS:
        raise InvalidInput("the delay is a year (365d) at most")
    return delay


def read_spread(text: str) -> float:
    """Seconds over which jobs are spread; 0 for nothing. Raises InvalidInput."""
    try:
        seconds = read_delay(text)
    except InvalidInput:
        raise InvalidInput("Spread is a time such as 90s, 10m or 1h30m") from None
    if seconds > LONGEST_SPREAD_SECONDS:
        raise InvalidInput("Spread is a day (24h) at most")
    return seconds


def read_job(draft: Draft, *, job_type: str, priority: str, delay: str, payload: str | None) -> NewJob:
    """The job that the fields describe; None for the payload keeps the draft's. Raises InvalidInput."""
    name = job_type.strip()
    if not name:
        raise InvalidInput("a type is needed, such as doubt")
    return NewJob(
        job_type=name,
        payload=draft.payload if payload is None else parse_payload(payload),
        priority=None if priority == BY_TYPE else Priority(priority),
        delay_seconds=read_delay(delay),
        max_retries=draft.max_retries,
        user_id=draft.user_id,
        parent_id=draft.parent_id,
    )
