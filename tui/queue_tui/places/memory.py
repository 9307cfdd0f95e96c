"""What is remembered of a place from one time to the next, in a file that only this user can read. No Textual in here.

The file is data like any other: whatever is wrong with it is said in one sentence, and it is as if it were not there.
"""

import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from queue_core.models import FailureSort, JobId
from queue_tui.formatting import TimeStyle
from queue_tui.places.saved import MOST_SAVED, SavedView, problem_of
from queue_tui.terminal.files import private_directory, write_private
from queue_tui.views import VIEWS

MOST_BYTES = 256 * 1024
"""A larger file is none of ours."""
MOST_COLUMNS = 40


class Unusable(Exception):
    """The file holds something else than what is remembered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """How a person left a place, and the views that they have made there."""

    screen: str = "jobs"
    """A name of `views`."""
    filter: str = ""
    order: str = "newest"
    columns: tuple[str, ...] | None = None
    times: TimeStyle = TimeStyle.RELATIVE
    failure_sort: FailureSort = FailureSort.LAST
    cursor: JobId | None = None
    saved: tuple[SavedView, ...] = ()

    def afresh(self) -> "Memory":
        """Only what the person has made."""
        return Memory(saved=self.saved)


def memory_path(place: str, environ: Mapping[str, str]) -> Path:
    """The file of a place; its name says nothing about it."""
    return private_directory(environ) / "places" / f"{sha256(place.encode()).hexdigest()[:24]}.json"


def recall(path: Path) -> tuple[Memory, str | None]:
    """What is remembered, or nothing and why."""
    try:
        with open(path, "rb", opener=_without_waiting) as file:
            text = file.read(MOST_BYTES + 1)
        if len(text) > MOST_BYTES:
            raise Unusable("it is too large")
        return _memory(json.loads(text)), None
    except FileNotFoundError:
        return Memory(), None
    except (OSError, ValueError, RecursionError, Unusable) as error:
        why = error.strerror if isinstance(error, OSError) else str(error) if isinstance(error, Unusable) else "damaged"
        return Memory(), f"What was remembered of this place cannot be used ({why}): {path} is left aside."


def remember(path: Path, memory: Memory) -> None:
    """Replace the file as a whole, so that whoever reads it, and whatever stops this, finds the old one or the new.

    Raises OSError.
    """
    new = path.with_name(f"{path.name}.{uuid4().hex}")
    try:
        write_private(new, json.dumps(asdict(memory)))
        new.replace(path)
    except OSError:
        with suppress(OSError):
            new.unlink()
        raise


def _without_waiting(path: str, flags: int) -> int:
    """A pipe in the place of the file must not hold anything up."""
    return os.open(path, flags | os.O_NONBLOCK)


def _memory(data: object) -> Memory:
    found = _table(data)
    view = _view({"name": "left", **{key: found[key] for key in ("filter", "order", "columns") if key in found}})
    saved = found.get("saved", [])
    if not isinstance(saved, list) or len(saved) > MOST_SAVED:
        raise Unusable("its views")
    return Memory(
        screen=_one_of([view.name for view in VIEWS], found.get("screen", "jobs")),
        filter=view.filter,
        order=view.order,
        columns=view.columns,
        times=TimeStyle(_one_of([*TimeStyle], found.get("times", TimeStyle.RELATIVE))),
        failure_sort=FailureSort(_one_of([*FailureSort], found.get("failure_sort", FailureSort.LAST))),
        cursor=_job_id(found.get("cursor")),
        saved=tuple(_view(_table(one)) for one in saved),
    )


def _one_of(known: Sequence[str], value: object) -> str:
    if not isinstance(value, str) or value not in known:
        raise Unusable("a view, a style or an order that is none")
    return value


def _view(found: dict[str, Any]) -> SavedView:
    columns = found.get("columns")
    if columns is not None:
        if not isinstance(columns, list) or len(columns) > MOST_COLUMNS or not all(map(_is_text, columns)):
            raise Unusable("its columns")
        columns = tuple(columns)
    texts = {key: found.get(key, "") for key in ("name", "filter")} | {"order": found.get("order", "newest")}
    if not all(map(_is_text, texts.values())):
        raise Unusable("a text that is none")
    view = SavedView(**texts, columns=columns)
    if (problem := problem_of(view)) is not None:
        raise Unusable(problem.rstrip("."))
    return view


def _table(data: object) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise Unusable("damaged")
    return data


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= 10_000


def _job_id(value: object) -> JobId | None:
    return None if value is None else JobId(str(UUID(str(value))))
