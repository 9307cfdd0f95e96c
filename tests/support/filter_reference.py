"""What a filter means, said a second time: a plain predicate over what `Queue.job` tells of a job."""

import json
import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from queue_core.filters import Filter, Kind, Match, Op, Range, Term, Value
from queue_core.models import JobDetail

ABSENT = object()
"""What a path leads to where nothing is there, not even null."""


def matches(filter: Filter, detail: JobDetail) -> bool:
    """Whether the job is one that the filter means."""
    return all(_holds(term, detail) for term in filter.terms)


def _holds(term: Term, detail: JobDetail) -> bool:
    return any(_has(term, value, detail) for value in term.values) is not term.negated


def _has(term: Term, value: Value, detail: JobDetail) -> bool:
    if isinstance(value, Range):
        return _within(term, value, detail)
    if term.kind is Kind.JSON:
        return _payload(_at(detail.payload, term.path), value)
    if term.kind is Kind.WORDS:
        return _words(term.field, value, detail)
    if term.kind is Kind.TIME:
        return (_time(term.field, detail) is not None) is (value.op is Op.PRESENT)
    text = _text(term.field, detail)
    if term.kind is Kind.UUID and text is not None:
        text = text.replace("-", "")
    return _compare(value, text)


def _compare(value: Match, text: str | None) -> bool:
    if value.op in (Op.PRESENT, Op.MISSING):
        return bool(text) is (value.op is Op.PRESENT)
    if text is None:
        return False
    return {
        Op.EQUALS: text == value.text,
        Op.BEGINS: text.startswith(value.text),
        Op.ENDS: text.endswith(value.text),
        Op.CONTAINS: value.text in text,
    }[value.op]


def _text(field: str, detail: JobDetail) -> str | None:
    job = detail.job
    ended = [attempt for attempt in detail.attempts if attempt.outcome is not None]
    texts: dict[str, str | None] = {
        "status": job.status,
        "condition": job.condition,
        "type": job.job_type,
        "priority": job.priority,
        "category": ended[-1].category if ended else None,
        "user": job.user_id,
        "worker": detail.attempts[-1].worker if detail.attempts else None,
        "fingerprint": ended[-1].fingerprint if ended else None,
        "id": job.id,
        "resource": job.resource,
        "parent": job.parent_id,
        "key": detail.dedupe_key,
    }
    return texts[field]


def _words(field: str, value: Match, detail: JobDetail) -> bool:
    error = (detail.error_message or "").strip(" ")
    if value.op is not Op.CONTAINS:
        return bool(error) is (value.op is Op.PRESENT)
    wanted = value.text.casefold()
    if any(wanted in part.casefold() for part in _error_parts(error)):
        return True
    if field == "error":
        return False
    digits = value.text.lower().replace("-", "")
    if re.fullmatch("[0-9a-f]{4,32}", digits) and detail.job.id.replace("-", "").startswith(digits):
        return True
    payload = json.dumps(detail.payload, ensure_ascii=False)
    return wanted in detail.job.job_type.casefold() or json.dumps(value.text, ensure_ascii=False)[1:-1].casefold() in (
        payload.casefold()
    )


def _error_parts(error: str) -> Iterable[str]:
    try:
        document = json.loads(error)
    except ValueError:
        return [error]
    return [str(document[key]) for key in ("message", "type", "stack") if document.get(key) is not None]


def _at(payload: Any, path: tuple[str, ...]) -> Any:
    for step in path:
        if isinstance(payload, list) and re.fullmatch("-?[0-9]+", step) and -len(payload) <= int(step) < len(payload):
            payload = payload[int(step)]
        elif isinstance(payload, dict) and step in payload:
            payload = payload[step]
        else:
            return ABSENT
    return payload


def _payload(found: Any, value: Match) -> bool:
    if value.op in (Op.PRESENT, Op.MISSING):
        return (found is not None and found is not ABSENT) is (value.op is Op.PRESENT)
    items = found if isinstance(found, list) else [found]
    if value.op is Op.EQUALS:
        return any(_same(item, value.text) for item in items)
    return any(_compare(value, _shown(item)) for item in items if not isinstance(item, (dict, list)))


def _same(item: Any, text: str) -> bool:
    if isinstance(item, bool):
        return text == ("true" if item else "false")
    if isinstance(item, (int, float)):
        return _number(text) == Decimal(str(item))
    return text == "null" if item is None else item == text


def _shown(item: Any) -> str | None:
    if item is None or item is ABSENT:
        return None
    return item if isinstance(item, str) else json.dumps(item)


def _number(item: Any) -> Decimal | None:
    if isinstance(item, bool) or not re.fullmatch(r"-?\d{1,30}(\.\d{1,30})?", str(item), re.ASCII):
        return None
    return Decimal(str(item))


def _within(term: Term, value: Range, detail: JobDetail) -> bool:
    job = detail.job
    bounds = value.as_json(term.kind)
    if term.kind is Kind.JSON:
        return _between(
            _number(_at(detail.payload, term.path)), {key: Decimal(str(end)) for key, end in bounds.items()}
        )
    if term.kind is Kind.COUNT:
        return _between(job.attempts, bounds)
    if term.kind is Kind.AGE:
        return _between((detail.now - job.created_at).total_seconds(), bounds)
    return _between(_time(term.field, detail), {key: _moment(end, detail.now) for key, end in bounds.items()})


def _time(field: str, detail: JobDetail) -> datetime | None:
    return {
        "created": detail.job.created_at,
        "updated": detail.job.updated_at,
        "started": detail.job.started_at,
        "completed": detail.job.completed_at,
        "run_at": detail.job.run_at,
    }[field]


def _moment(end: Any, now: datetime) -> datetime:
    return now - timedelta(seconds=end["ago"]) if isinstance(end, dict) else datetime.fromisoformat(end)


def _between(found: Any, bounds: dict[str, Any]) -> bool:
    if found is None:
        return False
    holds = {"gt": found.__gt__, "gte": found.__ge__, "lt": found.__lt__, "lte": found.__le__}
    return all(holds[key](end) is True for key, end in bounds.items())
