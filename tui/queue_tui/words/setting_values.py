"""What is set now: each field with its value, as it is shown and as it is typed. No Textual in here."""

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal

from queue_core.models import JobType, JsonValue, QueueConfig, Slots
from queue_core.pauses import by, pause_of, why
from queue_core.text import clean
from queue_tui.words.setting_fields import GROUPS, PAUSED, TYPE_FIELDS, Field, title_of

TYPES = "Type"
"""The group of what is particular to one type of job."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A field, of the whole queue or of one type, with its present value."""

    field: Field
    group: str
    value: str
    """As it is typed; empty: none."""
    job_type: str | None = None

    @property
    def name(self) -> str:
        """`max_concurrent_renders`, or `doubt.limit` for a type."""
        return self.field.name if self.job_type is None else f"{self.job_type}.{self.field.name}"

    @property
    def title(self) -> str:
        """Says which type it is about."""
        return title_of(self.name)

    @property
    def command(self) -> str:
        """Sets it as it is now: `queuectl configure doubt.limit=2`."""
        verb = "pause" if self.value == "yes" else "resume"
        words = ["queuectl", "configure", f"{self.name}={self.value}"]
        if self.field is PAUSED:
            words = ["queuectl", verb, *([] if self.job_type is None else ["--type", self.job_type])]
        return shlex.join(words)

    def shown(self, value: str | None = None) -> str:
        """A value in words, with its unit; the present one where none is given."""
        typed = clean(self.value if value is None else value, 60)
        if not typed:
            return self.field.empty
        if typed == "0" and self.field.zero:
            return self.field.zero
        unit = self.field.unit[:-1] if typed == "1" and self.field.unit.endswith("s") else self.field.unit
        return f"{typed} {unit}" if unit and unit != "%" else f"{typed}{unit}"

    def change_to(self, text: str) -> dict[str, JsonValue]:
        """The change that a typed value is, as `Queue.configure` takes it."""
        typed = text.strip()
        value: JsonValue = int(typed) if typed.isascii() and typed.isdecimal() else typed or None
        change: dict[str, JsonValue] = {self.field.name: value}
        return change if self.job_type is None else {"types": {self.job_type: change}}


def settings_of(config: QueueConfig) -> list[Setting]:
    """All of them, in the order of the screen."""
    own = [
        Setting(field=field, group=group, value=_typed(getattr(config, field.name)))
        for group, fields in GROUPS.items()
        for field in fields
    ]
    return [*own, *(setting for kind in config.types for setting in _of_type(kind))]


def setting_named(config: QueueConfig, name: str) -> Setting | None:
    """The one of this name; None where there is none, as for a type that nobody has seen yet."""
    return next((setting for setting in settings_of(config) if setting.name == name), None)


def pause_words(setting: Setting, config: QueueConfig, now: datetime | None) -> str:
    """Who paused it, when and why: `by anna@vps1 12m ago: deploy`; empty for what is no pause, or is not paused."""
    if setting.field is not PAUSED or setting.value != "yes":
        return ""
    pause = pause_of(config, setting.job_type)
    if pause is None or now is None:
        return f"reason: {why(config.pause_reason)}" if setting.job_type is None else ""
    return f"{by(pause, now).lstrip()}: {why(pause.reason)}"


def in_force(setting: Setting, slots: Slots | None) -> int | None:
    """The limit that holds now, where peak hours make it another one than what is set; None where they do not."""
    if slots is None or not slots.peak or setting.name != "max_concurrent_renders":
        return None
    return None if str(slots.limit) == setting.value else slots.limit


def _of_type(kind: JobType) -> Iterator[Setting]:
    for field in TYPE_FIELDS:
        value = _typed(getattr(kind, field.name))
        yield Setting(field=field, group=f"{TYPES} {clean(kind.job_type, 30)}", value=value, job_type=kind.job_type)


def _typed(value: object) -> str:
    """A value as a person would type it."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case time():
            return value.isoformat("seconds" if value.second else "minutes")
        case float() | Decimal():
            return f"{float(value):g}"
        case _:
            return str(value)
