"""What a worker's row says of the services that its jobs need.

{"dependencies": {"orchestrator": {"state": "open", "next_probe_seconds": 20, "reason": "...", ...}, ...}}
"""

from datetime import datetime

from queue_core.durations import brief
from queue_core.models import JsonValue, Worker
from queue_core.text import clean

NO_REASON = "jobs wait without losing an attempt until it answers again"


def shut_breaker(worker: Worker, now: datetime) -> tuple[str, str, str] | None:
    """The first service that is down, the orchestrator before the others: its name, what is done about it, and why."""
    dependencies = worker.detail.get("dependencies")
    found = dependencies if isinstance(dependencies, dict) else {}
    for name, shown in sorted(found.items(), key=lambda item: (item[0] != "orchestrator", item[0])):
        if isinstance(shown, dict) and shown.get("state") in ("open", "half_open"):
            sentence = f"{clean(name, 20)} {_probing(shown, (now - worker.last_seen_at).total_seconds())}"
            return name, sentence, clean(str(shown.get("reason") or NO_REASON), 200)
    return None


def _probing(shown: dict[str, JsonValue], age_seconds: float) -> str:
    """How it is and what is done about it; the worker's row is so many seconds old."""
    if shown["state"] == "half_open":
        return "trying, one job at a time"
    probe = shown.get("next_probe_seconds")
    if not isinstance(probe, int | float) or probe <= age_seconds:
        return "down, breaker open"
    return f"down, breaker open, next probe in {brief(probe - age_seconds)}"
