"""queuectl enqueue"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from queue_core.ctl.call import Call, command
from queue_core.errors import InvalidInput

if TYPE_CHECKING:
    from queue_core.models import JsonValue, NewJob, RequestId
    from queue_core.models.jobs import EnqueuedJob
    from queue_core.queue import Queue

MOST_BYTES = 1_048_576
"""What the queue takes as a payload."""


@command("enqueue")
@click.argument("job_type", metavar="TYPE")
@click.option("--payload", metavar="JSON", help='The payload, such as \'{"question": "..."}\'.')
@click.option("--payload-file", metavar="FILE", help="Read the payload from a file; - is standard input.")
@click.option("--priority", metavar="high|medium|low", help="Default: what the type says.")
@click.option("--delay", metavar="DURATION", help="Not before this long from now, such as 10m or 2h.")
@click.option("--max-retries", type=click.IntRange(0, 100), metavar="NUMBER", help="Tries after the first; default 3.")
@click.option("--user-id", type=click.UUID, metavar="UUID", help="Whose job it is.")
@click.option("--dedupe-key", metavar="KEY", help="While a job with this key exists, no second one is made.")
@click.option("--request-id", type=click.UUID, metavar="UUID", help="Repeated with it, there is no second job.")
def enqueue(call: Call, payload: str | None, payload_file: str | None, request_id: UUID | None, **options: Any) -> None:
    """Enqueue one job of TYPE and print its id.

    The payload is a JSON object of 1 MB at most; it is checked against the JSON Schema of the type
    where the configuration has one.

    With --json: {"id": uuid, "duplicate": bool}
    """
    text = _payload_text(payload, payload_file)
    new = _new_job(_parsed(text), **options)

    async def work(queue: "Queue", request_id: "RequestId") -> "EnqueuedJob":
        await _check_schema(queue, new)
        [enqueued] = await queue.enqueue([new], actor=_actor(), request_id=request_id)
        return enqueued

    enqueued = call.act(work, request_id)
    if call.out.as_json:
        call.out.show_json({"id": enqueued.id, "duplicate": enqueued.duplicate})
        return
    call.out.show(enqueued.id)
    if enqueued.duplicate:
        call.out.tell("A job with this dedupe key was there already: this is its id.")


def _payload_text(payload: str | None, file: str | None) -> str:
    if (payload is None) == (file is None):
        raise click.UsageError("A job needs a payload: say either --payload or --payload-file.")
    data = _read(file or "") if payload is None else payload.encode(errors="surrogateescape")
    if len(data) > MOST_BYTES:
        raise InvalidInput(
            f"The payload is longer than {MOST_BYTES:,} bytes, the most a job can carry: "
            "store the data elsewhere and enqueue its address."
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput(f"The payload is not valid UTF-8: look at byte {error.start + 1}.") from None


def _read(file: str) -> bytes:
    """Never more than what tells that it is too much."""
    try:
        if file == "-":
            return sys.stdin.buffer.read(MOST_BYTES + 1) if sys.stdin is not None else b""
        with Path(file).open("rb") as source:
            return source.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise click.UsageError(f"The payload file {file} cannot be read: {why}.") from None


def _parsed(text: str) -> "dict[str, JsonValue]":
    from queue_core.payload import PayloadProblem, parse_payload

    try:
        return parse_payload(text)
    except PayloadProblem as error:
        raise InvalidInput(f"The payload cannot be used, {str(error).rstrip('. ')}.") from None


def _new_job(
    payload: "dict[str, JsonValue]",
    *,
    job_type: str,
    priority: str | None,
    delay: str | None,
    max_retries: int | None,
    user_id: UUID | None,
    dedupe_key: str | None,
) -> "NewJob":
    from queue_core.ctl.parameters import priority_of, seconds_of
    from queue_core.models import NewJob

    return NewJob(
        job_type=job_type,
        payload=payload,
        priority=None if priority is None else priority_of(priority),
        delay_seconds=0 if delay is None else seconds_of(delay, "--delay"),
        max_retries=max_retries,
        user_id=None if user_id is None else str(user_id),
        dedupe_key=dedupe_key,
    )


async def _check_schema(queue: "Queue", new: "NewJob") -> None:
    from queue_core.payload import PayloadProblem, check_schema

    config = await queue.config()
    for kind in config.types:
        if kind.job_type == new.job_type:
            try:
                check_schema(new.payload, kind.json_schema)
            except PayloadProblem as error:
                problem = str(error).rstrip(". ")
                raise InvalidInput(f"The payload is not what jobs of type {new.job_type} take, {problem}.") from None


def _actor() -> str:
    from queue_core.actor import current_actor

    return current_actor()
