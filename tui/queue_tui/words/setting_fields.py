"""What can be set, group by group: names, units, ranges and meanings in words. No Textual in here.

The database decides what a field takes; what is said of it here is held to that by a test.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from queue_core.models import Priority
from queue_core.text import clean


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing that can be set."""

    name: str
    """As `Queue.configure` names it; of a type behind the last dot of the setting's name."""
    title: str
    meaning: str
    takes: str = ""
    """What it takes, in the words of the database; empty where it is one of the `words`."""
    unit: str = ""
    empty: str = ""
    """What no value means; empty: there must be one."""
    zero: str = ""
    """What 0 means, where that is not what one would think."""
    words: tuple[str, ...] = ()


PAUSED = Field(
    name="paused",
    title="Paused",
    meaning="While it is paused no job is started; what runs goes on.",
    words=("yes", "no"),
)
"""Set by pause and resume, which keep the reason."""

GROUPS: Mapping[str, tuple[Field, ...]] = {
    "Queue": (PAUSED,),
    "Limits": (
        Field(
            name="max_concurrent_renders",
            title="Jobs at once",
            unit="slots",
            takes="a whole number from 0 to 10000",
            meaning="How many jobs may run at the same time, on all workers together, outside of the peak hours.",
        ),
        Field(
            name="max_manim_renders",
            title="Manim jobs at once",
            unit="slots",
            takes="a whole number from 0 to 10000",
            meaning="How many of them may be jobs that need Manim.",
        ),
    ),
    "Peak hours": (
        Field(
            name="peak_hour_start",
            title="Begin",
            takes="a time such as 06:00",
            meaning="From when on the limit for all jobs is multiplied; the same time as the end: never.",
        ),
        Field(
            name="peak_hour_end",
            title="End",
            takes="a time such as 21:00",
            meaning="Until when; earlier than the beginning: on the next day.",
        ),
        Field(
            name="peak_worker_multiplier",
            title="Multiplier",
            takes="a number from 0 to 100",
            meaning="What the limit for all jobs is multiplied with within the peak hours; not the one for Manim.",
        ),
        Field(
            name="time_zone",
            title="Time zone",
            takes="the name of a time zone such as Asia/Kolkata",
            meaning="In which the peak hours are meant, and in which a day begins for the numbers of today.",
        ),
    ),
    "Times": (
        Field(
            name="job_timeout_minutes",
            title="Timeout",
            unit="minutes",
            takes="a whole number from 1 to 1440",
            meaning="How long one attempt may take, unless its type has a timeout of its own.",
        ),
        Field(
            name="retry_interval_minutes",
            title="First retry after",
            unit="minutes",
            takes="a whole number from 0 to 1440",
            zero="at once",
            meaning="The longest pause before the second attempt; it doubles with each further one.",
        ),
        Field(
            name="backoff_cap_minutes",
            title="Longest pause",
            unit="minutes",
            takes="a whole number from 1 to 10080",
            meaning="Pauses between attempts grow to this and no further.",
        ),
        Field(
            name="give_up_hours",
            title="Give up after",
            unit="hours",
            takes="a whole number from 1 to 8760",
            meaning="A job that only ever failed because a service was down is failed for good after this.",
        ),
    ),
    "Alerts": (
        Field(
            name="alert_queue_depth",
            title="Waiting jobs",
            unit="jobs",
            takes="a whole number from 0 to 100000",
            zero="never",
            meaning="Alert when more jobs than this could run and wait; 0: never.",
        ),
        Field(
            name="alert_oldest_minutes",
            title="Oldest waits",
            unit="minutes",
            takes="a whole number from 0 to 100000",
            zero="never",
            meaning="Alert when a job that could run has waited for longer than this; 0: never.",
        ),
        Field(
            name="alert_failure_percent",
            title="Failures",
            unit="%",
            takes="a whole number from 0 to 100",
            zero="never",
            meaning="Alert when more than this share of what ended within 15 minutes has failed; 0: never.",
        ),
        Field(
            name="alert_worker_failures",
            title="Failures of a worker",
            unit="in a row",
            takes="a whole number from 0 to 1000",
            zero="never",
            meaning="Alert when this many attempts of one worker have failed one after the other; 0: never.",
        ),
    ),
    "Retention": (
        Field(
            name="retention_days",
            title="Keep finished jobs",
            unit="days",
            takes="a whole number from 0 to 36500",
            zero="for ever",
            meaning="Finished jobs are deleted when they are so old, with all that belongs to them; 0: never.",
        ),
    ),
    "Worker leases": (
        Field(
            name="lease_seconds",
            title="Lease",
            unit="seconds",
            takes="a whole number from 15 to 3600",
            meaning="A worker that has said nothing for so long is gone. At least three heartbeats long.",
        ),
        Field(
            name="heartbeat_seconds",
            title="Heartbeat",
            unit="seconds",
            takes="a whole number from 1 to 1200",
            meaning="How often a worker says that it is there, and hears of cancels.",
        ),
        Field(
            name="sweep_seconds",
            title="Sweep",
            unit="seconds",
            takes="a whole number from 1 to 600",
            meaning="How often workers look for attempts whose worker is gone.",
        ),
    ),
}
"""Of the whole queue, in the order of the screen."""

TYPE_FIELDS: tuple[Field, ...] = (
    PAUSED,
    Field(
        name="limit",
        title="Limit",
        unit="at once",
        takes="a whole number from 0 to 99999, or nothing for no limit",
        empty="no limit of its own",
        meaning="How many jobs of this type may run at the same time, within the limit for all.",
    ),
    Field(
        name="timeout_minutes",
        title="Timeout",
        unit="minutes",
        takes="a number above 0 and below 10000, or nothing for the common timeout",
        empty="as for all types",
        meaning="How long one attempt of this type may take.",
    ),
    Field(
        name="default_priority",
        title="Priority",
        takes="high, medium or low",
        words=tuple(priority.value for priority in Priority),
        meaning="Of new jobs of this type that name none.",
    ),
    Field(
        name="resource",
        title="Needs",
        takes="a name such as manim, or nothing",
        empty="nothing but a slot",
        meaning="What a job of this type needs beside a slot: those that need manim have a limit of their own.",
    ),
)

_TITLES = {field.name: field.title for fields in GROUPS.values() for field in fields} | {"pause_reason": "reason"}
_TYPE_TITLES = {field.name: field.title for field in TYPE_FIELDS}


def title_of(name: str) -> str:
    """`Jobs at once` for max_concurrent_renders, `Limit of doubt` for doubt.limit; any other name as it is."""
    if name in _TITLES:
        return _TITLES[name]
    job_type, dot, field = name.rpartition(".")
    return f"{_TYPE_TITLES[field]} of {clean(job_type, 40)}" if dot and field in _TYPE_TITLES else name
