"""One short name for failures of the same kind, so that a thousand of them are one line on a screen."""

import hashlib
import re
import sysconfig
import traceback
from pathlib import PurePath

OURS = "queue_worker"

_VARIABLE = (
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), "<id>"),
    (re.compile(r"\b0x[0-9a-f]+\b"), "<id>"),
    (re.compile(r"\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{8,}\b"), "<id>"),
    (re.compile(r"\d+(?:[.,:]\d+)*"), "<n>"),
    (re.compile(r"\s+"), " "),
)


def fingerprint(error: BaseException, message: str, *, http_status: int | None = None) -> str:
    """Eight hexadecimal digits of the exception's type, its message without ids and numbers, and where it arose.

    The status that a service answered with is a number that counts: 422 and 503 are not the same failure.
    """
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    parts = (kind, normalised(message), first_own_frame(error), *(() if http_status is None else (str(http_status),)))
    return hashlib.sha256("|".join(parts).encode("utf-8", "replace")).hexdigest()[:8]


def normalised(message: str) -> str:
    """The message with what differs from case to case taken out: ids, numbers, spacing, letter case."""
    text = message.strip().lower()[:500]
    for pattern, replacement in _VARIABLE:
        text = pattern.sub(replacement, text)
    return text[:200]


def first_own_frame(error: BaseException) -> str:
    """The innermost frame that is not a library's, as module:function; line numbers change with every edit."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    for frame in reversed(frames):
        module = str(frame.f_globals.get("__name__", ""))
        if module.partition(".")[0] == OURS or not _is_library(frame.f_code.co_filename):
            return f"{module}:{frame.f_code.co_name}"
    return "unknown"


_LIBRARIES = tuple(PurePath(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib", "purelib", "platlib"))


def _is_library(filename: str) -> bool:
    path = PurePath(filename)
    return filename.startswith("<") or any(path.is_relative_to(folder) for folder in _LIBRARIES)
