"""The two forms of a log line. Both are bounded and free of secrets and of control characters."""

import logging
import time
from typing import Any

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter

from queue_core.text import clean
from queue_worker import storable
from queue_worker.redaction import Redactor

LONGEST_FIELD = 1_000
LONGEST_STACK = 8_000
MOST_FIELDS = 20

_RESERVED = {*RESERVED_ATTRS, "taskName"}


class _JsonLine(JsonFormatter):
    """Fields in a fixed order: time, level, event, then what the event says."""

    def __init__(self, redact: Redactor) -> None:
        super().__init__(
            "%(asctime)s %(levelname)s %(message)s",
            rename_fields={"asctime": "time", "levelname": "level", "message": "event", "exc_info": "stack"},
            reserved_attrs=sorted(_RESERVED),
        )
        self._redact = redact

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802
        """UTC with milliseconds, as RFC 3339 has it."""
        return f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(record.created))}.{int(record.msecs):03d}Z"

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """Bound every field and take secrets out of it."""
        kept = list(log_data.items())[:MOST_FIELDS]
        return {str(key)[:60]: self._safe(str(key), value) for key, value in kept}

    def _safe(self, key: str, value: object) -> object:
        if value is None or isinstance(value, bool | int | float):
            return value
        text = self._redact(value if isinstance(value, str) else str(value))
        return storable.bounded(storable.text(text), LONGEST_STACK if key == "stack" else LONGEST_FIELD)


class _HumanLine(logging.Formatter):
    """18:02:11 claimed job_id=3f2a... job_type=doubt"""

    def __init__(self, redact: Redactor) -> None:
        super().__init__()
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        """One line; a stack trace follows on lines of its own."""
        fields = {key: value for key, value in record.__dict__.items() if key not in _RESERVED}
        words = " ".join(f"{key}={self._one_line(value)}" for key, value in list(fields.items())[:MOST_FIELDS])
        level = "" if record.levelno <= logging.INFO else f"{record.levelname} "
        line = f"{time.strftime('%H:%M:%S', time.localtime(record.created))} {level}"
        line += f"{self._one_line(record.getMessage())} {words}".rstrip()
        if record.exc_info:
            stack = self._redact(self.formatException(record.exc_info))
            line += "".join(f"\n    {clean(part, LONGEST_FIELD)}" for part in stack[-LONGEST_STACK:].splitlines())
        return line

    def _one_line(self, value: object) -> str:
        return clean(self._redact(str(value)), LONGEST_FIELD)


def json_formatter(redact: Redactor) -> logging.Formatter:
    """For machines."""
    return _JsonLine(redact)


def human_formatter(redact: Redactor) -> logging.Formatter:
    """For a person at a terminal."""
    return _HumanLine(redact)
