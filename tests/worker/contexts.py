"""What a handler and a lease are given, with sensible defaults."""

from typing import Any
from uuid import uuid4

from queue_core.models import JobId, Lease, LeaseToken, Priority
from queue_worker.handlers import JobContext


def context(text: str = "Explain Article 370", **fields: Any) -> JobContext:
    """A job of type doubt with this question."""
    defaults: dict[str, Any] = {
        "job_id": JobId(str(uuid4())),
        "job_type": "doubt",
        "payload": {"question": text},
        "attempt": 1,
        "idempotency_key": str(uuid4()),
        "timeout_seconds": 10.0,
        "report_progress": lambda _share: None,
    }
    return JobContext(**(defaults | fields))


def lease(**fields: Any) -> Lease:
    """A lease of a minute on a job of type doubt."""
    defaults: dict[str, Any] = {
        "job_id": JobId(str(uuid4())),
        "token": LeaseToken(str(uuid4())),
        "attempt": 1,
        "job_type": "doubt",
        "priority": Priority.MEDIUM,
        "payload": {"question": "Explain Article 370"},
        "resource": None,
        "user_id": None,
        "lease_seconds": 60.0,
        "timeout_seconds": 600.0,
        "idempotency_key": str(uuid4()),
    }
    return Lease(**(defaults | fields))
