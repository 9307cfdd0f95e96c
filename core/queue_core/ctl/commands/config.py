"""queuectl config, configure, pause, resume: limits, times and types."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from queue_core.actor import current_actor
from queue_core.ctl.call import Call, action_options, command

if TYPE_CHECKING:
    from queue_core.models import JobType, Operation, Pause, Preview, QueueConfig, RequestId
    from queue_core.queue import Queue
    from queue_core.verdict import Verdict


@command("config")
def config(call: Call) -> None:
    """Show the configuration: limits, times, and what is set for each type.

    With --json: the fields of the configuration, with "types" as a list, and "pauses": [{"job_type", "actor",
    "reason", "at"}] of what is paused now, job_type null for the queue.
    """
    _show(call, call.run(lambda queue: queue.config()))


@command("configure")
@click.argument("changes", nargs=-1, required=True, metavar="KEY=VALUE...")
@click.option("--preview", is_flag=True, help="Only say what the change would mean.")
@action_options
def configure(call: Call, changes: tuple[str, ...], preview: bool, reason: str | None, request_id: UUID | None) -> None:
    """Change the configuration: all the changes or none.

    \b
    queuectl configure max_concurrent_renders=12 peak_hour_start=07:00
    queuectl configure doubt.limit=2 doubt.resource=manim doubt.timeout_minutes=
    queuectl configure doubt.json_schema=@schema.json

    TYPE.KEY sets what is particular to a type; nothing behind the sign takes it away, and @FILE reads
    JSON from a file. 'queuectl config' shows the keys.

    With --json: the configuration as it is now; with --preview {"slots_before", "slots_after",
    "manim_before", "manim_after", "running", "ready", "run_p50_seconds", "backlog_before_seconds",
    "backlog_after_seconds", "alerts_after": [alert], "changes": [{"field", "before", "after"}]}.
    """  # noqa: D301 - \b keeps click from joining the lines
    wanted = _changes(changes)
    if preview:
        _show_preview(call, wanted)
        return

    async def work(queue: "Queue", request: "RequestId") -> "tuple[QueueConfig, Operation | None]":
        config = await queue.configure(wanted, actor=current_actor(), reason=reason, request_id=request)
        return config, await _latest(queue, "configure")

    config, operation = call.act(work, request_id)
    _show(call, config)
    _tell_undo(call, operation)


@command("pause")
@click.option("--type", "job_type", metavar="TYPE", help="Only jobs of this type.")
@action_options
def pause(call: Call, job_type: str | None, reason: str | None, request_id: UUID | None) -> None:
    """Start no more jobs; what runs goes on.

    With --json: the configuration as it is now.
    """
    _set_paused(call, "pause", job_type, reason, request_id)


@command("resume")
@click.option("--type", "job_type", metavar="TYPE", help="Only jobs of this type.")
@action_options
def resume(call: Call, job_type: str | None, reason: str | None, request_id: UUID | None) -> None:
    """Start jobs again after a pause.

    With --json: the configuration as it is now.
    """
    _set_paused(call, "resume", job_type, reason, request_id)


def _set_paused(call: Call, verb: str, job_type: str | None, reason: str | None, request_id: UUID | None) -> None:
    from queue_core.operation_words import changed_nothing

    async def work(queue: "Queue", request: "RequestId") -> "tuple[QueueConfig, Operation | None]":
        method = queue.pause if verb == "pause" else queue.resume
        config = await method(actor=current_actor(), job_type=job_type, reason=reason, request_id=request)
        return config, await _latest(queue, verb)

    config, operation = call.act(work, request_id)
    if call.out.as_json:
        _show(call, config)
    elif operation is not None and changed_nothing(operation):
        call.out.tell(_as_it_was(verb, job_type))
    else:
        call.out.tell(f"{'Paused' if verb == 'pause' else 'Resumed'}: {job_type or 'all types'}.")
        _tell_undo(call, operation)


def _as_it_was(verb: str, job_type: str | None) -> str:
    whose = "The queue" if job_type is None else f"Type {job_type}"
    if verb == "pause":
        return (
            f"{whose} was paused already, for the same reason." if job_type is None else f"{whose} was paused already."
        )
    return f"{whose} was not paused: nothing was changed. 'queuectl config' lists types that are paused by themselves."


async def _latest(queue: "Queue", verb: str) -> "Operation | None":
    """The operation that was made just now."""
    latest = await queue.operations(verb=verb, actor=current_actor(), limit=1)
    return latest.operations[0] if latest.operations else None


def _tell_undo(call: Call, operation: "Operation | None") -> None:
    if operation is not None and not call.out.as_json:
        call.out.tell(f"'queuectl undo {operation.id}' undoes it.")


def _changes(given: tuple[str, ...]) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    for change in given:
        key, sign, value = change.partition("=")
        if not sign or not key.strip():
            raise click.UsageError(f"'{change}' is no change: write it as KEY=VALUE.")
        job_type, dot, field = key.strip().rpartition(".")
        place = changes.setdefault("types", {}).setdefault(job_type, {}) if dot else changes
        place[field] = _value(value)
    return changes


def _value(text: str) -> Any:
    """JSON where it is JSON, else the text; nothing is null."""
    if not text:
        return None
    if text.startswith("@"):
        try:
            return json.loads(Path(text[1:]).read_text("utf-8"))
        except OSError as error:
            raise click.UsageError(f"{text[1:]} cannot be read: {error.strerror}.") from None
        except ValueError as error:
            raise click.UsageError(f"{text[1:]} holds no JSON: {error}.") from None
    try:
        return json.loads(text)
    except ValueError:
        return text


def _show_preview(call: Call, wanted: dict[str, Any]) -> None:
    from queue_core.ctl.preview_text import preview_text
    from queue_core.shapes import plain
    from queue_core.verdict import judge

    if call.out.as_json:
        call.out.show_json(plain(call.run(lambda queue: queue.preview(wanted))))
        return

    async def work(queue: "Queue") -> "tuple[Preview, Verdict]":
        verdict = judge(await queue.stats(), await queue.workers(), await queue.config())
        return await queue.preview(wanted), verdict

    preview, verdict = call.run(work)
    call.out.show(preview_text(preview, verdict, call.out.width))
    call.out.tell("Nothing was changed.")


def _show(call: Call, config: "QueueConfig") -> None:
    from queue_core.ctl.table import Column, fields, table
    from queue_core.shapes import plain

    if call.out.as_json:
        call.out.show_json(plain(config))
        return
    settings = {key: _word(value) for key, value in plain(config).items() if key not in ("types", "pauses")}
    call.out.show(fields((*settings.items(), *map(_pause, config.pauses)), call.out.width))
    if config.types:
        columns = (Column("TYPE", 30), Column("PRIORITY", 8), Column("RESOURCE", 12), Column("LIMIT", 6, right=True),
                   Column("TIMEOUT", 8, right=True), Column("PAUSED", 6), Column("SCHEMA", 6))  # fmt: skip
        call.out.show("\n" + table(columns, (_type_row(kind) for kind in config.types), call.out.width))


def _pause(pause: "Pause") -> tuple[str, str]:
    from queue_core.ctl.job_text import moment
    from queue_core.pauses import why

    what = "paused by" if pause.job_type is None else f"{pause.job_type} paused by"
    return what, f"{pause.actor}, {moment(pause.at)}: {why(pause.reason)}"


def _type_row(kind: "JobType") -> tuple[str, ...]:
    timeout = "" if kind.timeout_minutes is None else f"{kind.timeout_minutes:g}m"
    limit = "" if kind.limit is None else str(kind.limit)
    flags = ("yes" if kind.paused else "", "yes" if kind.json_schema is not None else "")
    return kind.job_type, kind.default_priority, kind.resource or "", limit, timeout, *flags


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
