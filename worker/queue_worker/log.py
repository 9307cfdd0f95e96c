"""Logs that never hold up the worker: one JSON line per event, or a short line for a person.

Records go through a bounded queue to a thread that formats and writes them. Where nobody reads the
pipe, or the disk is full, records are dropped and counted; a heartbeat never waits for a log line.
"""

import logging
import os
import queue
import select
import sys
import threading
from collections.abc import Callable

from queue_worker.log_format import human_formatter, json_formatter
from queue_worker.redaction import Redactor

log = logging.getLogger("queue_worker")
"""Events are named by one word or two, as log.info("claimed", extra={"job_id": ...})."""

CAPACITY = 5_000
QUIET_LIBRARIES = ("httpx", "httpcore", "psycopg.pool", "aiohttp.access", "asyncio")
"""Their INFO lines are about themselves, and httpx's print addresses."""

Write = Callable[[bytes], None]


class DroppingHandler(logging.Handler):
    """Hands records to a thread, and drops them while it cannot keep up."""

    def __init__(self, write: Write, *, capacity: int = CAPACITY) -> None:
        super().__init__()
        self._not_taken = 0
        self._not_written = 0  # one number for each thread that counts
        self._told = 0
        self._write = write
        self._capacity = capacity
        self._records: queue.SimpleQueue[logging.LogRecord | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="log", daemon=True)
        self._thread.start()

    @property
    def dropped(self) -> int:
        """Records lost so far."""
        return self._not_taken + self._not_written

    def emit(self, record: logging.LogRecord) -> None:
        """Take the record or count it; never waits."""
        if self._records.qsize() < self._capacity:
            self._records.put(record)
        else:
            self._not_taken += 1

    def finish(self, seconds: float) -> None:
        """Write what is waiting, for so long at most, and end the thread."""
        self._records.put(None)
        self._thread.join(seconds)

    def _run(self) -> None:
        while (record := self._records.get()) is not None:
            try:
                self._write(self._line(record))
                if self.dropped > self._told:
                    self._report()
            except Exception:  # noqa: BLE001 - whatever it is, logging it is what has just failed
                self._not_written += 1

    def _report(self) -> None:
        dropped, self._told = self.dropped - self._told, self.dropped
        record = logging.makeLogRecord({"name": log.name, "levelno": logging.WARNING, "levelname": "WARNING"})
        record.msg, record.count = "log_dropped", dropped
        self._write(self._line(record))

    def _line(self, record: logging.LogRecord) -> bytes:
        return f"{self.format(record)}\n".encode("utf-8", "backslashreplace")


class ToDescriptor:
    """Writing to a file descriptor without Python's buffers, whose lock would hang the exit on a full pipe."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._is_torn = False

    def __call__(self, line: bytes) -> None:
        """Write the whole line. Raises OSError; the line after one that was cut off begins on its own."""
        left = memoryview(b"\n" + line if self._is_torn else line)
        while left:
            try:
                written = os.write(self._descriptor, left)
            except BlockingIOError:
                select.select([], [self._descriptor], [], 1.0)
            else:
                left = left[written:]
                self._is_torn = bool(left)


def dropped() -> int:
    """Records that the log of this process has lost so far."""
    return sum(handler.dropped for handler in logging.getLogger().handlers if isinstance(handler, DroppingHandler))


def start(redact: Redactor, *, descriptor: int = 1, human: bool | None = None) -> DroppingHandler:
    """Send this process's log to a descriptor: short lines on a terminal, else JSON."""
    handler = DroppingHandler(ToDescriptor(descriptor))
    is_human = os.isatty(descriptor) if human is None else human
    handler.setFormatter(human_formatter(redact) if is_human else json_formatter(redact))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name in QUIET_LIBRARIES:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(True)
    # what no line shows is not found out for each: where it was logged, and the names of thread, process and task
    logging._srcfile = None
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    if sys.version_info >= (3, 12):
        logging.logAsyncioTasks = False
    return handler
