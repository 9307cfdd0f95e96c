"""What the demo orchestrator was asked and what it did: append-only, in memory and, if wanted, in a file."""

import json
import time
from collections import deque
from datetime import UTC, datetime
from pathlib import Path

from queue_core.models import JsonValue

MOST_ENTRIES = 20_000

Entry = dict[str, JsonValue]


class Journal:
    """Entries in the order of their numbers.

    Kinds: asked (a call came in), rendered (a video was made; at most once per key and success),
    answered (with its status), dropped (the connection was closed by us), abandoned (by the caller).
    """

    def __init__(self, file: Path | None = None) -> None:
        self._entries: deque[Entry] = deque(maxlen=MOST_ENTRIES)
        self._file = None if file is None else file.open("a", encoding="utf-8", buffering=1)
        self._number = 0

    def write(self, kind: str, **fields: JsonValue) -> None:
        """Append one entry."""
        self._number += 1
        entry: Entry = {
            "number": self._number,
            "kind": kind,
            "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "monotonic": time.monotonic(),
            **fields,
        }
        self._entries.append(entry)
        if self._file is not None:
            self._file.write(json.dumps(entry) + "\n")

    def entries(self, kind: str | None = None) -> list[Entry]:
        """The latest entries, oldest first; of one kind only if it is given."""
        return [entry for entry in self._entries if kind is None or entry["kind"] == kind]

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
