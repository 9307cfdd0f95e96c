"""What jobs were given to do, where it is read apart from them: it may be large."""

from dataclasses import dataclass

from queue_core.models.jobs import JobId
from queue_core.models.json import JsonValue


@dataclass(frozen=True, slots=True, kw_only=True)
class JobPayload:
    """What a job was given to do."""

    job_id: JobId
    payload: JsonValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Payloads:
    """The payloads of the first of some jobs."""

    payloads: tuple[JobPayload, ...]
    """Those that are gone are left out."""
    read: int
    """So many of the ids were looked at: behind them it goes on."""
