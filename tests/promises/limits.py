"""P3 as a pure function: the limits in force at each claim, and what ran or was held at that moment."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, time
from decimal import Decimal
from math import floor
from typing import Any
from zoneinfo import ZoneInfo

from tests.promises.history import History, Record, moment


def exceeded_limits(history: History) -> Iterator[str]:
    """Replay leases and limits in the order of writes; judge after the last lease of each claim."""
    config: Mapping[str, Any] = {}
    types: dict[str, Mapping[str, Any]] = {}
    slots: dict[str, Mapping[str, Any]] = {}
    for record in _in_force(history.records):
        row = record.row_data
        if record.source == "job_queue_config":
            config = row
        elif record.source == "job_types":
            types[row["job_type"]] = row
        elif record.kind == "delete":
            slots.pop(row["token"], None)
        else:
            slots[row["token"]] = row
            if record.kind == "insert" and row["worker_id"] is not None:
                yield from _exceeded(row, config, types, slots.values())


def _in_force(records: Iterable[Record]) -> list[Record]:
    """Limits of types are not locked by a claim; they come into force with the last write of their transaction."""
    known = [record for record in records if record.source != "attempts"]
    last_of: dict[int, int] = {}
    for record in known:
        last_of[record.xid] = record.id
    return sorted(known, key=lambda r: (last_of[r.xid] if r.source == "job_types" else r.id, r.id))


def _exceeded(
    claimed: Mapping[str, Any],
    config: Mapping[str, Any],
    types: Mapping[str, Mapping[str, Any]],
    slots: Iterable[Mapping[str, Any]],
) -> Iterator[str]:
    at = moment(claimed["claimed_at"])
    taken = [slot for slot in slots if slot["held_since"] is None or moment(slot["deadline_at"]) > at]
    of_type = types.get(claimed["job_type"], {})
    manim = sum(slot["resource"] == "manim" for slot in taken)
    same_type = sum(slot["job_type"] == claimed["job_type"] for slot in taken)
    type_limit = of_type.get("concurrency_limit")
    what = f"Job {claimed['job_id']} was claimed"
    if config["paused"] or of_type.get("paused"):
        yield f"{what} while claiming was paused."
    if len(taken) > (limit := limit_at(config, at)):
        yield f"{what} as number {len(taken)} of at most {limit}."
    if claimed["resource"] == "manim" and manim > config["max_manim_renders"]:
        yield f"{what} as Manim job {manim} of at most {config['max_manim_renders']}."
    if type_limit is not None and same_type > type_limit:
        yield f"{what} as {claimed['job_type']} number {same_type} of at most {type_limit}."


def limit_at(config: Mapping[str, Any], at: datetime) -> int:
    """How many attempts may run at a moment: more within peak hours."""
    local = at.astimezone(ZoneInfo(config["time_zone"])).time()
    start, end = time.fromisoformat(config["peak_hour_start"]), time.fromisoformat(config["peak_hour_end"])
    is_peak = start <= local < end if start <= end else local >= start or local < end
    limit = Decimal(config["max_concurrent_renders"])
    return floor(limit * Decimal(str(config["peak_worker_multiplier"]))) if is_peak else int(limit)


def highest_limit(history: History) -> int:
    """The most that was ever allowed at once in the whole run."""
    highest = 0
    for record in history.records:
        if record.source == "job_queue_config":
            multiplier = max(Decimal(1), Decimal(str(record.row_data["peak_worker_multiplier"])))
            highest = max(highest, floor(record.row_data["max_concurrent_renders"] * multiplier))
    return highest
