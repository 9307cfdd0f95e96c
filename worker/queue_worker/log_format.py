"""The two forms of a log line. Both are bounded and free of secrets and of control characters."""

import json
import logging
import math
import time
from functools import lru_cache

from queue_core.text import clean
from queue_worker import storable
from queue_worker.redaction import Redactor

LONGEST_FIELD = 1_000
LONGEST_STACK = 8_000
MOST_FIELDS = 20
LONGEST_WORD = 40
"""So short a value, as an id is, is made safe once and remembered."""

_OF_EVERY_RECORD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}
"""What a record has by itself; the rest is what the event says."""


class _JsonLine(logging.Formatter):
    """Fields in a fixed order: time, level, event, then what the event says, then the stack."""

    def __init__(self, redact: Redactor) -> None:
        super().__init__()
        self._redact = redact
        self._safe_word = lru_cache(1024)(self._safe_text)  # ids and words come again and again

    def format(self, record: logging.LogRecord) -> str:
        """One JSON object in ASCII."""
        line = {"time": _utc(record), "level": record.levelname, "event": self._safe(record.getMessage())}
        for key, value in _said(record):
            line[key[:60]] = self._safe(value)
        if record.exc_info:
            line["stack"] = self._safe(self.formatException(record.exc_info), LONGEST_STACK)
        return json.dumps(line)

    def _safe(self, value: object, longest: int = LONGEST_FIELD) -> object:
        if value is None or isinstance(value, int) or (isinstance(value, float) and math.isfinite(value)):
            return value
        text = str(value)
        return self._safe_word(text) if len(text) <= LONGEST_WORD else self._safe_text(text, longest)

    def _safe_text(self, text: str, longest: int = LONGEST_FIELD) -> str:
        return storable.bounded(storable.text(self._redact(text)), longest)


class _HumanLine(logging.Formatter):
    """18:02:11 claimed job_id=3f2a... job_type=doubt"""

    def __init__(self, redact: Redactor) -> None:
        super().__init__()
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        """One line; a stack trace follows on lines of its own."""
        words = " ".join(f"{key}={self._one_line(value)}" for key, value in _said(record))
        level = "" if record.levelno <= logging.INFO else f"{record.levelname} "
        line = f"{time.strftime('%H:%M:%S', time.localtime(record.created))} {level}"
        line += f"{self._one_line(record.getMessage())} {words}".rstrip()
        if record.exc_info:
            stack = self._redact(self.formatException(record.exc_info))
            line += "".join(f"\n    {clean(part, LONGEST_FIELD)}" for part in stack[-LONGEST_STACK:].splitlines())
        return line

    def _one_line(self, value: object) -> str:
        return clean(self._redact(str(value)), LONGEST_FIELD)


def _said(record: logging.LogRecord) -> list[tuple[str, object]]:
    """The event's own fields, as many as are shown."""
    return [item for item in record.__dict__.items() if item[0] not in _OF_EVERY_RECORD][:MOST_FIELDS]


def _utc(record: logging.LogRecord) -> str:
    """The record's time with milliseconds, as RFC 3339 has it."""
    return f"{_second(int(record.created))}.{int(record.msecs):03d}Z"


@lru_cache(1)
def _second(seconds: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))


def json_formatter(redact: Redactor) -> logging.Formatter:
    """For machines."""
    return _JsonLine(redact)


def human_formatter(redact: Redactor) -> logging.Formatter:
    """For a person at a terminal."""
    return _HumanLine(redact)
