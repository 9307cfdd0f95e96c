"""What a filter can ask about a job."""

from dataclasses import dataclass
from enum import Enum, auto

from queue_core.models.states import Category, Condition, JobStatus, Priority


class Kind(Enum):
    """What values a field takes, and how they are compared."""

    CHOICE = auto()
    """One of a few known words."""
    NAME = auto()
    """Exactly as written; a star at either end stands for anything."""
    BEGINNING = auto()
    """The beginning is enough; stars as in NAME."""
    UUID = auto()
    """The beginning of a uuid, with or without its dashes."""
    WORDS = auto()
    """Contained anywhere, whatever the case."""
    TIME = auto()
    """A date, a time, or a duration ago; also as a range."""
    AGE = auto()
    """A range of durations."""
    COUNT = auto()
    """A whole number, or a range of them."""
    JSON = auto()
    """A value in the payload: as text, as number, or a range of numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of the filter language."""

    name: str
    kind: Kind
    help: str
    """What it asks, in a few words for the filter bar."""
    example: str
    """A value that it takes, as one would type it."""
    choices: tuple[str, ...] = ()
    optional: bool = True
    """Whether a job can be without it, so that `field:""` (without) and `field:*` (with any) make sense."""


def _field(name: str, kind: Kind, help: str, example: str, *, always: bool = False) -> Field:
    return Field(name=name, kind=kind, help=help, example=example, optional=not always)


def _choice(name: str, help: str, choices: type[JobStatus | Condition | Priority | Category], always: bool) -> Field:
    words = tuple(choice.value for choice in choices)
    return Field(name=name, kind=Kind.CHOICE, help=help, example=words[0], choices=words, optional=not always)


FIELDS: dict[str, Field] = {
    field.name: field
    for field in (
        _choice("status", "stored status", JobStatus, always=True),
        _choice("condition", "what the status does not tell", Condition, always=False),
        _field("type", Kind.NAME, "type of job", "doubt", always=True),
        _choice("priority", "priority", Priority, always=True),
        _field("error", Kind.WORDS, "text in the latest error", '"connection reset"'),
        _choice("category", "why the latest attempt failed", Category, always=False),
        _field("payload", Kind.JSON, "value in the payload, as payload.PATH", "42"),
        _field("user", Kind.UUID, "beginning of the user's id", "9b2e"),
        _field("age", Kind.AGE, "time since it was created", ">15m", always=True),
        _field("created", Kind.TIME, "when it was created", "2026-11-01..", always=True),
        _field("updated", Kind.TIME, "when it last changed", "-1h..", always=True),
        _field("started", Kind.TIME, "when the latest attempt began", "2026-11-05T14:30.."),
        _field("completed", Kind.TIME, "when it reached its final status", "2026-11-01..2026-11-05"),
        _field("run_at", Kind.TIME, "not before this time", "2026-11-05.."),
        _field("tries", Kind.COUNT, "attempts begun, counted or not", ">=2", always=True),
        _field("worker", Kind.NAME, "worker of the latest attempt", "vps1"),
        _field("fingerprint", Kind.BEGINNING, "beginning of the latest error's fingerprint", "9c1e"),
        _field("id", Kind.UUID, "beginning of the id", "3f2a", always=True),
        _field("resource", Kind.NAME, "what it needs beside a slot", "manim"),
        _field("parent", Kind.UUID, "beginning of the id it was copied from", "3f2a"),
        _field("key", Kind.NAME, "deduplication key", "doubt-4711"),
        _field("text", Kind.WORDS, "text anywhere in the job; the word alone does the same", "kidney", always=True),
    )
}

ALIASES = {
    "job_type": "type",
    "user_id": "user",
    "created_at": "created",
    "updated_at": "updated",
    "started_at": "started",
    "completed_at": "completed",
    "attempts": "tries",
    "parent_id": "parent",
    "dedupe_key": "key",
    "error_message": "error",
}
"""Names of columns, understood because people know them; a filter's text shows the field."""
