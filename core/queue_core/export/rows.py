"""A job as a line: of JSON, or of CSV that a spreadsheet takes for data and nothing else."""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum

from queue_core.models import Job, JobId, JsonValue
from queue_core.shapes import as_harmless_json, plain
from queue_core.text import clean


class Format(StrEnum):
    """How jobs are written."""

    JSONL = "jsonl"
    """One JSON object a line, as `queuectl jobs --json` has them."""
    CSV = "csv"
    """The names of the columns, then a line for each job; UTF-8 without a mark at its beginning."""


COLUMNS = (
    "id",
    "job_type",
    "priority",
    "status",
    "condition",
    "created_at",
    "run_at",
    "started_at",
    "completed_at",
    "updated_at",
    "attempts",
    "counted_attempts",
    "max_attempts",
    "worker",
    "progress",
    "category",
    "error",
    "resource",
    "user_id",
    "parent_id",
    "queue_position",
    "cancel_requested_at",
    "held_until",
    "held_by",
)
"""Of CSV, in this order; new ones come at the end."""
PAYLOAD = "payload"
"""Behind all columns where it is wanted: as it is in JSON lines, as JSON text in CSV."""

_BEGINS_FORMULA = frozenset("=+-@\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH HYPHEN-MINUS}"
                            "\N{FULLWIDTH COMMERCIAL AT}")  # fmt: skip
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?")
"""As JSON writes one; not what it writes for one that is out of Python's range."""


def head(format: Format, *, payload: bool = False) -> str:
    """What comes before the first job."""
    columns = (*COLUMNS, PAYLOAD) if payload else COLUMNS
    return ",".join(columns) + "\n" if format is Format.CSV else ""


def lines(format: Format, jobs: Iterable[Job], payloads: Mapping[JobId, JsonValue] | None = None) -> str:
    """The jobs, each with its line end; with their payloads, where those are given, as the last thing."""
    if format is Format.JSONL:
        return "".join(as_harmless_json({**plain(job), **_payload(job, payloads)}) + "\n" for job in jobs)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows(
        [
            *(_cell(getattr(job, column)) for column in COLUMNS),
            *map(_payload_cell, _payload(job, payloads).values()),
        ]
        for job in jobs
    )
    return text.getvalue()


def _payload(job: Job, payloads: Mapping[JobId, JsonValue] | None) -> dict[str, JsonValue]:
    return {} if payloads is None else {PAYLOAD: payloads.get(job.id)}


def _payload_cell(payload: JsonValue) -> str:
    """JSON text; a negative number begins like a formula, and is none."""
    text = "" if payload is None else as_harmless_json(payload)
    return text if _NUMBER.fullmatch(text) else _cell(text)


def _cell(value: object) -> str:
    """An apostrophe keeps a spreadsheet from calculating what a job's text tells it to."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat()
    text = clean(str(value))
    return f"'{text}" if text.lstrip()[:1] in _BEGINS_FORMULA and text.strip() else text
